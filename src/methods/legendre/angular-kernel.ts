import { gaussLegendre } from '../../core/quadrature.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { decomposeLu, solveLu } from '../../kernels/dense-algebra.ts';
import type { PairKernel } from '../../physics/pair-kernel.ts';
import { harmonicValues, recurrence } from './harmonics.ts';
import { polynomialKernel } from './polynomial-kernel.ts';

/**
 * The angular moments of the collision kernel, for radii R >= s = R (1 - tau) and mu the cosine of the angle between v and v*:
 *
 *     Q_k = R^-gamma    int |v - v*|^gamma (1 - mu^2) Y_k(mu) dn*,     k = 0 .. top,
 *     G_k = R^-(gamma+2) int |v - v*|^(gamma+2)       Y_k(mu) dn*,     k = 0, 1 (where top > 0)
 *
 * over the unit sphere (circle). Both depend only on tau and behave like a(tau) + tau^(gamma+d+1) b(tau), with a and b analytic and a
 * logarithm if gamma + d + 1 is an even integer. Each is computed by quadrature in the angle, with panels halved towards the smallest angle
 * that tau resolves, without cancellation at any exponent, and tabulated by Chebyshev interpolation in panels halved towards tau = 0. If
 * the moments are polynomials, these are used instead.
 */
export interface AngularKernel {
  /** Number of moments: Q_0 .. Q_top, and G_0, G_1 if top > 0. */
  readonly count: number;
  readonly exponent: number;
  /** gamma + d + 1, the power of the singularity at r = s; > -1. */
  readonly singularity: number;
  /** Whether the moments are analytic on either side of r = s: no logarithm and no fractional power. */
  readonly smoothOnEitherSide: boolean;
  /** Writes all moments at tau in (0, 1] to `moments`; they depend on R if the kernel is not a power. */
  evaluate(tau: number, moments: Float64Array, R: number): void;
}

/** Points per panel of angles, which may be all of (0, pi): for the power, and per degree of the harmonics. */
const [pointsOfPower, pointsPerDegree] = [20, 0.8];
/** Chebyshev points of a panel [a, 2a]: the singularity at 0 lies on the ellipse 5.83, and 5.83^-18 = 2e-14. */
const chebyshevPoints = 19;
/** Panels down to 2^-26, below which a and b are linear to round-off. */
const panels = 26;

/**
 * The same moments for a kernel alpha that is not a power, with alpha(|v - v*|) instead of |v - v*|^gamma and the exponent of alpha at
 * r = 0, by quadrature at every pair of radii, because they depend on both. The singularity at r = s is treated like one with a logarithm.
 */
export function generalAngularKernel(d: Dimension, { value, atZero }: PairKernel, top: number): AngularKernel {
  const { exponent } = atZero;
  let [radius, scale] = [1, 1];
  const direct = angularQuadrature(d, top, (square) => scale * value(radius * Math.sqrt(square)));
  return {
    count: momentCount(top),
    exponent,
    singularity: exponent + d + 1,
    smoothOnEitherSide: false,
    evaluate(tau, moments, R) {
      radius = R;
      scale = R ** -exponent;
      direct(tau, moments);
    },
  };
}

export function createAngularKernel(d: Dimension, exponent: number, top: number): AngularKernel {
  const singularity = exponent + d + 1;
  return Number.isInteger(singularity) && singularity % 2 === 1
    ? polynomialKernel(d, exponent, top)
    : tabulatedKernel(d, exponent, top);
}

function tabulatedKernel(d: Dimension, exponent: number, top: number): AngularKernel {
  const count = momentCount(top);
  const singularity = exponent + d + 1;
  const direct = angularQuadrature(d, top, powerOfSquare(exponent));
  const table = new Float64Array(panels * count * chebyshevPoints);
  const samples = new Float64Array(count);
  const angles = Float64Array.from({ length: chebyshevPoints }, (_, j) => (Math.PI * (j + 1 / 2)) / chebyshevPoints);
  /** Maps the values at the points to the coefficients of the Chebyshev polynomials. */
  const transform = Array.from(angles, (angle) =>
    angles.map((_, n) => (Math.cos(n * angle) * (n === 0 ? 1 : 2)) / chebyshevPoints),
  );
  for (let panel = 0; panel < panels; panel++) {
    const end = 2 ** -panel;
    transform.forEach((row, j) => {
      direct((end * (3 + Math.cos(angles[j]))) / 4, samples);
      for (let family = 0; family < count; family++) {
        const at = (panel * count + family) * chebyshevPoints;
        for (let n = 0; n < chebyshevPoints; n++) table[at + n] += samples[family] * row[n];
      }
    });
  }
  const nearZero = momentsNearZero(count, singularity, direct);

  const inverseEnds = Float64Array.from({ length: panels }, (_, panel) => 2 ** panel);
  /** T_0, T_1, .. at one point. */
  const polynomials = new Float64Array(chebyshevPoints);
  polynomials[0] = 1;
  function evaluate(tau: number, moments: Float64Array) {
    if (tau < lastPanel) {
      nearZero(tau, moments);
      return;
    }
    const panel = Math.min(panels - 1, Math.max(0, Math.floor(-Math.log2(tau))));
    const x = 4 * tau * inverseEnds[panel] - 3;
    polynomials[1] = x;
    for (let n = 2; n < chebyshevPoints; n++) polynomials[n] = 2 * x * polynomials[n - 1] - polynomials[n - 2];
    for (let family = 0, at = panel * count * chebyshevPoints; family < count; family++) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let n = 0;
      for (; n + 3 < chebyshevPoints; n += 4, at += 4) {
        s0 += table[at] * polynomials[n];
        s1 += table[at + 1] * polynomials[n + 1];
        s2 += table[at + 2] * polynomials[n + 2];
        s3 += table[at + 3] * polynomials[n + 3];
      }
      for (; n < chebyshevPoints; n++, at++) s0 += table[at] * polynomials[n];
      moments[family] = s0 + s1 + (s2 + s3);
    }
  }

  return { count, exponent, singularity, smoothOnEitherSide: false, evaluate };
}

/** End of the last panel. Below it the moments are sums of 1, tau, phi, tau phi, phi = tau^singularity or log tau, fitted at four points. */
const lastPanel = 2 ** -panels;

function momentsNearZero(
  count: number,
  singularity: number,
  direct: (tau: number, moments: Float64Array) => void,
): (tau: number, moments: Float64Array) => void {
  const phi = (tau: number) => (Math.abs(singularity) < 1e-9 ? Math.log(tau) : tau ** singularity);
  const points = [1, 2, 4, 8].map((factor) => factor * lastPanel);
  const [first, second] = points.map(phi);
  /** The same functions, scaled to order one at the points. */
  const shapes = (tau: number, out: Float64Array) => {
    const part = (phi(tau) - first) / (second - first);
    out[0] = 1;
    out[1] = part;
    out[2] = tau / lastPanel;
    out[3] = (tau / lastPanel) * part;
  };
  const n = points.length;
  const row = new Float64Array(n);
  const matrix = Float64Array.from(
    points.flatMap((tau) => {
      shapes(tau, row);
      return [...row];
    }),
  );
  const exchanges = new Int32Array(n);
  decomposeLu(n, matrix, exchanges);
  const samples = points.map((tau) => {
    const moments = new Float64Array(count);
    direct(tau, moments);
    return moments;
  });
  const coefficients = Array.from({ length: count }, (_, family) => {
    const values = Float64Array.from(samples, (moments) => moments[family]);
    solveLu(n, matrix, exchanges, values);
    return values;
  });
  return (tau, moments) => {
    shapes(tau, row);
    for (let family = 0; family < count; family++) {
      const [a, b, c, e] = coefficients[family];
      moments[family] = a * row[0] + b * row[1] + c * row[2] + e * row[3];
    }
  };
}

/** Number of moments: Q_0 .. Q_top and, if top > 0, G_0 and G_1. */
export function momentCount(top: number): number {
  return top + 1 + (top > 0 ? 2 : 0);
}

/** |z|^exponent as a function of |z|^2. */
function powerOfSquare(exponent: number): (square: number) => number {
  if (!Number.isInteger(exponent)) return (square) => square ** (exponent / 2);
  const power = powerOf(exponent);
  return (square) => power(Math.sqrt(square));
}

/** x^exponent; integer powers by products, which take a fifth of the time. */
export function powerOf(exponent: number): (x: number) => number {
  if (!Number.isInteger(exponent)) return (x) => x ** exponent;
  return (x) => {
    let product = 1;
    for (let k = 0; k < Math.abs(exponent); k++) product *= x;
    return exponent < 0 ? 1 / product : product;
  };
}

/** Gauss points of an interval of angles: 4 sin^2(phi/2), and the weights of every moment without the kernel's power. */
interface AnglePanel {
  readonly squares: Float64Array;
  /** Entry k momentCount + l is for point k and moment l. */
  readonly weights: Float64Array;
}

/**
 * The moments by quadrature in the angle. `power` is the kernel as a function of |v - v*|^2 / R^2 = tau^2 + 4 (1 - tau) sin^2(phi / 2). The
 * panels are (0, h), where h is about the angle tau / sqrt(1 - tau) up to which |v - v*| hardly changes, and (h, 2h), (2h, 4h) .. up to
 * pi = 2^j h. Everything but the power is the same at every tau.
 */
function angularQuadrature(d: Dimension, top: number, power: (square: number) => number) {
  const rule = recurrence(d);
  const count = momentCount(top);
  const gauss = gaussLegendre(pointsOfPower + Math.ceil(pointsPerDegree * top), 0, 1);
  const Y = new Float64Array(top + 2);
  function panel(low: number, high: number): AnglePanel {
    const angles = gauss.nodes.map((x) => low + (high - low) * x);
    const squares = angles.map((phi) => 4 * Math.sin(phi / 2) ** 2);
    const weights = new Float64Array(angles.length * count);
    angles.forEach((phi, k) => {
      const sine = Math.sin(phi);
      const weight = 2 * (high - low) * gauss.weights[k] * (d === 3 ? Math.PI * sine : 1);
      harmonicValues(rule, top, Math.cos(phi), Y);
      for (let l = 0; l <= top; l++) weights[k * count + l] = weight * sine * sine * Y[l];
      for (let l = top + 1; l < count; l++) weights[k * count + l] = weight * Y[l - top - 1];
    });
    return { squares, weights };
  }
  const [firsts, others]: AnglePanel[][] = [[], []];
  function add({ squares, weights }: AnglePanel, tau: number, moments: Float64Array) {
    for (let k = 0; k < squares.length; k++) {
      const square = tau * tau + (1 - tau) * squares[k];
      const value = power(square);
      for (let l = 0, at = k * count; l <= top; l++, at++) moments[l] += value * weights[at];
      for (let l = top + 1, at = k * count + l; l < count; l++, at++) moments[l] += value * square * weights[at];
    }
  }
  return (tau: number, moments: Float64Array) => {
    moments.fill(0);
    const halvings = tau < 1 ? Math.max(0, Math.ceil(Math.log2((Math.PI * Math.sqrt(1 - tau)) / tau))) : 0;
    firsts[halvings] ??= panel(0, Math.PI * 2 ** -halvings);
    add(firsts[halvings], tau, moments);
    for (let j = halvings; j > 0; j--) {
      others[j] ??= panel(Math.PI * 2 ** -j, Math.PI * 2 ** (1 - j));
      add(others[j], tau, moments);
    }
  };
}
