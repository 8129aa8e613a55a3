import type { Lattice } from '../core/lattice.ts';
import { component, type VectorField } from '../core/vector-field.ts';
import { type Cells, chunkLimit, countLength, orderByCell } from './cell-order.ts';
import { entropySlope } from './entropy-sum.ts';
import type { GaussianWindow } from './gaussian-window.ts';
import { gatherGradient } from './lattice-gather.ts';
import { spreadDensity } from './lattice-spread.ts';
import { layOut, type Wasm, type WasmArray, words } from './wasm.ts';
import { runRounds, type Scratch, teamSize } from './wasm-team.ts';

/**
 * spreadDensity of ./lattice-spread.ts with the compiled kernel, particles in the order of chunks: equal up to round-off, and
 * the same bits for any number of threads.
 */
export function spreadDensitySimd(
  wasm: Wasm,
  lattice: Lattice,
  window: GaussianWindow,
  weights: Float64Array,
  velocities: VectorField,
  values: Float64Array,
): void {
  const { d, n } = velocities;
  const cells = windowCells(lattice, window);
  const room = layOut(wasm, {
    ...commonLengths(window, d, values.length),
    slots: [Math.ceil(n / 2)],
    counts: [Math.ceil(countLength(cells, 'chunks') / 2)],
    chunks: [chunkLimit(cells)],
    particles: [(d + 1) * n],
  });
  if (room === null) {
    spreadDensity(lattice, window, weights, velocities, values);
    return;
  }
  const slots = words(room.slots[0]).subarray(0, n);
  const counts = words(room.counts[0]).subarray(0, countLength(cells, 'chunks'));
  const { colours, chunks } = orderByCell(cells, 'chunks', velocities, slots, counts);
  words(room.chunks[0]).set(chunks.flat());
  const particles = room.particles[0].data;
  const [x, y, z] = planes(velocities);
  const [x0, y0, z0] = lattice.anchor;
  for (let p = 0; p < n; p++) {
    const at = slots[p] * (d + 1);
    particles[at] = (x[p] - x0) / lattice.spacing;
    particles[at + 1] = (y[p] - y0) / lattice.spacing;
    if (d === 3) particles[at + 2] = (z[p] - z0) / lattice.spacing;
    particles[at + d] = weights[p];
  }
  room.values[0].data.fill(0);
  const settings = writeSettings(lattice, window, 0, room);
  const task = d === 2 ? 'spreadPlane' : 'spreadSpace';
  runRounds(
    wasm,
    scratch(window, d, room),
    colours.map(([from, to]) => ({ task, settings, from, to, grain: 1 })),
  );
  values.set(room.values[0].data);
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
  const count = lattice.shape.reduce((product, extent) => product * extent, 1);
  const room = layOut(wasm, { ...commonLengths(window, d, count), chunks: [0], particles: [d * n] });
  if (room === null) {
    gatherGradient(lattice, window, values, velocities, factor, out);
    return;
  }
  // sorting pays only where particles come in random order, and then not much
  const particles = room.particles[0].data;
  const [x, y, z] = planes(velocities);
  const [x0, y0, z0] = lattice.anchor;
  for (let p = 0; p < n; p++) {
    particles[p * d] = (x[p] - x0) / lattice.spacing;
    particles[p * d + 1] = (y[p] - y0) / lattice.spacing;
    if (d === 3) particles[p * d + 2] = (z[p] - z0) / lattice.spacing;
  }
  room.values[0].data.set(values.subarray(0, count));
  const settings = writeSettings(lattice, window, (factor * lattice.spacing) / window.variance, room);
  const task = d === 2 ? 'gatherPlane' : 'gatherSpace';
  runRounds(wasm, scratch(window, d, room), [{ task, settings, from: 0, to: n, grain: 512 }]);
  const [outX, outY, outZ] = planes(out);
  for (let p = 0; p < n; p++) {
    outX[p] = particles[p * d];
    outY[p] = particles[p * d + 1];
    if (d === 3) outZ[p] = particles[p * d + 2];
  }
}

/** entropySlope of ./entropy-sum.ts with the compiled logarithm, whose error is below 1 ulp. */
export function entropySlopeSimd(wasm: Wasm, values: Float64Array, count: number, slope: Float64Array): void {
  const pairs = Math.ceil(count / 2);
  const arrays = wasm.arrays([2 * pairs]);
  if (arrays === null) {
    entropySlope(values, count, slope);
    return;
  }
  const [{ address, data }] = arrays;
  data.set(values.subarray(0, count));
  data.fill(0, count);
  runRounds(wasm, nothing, [{ task: 'logarithmSlope', settings: address, from: 0, to: pairs, grain: 8192 }]);
  slope.set(data.subarray(0, count));
}

/** Logarithms need no memory of a thread's own. */
const nothing = { address: 0, bytes: 0 };

/** The cells of the lattice: all particles of one have the same window of nodes^d nodes. */
function windowCells({ anchor, spacing, first, shape }: Lattice, { nodes }: GaussianWindow): Cells {
  return {
    origin: anchor,
    spacing,
    first: first.map((index) => index + nodes / 2 - 1),
    extents: shape.map((extent) => extent - nodes + 1),
    stencil: nodes,
  };
}

function planes(field: VectorField): readonly Float64Array[] {
  return Array.from({ length: field.d }, (_, k) => component(field, k));
}

type Room = Readonly<
  Record<'settings' | 'table' | 'values' | 'threads' | 'chunks' | 'particles', readonly WasmArray[]>
>;

function commonLengths(window: GaussianWindow, d: number, values: number) {
  return {
    settings: [8],
    table: [window.table.length],
    values: [values],
    threads: [(teamSize() * threadBytes(window, d)) / 8],
  };
}

/** Of one thread: a contraction of three vectors, a window with its slope on every axis. */
function threadBytes({ nodes }: GaussianWindow, d: number): number {
  return 64 * Math.ceil((6 + 2 * d * nodes) / 8);
}

function scratch(window: GaussianWindow, d: number, room: Room): Scratch {
  return { address: room.threads[0].address, bytes: threadBytes(window, d) };
}

/** The window's table and the members of `LatticeTask` in assembly/lattice.ts; returns the address of the latter. */
function writeSettings(lattice: Lattice, window: GaussianWindow, factor: number, room: Room): number {
  const { spacing, shape, first } = lattice;
  const [settings] = room.settings;
  room.table[0].data.set(window.table);
  settings.data.set([(spacing * spacing) / (2 * window.variance), factor]);
  const [, height, depth = 1] = shape;
  const [i, j, k = 0] = first;
  const arrays = [room.table, room.values, room.particles, room.chunks];
  words(settings).set([window.nodes, height, depth, i, j, k, ...arrays.map(([{ address }]) => address)], 4);
  return settings.address;
}
