import type { PairSide } from './pair-forces.ts';

/**
 * addPairForces for the pairs closer than `radius` only, with `share(|z|^2)` in the place of c |z|^gamma: what a mesh
 * leaves to do for near pairs. `vanishing` as there: whether coincident unlike particles have a force, namely none;
 * coincident like ones never exert any. The cost is that of the pairs found in cells of the radius' size.
 */
export function addNearForces(
  radius: number,
  share: (r2: number) => number,
  vanishing: boolean,
  a: PairSide,
  b: PairSide,
): void {
  const like = a === b;
  const cells = prepareCells(radius, like ? [a] : [a, b]);
  const add = preparePair(radius * radius, share, like || vanishing, a, b);
  const own = sortIntoCells(cells, a);
  const other = like ? own : sortIntoCells(cells, b);
  for (let cell = 0; cell < own.starts.length - 1; cell++)
    for (let s = own.starts[cell]; s < own.starts[cell + 1]; s++) {
      const p = own.particles[s];
      for (const offset of cells.neighbours) {
        const there = cell + offset;
        // of like particles every pair once: the rest of the cell, then the cells after it
        if (like && offset < 0) continue;
        for (let t = like && offset === 0 ? s + 1 : other.starts[there]; t < other.starts[there + 1]; t++)
          add(p, other.particles[t]);
      }
    }
}

interface Cells {
  readonly size: number;
  readonly low: readonly number[];
  /** Cells on every axis, with an empty one at both ends. */
  readonly shape: readonly number[];
  /** From the flat index of a cell to those of the 3^d cells around it. */
  readonly neighbours: readonly number[];
}

function prepareCells(size: number, sides: readonly PairSide[]): Cells {
  const d = sides[0].velocities.d;
  const low: number[] = [];
  const shape: number[] = [];
  for (let k = 0; k < d; k++) {
    let [first, last] = [Infinity, -Infinity];
    for (const { velocities } of sides)
      for (let at = k * velocities.n; at < (k + 1) * velocities.n; at++) {
        first = Math.min(first, velocities.data[at]);
        last = Math.max(last, velocities.data[at]);
      }
    low.push(first);
    shape.push(Math.floor((last - first) / size) + 3);
  }
  const neighbours = Array.from({ length: 3 ** d }, (_, s) =>
    shape.reduce((at, cells, k) => at * cells + (Math.floor(s / 3 ** k) % 3) - 1, 0),
  );
  return { size, low, shape, neighbours };
}

/** Particles cell by cell: those of cell c are particles[starts[c]] up to before particles[starts[c + 1]]. */
function sortIntoCells({ size, low, shape }: Cells, { velocities: { n, data } }: PairSide) {
  const total = shape.reduce((product, cells) => product * cells, 1);
  const cellOf = Int32Array.from({ length: n }, (_, p) =>
    shape.reduce((at, cells, k) => at * cells + Math.floor((data[k * n + p] - low[k]) / size) + 1, 0),
  );
  const starts = new Int32Array(total + 1);
  for (const cell of cellOf) starts[cell + 1]++;
  for (let cell = 0; cell < total; cell++) starts[cell + 1] += starts[cell];
  const next = starts.slice();
  const particles = new Int32Array(n);
  for (let p = 0; p < n; p++) particles[next[cellOf[p]]++] = p;
  return { starts, particles };
}

/** Adds the mutual force of particles p and q when they are near. */
function preparePair(
  reach: number,
  share: (r2: number) => number,
  vanishing: boolean,
  a: PairSide,
  b: PairSide,
): (p: number, q: number) => void {
  const { d, n } = a.velocities;
  const m = b.velocities.n;
  const z = new Float64Array(d);
  const u = new Float64Array(d);
  return (p, q) => {
    let r2 = 0;
    for (let k = 0; k < d; k++) {
      z[k] = a.velocities.data[k * n + p] - b.velocities.data[k * m + q];
      r2 += z[k] * z[k];
    }
    if (r2 >= reach || (vanishing && r2 === 0)) return;
    let along = 0;
    for (let k = 0; k < d; k++) {
      u[k] = a.potential.data[k * n + p] - b.potential.data[k * m + q];
      along += z[k] * u[k];
    }
    const alpha = share(r2);
    for (let k = 0; k < d; k++) {
      const F = alpha * (r2 * u[k] - along * z[k]);
      a.force.data[k * n + p] -= b.weights[q] * F;
      b.force.data[k * m + q] += a.weights[p] * F;
    }
  };
}
