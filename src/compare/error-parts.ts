import { sampleEstimate } from '../analysis/random-sample.ts';
import { referenceColumn } from '../analysis/reference.ts';
import type { ErrorParts, Statement } from '../output/comparison-record.ts';
import type { Series } from '../output/run-record.ts';
import { commonRows, intervalOf, largest, type MeasuredQuantity, meanOf } from './measure.ts';

/** The safety factors of the grid convergence index: Roache, J. Fluids Eng. 116 (1994) 405. */
const safety = { two: 3, three: 1.25 } as const;

/** The contraction that is counted on: errors that halve from one run to the next finer one. */
const halving = 2;

/**
 * What is left from a single run to one that is resolved without end, from the runs `coarser` than it, the next coarser one first;
 * null where there is none. It is the grid convergence index
 *
 *     F D / (R - 1),
 *
 * with the distance D to the next coarser run and the contraction R = r^p of the errors from one run to the next. With two coarser
 * runs R is E/D, E their distance from each other, and F = 1.25; no more than R = 2 is counted on, because what falls faster at first,
 * as the error of a spectral grid, may come to a floor. With one R = 2 is taken, and F = 3 for not having seen it. Runs that come no
 * closer to each other, D >= E, say nothing.
 *
 * Errors of unlike signs, and such as pass through zero, can make two runs agree at one time by chance, at all times they cannot: a
 * distance is the largest over the common rows up to the time.
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
  /** One per seed, as the runs that they are held against. */
  readonly runs: readonly Series[];
  /** How many times as long. */
  readonly ratio: number;
  /** The order p of the error in the step. */
  readonly order: number;
}

/**
 * The error that the time step makes, from runs with steps r times as long: where q(dt) = q + c dt^p,
 *
 *     c dt^p = (q(r dt) - q(dt)) / (r^p - 1) .
 *
 * Of single runs the difference is the largest over the common rows up to the time, as that of the resolution. Of random ones it is
 * that of the means over the seeds, in the last of these rows, and the half width of its own 95 % interval is added, because the
 * numbers drawn with other steps are others and their scatter stays: Student's interval of the differences seed by seed, which are
 * independent of each other whatever they have in common within a seed. null where the steps were no longer.
 */
export function stepError(runs: readonly Series[], longer: LongerSteps, column: string, until: number): number | null {
  if (!(longer.ratio > 1)) return null;
  const rest = longer.ratio ** longer.order - 1;
  if (runs.length === 1) return finite(farthest(runs[0], longer.runs[0], column, until) / rest);
  const { mean, halfWidth } = intervalOf(longer.runs.map((one, k) => lastDifference(runs[k], one, column, until)));
  return halfWidth === null ? null : finite((Math.abs(mean) + halfWidth) / rest);
}

/** The largest distance over the rows that both have up to the time, NaN without any. */
function farthest(one: Series, other: Series, column: string, until: number): number {
  return largest(differences(one, other, column, until).map(Math.abs));
}

/** The difference in the last of these rows, NaN without any. */
function lastDifference(one: Series, other: Series, column: string, until: number): number {
  return differences(one, other, column, until).at(-1) ?? Number.NaN;
}

/** other - one in the rows that both have up to the time; none where one lacks the column. */
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

/** The series from which a member's errors follow. */
export interface Evidence {
  /** Its runs, one per seed. */
  readonly runs: readonly Series[];
  /** Runs of the coarser members of its label, each the mean over the seeds, the next coarser one first. */
  readonly coarser: readonly Series[];
  /** Its runs with twice the step. */
  readonly longer?: LongerSteps;
}

/**
 * What can be said of a member's errors without the reference, at the last time of the reference that its rows have, for every column
 * with a reference; and whether the reference is within it. The parts are added as they are, for nothing is known of their signs:
 *
 *     scatter      of several runs, one per seed: the 95 % interval of their mean;
 *     estimator    of H and I of a random sample: the bound of the estimate's bias, the mean over the seeds, which does not shrink it;
 *     resolution   of a single run: what is left to a finer one, see resolutionError;
 *     step         where there are runs with twice the step: see stepError.
 *
 * Several runs have no part for the resolution. Particles that collide in random pairs need none: their rates are right on average up to
 * 1/N, below the scatter of 1/sqrt(N). Random particles that a method smooths have an error of the smoothing that nothing here
 * knows. `reference` is another member's series; without it the reference is in every run's own.
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
  // An error that is wider than all that happened says nothing: that the reference lies within it is no merit.
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

/** A quantity that changes by less than this part of itself is constant. */
const constant = 1e-9;

/** The largest distance of the reference up to a row from its first value; of a constant its value. */
function largestChange(values: Float64Array, row: number): number {
  const seen = values.slice(0, row + 1).filter(Number.isFinite);
  const change = seen.reduce((most, value) => Math.max(most, Math.abs(value - seen[0])), 0);
  return change > constant * Math.abs(seen[0]) ? change : Math.abs(seen[0]);
}

/** The parts that come from other runs than the member's own. */
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
