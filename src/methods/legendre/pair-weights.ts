import { gaussLegendre, gaussPower, type QuadratureRule } from '../../core/quadrature.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { dot } from '../../kernels/dense-algebra.ts';
import type { AngularKernel } from './angular-kernel.ts';
import { gaussPowerPlain, lagrangeBasis } from './lagrange.ts';

/** Gauss points on the elements between `breaks`, the first of which is 0. */
export interface RadialGrid {
  readonly breaks: readonly number[];
  /** Gauss points of one element. */
  readonly perElement: number;
  readonly radii: Float64Array;
  /** int g r^(d-1) dr ~ sum weights g(radii). */
  readonly weights: Float64Array;
}

export function radialGrid(d: Dimension, breaks: readonly number[], perElement: number): RadialGrid {
  const elements = breaks.slice(1).map((end, e) => gaussLegendre(perElement, breaks[e], end));
  const radii = Float64Array.from(elements.flatMap(({ nodes }) => [...nodes]));
  const weights = Float64Array.from(elements.flatMap((rule) => [...rule.weights])).map(
    (w, p) => w * radii[p] ** (d - 1),
  );
  return { breaks, perElement, radii, weights };
}

/** An interval of radii inside an element. */
interface Piece {
  readonly element: number;
  readonly from: number;
  readonly to: number;
}

/** Touching intervals may differ in length by this factor before the longer one is halved. */
const mostUnequal = 2.01;
/** Intervals further apart than this many lengths of the longer one are integrated by the product of two Gauss rules. */
const separation = 0.9;
/** Extra Gauss points in directions in which the integrand is analytic. */
const extra = 6;

/**
 * The symmetric weights W_k, one matrix of all radii for each moment of the kernel, for which
 *
 *     sum_pq W_k[p, q] u(r_p) v(r_q) = intint u(r) v(s) kernel_k(r, s) r^(d-1) s^(d-1) dr ds,
 *
 * exactly (to the accuracy of the quadrature, about 1e-13) where u and v are polynomials of degree < perElement on every element. The
 * singularity at r = s is removed by Duffy's transformation of element pairs that coincide or touch and by points graded towards it;
 * elements that are near each other are halved; pairs far apart take the Gauss points themselves.
 */
export function pairWeights(d: Dimension, grid: RadialGrid, kernel: AngularKernel): Float64Array[] {
  const { breaks, perElement: n, radii, weights } = grid;
  const N = radii.length;
  const W = Array.from({ length: kernel.count }, () => new Float64Array(N * N));
  const basis = lagrangeBasis(gaussLegendre(n).nodes);
  const onR = new Float64Array(n);
  const moments = new Float64Array(kernel.count);
  const powers = new Float64Array(kernel.count);
  const smooth = gaussLegendre(n + extra, 0, 1);
  const graded = gradedRule(kernel, n);
  const pieceRule = gaussLegendre(n + 2, 0, 1);

  /** kernel(r, s) r^(d-1) s^(d-1) for delta = |r - s|, given apart because it must not suffer from cancellation. */
  function kernelAt(r: number, s: number, delta: number) {
    const R = Math.max(r, s);
    kernel.evaluate(Math.min(1, delta / R), moments, R);
    const power = R ** kernel.exponent * (d === 3 ? r * r * (s * s) : r * s);
    for (let k = 0; k < kernel.count; k++) powers[k] = power * moments[k];
    if (kernel.count > 1) for (let k = kernel.count - 2; k < kernel.count; k++) powers[k] *= R * R;
  }

  const local = (element: number, r: number) =>
    (2 * r - breaks[element] - breaks[element + 1]) / (breaks[element + 1] - breaks[element]);

  /** At the points of a sum: the polynomials of both elements, and the kernel's moments times the weight. */
  const most = Math.max(graded.nodes.length, smooth.nodes.length, pieceRule.nodes.length);
  const [Ls, Lr] = [new Float64Array(most * n), new Float64Array(most * n)];
  const factors = new Float64Array(most * kernel.count);
  const onLine = new Float64Array(n);
  const ofPoints = new Float64Array(most);

  /** Sets entry `at` of a sum to weight kernel(r, s). */
  function put(at: number, r: number, s: number, delta: number, weight: number) {
    kernelAt(r, s, delta);
    for (let k = 0; k < kernel.count; k++) factors[k * most + at] = weight * powers[k];
  }

  /** The polynomials of an element at r: entry p most + at of `to`. */
  function polynomialsAt(element: number, r: number, to: Float64Array, at: number) {
    basis.values(local(element, r), onR);
    for (let p = 0; p < n; p++) to[p * most + at] = onR[p];
  }

  /** Adds sum_b factor_b L_p(r) L_q(s_b) to the pair of elements I, J: points on a line of fixed r. Transposed, r is the second radius. */
  function addLine(I: number, r: number, J: number, count: number, isTransposed: boolean) {
    basis.values(local(I, r), onR);
    for (let k = 0; k < kernel.count; k++) {
      for (let q = 0; q < n; q++) onLine[q] = dot(factors, k * most, Ls, q * most, count);
      const w = W[k];
      const [left, right] = isTransposed ? [onLine, onR] : [onR, onLine];
      const corner = isTransposed ? J * n * N + I * n : I * n * N + J * n;
      for (let p = 0; p < n; p++) for (let q = 0; q < n; q++) w[corner + p * N + q] += left[p] * right[q];
    }
  }

  /** Adds sum_b factor_b L_p(r_b) L_q(s_b) to one element. */
  function addPoints(element: number, count: number) {
    for (let k = 0; k < kernel.count; k++)
      for (let p = 0; p < n; p++) {
        for (let b = 0; b < count; b++) ofPoints[b] = factors[k * most + b] * Lr[p * most + b];
        const row = (element * n + p) * N + element * n;
        for (let q = 0; q < n; q++) W[k][row + q] += dot(ofPoints, 0, Ls, q * most, count);
      }
  }

  /** Both halves r > s and r < s of one piece; the caller adds the mirror image. */
  function diagonal({ element, from, to }: Piece) {
    const h = to - from;
    for (let a = 0; a < graded.nodes.length; a++) {
      const delta = h * graded.nodes[a];
      for (let b = 0; b < smooth.nodes.length; b++) {
        const s = from + (h - delta) * smooth.nodes[b];
        polynomialsAt(element, s + delta, Lr, b);
        polynomialsAt(element, s, Ls, b);
        put(b, s + delta, s, delta, h * graded.weights[a] * (h - delta) * smooth.weights[b]);
      }
      addPoints(element, smooth.nodes.length);
    }
  }

  /** The element that begins at r = 0, where the kernel is homogeneous: R = h x with the weight x^(gamma + 2 d - 1), s = R (1 - tau). */
  function corner({ element, to: h }: Piece) {
    const power = kernel.exponent + 2 * d - 1;
    const radial = gaussPower(n + 3, power);
    for (let a = 0; a < radial.nodes.length; a++) {
      const R = h * radial.nodes[a];
      for (let b = 0; b < graded.nodes.length; b++) {
        const tau = graded.nodes[b];
        const weight = h * radial.weights[a] * radial.nodes[a] ** -power * graded.weights[b] * R;
        polynomialsAt(element, R * (1 - tau), Ls, b);
        put(b, R, R * (1 - tau), R * tau, weight);
      }
      addLine(element, R, element, graded.nodes.length, false);
    }
  }

  function touching(I: Piece, J: Piece) {
    const [h, k] = [I.to - I.from, J.to - J.from];
    for (let a = 0; a < graded.nodes.length; a++) {
      const t = graded.nodes[a];
      const [r, s] = [I.to - h * t, J.from + k * t];
      const weight = h * k * t * graded.weights[a];
      for (let b = 0; b < smooth.nodes.length; b++) {
        const y = smooth.nodes[b];
        polynomialsAt(J.element, J.from + k * t * y, Ls, b);
        put(b, r, J.from + k * t * y, t * (h + k * y), weight * smooth.weights[b]);
      }
      addLine(I.element, r, J.element, smooth.nodes.length, false);
      for (let b = 0; b < smooth.nodes.length; b++) {
        const y = smooth.nodes[b];
        polynomialsAt(I.element, I.to - h * t * y, Ls, b);
        put(b, I.to - h * t * y, s, t * (h * y + k), weight * smooth.weights[b]);
      }
      addLine(J.element, s, I.element, smooth.nodes.length, true);
    }
  }

  const whole = ({ element, from, to }: Piece) => from === breaks[element] && to === breaks[element + 1];

  function apart(I: Piece, J: Piece) {
    if (whole(I) && whole(J)) {
      for (let p = I.element * n; p < (I.element + 1) * n; p++)
        for (let q = J.element * n; q < (J.element + 1) * n; q++) {
          kernelAt(radii[p], radii[q], radii[q] - radii[p]);
          const weight = (weights[p] * weights[q]) / (radii[p] * radii[q]) ** (d - 1);
          for (let k = 0; k < kernel.count; k++) W[k][p * N + q] += weight * powers[k];
        }
      return;
    }
    for (let a = 0; a < pieceRule.nodes.length; a++) {
      const r = I.from + (I.to - I.from) * pieceRule.nodes[a];
      for (let b = 0; b < pieceRule.nodes.length; b++) {
        const s = J.from + (J.to - J.from) * pieceRule.nodes[b];
        const weight = (I.to - I.from) * pieceRule.weights[a] * (J.to - J.from) * pieceRule.weights[b];
        polynomialsAt(J.element, s, Ls, b);
        put(b, r, s, s - r, weight);
      }
      addLine(I.element, r, J.element, pieceRule.nodes.length, false);
    }
  }

  /** I lies below J. */
  function below(I: Piece, J: Piece) {
    const [h, k] = [I.to - I.from, J.to - J.from];
    const gap = J.from - I.to;
    if (gap === 0 ? Math.max(h, k) <= mostUnequal * Math.min(h, k) : gap >= separation * Math.max(h, k)) {
      if (gap === 0) touching(I, J);
      else apart(I, J);
    } else if (h >= k) {
      const middle = (I.from + I.to) / 2;
      below({ ...I, to: middle }, J);
      below({ ...I, from: middle }, J);
    } else {
      const middle = (J.from + J.to) / 2;
      below(I, { ...J, to: middle });
      below(I, { ...J, from: middle });
    }
  }

  const elements: Piece[] = breaks.slice(1).map((to, element) => ({ element, from: breaks[element], to }));
  for (const J of elements) {
    if (J.from === 0) corner(J);
    else diagonal(J);
    for (const I of elements) if (I.element < J.element) below(I, J);
  }
  for (const w of W)
    for (let p = 0; p < N; p++)
      for (let q = 0; q <= p; q++) {
        // Within an element r > s was integrated alone; off the diagonal I < J alone.
        const value = w[q * N + p] + (Math.floor(p / n) === Math.floor(q / n) ? w[p * N + q] : 0);
        w[p * N + q] = value;
        w[q * N + p] = value;
      }
  return W;
}

/** Points of [0, 1] for g(x) + x^singularity b(x) with polynomials g and b of degree 2 n. */
function gradedRule({ singularity, smoothOnEitherSide }: AngularKernel, n: number): QuadratureRule {
  if (smoothOnEitherSide) return gaussLegendre(n + extra, 0, 1);
  if (singularity >= 0) {
    // x = y^4: the integrand is a polynomial of degree 8 n plus y^(4 singularity + 3) log y, which n' Gauss points integrate to n'^-8.
    const power = 4;
    const rule = gaussLegendre(Math.max(64, power * (n + 2)), 0, 1);
    return {
      nodes: rule.nodes.map((y) => y ** power),
      weights: rule.weights.map((w, k) => w * power * rule.nodes[k] ** (power - 1)),
    };
  }
  // Panels that shrink eightfold towards 0, and in the last one, 2e-13 wide, Gauss-Jacobi's rule for the singular part.
  const ratio = 1 / 8;
  const levels = 14;
  const nodes: number[] = [];
  const weights: number[] = [];
  const gauss = gaussLegendre(n + extra, 0, 1);
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
