import type { ForcedParticles } from '../core/particles.ts';

/** alpha[k] := the replacement of c |z|^gamma for |z|^2 = r2[k], for k in [0, count). */
export type NearShare = (r2: Float64Array, count: number, alpha: Float64Array) => void;

/**
 * addPairForces restricted to pairs closer than `radius`, with `share` instead of c |z|^gamma: the part of close pairs that a mesh leaves
 * out. `vanishing` as in addPairForces: whether the force of coincident unlike particles is defined, namely 0; coincident like particles
 * never exert any. The cost is proportional to the pairs in cells of the size of the radius. In 2D the third components are 0.
 */
export function addNearForces(
  radius: number,
  share: NearShare,
  vanishing: boolean,
  a: ForcedParticles,
  b: ForcedParticles,
): void {
  const like = a === b;
  const cells = prepareCells(radius, like ? [a] : [a, b]);
  const own = sortIntoCells(cells, a);
  const other = like ? own : sortIntoCells(cells, b);
  const reach = radius * radius;
  const least = like || vanishing ? 0 : -1;
  const near = new Int32Array(b.weights.length);
  const r2 = new Float64Array(b.weights.length);
  const alpha = new Float64Array(b.weights.length);
  const [P, Q, f, g] = [own.members, other.members, own.forces, other.forces];
  for (let cell = 0; cell < own.starts.length - 1; cell++)
    for (let s = own.starts[cell]; s < own.starts[cell + 1]; s++) {
      const at = members * s;
      const vx = P[at];
      const vy = P[at + 1];
      const vz = P[at + 2];
      let count = 0;
      for (const row of cells.rows) {
        // every pair of like particles once: the rest of the cell, then the cells after it
        if (like && row < 0) continue;
        const from = like && row === 0 ? s + 1 : other.starts[cell + row - 1];
        const to = other.starts[cell + row + 2];
        for (let t = from; t < to; t++) {
          const x = vx - Q[members * t];
          const y = vy - Q[members * t + 1];
          const z = vz - Q[members * t + 2];
          const square = x * x + y * y + z * z;
          if (square >= reach || square <= least) continue;
          near[count] = t;
          r2[count++] = square;
        }
      }
      if (count === 0) continue;
      share(r2, count, alpha);
      const gx = P[at + 3];
      const gy = P[at + 4];
      const gz = P[at + 5];
      const w = P[at + 6];
      let fx = 0;
      let fy = 0;
      let fz = 0;
      for (let k = 0; k < count; k++) {
        const there = members * near[k];
        const x = vx - Q[there];
        const y = vy - Q[there + 1];
        const z = vz - Q[there + 2];
        const ux = gx - Q[there + 3];
        const uy = gy - Q[there + 4];
        const uz = gz - Q[there + 5];
        const across = alpha[k] * r2[k];
        const along = alpha[k] * (x * ux + y * uy + z * uz);
        const Fx = across * ux - along * x;
        const Fy = across * uy - along * y;
        const Fz = across * uz - along * z;
        const weight = Q[there + 6];
        fx -= weight * Fx;
        fy -= weight * Fy;
        fz -= weight * Fz;
        g[3 * near[k]] += w * Fx;
        g[3 * near[k] + 1] += w * Fy;
        g[3 * near[k] + 2] += w * Fz;
      }
      f[3 * s] += fx;
      f[3 * s + 1] += fy;
      f[3 * s + 2] += fz;
    }
  own.addTo(a);
  if (!like) other.addTo(b);
}

/** Numbers per particle in a cell: v, g, w. */
const members = 7;

interface Cells {
  readonly size: number;
  readonly low: readonly number[];
  /** Cells on every axis, including an empty one at both ends. */
  readonly shape: readonly number[];
  /** Offsets from the index of a cell to the middle cells of the 3^(d-1) rows of three around it. */
  readonly rows: readonly number[];
}

function prepareCells(size: number, sides: readonly ForcedParticles[]): Cells {
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
  const rows = Array.from({ length: 3 ** (d - 1) }, (_, s) =>
    shape.reduce((at, cells, k) => at * cells + (k < d - 1 ? (Math.floor(s / 3 ** k) % 3) - 1 : 0), 0),
  );
  return { size, low, shape, rows };
}

/** Sorts particles cell by cell: the particles of cell c are those in [starts[c], starts[c + 1]). */
function sortIntoCells({ size, low, shape }: Cells, { velocities, scaledScore, weights }: ForcedParticles) {
  const { d, n } = velocities;
  const total = shape.reduce((product, cells) => product * cells, 1);
  const starts = new Int32Array(total + 1);
  const cellOf = Int32Array.from({ length: n }, (_, p) => {
    let cell = 0;
    for (let k = 0; k < d; k++) cell = cell * shape[k] + Math.floor((velocities.data[k * n + p] - low[k]) / size) + 1;
    starts[cell + 1]++;
    return cell;
  });
  for (let cell = 0; cell < total; cell++) starts[cell + 1] += starts[cell];
  const next = starts.slice();
  const places = cellOf.map((cell) => next[cell]++);
  const sorted = new Float64Array(members * n);
  const forces = new Float64Array(3 * n);
  for (let p = 0; p < n; p++) {
    const at = members * places[p];
    for (let k = 0; k < d; k++) {
      sorted[at + k] = velocities.data[k * n + p];
      sorted[at + 3 + k] = scaledScore.data[k * n + p];
    }
    sorted[at + 6] = weights[p];
  }
  return {
    starts,
    members: sorted,
    forces,
    addTo({ force }: ForcedParticles) {
      for (let k = 0; k < d; k++) for (let p = 0; p < n; p++) force.data[k * n + p] += forces[3 * places[p] + k];
    },
  };
}
