import { plainNumber } from '../number-format.ts';
import type { Clock } from './clock.ts';
import { element } from './elements.ts';

/** The slider at the bottom of the page, with a button to play; arrow keys and the space bar do the same. Returns how to remove it. */
export function mountTimeBar(clock: Clock): () => void {
  const last = clock.times.length - 1;
  const play = element('button', { type: 'button', class: 'button' }, 'Play');
  const slider = element('input', {
    type: 'range',
    min: '0',
    max: String(last),
    step: '1',
    value: String(clock.place),
    'aria-label': 'Snapshot',
  });
  const time = element('output');
  const bar = element('div', { class: 'timebar' }, play, slider, time);
  if (last < 1) {
    play.disabled = true;
    slider.disabled = true;
  }
  const show = () => {
    slider.value = String(clock.place);
    const t = plainNumber(clock.times[clock.place], 4);
    slider.setAttribute('aria-valuetext', `t = ${t}`);
    time.replaceChildren(element('i', {}, 't'), ` = ${t} (${clock.place + 1} of ${last + 1})`);
    play.textContent = clock.playing ? 'Pause' : 'Play';
  };
  play.addEventListener('click', () => clock.play(!clock.playing));
  slider.addEventListener('input', () => {
    clock.play(false);
    clock.show(Number(slider.value));
  });
  const keys = (event: KeyboardEvent) => {
    const elsewhere = event.target !== document.body || event.ctrlKey || event.metaKey || event.altKey;
    if (elsewhere) return;
    if (event.key === 'ArrowRight') clock.show(clock.place + 1);
    else if (event.key === 'ArrowLeft') clock.show(clock.place - 1);
    else return;
    event.preventDefault();
  };
  document.addEventListener('keydown', keys);
  clock.onChange(show);
  show();
  document.getElementById('main')?.append(bar);
  return () => {
    document.removeEventListener('keydown', keys);
    bar.remove();
  };
}
