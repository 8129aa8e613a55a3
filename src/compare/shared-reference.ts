import { join } from 'node:path';
import { fewestPoints } from '../analysis/reference.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { assemble } from '../simulation/assemble.ts';
import type { Reference } from '../simulation/read-reference.ts';
import { outputStops } from '../simulation/schedule.ts';
import { studyLayout } from '../study/layout.ts';

/** The solution of `reference: legendre` as a table for all runs, so that no run spends time on it. */
export interface TabulatedReference {
  /** The contents of the file, with a line for every time. */
  readonly text: string;
  /** The value of the key `reference` for a run whose series has the columns, with the file in the directory. */
  of(columns: readonly string[], directory: string): NonNullable<Scenario['reference']>;
}

/** Computes the shared reference; undefined if none is requested or nothing can run. Throws InputError if it cannot be computed. */
export function sharedReference(
  common: Scenario,
  sets: readonly { readonly scenarios: readonly Scenario[] }[],
  file: string,
): TabulatedReference | undefined {
  const first = sets.find(({ scenarios }) => scenarios.length > 0)?.scenarios[0];
  if (common.reference !== 'legendre' || first === undefined) return undefined;
  const reference = assemble({ ...first, reference: 'legendre' }, { file }).reference!;
  return {
    text: tableOf(reference, rowTimes(common)),
    of(columns, directory) {
      const own = new Set(columns);
      const known = reference.curves
        .map(({ name }) => name)
        // If a functional has two columns, the best estimate is used.
        .filter((name) => own.has(name) && !own.has(`${name}_best`))
        .map((name) => [name, { column: name, scale: 1, offset: 0, error: uncertaintyOf(name) }] as const);
      return {
        file: join(directory, studyLayout.reference),
        time: { column: 't', scale: 1, offset: 0 },
        columns: Object.fromEntries(known),
      };
    },
  };
}

/** The times of the rows, with enough times in between for a cubic. */
function rowTimes(scenario: Scenario): number[] {
  const rows = outputStops(scenario).flatMap(({ t, row }) => (row ? [t] : []));
  if (rows.length >= fewestPoints) return rows;
  const { start, until } = scenario.time;
  const even = Array.from({ length: fewestPoints }, (_, k) => start + ((until - start) * k) / (fewestPoints - 1));
  return [...new Set([...rows, ...even])].sort((a, b) => a - b);
}

function tableOf({ header, curves }: Reference, times: readonly number[]): string {
  const names = curves.flatMap(({ name }) => [name, uncertaintyOf(name)]);
  const rows = times.map((t) => [
    t,
    ...curves.flatMap(({ at }) => {
      const { value, uncertainty } = at(t);
      return [value, uncertainty];
    }),
  ]);
  return [
    ...header.map((line) => `# ${line}`),
    ['t', ...names].join(','),
    ...rows.map((row) => row.join(',')),
    '',
  ].join('\n');
}

function uncertaintyOf(name: string): string {
  return `${name} uncertainty`;
}
