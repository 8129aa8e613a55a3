import sheet from 'uplot/dist/uPlot.min.css';
import type { PlayerData } from '../player-data.ts';
import type { PanelData } from '../plot-data.ts';
import { mountChart, type Together } from './chart.ts';
import { createClock, mountTimeBar } from './clock.ts';
import { element } from './elements.ts';
import { mountPlayer, type PlayerChoice } from './player.ts';

const style = new CSSStyleSheet();
style.replaceSync(sheet);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
document.documentElement.classList.add('js');

/** State that is kept when a live page is redrawn. */
interface Kept {
  readonly choice?: PlayerChoice;
  /** Index of the shown snapshot; undefined for the last one, so that a live page follows the run. */
  readonly place?: number;
}

/** Makes the page interactive. Returns a function that undoes this and returns the state to keep. */
function mount(kept: Kept): () => Kept {
  const playerBox = document.getElementById('player');
  const player = playerBox && dataIn<PlayerData>(playerBox, 'player-data');
  const times = player?.times ?? [];
  const clock = createClock(times, kept.place ?? (document.body.dataset.events === undefined ? 0 : times.length - 1));
  const together: Together = { clock, charts: [] };
  for (const panel of document.querySelectorAll<HTMLElement>('.panel')) {
    const data = dataIn<PanelData>(panel, 'panel-data');
    const picture = panel.querySelector<SVGElement>('svg.picture');
    if (data && picture) mountChart(panel, picture, data, together);
  }
  const shown = playerBox && player ? mountPlayer(playerBox, player, clock, kept.choice) : undefined;
  const unmountBar = times.length > 0 ? mountTimeBar(clock) : () => {};
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const recolour = () => {
    for (const chart of together.charts) chart.redraw();
    shown?.redraw();
  };
  dark.addEventListener('change', recolour);
  return () => {
    const atEnd = clock.place === times.length - 1;
    dark.removeEventListener('change', recolour);
    clock.stop();
    unmountBar();
    for (const chart of together.charts) chart.destroy();
    return { ...(shown ? { choice: shown.choice() } : {}), ...(atEnd ? {} : { place: clock.place }) };
  };
}

function dataIn<Data>(box: Element, name: string): Data | undefined {
  const text = box.querySelector(`:scope > script.${name}`)?.textContent;
  return text == null ? undefined : (JSON.parse(text) as Data);
}

/** Makes boxes that scroll horizontally reachable by keyboard. */
function focusTables(): void {
  for (const box of document.querySelectorAll<HTMLElement>('.table, .formula')) {
    const scrolls = box.scrollWidth > box.clientWidth;
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute('tabindex');
  }
}

/** Closes all details except the given ones. Without a script and in print, all are open. */
function fold(except: ReadonlySet<string>): void {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('main details:not(.menu)'))
    details.open = except.has(summaryOf(details));
}

function opened(): ReadonlySet<string> {
  return new Set([...document.querySelectorAll<HTMLDetailsElement>('main details[open]:not(.menu)')].map(summaryOf));
}

function summaryOf(details: HTMLDetailsElement): string {
  return details.querySelector('summary')?.textContent ?? '';
}

/** Marks the section being read in the list of contents. */
function markContents(): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.contents a')];
  if (links.length === 0) return;
  const mark = () => {
    const passed = links.filter((link) => {
      const section = document.getElementById(link.hash.slice(1));
      return section !== null && section.getBoundingClientRect().top < 120;
    });
    for (const link of links) link.removeAttribute('aria-current');
    (passed.at(-1) ?? links[0]).setAttribute('aria-current', 'true');
  };
  addEventListener('scroll', mark, { passive: true });
  mark();
}

/** Opens the details that contain the target of the address. */
function unfoldTarget(): void {
  const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  for (let inside = target?.closest('details'); inside; inside = inside.parentElement?.closest('details'))
    inside.open = true;
  target?.scrollIntoView();
}

addEventListener('resize', focusTables);
document.addEventListener('toggle', focusTables, { capture: true });
let beforePrint: ReadonlySet<string> = new Set();
addEventListener('beforeprint', () => {
  beforePrint = opened();
  for (const details of document.querySelectorAll<HTMLDetailsElement>('main details:not(.menu)')) details.open = true;
});
addEventListener('afterprint', () => fold(beforePrint));
addEventListener('hashchange', unfoldTarget);

fold(new Set());
let unmount = mount({});
focusTables();
markContents();
unfoldTarget();

const events = document.body.dataset.events;
if (events !== undefined)
  followRun(events, (fresh) => {
    const open = opened();
    const kept = unmount();
    const main = document.getElementById('main');
    const next = fresh.getElementById('main');
    if (main && next) main.replaceChildren(...next.childNodes);
    const contents = document.querySelector('.contents');
    const nextContents = fresh.querySelector('.contents');
    if (contents && nextContents) contents.replaceChildren(...nextContents.childNodes);
    document.title = fresh.title;
    fold(open);
    unmount = mount(kept);
    focusTables();
    markContents();
  });

/** The progress of a run as sent by the server. */
interface Progress {
  readonly status: string;
  readonly t: number;
  readonly until: number;
  readonly words: string;
}

/** Follows a run: shows its progress, and redraws the page whenever there are new data. */
function followRun(address: string, redraw: (fresh: Document) => void): void {
  const bar = element('progress', { max: '1', value: '0', 'aria-label': 'Progress of the run' });
  const status = element('span', { role: 'status' }, 'connecting');
  const line = element('section', { class: 'live', 'aria-label': 'Progress' }, element('b', {}, 'Live'), bar, status);
  document.getElementById('main')?.before(line);
  const source = new EventSource(address);
  source.addEventListener('progress', (event) => {
    const { t, until, words } = JSON.parse((event as MessageEvent<string>).data) as Progress;
    bar.value = until > 0 ? Math.min(1, t / until) : 0;
    status.textContent = words;
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
    if (line.dataset.ended !== 'true') status.textContent = 'connection lost; trying again';
  });
}
