import { element } from './elements.ts';

/** How a run stands, as the server tells it. */
interface Progress {
  readonly status: string;
  readonly t: number;
  readonly until: number;
  readonly words: string;
}

/** Follows a run: shows how far it is, and has the page drawn anew whenever there is more to see. */
export function followRun(address: string, redraw: (fresh: Document) => void): void {
  const bar = element('progress', { max: '1', value: '0', 'aria-label': 'Progress of the run' });
  const told = element('span', { role: 'status' }, 'connecting');
  const line = element('section', { class: 'live', 'aria-label': 'Progress' }, element('b', {}, 'Live'), bar, told);
  document.getElementById('main')?.before(line);
  const source = new EventSource(address);
  source.addEventListener('progress', (event) => {
    const { t, until, words } = JSON.parse((event as MessageEvent<string>).data) as Progress;
    bar.value = until > 0 ? Math.min(1, t / until) : 0;
    told.textContent = words;
  });
  let busy = false;
  let again = false;
  const load = async () => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const answer = await fetch(location.pathname, { cache: 'no-store' });
      if (answer.ok) redraw(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    } finally {
      busy = false;
      if (again) {
        again = false;
        void load();
      }
    }
  };
  source.addEventListener('changed', () => void load());
  source.addEventListener('end', () => {
    source.close();
    line.dataset.ended = 'true';
  });
  source.addEventListener('error', () => {
    if (line.dataset.ended !== 'true') told.textContent = 'connection lost; trying again';
  });
}
