import type { Dimension } from '../core/vector-field.ts';

/**
 * The collision kernel alpha(r) > 0 of a pair of species, r = |v - v*|, which replaces r^gamma in the equation. Its
 * logarithmic derivative r alpha'/alpha equals gamma if alpha is a power, and replaces gamma in the theorem.
 */
export interface PairKernel {
  /** Its shape: `power`, or a name of the registry in kernel-shapes.ts. */
  readonly shape: string;
  /** Printed form: `r^-3 exp(-r/2)`. */
  readonly formula: string;
  /** gamma, if alpha is r^gamma. */
  readonly exponent?: number;
  /** alpha = sum_k strength_k r^exponent_k, if it is a finite sum of powers. */
  readonly powers?: readonly Power[];
  /** alpha(r), r > 0. */
  value(r: number): number;
  /** r alpha'(r)/alpha(r), r > 0. */
  slope(r: number): number;
  /** Infimum and supremum of r alpha'/alpha over all r > 0, to round-off; may be infinite, and need not be attained. */
  readonly slopes: { readonly least: number; readonly largest: number };
  /** Ascending radii between which r alpha'/alpha is monotone, as it is below the first and above the last. */
  readonly turns: readonly number[];
  /** alpha ~ factor r^exponent for r -> 0. */
  readonly atZero: Power;
  /** The limit of r alpha'/alpha for r -> infinity. */
  readonly atInfinity: number;
}

/** strength r^exponent. */
export interface Power {
  readonly strength: number;
  readonly exponent: number;
}

/** alpha(r) = r^gamma. */
export function powerKernel(exponent: number): PairKernel {
  return {
    shape: 'power',
    formula: `r^${exponent}`,
    exponent,
    powers: [{ strength: 1, exponent }],
    value: (r) => r ** exponent,
    slope: () => exponent,
    slopes: { least: exponent, largest: exponent },
    turns: [],
    atZero: { strength: 1, exponent },
    atInfinity: exponent,
  };
}

/** r -> r^exponent, the main cost of sums over pairs. The power function takes twice as long as a product and an exponential. */
export function powerOf(exponent: number): (r: number) => number {
  switch (exponent) {
    case 0:
      return () => 1;
    case -1:
      return (r) => 1 / r;
    case -2:
      return (r) => 1 / (r * r);
    case -3:
      return (r) => 1 / (r * r * r);
    default:
      return (r) => r ** exponent;
  }
}

/** The problem of a kernel in dimension d, if any. The operator requires kernels like r^gamma with gamma in (-d-2, 1] at both ends. */
export function kernelProblem(
  { atZero, atInfinity }: PairKernel,
  d: Dimension,
): { readonly expected: string; readonly got: string } | undefined {
  if (!(atZero.exponent > -d - 2))
    return {
      expected: `a kernel that grows more slowly than r^${-d - 2} towards r = 0`,
      got: `r^${short(atZero.exponent)}`,
    };
  if (!(atInfinity <= 1))
    return { expected: 'a kernel that grows no faster than r at large r', got: `r^${short(atInfinity)}` };
  return undefined;
}

/** The intervals of r, ascending, in which |r alpha'/alpha| <= bound. The ends are accurate to round-off. */
export function radiiWithin(kernel: PairKernel, bound: number): readonly (readonly [from: number, to: number])[] {
  const { slope, turns, atZero, atInfinity } = kernel;
  const within: [number, number][] = [];
  const ends = [0, ...turns, Infinity];
  ends.slice(1).forEach((to, k) => {
    const from = ends[k];
    const [first, last] = [from === 0 ? atZero.exponent : slope(from), to === Infinity ? atInfinity : slope(to)];
    const crossings = [-bound, bound]
      .filter((level) => first < level !== last < level)
      .map((level) => crossing(slope, from, to, level, first < level))
      .sort((a, b) => a - b);
    const edges = [from, ...crossings, to];
    edges.slice(1).forEach((end, e) => {
      const begin = edges[e];
      if (!(end > begin) || Math.abs(slope(inside(begin, end))) > bound) return;
      const before = within.at(-1);
      if (before !== undefined && before[1] === begin) before[1] = end;
      else within.push([begin, end]);
    });
  });
  return within;
}

/** The radius at which a monotone slope crosses a level between two radii, by bisection of log r. */
function crossing(slope: PairKernel['slope'], from: number, to: number, level: number, rises: boolean): number {
  let low = from === 0 ? smallestRadius : from;
  let high = to === Infinity ? 1 / smallestRadius : to;
  for (let k = 0; k < 200 && high > low * (1 + 2 * Number.EPSILON); k++) {
    const middle = Math.sqrt(low) * Math.sqrt(high);
    if (slope(middle) < level === rises) low = middle;
    else high = middle;
  }
  return high;
}

const smallestRadius = 1e-150;

/** A radius between two radii. */
function inside(from: number, to: number): number {
  if (to === Infinity) return from === 0 ? 1 : 2 * from;
  return from === 0 ? to / 2 : Math.sqrt(from) * Math.sqrt(to);
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
