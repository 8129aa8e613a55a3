import type { Writable } from 'node:stream';
import cliProgress from 'cli-progress';
import { legible } from '../core/quoting.ts';
import type { Progress } from '../simulation/run.ts';
import type { StudyProgress } from '../study/executor.ts';
import { formatDuration, formatNumber } from './texts.ts';

export interface ProgressBar<Progress> {
  update(progress: Progress): void;
  /** Writes a separate line above the bar. */
  note(line: string): void;
  /** Leaves the last state on the screen. Later updates are ignored. */
  stop(): void;
}

/** How a state is shown. */
export interface Gauge<Progress> {
  /** The value at which the bar is full. */
  total(now: Progress): number;
  value(now: Progress): number;
  /** The text after the bar; `first` is the state of the first update. */
  describe(now: Progress, first: Progress): string;
}

/** Milliseconds between two lines when the stream is not a terminal. */
const lineInterval = 5000;

/** Moves the cursor to the start of the line and erases it (ECMA-48). */
const eraseLine = '\r\u001b[K';

/** Creates a progress display: a bar on a terminal, or a line every few seconds in a log. */
function createProgressBar<Progress>(stream: Writable, gauge: Gauge<Progress>): ProgressBar<Progress> {
  const onTerminal = (stream as Partial<NodeJS.WriteStream>).isTTY === true;
  let first: Progress | undefined;
  let now: Progress | undefined;
  let stopped = false;
  const bar = new cliProgress.SingleBar({
    stream: stream as NodeJS.WritableStream,
    noTTYOutput: true,
    notTTYSchedule: lineInterval,
    barsize: 24,
    // In a log this only saves an empty line.
    clearOnComplete: !onTerminal,
    format: (options, { progress }) => {
      const text = first === undefined || now === undefined ? '' : gauge.describe(now, first);
      return onTerminal ? `[${cliProgress.Format.BarFormat(progress, options)}] ${text}` : text;
    },
  });
  return {
    update(progress) {
      if (stopped) return;
      now = progress;
      if (first === undefined) {
        first = progress;
        bar.start(gauge.total(progress), gauge.value(progress));
      } else bar.update(gauge.value(progress));
    },
    note(line) {
      // On a terminal the bar is on this line; the next update draws it again.
      stream.write(`${onTerminal && !stopped ? eraseLine : ''}${legible(line)}\n`);
    },
    stop() {
      if (!stopped && first !== undefined) bar.stop();
      stopped = true;
    },
  };
}

/** Progress of a run, by simulated time. */
export function createRunProgress(stream: Writable): ProgressBar<Progress> {
  const left = timeLeft();
  let leftNow: ReturnType<typeof left>;
  const bar = createProgressBar<Progress>(stream, {
    total: ({ start, until }) => until - start,
    value: ({ t, start }) => t - start,
    describe: (now, first) => runFacts(now, first, leftNow),
  });
  return {
    ...bar,
    update(progress) {
      // The estimate uses every update, not only those that are shown.
      leftNow = left(progress);
      bar.update(progress);
    },
  };
}

/** Fraction of the elapsed wall time used to measure the pace: the cost of a step changes during a run. */
const recent = 1 / 3;

/** Beyond twice this number of places, every other one is dropped. */
const keptPlaces = 64;

type Place = Pick<Progress, 't' | 'start' | 'until' | 'steps' | 'wallSeconds'>;

/** Two estimates within this factor are shown as one. */
const similar = 1.5;

/**
 * Returns a function that estimates the wall seconds to the end of the run, `least` and `most`; undefined at the beginning. Each call adds
 * a place. Both estimates are the seconds per step, over the last third of the wall time since the first call, times the remaining steps.
 *
 * Steps that a method chooses grow towards equilibrium at an unknown rate. With s the time since the start, S its final value and n(s) the
 * number of steps, `most` extrapolates n ~ s^q, q = s n' / n, and `least` extrapolates h = ds/dn linearly in s, with its growth in that
 * third. For equal steps both are (S - s) / h. At 699 places in the shipped scenarios of the Legendre method, after a tenth of their
 * steps, the number of remaining steps is between the two, or within a factor of 1.5 of one, in 698 cases; (S - s) / h is up to 3e5 times
 * too long.
 */
export function timeLeft(): (now: Place) => { readonly least: number; readonly most: number } | undefined {
  let places: Place[] = [];
  return (now) => {
    places.push(now);
    const [first] = places;
    const from = first.wallSeconds + (1 - recent) * (now.wallSeconds - first.wallSeconds);
    const at = Math.max(
      0,
      places.findLastIndex((place) => place.wallSeconds <= from),
    );
    const [since, middle] = [places[at], places[Math.floor((at + places.length - 1) / 2)]];
    // Every other place is enough to measure the pace.
    if (places.length > 2 * keptPlaces) places = places.filter((_, k) => k % 2 === 0 || k === places.length - 1);
    if (!(now.t > since.t && now.steps > since.steps)) return undefined;
    const [passed, rest] = [now.t - now.start, now.until - now.t];
    const step = stepBetween(since, now);
    const seconds = (now.wallSeconds - since.wallSeconds) / (now.steps - since.steps);
    const q = Math.min(1, passed / (step * now.steps));
    const most = ((passed / step) * ((1 + rest / passed) ** q - 1)) / q;
    const grown = stepBetween(middle, now) - stepBetween(since, middle);
    const growth = Number.isFinite(grown) ? Math.max(0, (2 * grown) / (now.t - since.t)) : 0;
    const present = step + (growth * (now.t - since.t)) / 2;
    const least = growth * rest < 1e-6 * present ? rest / step : Math.log1p((growth * rest) / present) / growth;
    return { least: seconds * Math.min(least, most), most: seconds * Math.max(least, most) };
  };
}

function stepBetween(a: Place, b: Place): number {
  return (b.t - a.t) / (b.steps - a.steps);
}

/** Progress as text. The speed is measured since `first`, the first update in this process. */
function runFacts(
  { t, start, until, steps, wallSeconds }: Progress,
  first: Progress,
  left: ReturnType<ReturnType<typeof timeLeft>>,
): string {
  const percentage = Math.floor((100 * (t - start)) / (until - start));
  const seconds = wallSeconds - first.wallSeconds;
  const facts = [`t = ${formatNumber(t)} of ${formatNumber(until)} (${percentage} %)`, `${steps} steps`];
  if (seconds > 0 && t > first.t) {
    facts.push(`${Number(((steps - first.steps) / seconds).toPrecision(3))} steps/s`);
    if (t < until && left !== undefined) facts.push(`${leftWords(left)} left`);
  }
  return facts.join(', ');
}

function leftWords({ least, most }: { readonly least: number; readonly most: number }): string {
  return most < similar * least
    ? formatDuration(Math.sqrt(least * most))
    : `${formatDuration(least)} to ${formatDuration(most)}`;
}

/** Progress of a study, by members. */
export function createStudyProgress(stream: Writable): ProgressBar<StudyProgress> {
  return createProgressBar(stream, {
    total: ({ total }) => total,
    value: ({ done }) => done,
    describe: studyFacts,
  });
}

function studyFacts({ total, finished, running, secondsLeft }: StudyProgress): string {
  return [
    `${finished} of ${total} members`,
    ...(running > 0 ? [`${running} running`] : []),
    ...(secondsLeft !== undefined && finished < total ? [`${formatDuration(secondsLeft)} left`] : []),
  ].join(', ');
}
