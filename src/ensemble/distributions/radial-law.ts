import { gaussLegendre } from '../../core/quadrature.ts';
import type { Dimension } from '../../core/vector-field.ts';

/** What integrals of a radial profile p(r) tell, in d dimensions, with g(r) = r^{d-1} p(r). */
export interface RadialLaw {
  /** int p(|v|) dv = |S^{d-1}| int g dr. */
  readonly mass: number;
  /** Variance of one Cartesian component, int r^2 g dr / (d int g dr). */
  readonly variance: number;
  /** The radius within which the fraction u of the mass lies, 0 <= u < 1, to round-off in u. */
  radius(u: number): number;
}

// Sixteen nodes are exact to degree 31: knots half a thermal width apart leave round-off only.
const nodesPerPanel = 16;
// Bisection alone halves a panel down to round-off in 53 steps; Newton needs four or five.
const mostIterations = 100;

/**
 * Law of the radius of a profile that is smooth between its increasing `knots` and zero outside them: Gauss-Legendre
 * panels for the integrals, and Newton's method kept inside a shrinking bracket for the inverse.
 */
export function radialLaw(d: Dimension, profile: (r: number) => number, knots: readonly number[]): RadialLaw {
  const rule = gaussLegendre(nodesPerPanel, 0, 1);
  const g = (r: number) => r ** (d - 1) * profile(r);
  const integral = (h: (r: number) => number, a: number, b: number) => {
    let sum = 0;
    for (let k = 0; k < nodesPerPanel; k++) sum += rule.weights[k] * h(a + (b - a) * rule.nodes[k]);
    return (b - a) * sum;
  };
  // cumulative[j] = int of g up to knot j.
  const cumulative = [0];
  let second = 0;
  for (let j = 1; j < knots.length; j++) {
    cumulative.push(cumulative[j - 1] + integral(g, knots[j - 1], knots[j]));
    second += integral((r) => r * r * g(r), knots[j - 1], knots[j]);
  }
  const total = cumulative[cumulative.length - 1];

  const radius = (u: number) => {
    const target = Math.min(Math.max(u, 0), 1 - 2 ** -53) * total;
    const panel = lastAtMost(cumulative, target);
    const start = knots[panel];
    let [low, high] = [start, knots[panel + 1]];
    const wanted = target - cumulative[panel];
    let r = start + ((high - low) * wanted) / (cumulative[panel + 1] - cumulative[panel]);
    for (let iteration = 0; iteration < mostIterations; iteration++) {
      const excess = integral(g, start, r) - wanted;
      if (Math.abs(excess) <= 2 ** -52 * total) break;
      if (excess > 0) high = r;
      else low = r;
      const newton = r - excess / g(r);
      r = newton > low && newton < high ? newton : (low + high) / 2;
    }
    return r;
  };
  const sphere = d === 2 ? 2 * Math.PI : 4 * Math.PI;
  return { mass: sphere * total, variance: second / (d * total), radius };
}

/** The last j with increasing[j] <= x, never the last entry's. */
function lastAtMost(increasing: readonly number[], x: number): number {
  let low = 0;
  let high = increasing.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (increasing[middle] <= x) low = middle;
    else high = middle;
  }
  return low;
}
