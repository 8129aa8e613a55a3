import { RunError } from '../core/errors.ts';
import type { VectorField } from '../core/vector-field.ts';

/** Cells of a lattice: cell j of an axis holds the velocities v with floor((v - origin)/spacing) = first + j. */
export interface Cells {
  readonly origin: readonly number[];
  readonly spacing: number;
  readonly first: readonly number[];
  /** Cells on every axis. */
  readonly extents: readonly number[];
  /** Nodes that a particle touches on every axis, counted from its cell on; and cells to a chunk. */
  readonly stencil: number;
}

/** Particles in the order of cells, and chunks of them. */
export interface CellOrder {
  /** First particle and end of every chunk that is not empty, colour after colour. */
  readonly chunks: readonly (readonly [number, number])[];
  /** First chunk and end of every colour. */
  readonly colours: readonly (readonly [number, number])[];
}

/** How finely particles are sorted: a chunk may keep its particles as they come. */
export type Sorting = 'cells' | 'chunks';

/** Counts that `orderByCell` needs room for. */
export function countLength(cells: Cells, sorting: Sorting): number {
  return sorting === 'cells' ? cells.extents.reduce((product, extent) => product * extent, 1) : chunkLimit(cells);
}

/** The most chunks there can be. */
export function chunkLimit({ extents, stencil }: Cells): number {
  return extents.slice(0, -1).reduce((product, extent) => product * Math.ceil(extent / stencil), 1);
}

/**
 * Sorts particles by cell: particle p goes to place slots[p]. A chunk is a column of stencil x stencil cells along the last
 * axis (in the plane a strip), so the nodes that its particles touch reach into the next column only, and columns of one
 * colour, two apart on every axis, touch different nodes. What a chunk touches fits the second-level cache; where a node
 * holds many numbers, sorting the cells of a chunk too keeps a stencil in the first. All depends on the velocities alone.
 * Throws RunError for a velocity outside all cells.
 */
export function orderByCell(
  cells: Cells,
  sorting: Sorting,
  velocities: VectorField,
  slots: Uint32Array,
  counts: Uint32Array,
): CellOrder {
  const { origin, spacing, first, extents, stencil } = cells;
  const { d, n, data } = velocities;
  const last = d - 1;
  const [width, height] = [extents[0], d === 3 ? extents[1] : 1];
  const depth = extents[last];
  const fine = sorting === 'cells';
  const columns = columnOrder(width, height, stencil, fine);
  const bins = fine ? depth : 1;
  counts.fill(0);
  for (let p = 0; p < n; p++) {
    const i = Math.floor((data[p] - origin[0]) / spacing) - first[0];
    const j = d === 3 ? Math.floor((data[n + p] - origin[1]) / spacing) - first[1] : 0;
    const k = Math.floor((data[last * n + p] - origin[last]) / spacing) - first[last];
    if (!(i >= 0 && i < width && j >= 0 && j < height && k >= 0 && k < depth)) throw outside(velocities, p);
    const bin = fine ? columns[i * height + j] * bins + k : columns[i * height + j];
    slots[p] = bin;
    counts[bin]++;
  }
  let place = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin];
    counts[bin] = place;
    place += count;
  }
  const order = chunkOrder(width, height, stencil, fine, (column) => counts[column * bins] ?? n);
  for (let p = 0; p < n; p++) slots[p] = counts[slots[p]]++;
  return order;
}

/** Number of the column of cells (i, j) when chunk follows chunk and column follows column in a chunk, or of its chunk. */
function columnOrder(width: number, height: number, stencil: number, fine: boolean): Uint32Array {
  const columns = new Uint32Array(width * height);
  let column = 0;
  for (let a = 0; a < width; a += stencil)
    for (let b = 0; b < height; b += stencil) {
      for (let i = a; i < Math.min(a + stencil, width); i++)
        for (let j = b; j < Math.min(b + stencil, height); j++) columns[i * height + j] = fine ? column++ : column;
      if (!fine) column++;
    }
  return columns;
}

/** The chunks by colour; `start` is the first particle of a column, or of a chunk unless `fine`. */
function chunkOrder(
  width: number,
  height: number,
  stencil: number,
  fine: boolean,
  start: (column: number) => number,
): CellOrder {
  const colours: (readonly [number, number])[][] = [[], [], [], []];
  let column = 0;
  for (let a = 0; a < width; a += stencil)
    for (let b = 0; b < height; b += stencil) {
      const end = column + (fine ? Math.min(stencil, width - a) * Math.min(stencil, height - b) : 1);
      const colour = 2 * ((a / stencil) % 2) + ((b / stencil) % 2);
      if (start(end) > start(column)) colours[colour].push([start(column), start(end)]);
      column = end;
    }
  const bounds: (readonly [number, number])[] = [];
  let end = 0;
  for (const { length } of colours) {
    if (length > 0) bounds.push([end, end + length]);
    end += length;
  }
  return { chunks: colours.flat(), colours: bounds };
}

function outside({ d, n, data }: VectorField, p: number): RunError {
  const velocity = Array.from({ length: d }, (_, k) => data[k * n + p]);
  return new RunError(
    `particle ${p} at (${velocity.join(', ')}) lies outside the mesh, expected all inside; take a smaller time step`,
  );
}
