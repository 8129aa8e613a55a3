/** The one time of the page: the snapshots that there are, the one that is shown, and who wants to know of a change. */
export interface Clock {
  readonly times: readonly number[];
  /** Place of the shown snapshot. */
  readonly place: number;
  readonly playing: boolean;
  show(place: number): void;
  /** The snapshot nearest to a time. */
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
  const tell = () => {
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
      tell();
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
      tell();
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
