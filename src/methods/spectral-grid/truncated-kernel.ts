import { gaussLegendre, gaussPower } from '../../core/quadrature.ts';
import { besselJ0, besselJ1 } from '../../core/special-functions.ts';
import type { Dimension } from '../../core/vector-field.ts';

/** The two eigenvalues of the transformed kernel, K^(k) = across (I - k k^T/|k|^2) + along k k^T/|k|^2. */
export interface KernelSymbol {
  readonly across: number;
  readonly along: number;
}

/** Gauss nodes per panel, and the largest phase k r of a panel: the error for the closed-form Coulomb kernel is 3e-15 of its maximum. */
const panelNodes = 32;
const panelPhase = 24;

/**
 * The Fourier transform of the collision kernel cut off at a radius,
 *
 *     K^(k) = int_{|w| < radius} |w|^exponent A(w) exp(-i k.w) dw,     exponent > -d-2,
 *
 * for 0 <= |k| <= largest. With x = |k| r, the means over directions of 1 and of 1 - (k.w)^2/(|k| r)^2, weighted with exp(-i k.w), are
 * g_0(x) and (d-1)/d g_1(x), where g_0 = J_0, g_1 = 2 J_1(x)/x in d = 2 and g_0 = j_0, g_1 = 3 j_1(x)/x in d = 3,
 *
 *     along = |S^{d-1}| int r^{exponent+d+1} (d-1)/d g_1 dr,     along + (d-1) across = |S^{d-1}| int r^{exponent+d+1} (d-1) g_0 dr.
 *
 * The power is integrated exactly (Gauss-Jacobi in the panel at r = 0). If the cut-off exceeds the diameter of the support of f, the
 * convolution there is that of the whole kernel, and K^ is entire. Source: F. Vico, L. Greengard & M. Ferrando,
 * J. Comput. Phys. 323 (2016) 191.
 */
export function truncatedKernel(d: Dimension, exponent: number, radius: number, largest: number) {
  const power = exponent + d + 1;
  const panels = Math.max(1, Math.ceil((largest * radius) / panelPhase));
  const width = radius / panels;
  const radii = new Float64Array(panels * panelNodes);
  const weights = new Float64Array(panels * panelNodes);
  const inner = gaussPower(panelNodes, power);
  const outer = gaussLegendre(panelNodes, 0, 1);
  for (let p = 0; p < panels; p++)
    for (let q = 0; q < panelNodes; q++) {
      const at = p * panelNodes + q;
      radii[at] = width * (p + (p === 0 ? inner : outer).nodes[q]);
      weights[at] = p === 0 ? width ** (power + 1) * inner.weights[q] : width * outer.weights[q] * radii[at] ** power;
    }
  const sphere = d === 2 ? 2 * Math.PI : 4 * Math.PI;
  return (k: number): KernelSymbol => {
    let mean = 0;
    let along = 0;
    for (let q = 0; q < radii.length; q++) {
      const x = k * radii[q];
      if (d === 2) {
        mean += weights[q] * besselJ0(x);
        along += weights[q] * jinc(x);
      } else {
        const sinc = x === 0 ? 1 : Math.sin(x) / x;
        mean += weights[q] * sinc;
        along += weights[q] * ballTransform(x, sinc);
      }
    }
    mean *= sphere * (d - 1);
    along *= (sphere * (d - 1)) / d;
    return { across: (mean - along) / (d - 1), along };
  };
}

/** 2 J_1(x)/x. */
function jinc(x: number): number {
  return x === 0 ? 1 : (2 * besselJ1(x)) / x;
}

/** 3 j_1(x)/x = 3 (sin x - x cos x)/x^3 from sin x / x; by its series below x = 1, where the difference cancels. */
function ballTransform(x: number, sinc: number): number {
  if (x >= 1) return (3 * (sinc - Math.cos(x))) / (x * x);
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 9; n++) {
    term *= -(x * x) / (2 * n * (2 * n + 3));
    sum += term;
  }
  return sum;
}

/** The transformed kernel on the modes k = step (l_1, .., l_d), 0 <= l_a <= last. */
export interface KernelModes {
  /** K^_ab(k) = across delta_ab + (along - across) k_a k_b/|k|^2 in row order; on the other modes odd in l_a and l_b when a != b. */
  component(a: number, b: number): Float64Array;
}

/** Tabulates the kernel cut off at `radius`; its two eigenvalues are computed once for every distinct |l|^2. */
export function kernelModes(d: Dimension, exponent: number, radius: number, step: number, last: number): KernelModes {
  const kernel = truncatedKernel(d, exponent, radius, Math.sqrt(d) * last * step);
  const across = new Float64Array(d * last * last + 1).fill(Number.NaN);
  const along = new Float64Array(across.length);
  const side = last + 1;
  const count = side ** d;
  const l = Array.from({ length: d }, (_, axis) => {
    const stride = side ** (d - 1 - axis);
    return Int32Array.from({ length: count }, (_, at) => Math.floor(at / stride) % side);
  });
  const squares = new Int32Array(count);
  for (let at = 0; at < count; at++) {
    let s = 0;
    for (let axis = 0; axis < d; axis++) s += l[axis][at] ** 2;
    squares[at] = s;
    if (Number.isNaN(across[s])) {
      const symbol = kernel(step * Math.sqrt(s));
      across[s] = symbol.across;
      along[s] = symbol.along;
    }
  }
  return {
    component: (a, b) =>
      Float64Array.from(squares, (s, at) => {
        const rest = s === 0 ? 0 : ((along[s] - across[s]) * l[a][at] * l[b][at]) / s;
        return a === b ? across[s] + rest : rest;
      }),
  };
}
