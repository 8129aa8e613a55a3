import { gaussLegendre, gaussPower, type QuadratureRule } from '../../core/quadrature.ts';
import type { AngularKernel } from './angular-kernel.ts';

/** Gauss-Lobatto-Legendre nodes on [-1, 1], including the ends: the zeros of (1 - x^2) P_order'(x). */
export function lobattoNodes(order: number): Float64Array {
  const nodes = new Float64Array(order + 1);
  for (let j = 0; j <= order; j++) {
    let x = -Math.cos((Math.PI * j) / order);
    if (j > 0 && j < order)
      for (let step = 0; step < 20; step++) {
        let [before, now] = [1, x];
        for (let l = 1; l < order; l++) [before, now] = [now, ((2 * l + 1) * x * now - l * before) / (l + 1)];
        // (1 - x^2) P_n' = n (P_{n-1} - x P_n), whose derivative is -n (n+1) P_n
        const change = (before - x * now) / ((order + 1) * now);
        x += change;
        if (Math.abs(change) < 1e-16) break;
      }
    nodes[j] = x;
  }
  return nodes;
}

/**
 * P_n at the Gauss-Lobatto nodes of order n. The coefficient of P_n in a polynomial is sum_a f(x_a) / ((n + 1) P_n(x_a)), because the
 * weights are 2 / (n (n + 1) P_n(x_a)^2) and the discrete norm of P_n is 2 / n.
 */
export function lastPolynomial(order: number): Float64Array {
  return lobattoNodes(order).map((x) => {
    let [before, now] = [1, x];
    for (let l = 1; l < order; l++) [before, now] = [now, ((2 * l + 1) * x * now - l * before) / (l + 1)];
    return now;
  });
}

/** Lagrange polynomials of distinct nodes, by the second barycentric formula. */
export interface LagrangeBasis {
  readonly count: number;
  readonly nodes: Float64Array;
  /** All polynomials at x. */
  values(x: number, out: Float64Array): void;
  /** Their derivatives at x. */
  slopes(x: number, out: Float64Array): void;
}

export function lagrangeBasis(nodes: Float64Array): LagrangeBasis {
  const count = nodes.length;
  const weights = nodes.map((x, j) => {
    let product = 1;
    for (let k = 0; k < count; k++) if (k !== j) product *= x - nodes[k];
    return 1 / product;
  });
  const derivative = new Float64Array(count * count);
  for (let k = 0; k < count; k++) {
    let diagonal = 0;
    for (let j = 0; j < count; j++) {
      if (j === k) continue;
      derivative[k * count + j] = weights[j] / weights[k] / (nodes[k] - nodes[j]);
      diagonal -= derivative[k * count + j];
    }
    derivative[k * count + k] = diagonal;
  }
  const scratch = new Float64Array(count);
  function values(x: number, out: Float64Array) {
    let sum = 0;
    for (let j = 0; j < count; j++) {
      const distance = x - nodes[j];
      if (distance === 0) {
        out.fill(0, 0, count);
        out[j] = 1;
        return;
      }
      out[j] = weights[j] / distance;
      sum += out[j];
    }
    for (let j = 0; j < count; j++) out[j] /= sum;
  }
  return {
    count,
    nodes,
    values,
    slopes(x, out) {
      values(x, scratch);
      for (let j = 0; j < count; j++) {
        let sum = 0;
        for (let k = 0; k < count; k++) sum += scratch[k] * derivative[k * count + j];
        out[j] = sum;
      }
    },
  };
}

/** Nodes and weights of the Gauss-Jacobi rule on [0, 1], with the factor x^power removed from the weights. */
function gaussPowerPlain(count: number, power: number) {
  const { nodes, weights } = gaussPower(count, power);
  return { nodes, weights: weights.map((w, k) => w * nodes[k] ** -power) };
}

/** Extra Gauss points in directions where the integrand is analytic. */
export const extraPoints = 6;

/** Panels of a graded rule. */
const levels = 14;

/** Points on [0, 1] for g(x) + x^singularity b(x) with polynomials g and b of degree 2 n. */
export function gradedRule(
  { singularity, smoothOnEitherSide }: Pick<AngularKernel, 'singularity' | 'smoothOnEitherSide'>,
  n: number,
): QuadratureRule {
  if (smoothOnEitherSide) return gaussLegendre(n + extraPoints, 0, 1);
  // x = y^power makes the integrand a polynomial of degree 2 power n plus y^(power (singularity + 1) - 1), perhaps times log y. Gauss's
  // rule with n' points has an error of n'^(-2 power (singularity + 1)) for this term, or none if it is a polynomial too.
  const pointsWith = (power: number) => {
    const order = 2 * power * (singularity + 1);
    const isPolynomial = singularity % 2 !== 0 && Number.isInteger(power * singularity);
    return Math.ceil(Math.max(power * (n + 2), isPolynomial ? 0 : 64 ** (8 / order)));
  };
  const power = [1, 2, 3, 4, 5, 6, 7, 8].reduce((best, one) => (pointsWith(one) < pointsWith(best) ? one : best));
  const panels = levels * (n + extraPoints) + n;
  if (pointsWith(power) < panels) {
    const rule = gaussLegendre(pointsWith(power), 0, 1);
    return {
      nodes: rule.nodes.map((y) => y ** power),
      weights: rule.weights.map((w, k) => w * power * rule.nodes[k] ** (power - 1)),
    };
  }
  // Panels that shrink eightfold towards 0, and Gauss-Jacobi's rule for the singular part in the last one, which is 2e-13 wide.
  const ratio = 1 / 8;
  const nodes: number[] = [];
  const weights: number[] = [];
  const gauss = gaussLegendre(n + extraPoints, 0, 1);
  for (let level = 0; level < levels; level++) {
    const [low, high] = [ratio ** (level + 1), ratio ** level];
    gauss.nodes.forEach((x, k) => {
      nodes.push(low + (high - low) * x);
      weights.push((high - low) * gauss.weights[k]);
    });
  }
  const last = gaussPowerPlain(n, singularity);
  last.nodes.forEach((x, k) => {
    nodes.push(ratio ** levels * x);
    weights.push(ratio ** levels * last.weights[k]);
  });
  return { nodes: Float64Array.from(nodes), weights: Float64Array.from(weights) };
}
