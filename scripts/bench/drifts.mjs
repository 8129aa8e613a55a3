// Whole sums of forces by the mesh: their time, what they conserve, and their error.
import { defaultMeshOptions } from '../../dist/collision/mesh/options.js';
import { summations } from '../../dist/collision/summations.js';
import { forcesOf, maxwellian, mixtureOf } from './clouds.mjs';
import { median, steadySeconds } from './measure.mjs';

/** Particles an axis for about N in all. */
export const sides = { 2: { 1e4: 100, 1e5: 316, 1e6: 1000 }, 3: { 1e4: 22, 1e5: 46, 1e6: 100 } };

/** A mesh sum over about n particles of one species, or of several of these masses that share them. */
export function meshSum(d, gamma, n, { masses = [1], mesh = {}, machine = undefined } = {}) {
  const side = Math.round(sides[d][n] / masses.length ** (1 / d));
  const clouds = masses.map((mass, i) => maxwellian(d, side, { mass, shift: 0.5 * i }));
  const forces = forcesOf(clouds);
  const options = { ...defaultMeshOptions, ...mesh };
  const sum = summations.mesh.prepare(mixtureOf(d, gamma, clouds), { options, machine });
  const particles = clouds.reduce((total, { weights }) => total + weights.length, 0);
  return { run: () => sum.sum(forces), clouds, particles, options };
}

/** Its time, error and defect. */
export function drift(d, gamma, n, rounds, settings = {}) {
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

/** |sum w F| / sum w |F| and |sum w v.F| / sum w |v| |F|: what a sum that conserves makes 0. */
function defects(clouds) {
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

/** Error of the forces on every n/targets-th particle against the sum over all pairs, in the norm of the weights. */
function errorAgainstPairs({ weights: w, velocities: v, scaledScore: g, force }, gamma, targets) {
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
