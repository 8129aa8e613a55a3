import type { Writable } from 'node:stream';
import cliProgress from 'cli-progress';
import { legible } from '../core/legible.ts';
import type { Progress } from '../simulation/run-options.ts';
import type { StudyProgress } from '../study/executor.ts';
import { formatDuration, formatNumber } from './texts.ts';

export interface ProgressBar<Progress> {
  update(progress: Progress): void;
  /** Writes a line of its own, above the bar. */
  note(line: string): void;
  /** Leaves the last state on the screen. Later updates are ignored. */
  stop(): void;
}

/** How a state is shown. */
export interface Gauge<Progress> {
  /** The value at which the bar is full. */
  total(now: Progress): number;
  value(now: Progress): number;
  /** The words behind the bar; `first` is the state of the first update. */
  describe(now: Progress, first: Progress): string;
}

/** Milliseconds between two lines where there is no terminal to draw a bar on. */
const lineInterval = 5000;

/** To the start of the line, and nothing on it (ECMA-48). */
const eraseLine = '\r\u001b[K';

/** How far something is: a bar on a terminal, a line every few seconds in a log. */
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
      // On a terminal the bar is on this line; it is drawn again with the next update.
      stream.write(`${onTerminal && !stopped ? eraseLine : ''}${legible(line)}\n`);
    },
    stop() {
      if (!stopped && first !== undefined) bar.stop();
      stopped = true;
    },
  };
}

/** How far a run is, in time. */
export function createRunProgress(stream: Writable): ProgressBar<Progress> {
  const pace = recentPace();
  return createProgressBar(stream, {
    total: ({ start, until }) => until - start,
    value: ({ t, start }) => t - start,
    describe: (now, first) => runFacts(now, first, pace(now)),
  });
}

/** Part of the wall time so far over which the pace is taken: a run's steps get dearer or cheaper as it goes. */
const recent = 1 / 3;

/** Fewer places than that are not thinned out. */
const keptPlaces = 64;

/**
 * Wall seconds for a unit of time, over the last third of this sitting; undefined at its beginning. Every call is a place on the way.
 */
export function recentPace(): (now: Pick<Progress, 't' | 'wallSeconds'>) => number | undefined {
  let places: Pick<Progress, 't' | 'wallSeconds'>[] = [];
  return ({ t, wallSeconds }) => {
    places.push({ t, wallSeconds });
    const [first] = places;
    const from = first.wallSeconds + (1 - recent) * (wallSeconds - first.wallSeconds);
    const since = places.findLast((place) => place.wallSeconds <= from) ?? first;
    // Every other place is enough for a pace.
    if (places.length > 2 * keptPlaces) places = places.filter((_, k) => k % 2 === 0 || k === places.length - 1);
    return t > since.t ? (wallSeconds - since.wallSeconds) / (t - since.t) : undefined;
  };
}

/** Speed and time left are those of this sitting, which began at `first`. */
function runFacts(
  { t, start, until, steps, wallSeconds }: Progress,
  first: Progress,
  pace: number | undefined,
): string {
  const percentage = Math.floor((100 * (t - start)) / (until - start));
  const seconds = wallSeconds - first.wallSeconds;
  const facts = [`t = ${formatNumber(t)} of ${formatNumber(until)} (${percentage} %)`, `${steps} steps`];
  if (seconds > 0 && t > first.t) {
    facts.push(`${Number(((steps - first.steps) / seconds).toPrecision(3))} steps/s`);
    if (t < until && pace !== undefined) facts.push(`${formatDuration(pace * (until - t))} left`);
  }
  return facts.join(', ');
}

/** How far a study is, in members. */
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
