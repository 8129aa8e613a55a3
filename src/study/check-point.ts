import { InputError } from '../core/errors.ts';
import type { ParsedStudy } from '../scenario/parse-study.ts';
import type { TargetScenario } from '../scenario/study.ts';
import type { StudyMember } from '../scenario/study-point.ts';
import { amongColumns } from '../schema/problem.ts';
import { assemble } from '../simulation/assemble.ts';
import { estimateCost } from '../simulation/estimate.ts';
import { outputStops } from '../simulation/schedule.ts';
import { rowAt } from '../simulation/verdicts.ts';
import type { MemberEstimate } from './executor.ts';
import { readReferenceColumn, type TargetQuantity } from './target-value.ts';

/**
 * Prepares the runs of one point up to their first step, and checks that the targets can be measured there.
 * Throws InputError with positions in the study file.
 */
export function checkPoint(
  parsed: ParsedStudy,
  member: StudyMember,
  /** Seconds that the estimate may take; see estimateCost. */
  budget = 0.3,
): { readonly estimate: MemberEstimate; readonly columns: Readonly<Record<string, TargetQuantity>> } {
  return located(parsed, member, () => {
    const { study } = parsed;
    // The reference does not affect the runs, and might not exist until the study is planned.
    const { reference: _, ...scenario } = member.scenario;
    const { seconds, memory, quantities = assemble(scenario).analysis.quantities } = estimateCost(scenario, { budget });
    const known = new Map(quantities.map(({ name, label, unit }) => [name, { label, unit }]));
    checkTargets(parsed, member, known);
    const needed = Object.values(study.targets).map(({ column }) => [column, known.get(column)!] as const);
    return { estimate: { seconds: Number.isNaN(seconds) ? 0 : seconds, memory }, columns: Object.fromEntries(needed) };
  });
}

/** As `checkPoint`, but only from counts and the times of rows, without particles or columns: fast at any resolution. */
export function countPoint(parsed: ParsedStudy, member: StudyMember): MemberEstimate {
  return located(parsed, member, () => {
    const { seconds, memory } = estimateCost(member.scenario, { budget: 0 });
    checkTargets(parsed, member);
    return { seconds: Number.isNaN(seconds) ? 0 : seconds, memory };
  });
}

/** The coordinates of a member as text, for messages. */
function pointWords({ axes }: ParsedStudy, { place }: StudyMember): string {
  const point = axes.map(({ name, values }, a) => `${name} = ${values[place[a]]}`).join(', ');
  return point === '' ? '' : ` at ${point}`;
}

function located<Found>(parsed: ParsedStudy, member: StudyMember, find: () => Found): Found {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof InputError) || error instanceof LocatedError) throw error;
    const start = `${parsed.where(['axes'])} axes${pointWords(parsed, member)}`;
    throw new InputError(error.problems.map((problem) => `${start}: ${problem}`));
  }
}

/** Checks the targets at the point of a member; without `known`, the columns are not checked. */
function checkTargets(parsed: ParsedStudy, member: StudyMember, known?: ReadonlyMap<string, TargetQuantity>): void {
  const { study, where } = parsed;
  const times = outputStops(member.scenario).flatMap(({ row, t }) => (row ? [t] : []));
  const problems = Object.entries(study.targets).flatMap(([name, target]) =>
    targetProblems(target, known, times).map(
      ({ key, message }) =>
        `${where(['targets', name, key])} targets.${name}.${key}${pointWords(parsed, member)}: ${message}`,
    ),
  );
  if (problems.length > 0) throw new LocatedError(problems);
}

/** An error whose lines already contain their positions. */
class LocatedError extends InputError {}

interface TargetProblem {
  readonly key: 'column' | 'exact' | 'at';
  readonly message: string;
}

function targetProblems(
  { column, exact, at }: TargetScenario,
  known: ReadonlyMap<string, TargetQuantity> | undefined,
  times: readonly number[],
): TargetProblem[] {
  const problems: TargetProblem[] = [];
  const expectColumn = (key: 'column' | 'exact', name: string) => {
    if (known === undefined || known.has(name)) return;
    const wayOut = amongColumns(name, [...known.keys()]);
    problems.push({ key, message: `expected a column of the series, got ${name}; ${wayOut}` });
  };
  expectColumn('column', column);
  if (typeof exact === 'string') expectColumn('exact', exact);
  if (typeof at === 'number' && rowAt(times, at) === undefined)
    problems.push({ key: 'at', message: `expected the time of a row (a multiple of output.every), got ${at}` });
  else if (known !== undefined && typeof exact === 'object') problems.push(...referenceProblems(exact, at, times));
  return problems;
}

function referenceProblems(
  { file, column }: { readonly file: string; readonly column: string },
  at: TargetScenario['at'],
  times: readonly number[],
): TargetProblem[] {
  try {
    const { t } = readReferenceColumn(file, column);
    const wanted = at === 'sup' ? times : [at === 'end' ? times[times.length - 1] : (at as number)];
    if (wanted.some((time) => rowAt(t, time) !== undefined)) return [];
    const message = `expected a table with ${at === 'sup' ? 'times of the rows' : `the time ${wanted[0]}`}, got one without`;
    return [{ key: 'exact', message }];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map((message) => ({ key: 'exact', message }));
  }
}
