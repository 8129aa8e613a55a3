// biome-ignore-all lint/complexity/noStaticOnlyClass: the @inline mark of AssemblyScript is valid TypeScript only on methods.

/*
 * Sorts particles by chunk, and by cell within a chunk: see ../wasm-order.ts. Every range of particles counts its particles in each chunk;
 * given the places, it moves them there; then every chunk sorts its particles by cell. All three keep the mutual order of particles of
 * one chunk, or cell.
 *
 * A particle is written as x, y, (z), w, then the scaled score if there is one, in doubles.
 */

/** The common settings of all tasks of a sort. */
@unmanaged
export class Order {
  x0: f64;
  y0: f64;
  z0: f64;
  spacing: f64;
  /** First cell and number of cells on every axis, whole numbers. */
  firstX: f64;
  firstY: f64;
  firstZ: f64;
  width: f64;
  height: f64;
  depth: f64;
  /** The part subtracted from the scaled score, offset + slope v, and the factor of the weight. */
  offsetX: f64;
  offsetY: f64;
  offsetZ: f64;
  slope: f64;
  factor: f64;
  dimension: i32;
  particles: i32;
  /** Particles of a range; chunks in total and on the second axis; cells of a chunk on an axis. */
  range: i32;
  chunks: i32;
  across: i32;
  stencil: i32;
  /** Component after component; 0 without a scaled score. */
  velocities: usize;
  scaledScore: usize;
  weights: usize;
  /** Chunk of every particle, later cell of every place; counts of every range in every chunk, then the places of their next particles. */
  numbers: usize;
  counts: usize;
  /** First particle of a range outside all cells, -1 for none. */
  outside: usize;
  /** Particles in the order of chunks, as they are written, and their numbers if they will be sorted by cell. */
  arranged: usize;
  list: usize;
  /** Bytes of a written particle. */
  stride: usize;
  /** First place and end of every chunk; particles in the order of cells; the sorted place of every particle. */
  bounds: usize;
  sorted: usize;
  places: usize;
  /** Nine sums of a range; forces, component after component. */
  sums: usize;
  forces: usize;

  /** Bytes of a component of all particles. */
  @inline get component(): usize {
    return (<usize>this.particles) << 3;
  }

  @inline begin(range: i32): i32 {
    return range * this.range;
  }

  @inline end(range: i32): i32 {
    return min((range + 1) * this.range, this.particles);
  }

  /** Address of the entry of a chunk, a particle or a place in an array of words. */
  @inline static word(array: usize, index: i32): usize {
    return array + ((<usize>index) << 2);
  }

  /** Returns the number at the address and increments it. */
  @inline static next(at: usize): i32 {
    const number = load<i32>(at);
    store<i32>(at, number + 1);
    return number;
  }

  /** Returns the cell of a coordinate; -1 outside and for NaN. */
  @inline static cell(xi: f64, first: f64, extent: f64): i32 {
    const cell = floor<f64>(xi) - first;
    return cell >= 0 && cell < extent ? <i32>cell : -1;
  }
}

/** Finds the chunks of the particles in the ranges begin .. end and counts them. */
export function countByChunk(settings: usize, begin: i32, end: i32): void {
  const o = changetype<Order>(settings);
  const space = o.dimension === 3;
  const x = o.velocities;
  const y = x + o.component;
  const z = y + o.component;
  for (let range = begin; range < end; range++) {
    const counts = Order.word(o.counts, range * o.chunks);
    memory.fill(counts, 0, (<usize>o.chunks) << 2);
    let outside = -1;
    const stop = o.end(range);
    for (let p = o.begin(range); p < stop; p++) {
      const at = (<usize>p) << 3;
      const i = Order.cell((load<f64>(x + at) - o.x0) / o.spacing, o.firstX, o.width);
      const j = Order.cell((load<f64>(y + at) - o.y0) / o.spacing, o.firstY, o.height);
      const k = space ? Order.cell((load<f64>(z + at) - o.z0) / o.spacing, o.firstZ, o.depth) : 0;
      if ((i | j | k) < 0) {
        outside = p;
        break;
      }
      const chunk = space ? (i / o.stencil) * o.across + j / o.stencil : i / o.stencil;
      store<i32>(Order.word(o.numbers, p), chunk);
      Order.next(Order.word(counts, chunk));
    }
    store<i32>(Order.word(o.outside, range), outside);
  }
}

/** Writes the particles of the ranges begin .. end to the next places of their chunks. */
export function arrangeByChunk(settings: usize, begin: i32, end: i32): void {
  const o = changetype<Order>(settings);
  const space = o.dimension === 3;
  const component = o.component;
  for (let range = begin; range < end; range++) {
    const counts = Order.word(o.counts, range * o.chunks);
    const stop = o.end(range);
    for (let p = o.begin(range); p < stop; p++) {
      const place = Order.next(Order.word(counts, load<i32>(Order.word(o.numbers, p))));
      const at = (<usize>p) << 3;
      const v = o.velocities + at;
      const x = load<f64>(v);
      const y = load<f64>(v + component);
      const z = space ? load<f64>(v + 2 * component) : 0;
      let to = o.arranged + <usize>place * o.stride;
      store<f64>(to, (x - o.x0) / o.spacing);
      store<f64>(to, (y - o.y0) / o.spacing, 8);
      if (space) store<f64>(to, (z - o.z0) / o.spacing, 16);
      to += space ? 24 : 16;
      store<f64>(to, o.factor * load<f64>(o.weights + at));
      if (o.scaledScore === 0) continue;
      const g = o.scaledScore + at;
      store<f64>(to, load<f64>(g) - o.offsetX - o.slope * x, 8);
      store<f64>(to, load<f64>(g + component) - o.offsetY - o.slope * y, 16);
      if (space) store<f64>(to, load<f64>(g + 2 * component) - o.offsetZ - o.slope * z, 24);
      store<i32>(Order.word(o.list, place), p);
    }
  }
}

/** Sorts the chunks begin .. end by cell; `scratch` has room for a count of each cell of a chunk. */
export function sortByCell(settings: usize, begin: i32, end: i32, scratch: usize): void {
  const o = changetype<Order>(settings);
  const space = o.dimension === 3;
  const columns = space ? o.stencil : 1;
  const depth = <i32>(space ? o.depth : o.height);
  const cells = o.stencil * columns * depth;
  for (let chunk = begin; chunk < end; chunk++) {
    const bounds = Order.word(o.bounds, 2 * chunk);
    const first = load<i32>(bounds);
    const stop = load<i32>(bounds, 4);
    memory.fill(scratch, 0, (<usize>cells) << 2);
    for (let place = first; place < stop; place++) {
      const from = o.arranged + <usize>place * o.stride;
      const i = <i32>(floor(load<f64>(from)) - o.firstX);
      const j = <i32>(floor(load<f64>(from, 8)) - o.firstY);
      const k = space ? <i32>(floor(load<f64>(from, 16)) - o.firstZ) : j;
      const column = (i % o.stencil) * columns + (space ? j % o.stencil : 0);
      const cell = column * depth + k;
      store<i32>(Order.word(o.numbers, place), cell);
      Order.next(Order.word(scratch, cell));
    }
    let begun = first;
    for (let cell = 0; cell < cells; cell++) {
      const count = Order.word(scratch, cell);
      const many = load<i32>(count);
      store<i32>(count, begun);
      begun += many;
    }
    for (let place = first; place < stop; place++) {
      const sorted = Order.next(Order.word(scratch, load<i32>(Order.word(o.numbers, place))));
      const from = o.arranged + <usize>place * o.stride;
      const to = o.sorted + <usize>sorted * o.stride;
      for (let at: usize = 0; at < o.stride; at += 8) store<f64>(to + at, load<f64>(from + at));
      store<i32>(Order.word(o.places, load<i32>(Order.word(o.list, place))), sorted);
    }
  }
}

/** Copies the forces, which have replaced the scaled scores, back to the particles of the ranges begin .. end. */
export function returnForces(settings: usize, begin: i32, end: i32): void {
  const o = changetype<Order>(settings);
  const space = o.dimension === 3;
  const component = o.component;
  const sorted = o.sorted + (space ? 32 : 24);
  const stop = o.end(end - 1);
  for (let p = o.begin(begin); p < stop; p++) {
    const from = sorted + <usize>load<i32>(Order.word(o.places, p)) * o.stride;
    const to = o.forces + ((<usize>p) << 3);
    store<f64>(to, load<f64>(from));
    store<f64>(to + component, load<f64>(from, 8));
    if (space) store<f64>(to + 2 * component, load<f64>(from, 16));
  }
}
