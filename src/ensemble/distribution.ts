import type * as z from 'zod';
import { InputError } from '../core/errors.ts';
import type { Particles } from '../core/particles.ts';
import type { Dimension } from '../core/vector-field.ts';
import type { Density } from '../physics/density.ts';
import { optional, vector } from '../schema/fields.ts';
import type { DataFiles } from './data-file.ts';

/**
 * A velocity distribution f(v) >= 0 of one species at the start of a run.
 */
export interface Distribution {
  readonly dimension: Dimension;
  /** Number density n = int f dv. */
  readonly density: number;
  /** Mean velocity u = (1/n) int v f dv, length d. */
  readonly velocity: readonly number[];
  /** Covariance (1/n) int (v-u)(v-u)^T f dv, d x d in row order; temperature = mass * trace / d. */
  readonly covariance: readonly number[];
  /** Half-width of a cube around u that leaves out at most about `tailFraction` of the density on each axis. */
  readonly extent: number;
  /** The particles of a distribution made from particles; their weights sum to the density. */
  readonly particles?: Particles;
  /** f(v), per velocity volume. */
  value(v: ArrayLike<number>): number;
  /** f with the derivatives of log f; present if f > 0 is smooth and the derivatives have a closed form. */
  readonly smooth?: Density;
  /** The error of f between the points of a table, relative to its largest value. */
  readonly accuracy?: number;
  /** Whether f may jump, e.g. at the edge of a ball or of a table; its Fisher information is then infinite. */
  readonly mayJump?: boolean;
  /** Whether f(u + w) does not change if any component of w changes its sign; one orthant then determines f. */
  readonly isEven?: boolean;
  /** The number of uniform numbers that one sample consumes. */
  readonly uniforms: number;
  /** Maps a point u of [0,1)^uniforms to a velocity with law f/n, written to v. */
  transform(u: ArrayLike<number>, v: Float64Array): void;
}

/**
 * A kind of distribution in scenarios: the schema of its parameters, and the distribution made from them. A new kind is an object in
 * distributions/ and a line in distributions.ts. `Written` are the parameters in a scenario, `Given` the parameters of `create`.
 */
export interface DistributionKind<Written = unknown, Given = Written> {
  /** One sentence that describes the kind. */
  readonly summary: string;
  /** The summary for a part of a mixture; absent for kinds that cannot be a part. */
  readonly part?: string;
  /** The schema of the parameters in a scenario, for one dimension, or for either if it is unknown. */
  parameters(dimension: Dimension | undefined): z.ZodType<Written>;
  /** Reads the file named in the parameters. Absent for kinds without a file. */
  read?(written: Written, files: DataFiles, dimension: Dimension): Given;
  create(given: Given, species: DistributionSpecies): Distribution;
}

/** The properties of a species that its distribution depends on. The density scales every shape. */
export interface DistributionSpecies {
  readonly dimension: Dimension;
  readonly mass: number;
  readonly density: number;
}

/**
 * Half-width of the default velocity box in thermal widths sqrt(T/m).
 *
 * A Maxwellian loses 1.3e-4 (d = 2) or 1.9e-4 (d = 3) of its density outside the box; one width less loses forty times as
 * much, one width more makes every cell a quarter larger. With 20 to 150 cells per axis, the loss stays below the change
 * eps/T ~ 0.64 (2 * 4 / cells)^2 by the mollifier. At T = m = 1 it is the box [-4, 4] of the published BKW runs.
 */
export const boxWidths = 4;

/** The fraction of a normal law further than `boxWidths` standard deviations from its mean, 1 - erf(4 / sqrt 2). */
export const tailFraction = 6.334248366623996e-5;

/** The key `drift` of a scenario. */
export function drift(dimension: Dimension | undefined, what = 'Mean velocity u') {
  return optional(vector(what, dimension, 'velocity'), 'zero');
}

/** Throws InputError unless `value` is positive and finite. `where` is the name of the parameter, e.g. `shell.width`. */
export function expectPositive(where: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new InputError(`${where}: expected a number > 0, got ${value}`);
}

/** The d components of a drift; zero if absent. Throws InputError unless they are d finite numbers. */
export function driftVelocity(where: string, drift: readonly number[] | undefined, d: number): readonly number[] {
  if (drift === undefined) return new Array<number>(d).fill(0);
  if (drift.length !== d || !drift.every(Number.isFinite))
    throw new InputError(`${where}: expected ${d} finite numbers, one for each axis, got [${drift.join(', ')}]`);
  return [...drift];
}
