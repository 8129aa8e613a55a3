import { InputError } from '../../core/errors.ts';
import { type Minimum, minimise } from '../../core/minimise.ts';
import { gaussLegendre } from '../../core/quadrature.ts';
import { createStream } from '../../core/random.ts';
import { sumOf } from '../../core/sum.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { gammaRatio } from './gamma-ratio.ts';
import { circleTable, type Harmonic, type HarmonicTable, harmonicTable, sphereTable } from './harmonic-table.ts';

export interface SphereSearch {
  readonly dimension: Dimension;
  /** Only phi(sigma) = phi(-sigma). */
  readonly symmetric: boolean;
  /** Only functions of the angle to one axis; default false. */
  readonly axisymmetric?: boolean;
  /** Highest degree of log phi. */
  readonly bandLimit: number;
  /** Number of random starts. */
  readonly starts: number;
  /** Seed of the random starts. */
  readonly seed: string | number;
}

export interface SphereConstant {
  /** The smallest quotient found: an upper bound of the sharp constant. */
  readonly constant: number;
  /** The proven lower bound: d - 1, or d + 3 - 1/(d-1) for symmetric phi. */
  readonly bound: number;
  /** Whether a phi attains `constant`; if not, it is the limit of phi = 1 + a h for a -> 0. */
  readonly attained: boolean;
  /** The coefficients of log phi (in the limit, of h) in harmonics of mean square 1. */
  readonly minimiser: readonly (Harmonic & { readonly coefficient: number })[];
  /** Norm of the gradient of the quotient at the end of the search. */
  readonly gradientNorm: number;
  /** Change of the value on a rule of twice the resolution. */
  readonly quadratureError: number;
  /** The final values of all starts in the narrowest band, ascending. */
  readonly minima: readonly number[];
}

/**
 * Searches for the sharp constant K of the sphere inequality (Y. Zhu 2025, Lemma 3.2)
 *
 *     int phi Gamma_2(log phi) >= K int phi Gamma(log phi)    for all phi > 0 on S^{d-1}
 *
 * by minimising the quotient (see gammaRatio) over band-limited log phi, from random starts in a narrow band;
 * the band is then doubled repeatedly for the best of them. K is at most the smallest l (l + d - 2), which phi = 1 + a h
 * approaches for a -> 0: d - 1, or 2d for symmetric phi. In d = 3 a symmetric phi at a finite distance from 1 gives
 * less than 6, because int h (Gamma_2(h) - 6 Gamma(h)) does not vanish for second harmonics h.
 */
export function sphereConstant(search: SphereSearch): SphereConstant {
  checkSearch(search);
  const { dimension: d, symmetric, axisymmetric = false, bandLimit, starts, seed } = search;
  const tableOf = (band: number, refinement = 1) =>
    harmonicTable(
      { dimension: d, symmetric, axisymmetric, bandLimit: band },
      refinement * (nodesPerDegree * band + extraNodes),
    );
  const [coarse, ...finer] = bandLimits(bandLimit, symmetric);
  const start = tableOf(coarse);
  const found = Array.from({ length: starts }, (_, k) => {
    const stream = createStream(seed, 'sphere constant', String(k));
    // Uniform numbers, smaller for higher degrees, so that the quotient of a start is at most a few times its minimum.
    const sizes = [1, ...start.harmonics.map(({ degree }) => 1 / degree ** 2)];
    return descend(
      start,
      Float64Array.from(sizes, (size) => size * (2 * stream.next() - 1)),
    );
  });
  found.sort((a, b) => a.value - b.value);
  const best = finer.reduce((minimum, band) => descend(tableOf(band), minimum.x), found[0]);

  const table = tableOf(bandLimit);
  const amplitude = best.x[0];
  const shape = unit(best.x.subarray(1));
  const { value, amplitudeSlope, shapeSlope } = gammaRatio(table, amplitude, shape);
  const limit = gammaRatio(table, 0, shape).value;
  const attained = limit - value > roundOff * limit;
  const scale = attained ? amplitude : 1;
  return {
    constant: attained ? value : limit,
    bound: symmetric ? d + 3 - 1 / (d - 1) : d - 1,
    attained,
    minimiser: table.harmonics.map(({ degree, order }, j) => ({
      degree,
      order,
      coefficient: (scale * shape[j]) / Math.sqrt(degree * (degree + d - 2)),
    })),
    gradientNorm: Math.hypot(amplitudeSlope, ...shapeSlope),
    quadratureError: Math.abs(gammaRatio(tableOf(bandLimit, 2), amplitude, shape).value - value),
    minima: found.map((minimum) => minimum.value),
  };
}

/** Evaluations per start in the narrowest band, and for the best one in each wider band. */
const [evaluationsOfStart, evaluationsOfBand] = [150, 80];
/** Seconds per harmonic with its derivatives at a node, in one evaluation. */
const perEntry = 1e-9;

/**
 * Requirements of a search, from counts: bytes, and seconds within a factor of two or three. Throws InputError if a value is out of range.
 */
export function sphereEffort(search: SphereSearch): {
  readonly unknowns: number;
  readonly bytes: number;
  readonly seconds: number;
} {
  checkSearch(search);
  const { dimension: d, symmetric, axisymmetric = false, bandLimit, starts } = search;
  const sizes = bandLimits(bandLimit, symmetric).map((band) => {
    const degrees = symmetric ? Math.floor(band / 2) : band;
    const orders = axisymmetric ? 1 : d === 2 ? 2 : symmetric ? 2 * degrees + 3 : degrees + 2;
    const resolution = nodesPerDegree * band + extraNodes;
    const nodes = d === 2 ? resolution : (resolution / (symmetric ? 4 : 2)) * (axisymmetric ? 1 : resolution);
    const components = d === 2 ? 3 : 6;
    return { unknowns: degrees * orders, entries: components * degrees * orders * nodes };
  });
  const evaluations = [evaluationsOfStart * starts, ...sizes.slice(1).map(() => evaluationsOfBand)];
  const last = sizes[sizes.length - 1];
  // The check at the end has twice the resolution.
  const check = d === 2 ? 2 : axisymmetric ? 2 : 4;
  return {
    unknowns: last.unknowns,
    bytes: 8 * ((1 + check) * last.entries + last.unknowns ** 2),
    seconds: 2 * perEntry * sizes.reduce((sum, { entries }, k) => sum + evaluations[k] * entries, 0),
  };
}

/** The given band limit, its half, and so on, ascending from the first that is at most 4. */
function bandLimits(highest: number, symmetric: boolean): readonly number[] {
  if (highest <= 4) return [highest];
  const half = Math.ceil(highest / 2);
  return [...bandLimits(symmetric ? half + (half % 2) : half, symmetric), highest];
}

/** Minimises from x = (amplitude, shape); harmonics of the table that x does not include start at 0. */
function descend(table: HarmonicTable, x: Float64Array): Minimum {
  const start = new Float64Array(table.harmonics.length + 1);
  start.set(x);
  return minimise(
    (at, gradient) => {
      const { value, amplitudeSlope, shapeSlope } = gammaRatio(table, at[0], at.subarray(1));
      gradient[0] = amplitudeSlope;
      gradient.set(shapeSlope, 1);
      return value;
    },
    start,
    tolerance,
  );
}

const tolerance = 1e-9;
/** Relative round-off of the quotient: a smaller difference does not distinguish a finite amplitude from the limit. */
const roundOff = 1e-11;
/** phi |Hess g|^2 has three factors with the band of g, and exp has a longer tail. */
const nodesPerDegree = 5;
const extraNodes = 24;

function unit(shape: Float64Array): Float64Array {
  const norm = Math.hypot(...shape);
  return shape.map((x) => x / norm);
}

function checkSearch({ symmetric, bandLimit, starts }: SphereSearch): void {
  const least = symmetric ? 2 : 1;
  if (!(Number.isInteger(bandLimit) && bandLimit >= least && bandLimit <= 64))
    throw new InputError(`sphere inequality: expected a band limit in ${least}..64, got ${bandLimit}`);
  if (!(Number.isInteger(starts) && starts >= 1))
    throw new InputError(`sphere inequality: expected a whole number of starts >= 1, got ${starts}`);
}

/**
 * The phi of a SphereConstant on a grid of S^{d-1}, scaled to mean 1. If the constant is not attained, the h of the limit
 * phi = 1 + a h, with mean 0.
 */
export interface SampledMinimiser {
  /** Polar angles theta of the rows in radians, ascending from pole to pole (d = 3); one row of pi/2 on the circle. */
  readonly polarAngles: readonly number[];
  /** Number of equidistant azimuths of every row, starting at 0. */
  readonly azimuths: number;
  /** values[row * azimuths + k]. */
  readonly values: Float64Array;
}

/** Samples the minimiser with `azimuths` points (a multiple of 4) on every circle of latitude, and half as many circles. */
export function sampledMinimiser(d: Dimension, found: SphereConstant, azimuths: number): SampledMinimiser {
  const rows = d === 2 ? 1 : azimuths / 2;
  const nodes = rows * azimuths;
  const sum = new Float64Array(nodes);
  let weights = new Float64Array(nodes);
  // One degree at a time: a table of all harmonics, with their derivatives, takes 800 MB at band limit 64.
  for (const degree of new Set(found.minimiser.map((harmonic) => harmonic.degree))) {
    const harmonics = found.minimiser.filter((harmonic) => harmonic.degree === degree);
    const table = d === 2 ? circleTable(harmonics, azimuths) : sphereTable(harmonics, azimuths, false, false);
    weights = new Float64Array(table.weights);
    harmonics.forEach(({ coefficient }, j) => {
      for (let k = 0; k < nodes; k++) sum[k] += coefficient * table.values[j][k];
    });
  }
  const phi = sum.map(Math.exp);
  const mean = sumOf(nodes, (k) => weights[k] * phi[k]);
  const values = found.attained ? phi.map((value) => value / mean) : sum;
  if (d === 2) return { polarAngles: [Math.PI / 2], azimuths, values };
  // The nodes of the rule ascend in cos theta, from the south pole.
  const northwards = Array.from(
    values.keys(),
    (k) => values[(rows - 1 - Math.floor(k / azimuths)) * azimuths + (k % azimuths)],
  );
  return {
    polarAngles: Array.from(gaussLegendre(rows).nodes, Math.acos).reverse(),
    azimuths,
    values: Float64Array.from(northwards),
  };
}
