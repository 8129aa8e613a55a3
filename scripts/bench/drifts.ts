// Complete force sums with the mesh: their time, conservation and error.
import { defaultMeshOptions, type MeshOptions } from '../../dist/collision/mesh/options.js';
import { summations } from '../../dist/collision/summations.js';
import type { ForcedParticles } from '../../dist/core/particles.js';
import type { Dimension } from '../../dist/core/vector-field.js';
import type { Machine } from '../../dist/kernels/machine.js';
import { type Cloud, maxwellian, mixtureOf } from './clouds.ts';
import { median, steadySeconds } from './measure.ts';

/** Approximate total number of particles. */
export type Size = 1e4 | 1e5 | 1e6;

/** Particles per axis for about N particles in total. */
export const sides: Readonly<Record<Dimension, Readonly<Record<Size, number>>>> = {
  2: { 1e4: 100, 1e5: 316, 1e6: 1000 },
  3: { 1e4: 22, 1e5: 46, 1e6: 100 },
};

export interface MeshSettings {
  readonly masses?: readonly number[];
  readonly mesh?: Partial<MeshOptions>;
  readonly machine?: Machine;
}

/** A mesh sum over about n particles of one species, or in total of several species with these masses. */
export function meshSum(d: Dimension, gamma: number, n: Size, { masses = [1], mesh = {}, machine }: MeshSettings = {}) {
  const side = Math.round(sides[d][n] / masses.length ** (1 / d));
  const clouds = masses.map((mass, i) => maxwellian(d, side, { mass, shift: 0.5 * i }));
  const options: MeshOptions = { ...defaultMeshOptions, ...mesh };
  const sum = summations.mesh.prepare(mixtureOf(d, gamma, clouds), { options, machine });
  const particles = clouds.reduce((total, { weights }) => total + weights.length, 0);
  return { run: () => sum.sum(clouds), clouds, particles, options };
}

/** Its time, error and defect. */
export interface DriftTimes {
  readonly name: string;
  readonly kind: 'mesh';
  readonly d: Dimension;
  readonly gamma: number;
  readonly n: number;
  /** Requested approximate number of particles. */
  readonly size: Size;
  readonly species: number;
  readonly seconds: number;
  readonly defect: number;
  /** For a single species. */
  readonly error?: number;
}

export function drift(d: Dimension, gamma: number, n: Size, rounds: number, settings: MeshSettings = {}): DriftTimes {
  const { run, clouds, particles, options } = meshSum(d, gamma, n, settings);
  const times = Array.from({ length: rounds }, () => steadySeconds(run));
  const species = clouds.length === 1 ? '' : `, ${clouds.length} species`;
  const order = options.order === defaultMeshOptions.order ? '' : `, order ${options.order}`;
  const near = options.nearField ? ', near field' : '';
  return {
    name: `mesh d=${d} gamma=${gamma} N=${particles}${species}${order}${near}`,
    kind: 'mesh',
    d,
    gamma,
    n: particles,
    size: n,
    species: clouds.length,
    seconds: median(times),
    defect: defects(clouds),
    ...(clouds.length === 1 ? { error: errorAgainstPairs(clouds[0], gamma, n >= 1e6 ? 48 : 200) } : {}),
  };
}

/** |sum w F| / sum w |F| and |sum w v.F| / sum w |v| |F|, which are 0 for a conservative sum. */
function defects(clouds: readonly ForcedParticles[]) {
  const d = clouds[0].velocities.d;
  const momentum = new Float64Array(d);
  let [force, energy, power] = [0, 0, 0];
  for (const { weights: w, velocities: v, force: f } of clouds)
    for (let p = 0; p < w.length; p++) {
      let [square, speed] = [0, 0];
      for (let k = 0; k < d; k++) {
        const [vk, fk] = [v.data[k * v.n + p], f.data[k * f.n + p]];
        momentum[k] += w[p] * fk;
        energy += w[p] * vk * fk;
        square += fk * fk;
        speed += vk * vk;
      }
      force += w[p] * Math.sqrt(square);
      power += w[p] * Math.sqrt(square * speed);
    }
  return Math.max(...momentum.map((p) => Math.abs(p) / force), Math.abs(energy) / power);
}

/** Error of the forces on every n/targets-th particle compared with the sum over all pairs, in the weighted norm. */
function errorAgainstPairs(
  { weights: w, velocities: v, scaledScore: g, force }: Cloud,
  gamma: number,
  targets: number,
) {
  const { d, n } = v;
  const stride = Math.floor(n / targets);
  let [error, size] = [0, 0];
  for (let p = Math.floor(stride / 2); p < n; p += stride) {
    const exact = new Float64Array(d);
    for (let q = 0; q < n; q++) {
      if (q === p) continue;
      let [r2, along] = [0, 0];
      for (let k = 0; k < d; k++) {
        const z = v.data[k * n + p] - v.data[k * n + q];
        r2 += z * z;
        along += z * (g.data[k * n + p] - g.data[k * n + q]);
      }
      const alpha = w[q] * r2 ** (gamma / 2);
      for (let k = 0; k < d; k++) {
        const z = v.data[k * n + p] - v.data[k * n + q];
        exact[k] -= alpha * (r2 * (g.data[k * n + p] - g.data[k * n + q]) - z * along);
      }
    }
    for (let k = 0; k < d; k++) {
      error += w[p] * (force.data[k * n + p] - exact[k]) ** 2;
      size += w[p] * exact[k] ** 2;
    }
  }
  return Math.sqrt(error / size);
}
