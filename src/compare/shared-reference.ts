import { dirname, relative, resolve } from 'node:path';
import { fewestPoints } from '../analysis/local-cubic.ts';
import { comparisonLayout } from '../output/comparison-record.ts';
import { writeFileAtomically } from '../output/files.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { assemble } from '../simulation/assemble.ts';
import type { Reference } from '../simulation/read-reference.ts';
import { outputStops } from '../simulation/schedule.ts';
import type { Plan, PlannedMember } from './plan.ts';

/** The solution of `reference: legendre` for all members that can run; absent where none is asked for. Throws InputError when it cannot be computed. */
export function sharedReference(
  { common, members }: Plan,
  refusals: readonly (string | undefined)[],
  file: string,
): Reference | undefined {
  const place = refusals.indexOf(undefined);
  if (common.reference !== 'legendre' || place < 0) return undefined;
  return assemble({ ...members[place].scenario, reference: 'legendre' }, { file }).reference;
}

/**
 * The plan with the shared reference computed once and written into the comparison's directory, so that it costs no member any time: every
 * member is held against the same table. `refusals` has the reasons of members that cannot run; they are left alone.
 */
export function withSharedReference(
  plan: Plan,
  refusals: readonly (string | undefined)[],
  reference: Reference,
  { directory, file }: { readonly directory: string; readonly file: string },
): Plan {
  const path = resolve(directory, comparisonLayout.reference);
  writeFileAtomically(path, tableOf(reference, rowTimes(plan.common)));
  const known = reference.curves.map(({ name }) => name);
  const members = plan.members.map((member, k): PlannedMember => {
    if (refusals[k] !== undefined) return member;
    const { reference: _, ...scenario } = member.scenario;
    const own = new Set(assemble(scenario, { file }).analysis.quantities.map(({ name }) => name));
    const columns = known
      // Of two columns for one functional the best estimate counts.
      .filter((name) => own.has(name) && !own.has(`${name}_best`))
      .map((name) => [name, { column: name, scale: 1, offset: 0, error: uncertaintyOf(name) }] as const);
    const shared = {
      file: relative(dirname(resolve(file)), path),
      time: { column: 't', scale: 1, offset: 0 },
      columns: Object.fromEntries(columns),
    };
    return { ...member, scenario: { ...scenario, reference: shared } };
  });
  return { ...plan, members };
}

/** The times of the rows, and as many between them as a cubic needs. */
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
