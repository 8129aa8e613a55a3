import type { Lattice } from '../core/lattice.ts';
import type { VectorField } from '../core/vector-field.ts';
import { entropySlope, gatherGradient } from './lattice-gather.ts';
import { type GaussianWindow, spreadDensity } from './lattice-spread.ts';
import { carve, doublesOf, type Room, type Wasm, type WasmArray, words } from './wasm.ts';
import { beginSort, type Cells, lastingLengths, passingLengths } from './wasm-order.ts';
import { type Round, runRounds, type Scratch, teamSize } from './wasm-team.ts';

/**
 * spreadDensity of ./lattice-spread.ts with the compiled kernel, particles in the order of chunks: equal up to round-off, and
 * identical to the bit for any number of threads.
 */
export function spreadDensitySimd(
  wasm: Wasm,
  lattice: Lattice,
  window: GaussianWindow,
  weights: Float64Array,
  velocities: VectorField,
  values: Float64Array,
): void {
  const { d } = velocities;
  const cells = windowCells(lattice, window);
  const particles = { weights, velocities, factor: 1 };
  const common = commonLengths(wasm, window, d, values.length);
  const passing = passingLengths(cells, particles);
  const lasting = lastingLengths(cells, particles);
  const arrays = wasm.arrays([doublesOf(common), doublesOf(passing), doublesOf(lasting)]);
  if (arrays === null) {
    spreadDensity(lattice, window, weights, velocities, values);
    return;
  }
  const room = carve(arrays[0], common);
  const lastingRoom = carve(arrays[2], lasting);
  const sort = beginSort(cells, particles, carve(arrays[1], passing), lastingRoom);
  runRounds(wasm, nothing, [sort.count]);
  const { colours } = sort.place();
  room.values[0].data.fill(0);
  const [[sorted], [bounds]] = [lastingRoom.sorted, lastingRoom.bounds];
  const settings = writeTask(lattice, window, 0, room, { particles: sorted, chunks: bounds });
  const task = d === 2 ? 'spreadPlane' : 'spreadSpace';
  runRounds(wasm, scratch(window, d, room), [
    sort.arrange,
    ...colours.map(([from, to]): Round => ({ task, settings, from, to, grain: 1 })),
  ]);
  values.set(room.values[0].data);
}

/** gatherGradient of ./lattice-gather.ts with the compiled kernel: equal up to round-off, because the sums are ordered differently. */
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
  const common = commonLengths(wasm, window, d, count);
  const arrays = wasm.arrays([doublesOf(common), d * n]);
  if (arrays === null) {
    gatherGradient(lattice, window, values, velocities, factor, out);
    return;
  }
  // sorting pays only for particles in random order, and then not much
  const [, gathered] = arrays;
  const room = carve(arrays[0], common);
  gathered.data.set(velocities.data);
  room.values[0].data.set(values.subarray(0, count));
  const scale = (factor * lattice.spacing) / window.variance;
  const settings = writeTask(lattice, window, scale, room, { velocities: gathered });
  const task = d === 2 ? 'gatherPlane' : 'gatherSpace';
  runRounds(wasm, scratch(window, d, room), [{ task, settings, from: 0, to: n, grain: 512 }]);
  out.data.set(gathered.data);
}

/** entropySlope of ./lattice-gather.ts with the compiled logarithm, whose error is below 1 ulp. */
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

/** Logarithms need no scratch memory. */
const nothing = { address: 0, bytes: 0 };

/** Returns the cells of the lattice: all particles of a cell have the same window of nodes^d nodes. */
function windowCells({ anchor, spacing, first, shape }: Lattice, { nodes }: GaussianWindow): Cells {
  return {
    origin: anchor,
    spacing,
    first: first.map((index) => index + nodes / 2 - 1),
    extents: shape.map((extent) => extent - nodes + 1),
    stencil: nodes,
  };
}

/** Arrays used by both spreading and gathering. */
type CommonRoom = Room<'task' | 'table' | 'values' | 'threads'>;

function commonLengths(wasm: Wasm, window: GaussianWindow, d: number, values: number) {
  return {
    task: [taskLength],
    table: [window.table.length],
    values: [values],
    threads: [(teamSize(wasm) * threadBytes(window, d)) / 8],
  };
}

/** Returns the scratch bytes of one thread: a contraction of three vectors, a window with its slope on every axis. */
function threadBytes({ nodes }: GaussianWindow, d: number): number {
  return 64 * Math.ceil((6 + 2 * d * nodes) / 8);
}

function scratch(window: GaussianWindow, d: number, room: CommonRoom): Scratch {
  return { address: room.threads[0].address, bytes: threadBytes(window, d) };
}

/** Doubles of the class `LatticeTask` in assembly/lattice.ts. */
const taskLength = 12;

/** Writes the window's table and the members of `LatticeTask`; returns the address of the task. */
function writeTask(
  { spacing, anchor, shape, first }: Lattice,
  window: GaussianWindow,
  factor: number,
  room: CommonRoom,
  { particles, chunks, velocities }: Readonly<Partial<Record<'particles' | 'chunks' | 'velocities', WasmArray>>>,
): number {
  const [task] = room.task;
  room.table[0].data.set(window.table);
  const { data } = task;
  data[0] = (spacing * spacing) / (2 * window.variance);
  data[1] = factor;
  data.set(anchor, 2);
  data[5] = spacing;
  const [, height, depth = 1] = shape;
  const [i, j, k = 0] = first;
  const component = (8 * (velocities?.data.length ?? 0)) / anchor.length;
  words(task).set(
    [
      window.nodes,
      height,
      depth,
      i,
      j,
      k,
      room.table[0].address,
      room.values[0].address,
      particles?.address ?? 0,
      chunks?.address ?? 0,
      velocities?.address ?? 0,
      component,
    ],
    12,
  );
  return task.address;
}
