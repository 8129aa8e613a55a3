import { basename } from 'node:path';
import { InputError } from '../core/errors.ts';
import type {
  ComparisonMember,
  ComparisonRecord,
  ComparisonReference,
  ErrorAt,
  Measured,
  MemberSeries,
} from '../output/comparison-record.ts';
import { isRunDirectory } from '../output/layout.ts';
import type { Series } from '../output/run-record.ts';
import { didYouMean } from '../schema/problem.ts';
import type { Executor, ExecutorOptions } from '../study/executor.ts';
import { memberPath } from '../study/layout.ts';
import { forgetResults, type OpenStudy } from '../study/open-study.ts';
import { equalTable } from './equal.ts';
import { type Evidence, type LongerSteps, statementsOf } from './error-parts.ts';
import {
  errorOf,
  increaseOf,
  largest,
  largestIncrease,
  type MeasuredQuantity,
  meanOf,
  meanSeries,
  measuredQuantities,
} from './measure.ts';
import type { Plan, PlannedMember } from './plan.ts';
import {
  type FinishedRun,
  type MemberRuns,
  memberRuns,
  nameOf,
  planRuns,
  type RunOptions,
  readSet,
  type SetResult,
  setsOf,
} from './runs.ts';

export interface CompareOptions
  extends RunOptions,
    Pick<ExecutorOptions, 'signal' | 'onProgress' | 'onNotice' | 'settings'> {
  /** The directory of the comparison, which is the directory of a study. */
  readonly directory: string;
  /** Runs each run in its own process. */
  readonly executor: Executor;
  /** Number of runs at the same time. Default 1, so that run times can be compared. */
  readonly workers?: number;
  /** Threads of each run. Default 1. */
  readonly threads?: number;
  /** Repeat runs that have already ended. */
  readonly overwrite?: boolean | undefined;
  /** The member that is the reference, e.g. `blob@6400`. Default: the exact solution, or else the scenario's reference. */
  readonly reference?: string | undefined;
  /** Measure errors over the whole run or only at its end. Default always. */
  readonly errorAt?: ErrorAt;
  /** Compare the curves of error against cost at equal cost or equal error, see equalTable. */
  readonly equal?: 'cost' | 'error' | undefined;
  /** Called when a run begins, with the number of its member among all members. */
  readonly onRun?: (run: { readonly name: string; readonly number: number; readonly members: number }) => void;
}

export interface Comparison {
  readonly record: ComparisonRecord;
  readonly series: readonly MemberSeries[];
  /** Number of runs without a result: they were interrupted or their process was lost. Repeating the comparison resumes them. */
  readonly unfinished: number;
}

interface MemberResult extends SetResult {
  readonly member: PlannedMember;
  readonly doubleStep?: SetResult & { readonly order: number };
}

/**
 * Runs the members of a plan as the members of a study and compares them with the reference and with each other. Runs that have ended
 * in the directory are not repeated, interrupted runs are resumed. A method that does not suit the scenario is reported as refused, with
 * the reason. Throws InputError when the options or the directory cannot be used.
 */
export async function compareMethods(plan: Plan, options: CompareOptions): Promise<Comparison> {
  checkReference(plan, options.reference);
  checkEqual(plan, options.equal);
  // All members are checked before the first one runs, so that nothing is computed for a comparison that cannot be made.
  const members: MemberRuns[] = [];
  for (const member of plan.members) members.push(await memberRuns(member, options));
  refuseUnrunnable(members, options.reference);
  const study = planRuns(plan, members, options);
  const isGone = (id: string) => !isRunDirectory(memberPath(study.directory, id, 'run'));
  forgetResults(study, ({ id, status }) => options.overwrite === true || (status === 'finished' && isGone(id)));
  await options.executor.run(study, {
    ...{ workers: 1, ...options, apart: true },
    onBegin(id) {
      const name = nameOf(study, id);
      const number = members.findIndex((member) => setsOf(member).some(({ names }) => names.includes(name))) + 1;
      options.onRun?.({ name, number, members: members.length });
    },
  });
  const results = members.map(({ member, own, doubleStep }): MemberResult => {
    const more = doubleStep && { doubleStep: { ...readSet(study, doubleStep), order: doubleStep.order } };
    return { member, ...readSet(study, own), ...more };
  });
  return { ...viewResults(plan, study, results, options), unfinished: study.unfinished().length };
}

/** The record and the series of a comparison, from the finished runs. */
function viewResults(
  plan: Plan,
  study: OpenStudy,
  results: readonly MemberResult[],
  options: CompareOptions,
): Omit<Comparison, 'unfinished'> {
  const { file, seeds = 1, threads = 1, errorAt = 'always' } = options;
  const finished = results.flatMap(({ runs }) => runs);
  const reference = findReference(plan, options.reference, finished);
  const series = results
    .filter(({ runs }) => runs.length > 0)
    .map(({ member: { id }, runs }) => ({ id, series: meanSeries(runs.map((run) => run.series)) }));
  // A method and a reference that is not a member may have the same name: legendre.
  const isReference = ({ id }: { readonly id: string }) => reference.kind === 'member' && id === reference.name;
  const right = series.find(isReference)?.series;
  const known = reference.kind === 'member' && right === undefined ? { kind: 'none' as const } : reference;
  const species = plan.common.species.map(({ name }) => name);
  const quantities = finished.length === 0 ? [] : measuredQuantities(known, finished[0].series, species);
  const members = results.map((result): ComparisonMember => {
    const { member, status, reason, directories, runs, doubleStep } = result;
    const { id, label, method, resolution = null } = member;
    const evidence = { coarser: coarserRuns(member, results), ...longerSteps(result) };
    return {
      ...{ id, label, method, resolution, status, runs: directories },
      ...(reason === undefined ? {} : { reason }),
      doubleStep: doubleStep?.runs.length ? { runs: doubleStep.directories, order: doubleStep.order } : null,
      measured:
        runs.length === 0 ? null : measureMember(runs, quantities, errorAt, right, isReference(member), evidence),
      warnings: [...member.adaptations, ...new Set(runs.flatMap(({ warnings }) => warnings)), ...stepRemark(result)],
    };
  });
  const { title, description, dimension } = plan.common;
  const { software, version } = study.plan;
  const record: ComparisonRecord = {
    ...{ title, ...(description === undefined ? {} : { description }), dimension, species },
    ...{ scenarioFile: basename(file), software, version },
    platform: finished[0]?.description.provenance.platform ?? 'unknown, because no run has finished',
    ...{ threads, seeds, reference, errorAt },
    quantities: quantities.map(({ name, label }) => ({ name, label })),
    members,
    ...(options.equal === undefined ? {} : { equal: equalTable(options.equal, quantities, members) }),
    equilibrium: finished[0]?.description.summary.equilibrium ?? null,
  };
  return { record, series };
}

/** The finished members of the same label with a lower resolution, highest first: for each the mean of its series over the seeds. */
function coarserRuns({ label, resolution }: PlannedMember, results: readonly MemberResult[]): readonly Series[] {
  if (resolution === undefined) return [];
  return results
    .filter(({ member, runs }) => runs.length > 0 && member.label === label && resolutionOf(member) < resolution)
    .sort((a, b) => resolutionOf(b.member) - resolutionOf(a.member))
    .map(({ runs }) => meanSeries(runs.map(({ series }) => series)));
}

/** The resolution of a member; Infinity for a member without its own resolution, which is not part of a sequence. */
function resolutionOf({ resolution = Infinity }: PlannedMember): number {
  return resolution;
}

/** The runs with twice the step as evidence. The ratio of the steps comes from their numbers, because outputs may shorten steps. */
function longerSteps({ runs, doubleStep }: MemberResult): { readonly longer?: LongerSteps } {
  if (runs.length === 0 || doubleStep === undefined || doubleStep.runs.length === 0) return {};
  const [own, doubled] = [runs, doubleStep.runs].map(([{ description }]) => description.summary.steps);
  return {
    longer: { runs: doubleStep.runs.map(({ series }) => series), ratio: own / doubled, order: doubleStep.order },
  };
}

/** A warning with the reason if the runs with twice the step were requested but did not finish. */
function stepRemark({ doubleStep }: MemberResult): readonly string[] {
  if (doubleStep === undefined || doubleStep.status === 'finished') return [];
  const { status, reason } = doubleStep;
  const what = status === 'failed' ? 'broke down' : `was ${status}`;
  return [`the run with twice the step, for the step error, ${what}${reason === undefined ? '' : `: ${reason}`}`];
}

/**
 * The measured values of a member from its runs, one per seed. `reference` is the series of the member that is the reference; if
 * undefined, each run's own series contains the reference. The member that is the reference has no errors.
 */
function measureMember(
  runs: readonly FinishedRun[],
  quantities: readonly MeasuredQuantity[],
  errorAt: ErrorAt,
  reference: Series | undefined,
  isReference: boolean,
  others: Omit<Evidence, 'runs'>,
): Measured {
  const summaries = runs.map(({ description }) => description.summary);
  const memories = runs.flatMap(({ memory }) => memory ?? []);
  const worst = (value: (series: Series) => number) => largest(runs.map(({ series }) => value(series)));
  const errorIn = (quantity: MeasuredQuantity) => {
    const errors = runs.map(({ series }) => errorOf(quantity, errorAt, series, reference ?? series));
    return isReference || errors.some(Number.isNaN) ? null : meanOf(errors);
  };
  const evidence = { runs: runs.map(({ series }) => series), ...others };
  return {
    particles: summaries[0].species.reduce((sum, { particles }) => sum + particles, 0),
    steps: summaries[0].steps,
    evaluations: summaries[0].evaluations,
    seconds: meanOf(summaries.map(({ wallSeconds }) => wallSeconds)),
    memory: memories.length === 0 ? null : Math.max(...memories),
    errors: Object.fromEntries(quantities.map((quantity) => [quantity.name, errorIn(quantity)])),
    drift: {
      momentum: worst(({ columns }) => largest(columns.momentum_drift)),
      energy: worst(({ columns }) => largest(columns.energy_drift)),
    },
    increase: {
      entropy: largestIncrease(runs.map(({ series }) => increaseOf(series, 'entropy'))),
      fisher: largestIncrease(runs.map(({ series }) => increaseOf(series, 'fisher'))),
    },
    statements: isReference ? [] : statementsOf(evidence, quantities, reference),
  };
}

function checkReference({ members }: Plan, reference: string | undefined): void {
  const ids = members.map(({ id }) => id);
  if (reference === undefined || ids.includes(reference)) return;
  const wayOut = didYouMean(reference, ids);
  const line = `--reference-method: expected one of the members ${ids.join(', ')}, got ${reference}`;
  throw new InputError(wayOut === undefined ? line : `${line}; ${wayOut}`);
}

/** Throws InputError if no member can run, or if the reference member cannot. */
function refuseUnrunnable(members: readonly MemberRuns[], reference: string | undefined): void {
  const refused = members.flatMap(({ member: { id }, own: { refusal } }) =>
    refusal === undefined ? [] : [{ id, refusal }],
  );
  if (refused.length === members.length) throw new InputError(refused.map(({ id, refusal }) => `${id}: ${refusal}`));
  const wrong = refused.find(({ id }) => id === reference);
  if (wrong !== undefined)
    throw new InputError(`--reference-method: expected a member that can run, got ${wrong.id}: ${wrong.refusal}`);
}

function checkEqual({ members }: Plan, equal: 'cost' | 'error' | undefined): void {
  if (
    equal === undefined ||
    members.some(({ id, label }) => members.some((other) => other.label === label && other.id !== id))
  )
    return;
  const [{ label }] = members;
  throw new InputError(
    `--equal ${equal}: expected a method at two or more resolutions, which make a curve, got one resolution of each method; ` +
      `write ${label}@... more than once in --methods`,
  );
}

function findReference(
  { common }: Plan,
  member: string | undefined,
  finished: readonly FinishedRun[],
): ComparisonReference {
  if (member !== undefined) return { kind: 'member', name: member, citation: '' };
  const exact = finished.map(({ description }) => description.summary.exact).find((one) => one !== null);
  if (exact) return { kind: 'exact', name: exact.name, citation: exact.reference };
  if (common.reference === undefined) return { kind: 'none', name: '', citation: '' };
  const name = common.reference === 'legendre' ? 'legendre' : basename(common.reference.file);
  const part = finished
    .flatMap(({ description }) => description.provenance.methods)
    .find(({ role }) => role === 'reference data');
  return { kind: 'external', name, citation: part?.reference ?? '' };
}
