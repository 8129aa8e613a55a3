import { gaussLegendre, gaussPower } from '../../core/quadrature.ts';
import type { Dimension } from '../../core/vector-field.ts';
import type { CreateDenseAlgebra } from '../../kernels/dense-algebra.ts';
import { usualMachine } from '../../kernels/machine.ts';
import { type AngularKernel, powerOf } from './angular-kernel.ts';
import { extraPoints, gradedRule, lagrangeBasis } from './lagrange.ts';

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

/** If touching intervals differ in length by more than this factor, the longer one is halved. */
const mostUnequal = 2.01;
/** Intervals further apart than this many lengths of the longer one are integrated with the product of two Gauss rules. */
const separation = 0.9;
/** Lines of a diagonal element whose points are summed together. */
const linesTogether = 8;

/**
 * The symmetric weights W_k, one matrix over all radii for each moment of the kernel, of which only the entries q <= p are used, such that
 *
 *     sum_pq W_k[p, q] u(r_p) v(r_q) = intint u(r) v(s) kernel_k(r, s) r^(d-1) s^(d-1) dr ds,
 *
 * exactly (to the accuracy of the quadrature, about 1e-13) if u and v are polynomials of degree < perElement on every element. Duffy's
 * transformation of element pairs that coincide or touch removes the singularity at r = s, with points graded towards it. Nearby
 * elements are halved; distant pairs use the Gauss points themselves.
 */
export function pairWeights(
  d: Dimension,
  grid: RadialGrid,
  kernel: AngularKernel,
  createAlgebra: CreateDenseAlgebra = usualMachine().kernels.denseAlgebra,
): readonly Float64Array[] {
  const { breaks, perElement: n, radii, weights } = grid;
  const { count: K } = kernel;
  const N = radii.length;
  const basis = lagrangeBasis(gaussLegendre(n).nodes);
  const moments = new Float64Array(K);
  const powers = new Float64Array(K);
  const smooth = gaussLegendre(n + extraPoints, 0, 1);
  const graded = gradedRule(kernel, n);
  const radial = gaussPower(n + 3, kernel.exponent + 2 * d - 1);
  const pieceRule = gaussLegendre(n + 2, 0, 1);
  const powerOfRadius = powerOf(kernel.exponent);

  /** The largest number of lines of a sum or points of a line, and of points of a sum. */
  const most = Math.max(graded.nodes.length, smooth.nodes.length, radial.nodes.length, pieceRule.nodes.length);
  const together = Math.max(most, linesTogether * smooth.nodes.length);
  const ofSums = [n * most, n * most, K * together, n * together, K * n * most, n * K];
  const ofChunks = new Array<number>(2 * Math.ceil(graded.nodes.length / linesTogether)).fill(n * together);
  const ofW = new Array<number>(K).fill(N * N);
  const algebra = createAlgebra([...ofSums, ...ofChunks, ...ofW]);
  /** Polynomials at the points, the kernel's moments there times the weights (entry p count + b), and sums along lines. */
  const [Lr, Ls, factors, weighted, lines, onLine] = ofSums.map((length) => algebra.array(length));
  const W = ofW.map((length) => algebra.array(length));

  /** kernel(r, s) r^(d-1) s^(d-1); delta = |r - s| is a separate argument because it must not suffer from cancellation. */
  function kernelAt(r: number, s: number, delta: number) {
    const R = Math.max(r, s);
    kernel.evaluate(Math.min(1, delta / R), moments, R);
    const power = powerOfRadius(R) * (d === 3 ? r * r * (s * s) : r * s);
    for (let k = 0; k < K; k++) powers[k] = power * moments[k];
    if (K > 1) for (let k = K - 2; k < K; k++) powers[k] *= R * R;
  }

  const local = (element: number, r: number) =>
    (2 * r - breaks[element] - breaks[element + 1]) / (breaks[element + 1] - breaks[element]);
  const onR = new Float64Array(n);
  /** Writes the polynomials at x in [-1, 1] to entries p count + at of `to`. */
  function polynomialsAt(x: number, to: Float64Array, at: number, count: number) {
    basis.values(x, onR);
    for (let p = 0; p < n; p++) to[p * count + at] = onR[p];
  }

  /** Sets point `at` of `count` to weight kernel(r, s). */
  function put(at: number, count: number, r: number, s: number, delta: number, weight: number) {
    kernelAt(r, s, delta);
    for (let k = 0; k < K; k++) factors[k * count + at] = weight * powers[k];
  }

  /**
   * Adds sum_ab factor_ab L_p(r_a) L_q(s_b) to the pair of elements I, J, where I does not lie above J: `line` returns r_a and sets the
   * points of its line. If transposed, r lies in J.
   */
  function addLines(
    I: number,
    J: number,
    count: number,
    points: number,
    isTransposed: boolean,
    line: (a: number) => number,
  ) {
    for (let a = 0; a < count; a++) {
      polynomialsAt(local(isTransposed ? J : I, line(a)), Lr, a, count);
      onLine.fill(0);
      algebra.addProducts(factors, K, Ls, n, points, onLine, 0, n);
      for (let x = 0; x < K * n; x++) lines[x * count + a] = onLine[x];
    }
    const at = J * n * N + I * n;
    for (let k = 0; k < K; k++) {
      const own = algebra.part(lines, k * n * count, n * count);
      if (isTransposed) algebra.addProducts(Lr, n, own, n, count, W[k], at, N);
      else algebra.addProducts(own, n, Lr, n, count, W[k], at, N);
    }
  }

  /** The points of a diagonal element, grouped by lines, with the polynomials there, which are the same on every element. */
  const chunks = Array.from({ length: Math.ceil(graded.nodes.length / linesTogether) }, (_, chunk) => {
    const start = chunk * linesTogether;
    const end = Math.min(graded.nodes.length, start + linesTogether);
    const count = (end - start) * smooth.nodes.length;
    const [Lr, Ls] = [algebra.array(n * count), algebra.array(n * count)];
    for (let a = start, at = 0; a < end; a++)
      for (let b = 0; b < smooth.nodes.length; b++, at++) {
        const y = (1 - graded.nodes[a]) * smooth.nodes[b];
        polynomialsAt(2 * (y + graded.nodes[a]) - 1, Lr, at, count);
        polynomialsAt(2 * y - 1, Ls, at, count);
      }
    return { start, end, count, Lr, Ls };
  });

  /** Adds both halves r > s and r < s of one element; the caller adds the mirror image. */
  function diagonal({ element, from, to }: Piece) {
    const h = to - from;
    for (const { start, end, count, Lr, Ls } of chunks) {
      for (let a = start, at = 0; a < end; a++) {
        const delta = h * graded.nodes[a];
        const weight = h * graded.weights[a] * (h - delta);
        for (let b = 0; b < smooth.nodes.length; b++, at++) {
          const s = from + (h - delta) * smooth.nodes[b];
          put(at, count, s + delta, s, delta, weight * smooth.weights[b]);
        }
      }
      for (let k = 0; k < K; k++) {
        for (let p = 0, x = 0; p < n; p++)
          for (let b = k * count; b < (k + 1) * count; b++, x++) weighted[x] = factors[b] * Lr[x];
        algebra.addProducts(weighted, n, Ls, n, count, W[k], element * n * (N + 1), N);
      }
    }
  }

  /** The element that begins at r = 0, where the kernel is homogeneous: R = h x with the weight x^(gamma + 2 d - 1), s = R (1 - tau). */
  function corner({ element, to: h }: Piece) {
    const power = kernel.exponent + 2 * d - 1;
    const points = graded.nodes.length;
    addLines(element, element, radial.nodes.length, points, false, (a) => {
      const R = h * radial.nodes[a];
      for (let b = 0; b < points; b++) {
        const tau = graded.nodes[b];
        const weight = h * radial.weights[a] * radial.nodes[a] ** -power * graded.weights[b] * R;
        polynomialsAt(local(element, R * (1 - tau)), Ls, b, points);
        put(b, points, R, R * (1 - tau), R * tau, weight);
      }
      return R;
    });
  }

  function touching(I: Piece, J: Piece) {
    const [h, k] = [I.to - I.from, J.to - J.from];
    const points = smooth.nodes.length;
    const weight = (a: number, b: number) => h * k * graded.nodes[a] * graded.weights[a] * smooth.weights[b];
    addLines(I.element, J.element, graded.nodes.length, points, false, (a) => {
      const t = graded.nodes[a];
      const r = I.to - h * t;
      for (let b = 0; b < points; b++) {
        const y = smooth.nodes[b];
        polynomialsAt(local(J.element, J.from + k * t * y), Ls, b, points);
        put(b, points, r, J.from + k * t * y, t * (h + k * y), weight(a, b));
      }
      return r;
    });
    addLines(I.element, J.element, graded.nodes.length, points, true, (a) => {
      const t = graded.nodes[a];
      const s = J.from + k * t;
      for (let b = 0; b < points; b++) {
        const y = smooth.nodes[b];
        polynomialsAt(local(I.element, I.to - h * t * y), Ls, b, points);
        put(b, points, I.to - h * t * y, s, t * (h * y + k), weight(a, b));
      }
      return s;
    });
  }

  const whole = ({ element, from, to }: Piece) => from === breaks[element] && to === breaks[element + 1];
  const perRadius = weights.map((weight, p) => weight / radii[p] ** (d - 1));

  function apart(I: Piece, J: Piece) {
    if (whole(I) && whole(J)) {
      for (let p = J.element * n; p < (J.element + 1) * n; p++)
        for (let q = I.element * n; q < (I.element + 1) * n; q++) {
          kernelAt(radii[q], radii[p], radii[p] - radii[q]);
          const weight = perRadius[q] * perRadius[p];
          for (let k = 0; k < K; k++) W[k][p * N + q] += weight * powers[k];
        }
      return;
    }
    const points = pieceRule.nodes.length;
    addLines(I.element, J.element, points, points, false, (a) => {
      const r = I.from + (I.to - I.from) * pieceRule.nodes[a];
      for (let b = 0; b < points; b++) {
        const s = J.from + (J.to - J.from) * pieceRule.nodes[b];
        polynomialsAt(local(J.element, s), Ls, b, points);
        put(b, points, r, s, s - r, (I.to - I.from) * pieceRule.weights[a] * (J.to - J.from) * pieceRule.weights[b]);
      }
      return r;
    });
  }

  /** Adds the pair of I and J, where I lies below J. */
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
  // Within an element only r > s was integrated.
  for (const w of W)
    for (let first = 0; first < N; first += n)
      for (let p = first; p < first + n; p++) for (let q = first; q <= p; q++) w[p * N + q] += w[q * N + p];
  return W;
}
