import { RunError } from '../core/errors.ts';
import type { VectorField } from '../core/vector-field.ts';
import type { EquilibriumPart, ParticleSums } from './mesh-charges.ts';
import { type Lengths, type Room, type WasmArray, words } from './wasm.ts';
import type { Round } from './wasm-team.ts';

/*
 * How the threads sort particles. The particles are cut into ranges. Every range counts its particles in each chunk; the main thread
 * computes where they go; every range moves its particles there; then every chunk sorts its particles by cell, if requested. The nodes
 * that a chunk touches fit the second-level cache; if a node holds many numbers, sorting by cell keeps a stencil in the first-level cache.
 * Particles of one chunk, or cell, keep their original order, so the result does not depend on the ranges.
 */

/** Particles to be sorted: by cell if they have a scaled score, otherwise only by chunk. */
export interface Unsorted {
  readonly velocities: VectorField;
  readonly weights: Float64Array;
  readonly scaledScore?: VectorField;
  /** Multiplies the weights. */
  readonly factor: number;
}

/** Arrays that are needed only while particles are sorted; arrays that remain. */
type Passing =
  | 'velocities'
  | 'weights'
  | 'scaledScore'
  | 'numbers'
  | 'counts'
  | 'outside'
  | 'list'
  | 'arranged'
  | 'sums';
type Lasting = 'settings' | 'bounds' | 'places' | 'sorted';

/** The steps of a sort. */
export interface Sort {
  /** Only with a scaled score. */
  readonly sum: Round;
  readonly count: Round;
  /** To be called after `sum`. */
  moments(): ParticleSums;
  /** To be called after `count`; throws RunError for a velocity outside all cells. `rest` is subtracted from the scaled scores. */
  place(rest?: EquilibriumPart): Chunks;
  readonly arrange: Round;
  sortCells(chunks: Chunks): Round;
  /** Copies the forces, which have replaced the scaled scores, to `forces`, component after component. */
  readonly bring: Round;
}

/** Sorts particles of several kinds by cell; `atRest` maps the sums over each kind to the part that is subtracted from scaled scores. */
export function finishSorts(
  sorts: readonly Sort[],
  run: (rounds: readonly Round[]) => void,
  atRest: (moments: readonly ParticleSums[]) => EquilibriumPart,
): readonly { readonly sort: Sort; readonly chunks: Chunks }[] {
  run([...sorts.map(({ sum }) => sum), ...sorts.map(({ count }) => count)]);
  const rest = atRest(sorts.map((sort) => sort.moments()));
  const sorted = sorts.map((sort) => ({ sort, chunks: sort.place(rest) }));
  run([...sorts.map(({ arrange }) => arrange), ...sorted.map(({ sort, chunks }) => sort.sortCells(chunks))]);
  return sorted;
}

/** Returns the doubles of a particle: velocity, weight and, if present, scaled score. */
function particleLength({ velocities: { d }, scaledScore }: Unsorted): number {
  return scaledScore === undefined ? d + 1 : 2 * d + 1;
}

export function passingLengths(cells: Cells, particles: Unsorted): Lengths<Passing> {
  const { velocities, weights, scaledScore } = particles;
  const n = weights.length;
  const ranges = rangeCount(cells, n);
  const fine = scaledScore !== undefined;
  return {
    velocities: [velocities.data.length],
    weights: [n],
    scaledScore: [scaledScore?.data.length ?? 0],
    numbers: [Math.ceil(n / 2)],
    counts: [Math.ceil((ranges * chunkCount(cells)) / 2)],
    outside: [Math.ceil(ranges / 2)],
    list: [fine ? Math.ceil(n / 2) : 0],
    arranged: [fine ? particleLength(particles) * n : 0],
    sums: [fine ? sumCount * ranges : 0],
  };
}

export function lastingLengths(cells: Cells, particles: Unsorted): Lengths<Lasting> {
  const n = particles.weights.length;
  return {
    settings: [settingsLength],
    bounds: [chunkCount(cells)],
    places: [particles.scaledScore === undefined ? 0 : Math.ceil(n / 2)],
    sorted: [particleLength(particles) * n],
  };
}

/** Returns the bytes of scratch memory of each thread while cells are sorted. */
export function sortingBytes({ extents, stencil }: Cells): number {
  return 4 * stencil ** (extents.length - 1) * extents[extents.length - 1];
}

/** Doubles of the class `Order` in assembly/order.ts, and of the sums of a range. */
const settingsLength = 25;
const sumCount = 9;

/** Returns the number of particles of a range, large enough for fewer counts than particles. */
function rangeLength(cells: Cells): number {
  return Math.max(4096, chunkCount(cells));
}

function rangeCount(cells: Cells, n: number): number {
  return Math.ceil(n / rangeLength(cells));
}

/** Copies the particles to the memory of the kernels and prepares the steps of the sort. */
export function beginSort(
  cells: Cells,
  particles: Unsorted,
  passing: Room<Passing>,
  lasting: Room<Lasting>,
  forces?: WasmArray,
): Sort {
  const { velocities, weights, scaledScore, factor } = particles;
  const { d, n } = velocities;
  const fine = scaledScore !== undefined;
  passing.velocities[0].data.set(velocities.data);
  passing.weights[0].data.set(weights);
  if (fine) passing.scaledScore[0].data.set(scaledScore.data);
  const ranges = rangeCount(cells, n);
  const [settings] = lasting.settings;
  const { data } = settings;
  for (let k = 0; k < 3; k++) {
    data[k] = cells.origin[k] ?? 0;
    data[4 + k] = cells.first[k] ?? 0;
    data[7 + k] = cells.extents[k] ?? 0;
  }
  data[3] = cells.spacing;
  data[14] = factor;
  const [, across = 1] = chunkGrid(cells);
  const { numbers, counts, outside, list, sums } = passing;
  const { bounds, places, sorted } = lasting;
  words(settings).set(
    [
      d,
      n,
      rangeLength(cells),
      chunkCount(cells),
      across,
      cells.stencil,
      passing.velocities[0].address,
      fine ? passing.scaledScore[0].address : 0,
      passing.weights[0].address,
      numbers[0].address,
      counts[0].address,
      outside[0].address,
      fine ? passing.arranged[0].address : sorted[0].address,
      list[0].address,
      8 * particleLength(particles),
      bounds[0].address,
      sorted[0].address,
      places[0].address,
      sums[0].address,
      forces?.address ?? 0,
    ],
    30,
  );
  const counted = words(counts[0]).subarray(0, ranges * chunkCount(cells));
  const common = { settings: settings.address, from: 0, to: ranges, grain: 1 };
  return {
    sum: { ...common, task: 'sumMoments' },
    count: { ...common, task: 'countByChunk' },
    arrange: { ...common, task: 'arrangeByChunk' },
    sortCells: (chunks) => ({ ...common, task: 'sortByCell', to: chunks.bounds.length }),
    moments: () => sumOf(sums[0].data, d),
    place(rest) {
      const first = firstOf(words(outside[0]), ranges);
      if (first >= 0) throw outsideCells(velocities, first);
      if (rest !== undefined) {
        data.set(rest.offset, 10);
        data.fill(0, 10 + d, 13);
        data[13] = rest.slope;
      }
      const chunks = placeChunks(cells, counted);
      words(bounds[0]).set(chunks.bounds.flat());
      return chunks;
    },
    bring: { ...common, task: 'returnForces' },
  };
}

/** The first particle that a range has found, -1 where none has. */
function firstOf(found: Uint32Array, ranges: number): number {
  for (let range = 0; range < ranges; range++) if ((found[range] | 0) >= 0) return found[range];
  return -1;
}

/** Adds the sums of all ranges, one after the other. */
function sumOf(sums: Float64Array, d: number): ParticleSums {
  const [mass, square, work, ...vectors] = Array.from({ length: sumCount }, (_, k) => {
    let total = 0;
    for (let at = k; at < sums.length; at += sumCount) total += sums[at];
    return total;
  });
  return { mass, square, work, flux: vectors.slice(0, d), pull: vectors.slice(3, 3 + d) };
}

function outsideCells({ d, n, data }: VectorField, p: number): RunError {
  const velocity = Array.from({ length: d }, (_, k) => data[k * n + p]);
  return new RunError(`particle ${p} at (${velocity.join(', ')}) is outside the mesh; take a smaller time step`);
}

/** Cells of a lattice: cell j of an axis holds the velocities v with floor((v - origin)/spacing) = first + j. */
export interface Cells {
  readonly origin: readonly number[];
  readonly spacing: number;
  readonly first: readonly number[];
  /** Cells on every axis. */
  readonly extents: readonly number[];
  /** Nodes that a particle touches on every axis, starting at its cell; also the cells of a chunk on an axis. */
  readonly stencil: number;
}

/**
 * Particles cut into chunks. A chunk is a column of stencil x stencil cells along the last axis (in 2D a strip of stencil cells). The nodes
 * that its particles touch reach only into the next column. So columns of one colour, which are two apart on every axis, touch
 * different nodes.
 */
export interface Chunks {
  /** First particle and end of every nonempty chunk, colour after colour. */
  readonly bounds: readonly (readonly [number, number])[];
  /** First chunk and end of every colour. */
  readonly colours: readonly (readonly [number, number])[];
}

/** Returns the chunks, including empty ones, on every axis but the last. */
function chunkGrid({ extents, stencil }: Cells): readonly number[] {
  return extents.slice(0, -1).map((extent) => Math.ceil(extent / stencil));
}

/** Returns the number of chunks, including empty ones. */
export function chunkCount(cells: Cells): number {
  return chunkGrid(cells).reduce((product, extent) => product * extent, 1);
}

/**
 * Replaces the number of particles of every range in every chunk (range after range) by the place of the first of them, in place: chunks
 * follow each other, and within a chunk the ranges.
 */
function placeChunks(cells: Cells, counts: Uint32Array): Chunks {
  const count = chunkCount(cells);
  const [, across = 1] = chunkGrid(cells);
  const colours: (readonly [number, number])[][] = [[], [], [], []];
  let place = 0;
  for (let chunk = 0; chunk < count; chunk++) {
    const begin = place;
    for (let at = chunk; at < counts.length; at += count) {
      const many = counts[at];
      counts[at] = place;
      place += many;
    }
    const colour = 2 * (Math.floor(chunk / across) % 2) + ((chunk % across) % 2);
    if (place > begin) colours[colour].push([begin, place]);
  }
  const spans: (readonly [number, number])[] = [];
  let end = 0;
  for (const { length } of colours) {
    if (length > 0) spans.push([end, end + length]);
    end += length;
  }
  return { bounds: colours.flat(), colours: spans };
}
