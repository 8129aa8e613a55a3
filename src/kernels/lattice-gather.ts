import type { Lattice } from '../core/lattice.ts';
import type { VectorField } from '../core/vector-field.ts';
import { evaluateWindow, type GaussianWindow } from './lattice-spread.ts';

/**
 * out_p := factor * sum_x grad phi(v_p - x) values[x] = factor * sum_x ((x - v_p)/eps) phi(v_p - x) values[x], the gradient,
 * with respect to the particle's velocity, of the lattice function smoothed at the particle. With values = log f ~ + 1 and
 * factor = h^d it is the score (1/w_p) dH_h/dv_p.
 */
export function gatherGradient(
  lattice: Lattice,
  window: GaussianWindow,
  values: Float64Array,
  velocities: VectorField,
  factor: number,
  out: VectorField,
): void {
  if (lattice.d === 2) gather2(lattice, window, values, velocities, factor, out.data);
  else gather3(lattice, window, values, velocities, factor, out.data);
}

/** The rows sum_b values[b] y[b] and sum_b values[b] y[b] (y_b - v_y) share one pass over the nodes. */
function gather2(
  { spacing, anchor, first, shape }: Lattice,
  window: GaussianWindow,
  values: Float64Array,
  { n, data }: VectorField,
  factor: number,
  out: Float64Array,
): void {
  const S = window.nodes;
  const x = new Float64Array(S);
  const y = new Float64Array(S);
  const dy = new Float64Array(S);
  const width = shape[1];
  const scale = (factor * spacing) / window.variance;
  const [x0, y0] = anchor;
  const [i0, j0] = first;
  for (let p = 0; p < n; p++) {
    const xi = (data[p] - x0) / spacing;
    const eta = (data[n + p] - y0) / spacing;
    const i = evaluateWindow(window, xi, x, 0);
    const j = evaluateWindow(window, eta, y, 0);
    for (let b = 0; b < S; b++) dy[b] = (j + b - eta) * y[b];
    let sx = 0;
    let sy = 0;
    for (let a = 0; a < S; a++) {
      const row = (i + a - i0) * width + j - j0;
      let plain = 0;
      let slope = 0;
      for (let b = 0; b < S; b++) {
        const value = values[row + b];
        plain += value * y[b];
        slope += value * dy[b];
      }
      sx += (i + a - xi) * x[a] * plain;
      sy += x[a] * slope;
    }
    out[p] = scale * sx;
    out[n + p] = scale * sy;
  }
}

function gather3(
  { spacing, anchor, first, shape }: Lattice,
  window: GaussianWindow,
  values: Float64Array,
  { n, data }: VectorField,
  factor: number,
  out: Float64Array,
): void {
  const S = window.nodes;
  const x = new Float64Array(S);
  const y = new Float64Array(S);
  const z = new Float64Array(S);
  const dz = new Float64Array(S);
  const [, height, depth] = shape;
  const scale = (factor * spacing) / window.variance;
  const [x0, y0, z0] = anchor;
  const [i0, j0, k0] = first;
  for (let p = 0; p < n; p++) {
    const xi = (data[p] - x0) / spacing;
    const eta = (data[n + p] - y0) / spacing;
    const zeta = (data[2 * n + p] - z0) / spacing;
    const i = evaluateWindow(window, xi, x, 0);
    const j = evaluateWindow(window, eta, y, 0);
    const k = evaluateWindow(window, zeta, z, 0);
    for (let c = 0; c < S; c++) dz[c] = (k + c - zeta) * z[c];
    let sx = 0;
    let sy = 0;
    let sz = 0;
    for (let a = 0; a < S; a++) {
      let plane = 0;
      let slopeY = 0;
      let slopeZ = 0;
      for (let b = 0; b < S; b++) {
        const row = ((i + a - i0) * height + j + b - j0) * depth + k - k0;
        let plain = 0;
        let slope = 0;
        for (let c = 0; c < S; c++) {
          const value = values[row + c];
          plain += value * z[c];
          slope += value * dz[c];
        }
        plane += y[b] * plain;
        slopeY += (j + b - eta) * y[b] * plain;
        slopeZ += y[b] * slope;
      }
      sx += (i + a - xi) * x[a] * plane;
      sy += x[a] * slopeY;
      sz += x[a] * slopeZ;
    }
    out[p] = scale * sx;
    out[n + p] = scale * sy;
    out[2 * n + p] = scale * sz;
  }
}

/**
 * Returns the sum of f log f over the first `count` values, with 0 for f = 0 and for f < 0, which occurs only through errors of a method.
 * The sum is compensated (Neumaier), so its error is one rounding.
 */
export function sumEntropy(values: Float64Array, count: number): number {
  let sum = 0;
  let lost = 0;
  for (let x = 0; x < count; x++) {
    const f = values[x];
    if (f <= 0) continue;
    const term = f * Math.log(f);
    const next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** slope[x] := d(f log f)/df = log f + 1 for f > 0, otherwise 0 (no particle reaches such a node). */
export function entropySlope(values: Float64Array, count: number, slope: Float64Array): void {
  for (let x = 0; x < count; x++) slope[x] = values[x] > 0 ? Math.log(values[x]) + 1 : 0;
}
