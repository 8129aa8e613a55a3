import { sampleEstimate } from '../analysis/random-sample.ts';
import { referenceColumn } from '../analysis/reference.ts';
import type { ErrorParts, Statement } from '../output/comparison-record.ts';
import type { Series } from '../output/run-record.ts';
import { commonRows, intervalOf, largest, type MeasuredQuantity, meanOf } from './measure.ts';

/** The safety factors of the grid convergence index: Roache, J. Fluids Eng. 116 (1994) 405. */
const safety = { two: 3, three: 1.25 } as const;

/** The largest contraction that is assumed: errors halve from one run to the next finer one. */
const halving = 2;

/**
 * The resolution error of a single run, estimated from the runs `coarser` than it (the next coarser one first); null if there are
 * none. It is the grid convergence index
 *
 *     F D / (R - 1),
 *
 * with the distance D to the next coarser run and the contraction R = r^p of the errors from one run to the next. With two coarser
 * runs, R = E/D, where E is their distance from each other, and F = 1.25. R is at most 2, because an error that falls faster at first,
 * like that of a spectral grid, may reach a floor. With one coarser run, R = 2 and F = 3, because R was not measured. If the runs do
 * not converge, D >= E, the result is null.
 *
 * Errors of opposite signs, or errors that pass through zero, can make two runs agree by chance at one time, but not at all times.
 * The distance is therefore the largest over the common rows up to the time `until`.
 */
export function resolutionError(run: Series, coarser: readonly Series[], column: string, until: number): number | null {
  if (coarser.length === 0) return null;
  const [distance, before] = coarser.map((one, k) => farthest(coarser[k - 1] ?? run, one, column, until));
  if (!Number.isFinite(distance)) return null;
  if (before === undefined || !Number.isFinite(before)) return (safety.two * distance) / (halving - 1);
  if (distance === 0) return 0;
  const contraction = Math.min(before / distance, halving);
  return contraction > 1 ? (safety.three * distance) / (contraction - 1) : null;
}

/** Runs with longer steps. */
export interface LongerSteps {
  /** One per seed, in the order of the runs that they are compared with. */
  readonly runs: readonly Series[];
  /** The ratio of the step lengths. */
  readonly ratio: number;
  /** The order p of the error in the step. */
  readonly order: number;
}

/**
 * The error of the time step, from runs with steps r times as long: where q(dt) = q + c dt^p,
 *
 *     c dt^p = (q(r dt) - q(dt)) / (r^p - 1) .
 *
 * For a single run, the difference is the largest over the common rows up to the time, as for the resolution error. For several seeds,
 * it is the difference of the means over the seeds in the last of these rows, plus the half width of its 95 % interval, because a
 * different step draws different random numbers and their scatter remains. The interval is Student's, of the differences seed by seed,
 * which are independent even if the two runs of a seed are correlated. null if the steps are not longer.
 */
export function stepError(runs: readonly Series[], longer: LongerSteps, column: string, until: number): number | null {
  if (!(longer.ratio > 1)) return null;
  const rest = longer.ratio ** longer.order - 1;
  if (runs.length === 1) return finite(farthest(runs[0], longer.runs[0], column, until) / rest);
  const { mean, halfWidth } = intervalOf(longer.runs.map((one, k) => lastDifference(runs[k], one, column, until)));
  return halfWidth === null ? null : finite((Math.abs(mean) + halfWidth) / rest);
}

/** The largest absolute difference over the common rows up to the time; NaN without such rows. */
function farthest(one: Series, other: Series, column: string, until: number): number {
  return largest(differences(one, other, column, until).map(Math.abs));
}

/** The difference in the last common row up to the time; NaN without such rows. */
function lastDifference(one: Series, other: Series, column: string, until: number): number {
  return differences(one, other, column, until).at(-1) ?? Number.NaN;
}

/** other - one in the common rows up to the time; empty if one of them lacks the column. */
function differences(one: Series, other: Series, column: string, until: number): readonly number[] {
  const [here, there] = [one.columns[column], other.columns[column]];
  if (here === undefined || there === undefined) return [];
  return commonRows(one.columns.t, other.columns.t)
    .filter(([i]) => one.columns.t[i] <= until)
    .map(([i, j]) => there[j] - here[i]);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The series from which the errors of a member are estimated. */
export interface Evidence {
  /** The member's runs, one per seed. */
  readonly runs: readonly Series[];
  /** The coarser members of the same label, each as the mean over its seeds, the next coarser one first. */
  readonly coarser: readonly Series[];
  /** The member's runs with twice the step. */
  readonly longer?: LongerSteps;
}

/**
 * The stated errors of a member for every column with a reference, made without the reference, at the last time that the reference and
 * the member have in common; and whether the reference is within them. The parts are added as absolute values, because their signs
 * are unknown:
 *
 *     scatter      several runs, one per seed: half width of the 95 % interval of their mean;
 *     estimator    H and I of a random sample: bound of the estimate's bias, mean over the seeds (averaging does not reduce it);
 *     resolution   a single run: estimated from coarser runs, see resolutionError;
 *     step         if there are runs with twice the step: see stepError.
 *
 * Several runs have no resolution part. Particles that collide in random pairs need none: their rates are right on average up to
 * 1/N, below the scatter of 1/sqrt(N). Random particles that a method smooths have a smoothing error that no part covers.
 * `reference` is the series of a different member; if undefined, each run's own series contains the reference.
 */
export function statementsOf(
  evidence: Evidence,
  quantities: readonly MeasuredQuantity[],
  reference?: Series,
): readonly Statement[] {
  const columns = quantities.flatMap((quantity) => quantity.columns);
  return columns.flatMap(({ own, reference: right }) =>
    right === undefined ? [] : (statementOf(evidence, own, right, reference ?? evidence.runs[0]) ?? []),
  );
}

function statementOf(evidence: Evidence, column: string, right: string, reference: Series): Statement | undefined {
  const { runs } = evidence;
  const times = runs[0].columns.t;
  const known = reference.columns[sampleEstimate(reference.columns, right).column];
  const last = commonRows(times, reference.columns.t)
    .filter(([, there]) => Number.isFinite(known?.[there]))
    .at(-1);
  if (last === undefined) return undefined;
  const [here, there] = last;
  const { column: estimate, bias } = sampleEstimate(runs[0].columns, column);
  const at = (name: string) => runs.map(({ columns }) => columns[name][here]);
  const { mean, halfWidth } = intervalOf(at(estimate));
  const bar = right === referenceColumn(column, 'value') ? referenceColumn(column, 'uncertainty') : undefined;
  const uncertainty = bar === undefined ? 0 : reference.columns[bar][there];
  const parts = {
    scatter: halfWidth,
    estimator: bias === undefined ? null : meanOf(at(bias)).mean,
    ...partsOfRuns(evidence, estimate, times[here]),
  };
  const stated =
    parts.scatter === null && parts.resolution === null
      ? null
      : Object.values(parts).reduce<number>((sum, part) => sum + (part ?? 0), 0);
  const within = stated === null ? null : Math.abs(mean - known[there]) <= stated + uncertainty;
  const change = largestChange(known, there);
  // A stated error larger than the total change carries no information, even if the reference lies within it.
  const isInformative = stated !== null && stated <= change;
  return {
    column,
    estimate,
    value: mean,
    reference: known[there],
    uncertainty,
    parts,
    stated,
    within: within && !isInformative ? null : within,
    change,
  };
}

/** A quantity is constant if its relative change is below this. */
const constant = 1e-9;

/** The largest distance of the reference from its first value, up to a row; if it is constant, its absolute value. */
function largestChange(values: Float64Array, row: number): number {
  const seen = values.slice(0, row + 1).filter(Number.isFinite);
  const change = seen.reduce((most, value) => Math.max(most, Math.abs(value - seen[0])), 0);
  return change > constant * Math.abs(seen[0]) ? change : Math.abs(seen[0]);
}

/** The parts that need other runs than the member's own. */
function partsOfRuns(
  { runs, coarser, longer }: Evidence,
  column: string,
  until: number,
): Pick<ErrorParts, 'resolution' | 'step'> {
  return {
    resolution: runs.length > 1 ? null : resolutionError(runs[0], coarser, column, until),
    step: longer === undefined ? null : stepError(runs, longer, column, until),
  };
}
