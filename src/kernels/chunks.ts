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

/**
 * Particles cut into chunks. A chunk is a column of stencil x stencil cells along the last axis (in the plane a strip), so the
 * nodes that its particles touch reach into the next column only, and columns of one colour, two apart on every axis, touch
 * different nodes.
 */
export interface Chunks {
  /** First particle and end of every chunk that is not empty, colour after colour. */
  readonly bounds: readonly (readonly [number, number])[];
  /** First chunk and end of every colour. */
  readonly colours: readonly (readonly [number, number])[];
}

/** Chunks, empty ones too, on every axis but the last. */
export function chunkGrid({ extents, stencil }: Cells): readonly number[] {
  return extents.slice(0, -1).map((extent) => Math.ceil(extent / stencil));
}

/** Chunks, empty ones too. */
export function chunkCount(cells: Cells): number {
  return chunkGrid(cells).reduce((product, extent) => product * extent, 1);
}

/**
 * From how many particles every range of them has of every chunk (range after range) to where a range's first one of a
 * chunk goes, in place: chunk follows chunk, and in a chunk range follows range.
 */
export function placeChunks(cells: Cells, counts: Uint32Array): Chunks {
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
  const ends = colours.map((_, k) => colours.slice(0, k + 1).reduce((sum, { length }) => sum + length, 0));
  const spans = ends.map((end, k) => [end - colours[k].length, end] as const);
  return { bounds: colours.flat(), colours: spans.filter(([from, to]) => to > from) };
}
