import type { Lattice } from '../core/lattice.ts';
import { component, type VectorField } from '../core/vector-field.ts';
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

/**
 * gradient[x] := sum_p w_p grad_x phi(v_p - x) = sum_p w_p ((v_p - x)/eps) phi(v_p - x), the exact gradient of f ~ on the
 * nodes, one plane of nodes per component.
 */
export function spreadGradient(
  lattice: Lattice,
  window: GaussianWindow,
  weights: Float64Array,
  velocities: VectorField,
  gradient: VectorField,
): void {
  gradient.data.fill(0);
  const { d, spacing, anchor, first, shape } = lattice;
  const S = window.nodes;
  const phi = new Float64Array(3 * S);
  const slope = new Float64Array(3 * S);
  const planes = Array.from({ length: d }, (_, k) => component(gradient, k));
  const depth = d === 3 ? shape[2] : 1;
  const layers = d === 3 ? S : 1;
  const base = [0, 0, 0];
  phi.fill(1, 2 * S);
  for (let p = 0; p < velocities.n; p++) {
    for (let k = 0; k < d; k++) {
      const xi = (velocities.data[k * velocities.n + p] - anchor[k]) / spacing;
      const start = evaluateWindow(window, xi, phi, k * S);
      for (let j = 0; j < S; j++)
        slope[k * S + j] = (((xi - (start + j)) * spacing) / window.variance) * phi[k * S + j];
      base[k] = start - first[k];
    }
    const w = weights[p];
    for (let i = 0; i < S; i++)
      for (let j = 0; j < S; j++) {
        const row = ((base[0] + i) * shape[1] + base[1] + j) * depth + base[2];
        const a = w * slope[i] * phi[S + j];
        const b = w * phi[i] * slope[S + j];
        const c = w * phi[i] * phi[S + j];
        for (let l = 0; l < layers; l++) {
          planes[0][row + l] += a * phi[2 * S + l];
          planes[1][row + l] += b * phi[2 * S + l];
          if (d === 3) planes[2][row + l] += c * slope[2 * S + l];
        }
      }
  }
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
