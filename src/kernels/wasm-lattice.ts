import type { Lattice } from '../core/lattice.ts';
import type { VectorField } from '../core/vector-field.ts';
import { entropySlope } from './entropy-sum.ts';
import type { GaussianWindow } from './gaussian-window.ts';
import { gatherGradient } from './lattice-gather.ts';
import { spreadDensity } from './lattice-spread.ts';
import type { Wasm } from './wasm.ts';

/** spreadDensity of ./lattice-spread.ts with the compiled kernel: equal up to the round-off of the window's exponentials. */
export function spreadDensitySimd(
  wasm: Wasm,
  lattice: Lattice,
  window: GaussianWindow,
  weights: Float64Array,
  velocities: VectorField,
  values: Float64Array,
): void {
  const { d, n } = velocities;
  const { nodes } = window;
  const arrays = wasm.arrays([4 * d, nodes + 1, scratchLength(d, nodes), n, d * n, values.length]);
  if (arrays === null) {
    spreadDensity(lattice, window, weights, velocities, values);
    return;
  }
  const [axes, table, scratch, w, v, result] = arrays;
  const [, height, depth] = lattice.shape;
  axes.data.set(axisSettings(lattice, window));
  table.data.set(window.table);
  w.data.set(weights);
  v.data.set(velocities.data);
  result.data.fill(0);
  const { run } = wasm;
  const common = [n, nodes, table.address, axes.address, w.address, v.address, height] as const;
  if (d === 2) run.spreadPlane(...common, result.address, scratch.address);
  else run.spreadSpace(...common, depth, result.address, scratch.address);
  values.set(result.data);
}

/** gatherGradient of ./lattice-gather.ts with the compiled kernel: equal up to round-off, the sums being ordered otherwise. */
export function gatherGradientSimd(
  wasm: Wasm,
  lattice: Lattice,
  window: GaussianWindow,
  values: Float64Array,
  velocities: VectorField,
  factor: number,
  out: VectorField,
): void {
  const { d, n } = velocities;
  const { nodes } = window;
  const count = lattice.shape.reduce((product, extent) => product * extent, 1);
  const arrays = wasm.arrays([4 * d, nodes + 1, scratchLength(d, nodes), d * n, d * n, count]);
  if (arrays === null) {
    gatherGradient(lattice, window, values, velocities, factor, out);
    return;
  }
  const [axes, table, scratch, v, result, l] = arrays;
  const [, height, depth] = lattice.shape;
  axes.data.set(axisSettings(lattice, window));
  table.data.set(window.table);
  v.data.set(velocities.data);
  l.data.set(values.subarray(0, count));
  const { run } = wasm;
  const common = [n, nodes, table.address, axes.address, v.address, height] as const;
  const scale = (factor * lattice.spacing) / window.variance;
  if (d === 2) run.gatherPlane(...common, l.address, scale, result.address, scratch.address);
  else run.gatherSpace(...common, depth, l.address, scale, result.address, scratch.address);
  out.data.set(result.data);
}

/** entropySlope of ./entropy-sum.ts with the compiled logarithm, whose error is below 1 ulp. */
export function entropySlopeSimd(wasm: Wasm, values: Float64Array, count: number, slope: Float64Array): void {
  const even = count + (count % 2);
  const arrays = wasm.arrays([even]);
  if (arrays === null) {
    entropySlope(values, count, slope);
    return;
  }
  const [{ address, data }] = arrays;
  data.set(values.subarray(0, count));
  data.fill(0, count);
  wasm.run.logarithmSlope(address, even);
  slope.set(data.subarray(0, count));
}

/** The members of `Axis` in assembly/window.ts, axis after axis. */
function axisSettings({ anchor, first, spacing }: Lattice, { variance }: GaussianWindow): number[] {
  return anchor.flatMap((position, k) => [position, spacing, (spacing * spacing) / (2 * variance), first[k]]);
}

/** A contraction of three vectors, and a window with its slope on every axis. */
function scratchLength(d: number, nodes: number): number {
  return 6 + 2 * d * nodes;
}
