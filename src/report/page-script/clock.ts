import { plainNumber } from '../number-format.ts';
import { element } from './elements.ts';

/** The common time of the page: the available snapshots, the one that is shown, and the listeners to changes. */
export interface Clock {
  readonly times: readonly number[];
  /** Index of the shown snapshot. */
  readonly place: number;
  readonly playing: boolean;
  show(place: number): void;
  /** Shows the snapshot nearest to a time. */
  showNear(t: number): void;
  play(on: boolean): void;
  onChange(listener: () => void): void;
  stop(): void;
}

const MILLISECONDS_OF_ALL = 6000;
const SHORTEST = 60;
const LONGEST = 700;

export function createClock(times: readonly number[], start: number): Clock {
  const listeners: (() => void)[] = [];
  let place = Math.min(Math.max(start, 0), Math.max(0, times.length - 1));
  let timer: number | undefined;
  const notify = () => {
    for (const listener of listeners) listener();
  };
  const clock: Clock = {
    times,
    get place() {
      return place;
    },
    get playing() {
      return timer !== undefined;
    },
    show(next) {
      const inside = Math.min(Math.max(next, 0), times.length - 1);
      if (inside === place || times.length === 0) return;
      place = inside;
      notify();
    },
    showNear(t) {
      const distances = times.map((time) => Math.abs(time - t));
      clock.show(distances.indexOf(Math.min(...distances)));
    },
    play(on) {
      if (on === (timer !== undefined) || times.length < 2) return;
      if (!on) {
        clearInterval(timer);
        timer = undefined;
      } else {
        const pause = Math.min(LONGEST, Math.max(SHORTEST, MILLISECONDS_OF_ALL / times.length));
        if (place === times.length - 1) place = 0;
        timer = setInterval(() => {
          if (place === times.length - 1) clock.play(false);
          else clock.show(place + 1);
        }, pause) as unknown as number;
      }
      notify();
    },
    onChange(listener) {
      listeners.push(listener);
    },
    stop() {
      clock.play(false);
      listeners.length = 0;
    },
  };
  return clock;
}

/** Adds a time slider with a play button at the bottom of the page; arrow keys move it too. Returns a function that removes it. */
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
