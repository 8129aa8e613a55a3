import { basename } from 'node:path';
import { InputError } from '../core/errors.ts';
import { usualMachine } from '../kernels/machine.ts';
import type {
  ComparedQuantity,
  ComparisonMember,
  ComparisonRecord,
  EqualTable,
  ErrorAt,
  MemberSeries,
  Truth,
} from '../output/comparison-record.ts';
import { collectProvenance } from '../output/provenance.ts';
import type { Series } from '../output/run-record.ts';
import { didYouMean } from '../schema/nearest.ts';
import type { LongerSteps } from './error-parts.ts';
import { meanSeries, measuredQuantities } from './measure.ts';
import { type FinishedRun, type MemberOptions, type MemberResult, measureMember, runAll } from './member-runs.ts';
import { type Plan, type PlannedMember, refusalOf } from './plan.ts';
import { makeComparisonDirectory } from './save-comparison.ts';
import { sharedReference, withSharedReference } from './shared-reference.ts';

export interface CompareOptions extends MemberOptions {
  /** The member that the others are measured against, as `blob@6400`. Default: the exact solution, else the scenario's reference. */
  readonly truth?: string;
  /** Measure errors over the whole run or at its end. Default always. */
  readonly errorAt?: ErrorAt;
  /** Cut the curves of error against cost, see equalTable. */
  readonly equal?: 'cost' | 'error';
}

export interface Comparison {
  readonly record: ComparisonRecord;
  readonly series: readonly MemberSeries[];
}

/**
 * Runs the members of a plan one after the other, so that their times can be compared, and holds them against the truth and
 * against each other. What is finished in the directory is not run again, what was interrupted goes on. A method that does not
 * suit the scenario is told as refused, with its reason. Throws InputError when the options or the directory cannot be used.
 */
export async function compareMethods(planned: Plan, options: CompareOptions): Promise<Comparison> {
  const { file, seeds = 1, threads = 1, errorAt = 'always' } = options;
  checkTruth(planned, options.truth);
  checkEqual(planned, options.equal);
  // All are looked at before the first runs, so that nothing is computed for a comparison that cannot be made.
  const refusals = planned.members.map((member) => refusalOf(member, file));
  refuseTruth(planned, refusals, options.truth);
  const reference = sharedReference(planned, refusals, file);
  makeComparisonDirectory(options.directory);
  const plan = reference === undefined ? planned : withSharedReference(planned, refusals, reference, options);
  const results: MemberResult[] = [];
  for (const [k, member] of plan.members.entries()) {
    const reason = refusals[k];
    results.push(
      reason === undefined
        ? await runAll(member, k, plan, options)
        : { member, end: { status: 'refused', reason, worked: false }, directories: [], runs: [] },
    );
  }

  const finished = results.flatMap(({ runs }) => runs);
  const truth = findTruth(plan, options.truth, finished);
  const series = results
    .filter(({ runs }) => runs.length > 0)
    .map(({ member: { id }, runs }) => ({ id, series: meanSeries(runs.map((run) => run.series)) }));
  // A method may be called what the reference is called: legendre.
  const isTruth = ({ id }: { readonly id: string }) => truth.kind === 'member' && id === truth.name;
  const right = series.find(isTruth)?.series;
  const known = truth.kind === 'member' && right === undefined ? { kind: 'none' as const } : truth;
  const species = plan.common.species.map(({ name }) => name);
  const quantities = finished.length === 0 ? [] : measuredQuantities(known, finished[0].series, species);
  const members = results.map((result): ComparisonMember => {
    const { member, end, directories, runs, doubleStep } = result;
    const { id, label, method, resolution = null } = member;
    const evidence = { coarser: coarserRuns(member, results), ...longerSteps(result) };
    return {
      ...{ id, label, method, resolution, status: end.status, runs: directories },
      ...(end.reason === undefined ? {} : { reason: end.reason }),
      doubleStep: doubleStep?.runs.length ? { runs: doubleStep.directories, order: doubleStep.order } : null,
      measured: runs.length === 0 ? null : measureMember(runs, quantities, errorAt, right, isTruth(member), evidence),
      warnings: [...member.adaptations, ...new Set(runs.flatMap(({ warnings }) => warnings)), ...stepRemark(result)],
    };
  });
  const { software, version, platform } = collectProvenance({
    kernels: usualMachine().kernels.name,
    threads,
    seed: '',
    scenarioFile: file,
    methods: [],
    settings: {},
  });
  const { title, description, dimension } = plan.common;
  const record: ComparisonRecord = {
    ...{
      title,
      ...(description === undefined ? {} : { description }),
      dimension,
      species,
      scenarioFile: basename(file),
    },
    ...{ software, version, platform, threads, seeds, truth, errorAt },
    quantities: quantities.map(({ name, label }) => ({ name, label })),
    members,
    ...(options.equal === undefined ? {} : { equal: equalTable(options.equal, quantities, members) }),
    equilibrium: finished[0]?.description.summary.equilibrium ?? null,
  };
  return { record, series };
}

/** The runs of the finished members of the same label with a lower resolution, each the mean over the seeds, the highest first. */
function coarserRuns({ label, resolution }: PlannedMember, results: readonly MemberResult[]): readonly Series[] {
  if (resolution === undefined) return [];
  return results
    .filter(({ member, runs }) => runs.length > 0 && member.label === label && resolutionOf(member) < resolution)
    .sort((a, b) => resolutionOf(b.member) - resolutionOf(a.member))
    .map(({ runs }) => meanSeries(runs.map(({ series }) => series)));
}

/** A member without a resolution of its own is none of a sequence. */
function resolutionOf({ resolution = Infinity }: PlannedMember): number {
  return resolution;
}

/** The runs with twice the step as evidence; how much longer their steps became is counted, for outputs may cut them. */
function longerSteps({ runs, doubleStep }: MemberResult): { readonly longer?: LongerSteps } {
  if (doubleStep === undefined || doubleStep.runs.length === 0) return {};
  const [own, doubled] = [runs, doubleStep.runs].map(([{ description }]) => description.summary.steps);
  return {
    longer: { runs: doubleStep.runs.map(({ series }) => series), ratio: own / doubled, order: doubleStep.order },
  };
}

/** Why nothing is known of the step where that was asked for. */
function stepRemark({ doubleStep }: MemberResult): readonly string[] {
  if (doubleStep === undefined || doubleStep.end.status === 'finished') return [];
  const { status, reason } = doubleStep.end;
  return [
    `with twice the step, for the error of it, the run was ${status}${reason === undefined ? '' : `: ${reason}`}`,
  ];
}

function checkTruth({ members }: Plan, truth: string | undefined): void {
  const ids = members.map(({ id }) => id);
  if (truth === undefined || ids.includes(truth)) return;
  const wayOut = didYouMean(truth, ids);
  const line = `--reference-method: expected one of the members ${ids.join(', ')}, got ${truth}`;
  throw new InputError(wayOut === undefined ? line : `${line}; ${wayOut}`);
}

/** The truth has to be able to run, and so has somebody. */
function refuseTruth({ members }: Plan, refusals: readonly (string | undefined)[], truth: string | undefined): void {
  const told = members.flatMap(({ id }, k) => (refusals[k] === undefined ? [] : [`${id}: ${refusals[k]}`]));
  if (told.length === members.length) throw new InputError(told);
  const place = members.findIndex(({ id }) => id === truth);
  if (place >= 0 && refusals[place] !== undefined)
    throw new InputError(`--reference-method: expected a member that can run, got ${truth}: ${refusals[place]}`);
}

function checkEqual({ members }: Plan, equal: 'cost' | 'error' | undefined): void {
  if (
    equal === undefined ||
    members.some(({ id, label }) => members.some((other) => other.label === label && other.id !== id))
  )
    return;
  const [{ label }] = members;
  throw new InputError(
    `--equal ${equal}: expected a method at two resolutions or more, to have a curve, got one of each; ` +
      `write ${label}@... more than once in --methods`,
  );
}

function findTruth({ common }: Plan, member: string | undefined, finished: readonly FinishedRun[]): Truth {
  if (member !== undefined) return { kind: 'member', name: member, reference: '' };
  const exact = finished.map(({ description }) => description.summary.exact).find((one) => one !== null);
  if (exact) return { kind: 'exact', ...exact };
  if (common.reference === undefined) return { kind: 'none', name: '', reference: '' };
  const name = common.reference === 'legendre' ? 'legendre' : basename(common.reference.file);
  const part = finished
    .flatMap(({ description }) => description.provenance.methods)
    .find(({ role }) => role === 'reference data');
  return { kind: 'external', name, reference: part?.reference ?? '' };
}

interface Point {
  readonly cost: number;
  readonly error: number;
}

/**
 * The curves of error against cost of every label, cut at one cost or at one error. The common cost is the largest to which
 * all curves go, the common error the smallest; between two members of a label both are interpolated along a line in their
 * logarithms, beyond them there is no value. A label with a single finished member is a point and has no curve.
 */
export function equalTable(
  by: 'cost' | 'error',
  quantities: readonly ComparedQuantity[],
  members: readonly ComparisonMember[],
): EqualTable {
  const labels = [...new Set(members.map(({ label }) => label))];
  return {
    by,
    rows: quantities.map(({ name: quantity }) => {
      const curves = labels.map((label) => curveOf(members, label, quantity));
      const target = commonTarget(
        by,
        curves.filter((curve) => curve.length > 1),
      );
      const at = by === 'cost' ? errorAt : costAt;
      return {
        quantity,
        target,
        values: labels.map((label, k) => ({ label, value: target === null ? null : at(curves[k], target) })),
      };
    }),
  };
}

/** The members of a label in the order of their cost; an error of 0 has no logarithm. */
function curveOf(members: readonly ComparisonMember[], label: string, quantity: string): readonly Point[] {
  return members
    .flatMap(({ label: own, measured }): Point[] => {
      const error = measured?.errors[quantity]?.mean;
      return own === label && measured && error !== undefined && error > 0
        ? [{ cost: measured.seconds.mean, error }]
        : [];
    })
    .sort((a, b) => a.cost - b.cost);
}

function commonTarget(by: 'cost' | 'error', curves: readonly (readonly Point[])[]): number | null {
  if (curves.length === 0) return null;
  return by === 'cost'
    ? Math.min(...curves.map((curve) => Math.max(...curve.map(({ cost }) => cost))))
    : Math.max(...curves.map((curve) => Math.min(...curve.map(({ error }) => error))));
}

function errorAt(curve: readonly Point[], cost: number): number | null {
  const k = curve.findIndex((point, i) => i > 0 && curve[i - 1].cost <= cost && cost <= point.cost);
  return k < 0 ? null : alongLogarithms(cost, curve[k - 1].cost, curve[k].cost, curve[k - 1].error, curve[k].error);
}

/** The cheapest place of the curve with that error. */
function costAt(curve: readonly Point[], error: number): number | null {
  const k = curve.findIndex((point, i) => i > 0 && (curve[i - 1].error - error) * (point.error - error) <= 0);
  return k < 0 ? null : alongLogarithms(error, curve[k - 1].error, curve[k].error, curve[k - 1].cost, curve[k].cost);
}

/** y at x on the straight line in logarithms through (x0, y0) and (x1, y1). */
function alongLogarithms(x: number, x0: number, x1: number, y0: number, y1: number): number {
  if (x === x0 || x0 === x1) return y0;
  if (x === x1) return y1;
  return y0 * (y1 / y0) ** (Math.log(x / x0) / Math.log(x1 / x0));
}
