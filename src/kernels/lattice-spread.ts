import type { Lattice } from '../core/lattice.ts';
import type { VectorField } from '../core/vector-field.ts';
import { evaluateWindow, type GaussianWindow } from './gaussian-window.ts';

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
