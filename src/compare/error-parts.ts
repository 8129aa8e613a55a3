import type { Series } from '../output/run-record.ts';
import { commonRows, largest } from './measure.ts';
import { intervalOf } from './statistics.ts';

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
