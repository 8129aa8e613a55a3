import type { Writable } from 'node:stream';
import cliProgress from 'cli-progress';
import type { Progress } from '../simulation/run.ts';
import { formatDuration, formatNumber } from './amounts.ts';

export interface ProgressBar {
  update(progress: Progress): void;
  /** Leaves the last state on the screen. Later updates are ignored. */
  stop(): void;
}

/** Milliseconds between two lines where there is no terminal to draw a bar on. */
const lineInterval = 5000;

/** How far a run is: a bar on a terminal, a line every few seconds in a log. */
export function createProgressBar(stream: Writable): ProgressBar {
  const onTerminal = (stream as Partial<NodeJS.WriteStream>).isTTY === true;
  let first: Progress | undefined;
  let now: Progress | undefined;
  const bar = new cliProgress.SingleBar({
    stream: stream as NodeJS.WritableStream,
    noTTYOutput: true,
    notTTYSchedule: lineInterval,
    barsize: 24,
    // In a log this only saves an empty line.
    clearOnComplete: !onTerminal,
    format: (options, { progress }) => {
      const text = first === undefined || now === undefined ? '' : describe(first, now);
      return onTerminal ? `[${cliProgress.Format.BarFormat(progress, options)}] ${text}` : text;
    },
  });
  let stopped = false;
  return {
    update(progress) {
      if (stopped) return;
      now = progress;
      const { t, start, until } = progress;
      if (first === undefined) {
        first = progress;
        bar.start(until - start, t - start);
      } else bar.update(t - start);
    },
    stop() {
      if (!stopped && first !== undefined) bar.stop();
      stopped = true;
    },
  };
}

/** Speed and time left are those of this sitting, which began at `first`. */
function describe(first: Progress, { t, start, until, steps, wallSeconds }: Progress): string {
  const percentage = Math.floor((100 * (t - start)) / (until - start));
  const seconds = wallSeconds - first.wallSeconds;
  const facts = [`t = ${formatNumber(t)} of ${formatNumber(until)} (${percentage} %)`, `${steps} steps`];
  if (seconds > 0 && t > first.t) {
    facts.push(`${Number(((steps - first.steps) / seconds).toPrecision(3))} steps/s`);
    if (t < until) facts.push(`${formatDuration((seconds * (until - t)) / (t - first.t))} left`);
  }
  return facts.join(', ');
}
