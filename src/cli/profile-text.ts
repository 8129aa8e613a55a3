import type { Writable } from 'node:stream';
import type { ProfileStep } from '../core/profile.ts';
import { formatNumber } from './amounts.ts';
import { formatTable } from './table.ts';

/** Where the time of a run went: a row for every step, indented below the step it belongs to. */
export function profileText(steps: readonly ProfileStep[], stream: Writable): string {
  const whole = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  const rows = (some: readonly ProfileStep[], depth: number): string[][] =>
    some.flatMap(({ step, calls, seconds, steps: within }) => [
      ['  '.repeat(depth) + step, String(calls), formatNumber(seconds), `${((100 * seconds) / whole).toFixed(1)} %`],
      ...rows(within, depth + 1),
    ]);
  const columns = [
    { head: 'step' },
    { head: 'times', align: 'right' },
    { head: 'seconds', align: 'right' },
    { head: 'share', align: 'right' },
  ] as const;
  return formatTable(columns, rows(steps, 0), stream);
}
