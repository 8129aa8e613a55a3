import type * as z from 'zod';
import { InputError } from '../core/errors.ts';
import type { Particles } from '../core/particles.ts';
import type { Dimension } from '../core/vector-field.ts';
import type { Density } from '../physics/density.ts';
import { optional, vector } from '../schema/fields.ts';
import type { DataFiles } from './data-file.ts';

/**
 * A velocity distribution f(v) >= 0 of one species, as given at the start of a run.
 */
export interface Distribution {
  readonly dimension: Dimension;
  /** Number density n = int f dv. */
  readonly density: number;
  /** Mean velocity u = (1/n) int v f dv, length d. */
  readonly velocity: readonly number[];
  /** Covariance (1/n) int (v-u)(v-u)^T f dv, d x d in row order; temperature = mass * trace / d. */
  readonly covariance: readonly number[];
  /** Half-width of a cube round u that leaves out at most about `tailFraction` of the density on each axis. */
  readonly extent: number;
  /** The particles that it was made from, their weights summing to the density, where it was. */
  readonly particles?: Particles;
  /** f(v), per velocity volume. */
  value(v: ArrayLike<number>): number;
  /** f with the derivatives of log f, where f > 0 is smooth and these are known in closed form. */
  readonly smooth?: Density;
  /** How far f is known, relative to its largest value, where points of a table say no more: between them it is interpolated. */
  readonly accuracy?: number;
  /** Whether f may jump, as at the edge of a ball or of a table: its Fisher information is infinite then. */
  readonly mayJump?: boolean;
  /** Whether f(u + w) stays the same when any component of w changes its sign; one orthant then determines f. */
  readonly isEven?: boolean;
  /** How many uniform numbers one sample consumes. */
  readonly uniforms: number;
  /** Maps a point u of [0,1)^uniforms to a velocity with law f/n, written to v. */
  transform(u: ArrayLike<number>, v: Float64Array): void;
}

/**
 * A kind of distribution, as scenarios know it: how its parameters are written and what they make. A new one is an object in
 * distributions/ and a line in distributions.ts. `Written` are the parameters of a scenario, `Given` those of `create`.
 */
export interface DistributionKind<Written = unknown, Given = Written> {
  /** The kind in a sentence. */
  readonly summary: string;
  /** The same of a part of a mixture; absent for kinds that cannot be one. */
  readonly part?: string;
  /** The parameters in a scenario: of one dimension, or of either while it is not known. */
  parameters(dimension: Dimension | undefined): z.ZodType<Written>;
  /** The parameters with the file that they name read. Absent where none is named. */
  read?(written: Written, files: DataFiles, dimension: Dimension): Given;
  create(given: Given, species: DistributionSpecies): Distribution;
}

/** What a distribution needs to know of its species. The density scales every shape. */
export interface DistributionSpecies {
  readonly dimension: Dimension;
  readonly mass: number;
  readonly density: number;
}

/**
 * Half-width of the default velocity box in thermal widths sqrt(T/m).
 *
 * A Maxwellian loses 1.3e-4 (d = 2) or 1.9e-4 (d = 3) of its density outside the box; one width less loses forty times as
 * much, one more makes every cell a quarter larger. At 20 to 150 cells an axis the loss stays below the change
 * eps/T ~ 0.64 (2 * 4 / cells)^2 that the mollifier makes. At T = m = 1 it is the box [-4, 4] of the published BKW runs.
 */
export const boxWidths = 4;

/** The fraction of a normal law further than `boxWidths` standard deviations from its mean, 1 - erf(4 / sqrt 2). */
export const tailFraction = 6.334248366623996e-5;

/** The key `drift` of a scenario. */
export function drift(dimension: Dimension | undefined, what = 'Mean velocity u') {
  return optional(vector(what, dimension, 'velocity'), 'zero');
}

/** Throws InputError unless `value` is positive and finite. `where` names the parameter, as `shell.width`. */
export function expectPositive(where: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new InputError(`${where}: expected a number > 0, got ${value}`);
}

/** The d components of a drift, zero when none is given. Throws InputError when they are not d finite numbers. */
export function driftVelocity(where: string, drift: readonly number[] | undefined, d: number): readonly number[] {
  if (drift === undefined) return new Array<number>(d).fill(0);
  if (drift.length !== d || !drift.every(Number.isFinite))
    throw new InputError(`${where}: expected ${d} finite numbers, one for each axis, got [${drift.join(', ')}]`);
  return [...drift];
}
