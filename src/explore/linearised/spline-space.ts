import { bSplines } from '../../core/splines.ts';
import type { Dimension } from '../../core/vector-field.ts';
import type { Mixture } from '../../physics/mixture.ts';

/**
 * Thermal speeds at which the functions end: 1e-18, 1e-21 and 1e-23 of a Maxwellian lie outside at levels 1, 2 and 3. A coarser space ends
 * earlier, so that its difference from a finer one includes the error of the cut.
 */
const cutOf = (level: number) => 9 + 0.5 * Math.min(level, 3);
/** Degree of the splines in x; their second derivatives are continuous, which the forms need. */
const splineDegree = 5;
/** The functions' value and derivatives below this order vanish at the cut. */
const vanishing = 3;
/** Longest piece in thermal speeds of a species, also for the slowest species near 0, and growth with the speed, at level 1. */
const [longest, growth] = [0.8, 0.5];

/** Ends of the pieces of every species, from 0 to its cut, all from one list. There are `level` times as many pieces as at level 1. */
export function splinePieces({ species }: Mixture, level: number): readonly (readonly number[])[] {
  const cut = cutOf(level);
  const speeds = species.map(({ mass }) => 1 / Math.sqrt(mass));
  const last = Math.max(...speeds) * cut;
  const step = (r: number) => {
    const own = speeds.filter((speed) => r < cut * speed * (1 - 1e-12)).map((speed) => longest * speed);
    const slow = speeds.map((speed) => Math.max(longest * speed, growth * r));
    return Math.min(...own, ...slow);
  };
  const ends = [0];
  for (;;) {
    const r = ends[ends.length - 1];
    const next = r + step(r);
    // A species' cut is also an end in the list.
    const stop = speeds
      .map((speed) => cut * speed)
      .filter((own) => own > r * (1 + 1e-12) && own < r + 1.3 * (next - r));
    ends.push(stop.length > 0 ? Math.min(...stop) : next);
    if (ends[ends.length - 1] >= last * (1 - 1e-12)) break;
  }
  const fine = ends
    .slice(1)
    .flatMap((end, k) => Array.from({ length: level }, (_, q) => ends[k] + ((end - ends[k]) * (q + 1)) / level));
  return speeds.map((speed) => [0, ...fine.filter((r) => r <= cut * speed * (1 + 1e-12))]);
}

/** The B-splines of the space that are non-zero at one x: the index of the first, values and first three derivatives. */
export interface SplineValues {
  readonly first: number;
  /** derivatives[q][a]: the q-th derivative of spline first + a. */
  readonly derivatives: readonly Float64Array[];
}

export interface SplineSpace {
  readonly count: number;
  evaluate(x: number): SplineValues;
}

/**
 * B-splines of degree 5 in x with simple inner knots and full end knots, without the last three: the others and their first two derivatives
 * vanish at the last end, so that they continue as 0 beyond it with continuous second derivatives.
 */
export function splineSpace(ends: readonly number[]): SplineSpace {
  const p = splineDegree;
  const knots = [...new Array<number>(p).fill(ends[0]), ...ends, ...new Array<number>(p).fill(ends[ends.length - 1])];
  const pieces = ends.length - 1;
  const count = pieces + p - vanishing;
  return {
    count,
    evaluate(x) {
      let piece = 0;
      while (piece < pieces - 1 && x >= ends[piece + 1]) piece++;
      const derivatives = bSplines(knots, p, piece + p, x, 3).map((b) => b.subarray(0, count - piece));
      return { first: piece, derivatives };
    },
  };
}

/** Values, radial derivatives and h/r of every function at the Gauss points in the species' range. */
export interface Fields {
  readonly value: readonly Float64Array[];
  readonly radial: readonly Float64Array[];
  readonly turn: readonly Float64Array[];
}

export interface Table {
  readonly count: number;
  /** Number of splines among them; they come first. */
  readonly splines: number;
  readonly mu: Float64Array;
  readonly h: Fields;
  /** The same of N h. */
  readonly n: Fields;
  /** A function h and N h vanish outside the points [from, to). */
  readonly supports: readonly Interval[];
}

export type Interval = readonly [from: number, to: number];

export function common(a: Interval, b: Interval): Interval {
  return [Math.max(a[0], b[0]), Math.min(a[1], b[1])];
}

/**
 * With x = rho^2/2: N [rho^l g Y_l] = rho^l Y_l ( l g - 2 x g'' - 2 (l + d/2 - x) g' ), the operator whose eigenfunctions are Sonine polynomials.
 */
export function tableOf(
  d: Dimension,
  l: number,
  { mass, density }: { readonly mass: number; readonly density: number },
  ends: readonly number[],
  widths: readonly number[],
  radii: Float64Array,
): Table {
  const scale = Math.sqrt(mass);
  const space = splineSpace(ends.map((r) => (mass * r * r) / 2));
  const points = radii.filter((r) => r < ends[ends.length - 1]);
  const empty = (): Fields => {
    const rows = () => Array.from({ length: space.count + widths.length }, () => new Float64Array(points.length));
    return { value: rows(), radial: rows(), turn: rows() };
  };
  const [h, n] = [empty(), empty()];
  points.forEach((r, p) => {
    const rho = scale * r;
    const x = (rho * rho) / 2;
    const { first, derivatives } = space.evaluate(x);
    const set = (to: Fields, row: number, g: number, slope: number) => {
      to.value[row][p] = rho ** l * g;
      to.radial[row][p] = scale * ((l > 0 ? l * rho ** (l - 1) * g : 0) + rho ** (l + 1) * slope);
      to.turn[row][p] = l > 0 ? scale * rho ** (l - 1) * g : 0;
    };
    const b = l + d / 2;
    const setBoth = (row: number, [g, g1, g2, g3]: readonly number[]) => {
      set(h, row, g, g1);
      set(n, row, l * g - 2 * x * g2 - 2 * (b - x) * g1, l * g1 - 2 * g2 - 2 * x * g3 + 2 * g1 - 2 * (b - x) * g2);
    };
    for (let a = 0; a < derivatives[0].length; a++)
      setBoth(
        first + a,
        derivatives.map((row) => row[a]),
      );
    widths.forEach((width, k) => {
      const rate = 1 / (mass * width * width);
      const value = rate ** (l / 2) * Math.exp(-rate * x);
      setBoth(
        space.count + k,
        [0, 1, 2, 3].map((order) => (-rate) ** order * value),
      );
    });
  });
  const mu = points.map((r) => density * (mass / (2 * Math.PI)) ** (d / 2) * Math.exp((-mass * r * r) / 2));
  const count = space.count + widths.length;
  const supports = Array.from({ length: count }, (_, a): Interval => {
    const isThere = (_: number, p: number) =>
      [h, n].some(({ radial, turn, value }) => value[a][p] !== 0 || radial[a][p] !== 0 || turn[a][p] !== 0);
    return [points.findIndex(isThere), points.findLastIndex(isThere) + 1];
  });
  return { count, splines: space.count, mu, h, n, supports };
}
