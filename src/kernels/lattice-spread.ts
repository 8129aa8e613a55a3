import type { Lattice } from '../core/lattice.ts';
import type { VectorField } from '../core/vector-field.ts';

/**
 * values[x] := sum_p w_p phi(v_p - x), the reconstructed density f ~ on the nodes x of the lattice (row order).
 * The lattice must contain the window of every particle.
 */
export function spreadDensity(
  lattice: Lattice,
  window: GaussianWindow,
  weights: Float64Array,
  velocities: VectorField,
  values: Float64Array,
): void {
  values.fill(0);
  if (lattice.d === 2) spread2(lattice, window, weights, velocities, values);
  else spread3(lattice, window, weights, velocities, values);
}

function spread2(
  { spacing, anchor, first, shape }: Lattice,
  window: GaussianWindow,
  weights: Float64Array,
  { n, data }: VectorField,
  values: Float64Array,
): void {
  const S = window.nodes;
  const x = new Float64Array(S);
  const y = new Float64Array(S);
  const width = shape[1];
  const [x0, y0] = anchor;
  const [i0, j0] = first;
  for (let p = 0; p < n; p++) {
    const i = evaluateWindow(window, (data[p] - x0) / spacing, x, 0) - i0;
    const j = evaluateWindow(window, (data[n + p] - y0) / spacing, y, 0) - j0;
    const w = weights[p];
    for (let a = 0; a < S; a++) {
      const wx = w * x[a];
      const row = (i + a) * width + j;
      for (let b = 0; b < S; b++) values[row + b] += wx * y[b];
    }
  }
}

function spread3(
  { spacing, anchor, first, shape }: Lattice,
  window: GaussianWindow,
  weights: Float64Array,
  { n, data }: VectorField,
  values: Float64Array,
): void {
  const S = window.nodes;
  const x = new Float64Array(S);
  const y = new Float64Array(S);
  const z = new Float64Array(S);
  const [, height, depth] = shape;
  const [x0, y0, z0] = anchor;
  const [i0, j0, k0] = first;
  for (let p = 0; p < n; p++) {
    const i = evaluateWindow(window, (data[p] - x0) / spacing, x, 0) - i0;
    const j = evaluateWindow(window, (data[n + p] - y0) / spacing, y, 0) - j0;
    const k = evaluateWindow(window, (data[2 * n + p] - z0) / spacing, z, 0) - k0;
    const w = weights[p];
    for (let a = 0; a < S; a++) {
      const wx = w * x[a];
      for (let b = 0; b < S; b++) {
        const wxy = wx * y[b];
        const row = ((i + a) * height + j + b) * depth + k;
        for (let c = 0; c < S; c++) values[row + c] += wxy * z[c];
      }
    }
  }
}

/**
 * The truncated separable Gaussian phi(v - x) = prod_k (2 pi eps)^{-1/2} exp(-(v_k - x_k)^2 / 2 eps) between particles and
 * lattice nodes. On every axis a particle at lattice coordinate xi = (v - anchor)/h touches the `nodes` (even) lattice
 * points around it, floor(xi) - nodes/2 + 1 .. floor(xi) + nodes/2; contributions beyond are dropped.
 */
export interface GaussianWindow {
  /** Variance eps of the Gaussian, in velocity squared. */
  readonly variance: number;
  /** Lattice spacing h. */
  readonly spacing: number;
  /** Nodes per axis, even. */
  readonly nodes: number;
  /** exp(-k^2 h^2 / 2 eps) (2 pi eps)^{-1/2} for k = -nodes/2 .. nodes/2. */
  readonly table: Float64Array;
}

export function gaussianWindow(variance: number, spacing: number, nodes: number): GaussianWindow {
  const half = nodes / 2;
  const table = new Float64Array(nodes + 1);
  for (let k = -half; k <= half; k++)
    table[k + half] = Math.exp(-((k * spacing) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
  return { variance, spacing, nodes, table };
}

/**
 * Returns the nodes per axis for which the dropped tail of the one-dimensional Gaussian, relative to its peak, is at most `tolerance`:
 * exp(-(h nodes/2)^2 / 2 eps) <= tolerance, because the nearest dropped node is at least h nodes/2 away.
 */
export function windowNodes(variance: number, spacing: number, tolerance: number): number {
  return 2 * Math.max(1, Math.ceil(Math.sqrt(-2 * variance * Math.log(tolerance)) / spacing));
}

/**
 * Writes phi at the window's nodes of one axis to `out[at ..]` for a particle at lattice coordinate xi, and returns the
 * lattice index of the first. With delta = frac(xi): exp(-a (k - delta)^2) = exp(-a k^2) exp(-a delta^2) exp(2 a delta)^k,
 * so one axis costs two exponentials.
 */
export function evaluateWindow(window: GaussianWindow, xi: number, out: Float64Array, at: number): number {
  const { nodes, table } = window;
  const a = (window.spacing * window.spacing) / (2 * window.variance);
  const floor = Math.floor(xi);
  const delta = xi - floor;
  const half = nodes >> 1;
  const ratio = Math.exp(2 * a * delta);
  const inverse = 1 / ratio;
  const scale = Math.exp(-a * delta * delta);
  let factor = scale;
  for (let k = 0; k <= half; k++) {
    out[at + half - 1 + k] = table[half + k] * factor;
    factor *= ratio;
  }
  factor = scale * inverse;
  for (let k = 1; k < half; k++) {
    out[at + half - 1 - k] = table[half - k] * factor;
    factor *= inverse;
  }
  return floor - half + 1;
}
