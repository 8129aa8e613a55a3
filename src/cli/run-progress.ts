import type { Writable } from 'node:stream';
import type { Progress } from '../simulation/run.ts';
import { formatDuration, formatNumber } from './amounts.ts';
import { createProgressBar, type ProgressBar } from './progress-bar.ts';

/** How far a run is, in time. */
export function createRunProgress(stream: Writable): ProgressBar<Progress> {
  return createProgressBar(stream, {
    total: ({ start, until }) => until - start,
    value: ({ t, start }) => t - start,
    describe,
  });
}

/** Speed and time left are those of this sitting, which began at `first`. */
function describe({ t, start, until, steps, wallSeconds }: Progress, first: Progress): string {
  const percentage = Math.floor((100 * (t - start)) / (until - start));
  const seconds = wallSeconds - first.wallSeconds;
  const facts = [`t = ${formatNumber(t)} of ${formatNumber(until)} (${percentage} %)`, `${steps} steps`];
  if (seconds > 0 && t > first.t) {
    facts.push(`${Number(((steps - first.steps) / seconds).toPrecision(3))} steps/s`);
    if (t < until) facts.push(`${formatDuration((seconds * (until - t)) / (t - first.t))} left`);
  }
  return facts.join(', ');
}
