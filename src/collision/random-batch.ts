import type { ForcedParticles, Particles, ScoredParticles } from '../core/particles.ts';
import { createVectorField, type Dimension, type VectorField } from '../core/vector-field.ts';
import { usualMachine } from '../kernels/machine.ts';
import { createUniformNumbers, shuffle } from '../kernels/random-numbers.ts';
import type { Mixture } from '../physics/mixture.ts';
import { integer, map } from '../schema/fields.ts';
import { addKernelForces, describePlainKernels } from './kernel-forces.ts';
import { describeCores, type PairCores, preparePairCores } from './pair-cores.ts';
import { sampledError } from './sampled-error.ts';
import type { Assessment, PairSum, Summation, SummationSetting } from './summation.ts';

/**
 * Random batches: in every step each species is put in random order and cut into B batches. Only particles of one batch interact, with
 * their forces scaled so that the mean over all orders is the direct sum for every pair of particles p and q:
 *
 *     like species:    B = floor(N/R),             factor (N - 1) / (n_b - 1)            in a batch of n_b >= R particles
 *     unlike species:  B = floor(min(N_i, N_j)/R), factor N_i N_j / (B n_b n'_b)         between the b-th batches of both
 *
 * because p and q meet with probability (n_b - 1)/(N - 1) given that p is in batch b, and are in batches b with n_b n'_b/(N_i N_j). Sizes
 * differ by at most one. A factor is common to both sides of a pair and A stays exact: momentum and energy are exact batch by batch and
 * the discrete entropy decreases. The variance of a force scales as 1/(R - 1), the cost as N R. At R = 64 (d = 2, Coulomb) a pair takes
 * 3.9 ns, against 2.4 ns in the direct sum; at R = 16 it takes 32 ns, all spent on entering the kernel.
 */
export const randomBatch = {
  name: 'random-batch',
  summary: 'pairs within random batches, redrawn every step: correct only on average',
  reference:
    'S. Jin, L. Li & J.-G. Liu, Random batch methods for interacting particle systems, J. Comput. Phys. 400 (2020) 108877; ' +
    'J. A. Carrillo, S. Jin & Y. Tang, Random batch particle methods for the homogeneous Landau equation, Commun. Comput. Phys. 31 (2022) 997',
  options: { key: 'batch', schema: batchOptions, absent: 'batches of 64, with summation random-batch' },
  refusal: () => null,
  prepare: prepareRandomBatch,
} as const satisfies Summation<BatchOptions>;

export interface BatchOptions {
  /** Each particle meets at least `size` - 1 others, or `size` of another species (all if there are fewer), in a step. */
  readonly size: number;
}

function batchOptions() {
  return map('Random batches (summation random-batch only).', {
    size: integer(
      'Minimum number of particles in a batch; the variance of a force is proportional to 1/(size - 1), the cost to size',
      {
        from: 2,
      },
    ),
  });
}

/** Default number of particles per batch: errors of 50 to 150 % of the force in one evaluation. */
const defaultSize = 64;

function prepareRandomBatch(
  mixture: Mixture,
  { stream, sample, options = { size: defaultSize }, machine = usualMachine() }: SummationSetting<BatchOptions> = {},
): PairSum {
  if (stream === undefined)
    throw new TypeError('random-batch: a sum over random batches needs a stream of random numbers');
  const { dimension: d, species } = mixture;
  const { size } = options;
  const { kernels } = machine;
  const coresOf = preparePairCores(mixture, sample);
  const random = createUniformNumbers(stream);
  /** State of the random numbers before the present orders were drawn. */
  let mark = random.save();
  /** The random order of every species; empty before the first sum. */
  let orders: readonly Uint32Array[] = [];
  const known = new Map<string, Batches>();

  function draw(): void {
    mark = random.save();
    for (const order of orders) shuffle(order, random);
  }

  function see(particles: readonly Particles[]): void {
    if (orders.length > 0) return;
    orders = particles.map(({ weights }) => new Uint32Array(weights.length));
    draw();
  }

  function batches(i: number, count: number): Batches {
    const key = `${i} ${count}`;
    const found = known.get(key) ?? prepareBatches(d, orders[i].length, count);
    known.set(key, found);
    return found;
  }

  function addLike(i: number, particles: readonly ForcedParticles[]): void {
    const N = orders[i].length;
    if (N < 2) return;
    const own = batches(i, Math.max(1, Math.floor(N / size)));
    own.gather(orders[i], particles[i]);
    for (const members of own.members) {
      const factor = (N - 1) / (members.weights.length - 1);
      addKernelForces(kernels, mixture.kernel(i, i), mixture.strength(i, i) * factor, members, members);
    }
    own.scatter(orders[i], particles[i].force);
  }

  function addUnlike(i: number, j: number, cores: PairCores, particles: readonly ForcedParticles[]): void {
    const [N, M] = [orders[i].length, orders[j].length];
    const B = Math.max(1, Math.floor(Math.min(N, M) / size));
    const [a, b] = [batches(i, B), batches(j, B)];
    a.gather(orders[i], particles[i]);
    b.gather(orders[j], particles[j]);
    a.members.forEach((members, k) => {
      const others = b.members[k];
      const factor = (N * M) / (B * members.weights.length * others.weights.length);
      const strength = mixture.strength(i, j) * factor;
      addKernelForces(kernels, mixture.kernel(i, j), strength, members, others, (gamma) => cores(i, j, gamma));
    });
    a.scatter(orders[i], particles[i].force);
    b.scatter(orders[j], particles[j].force);
  }

  function add(i: number, j: number, cores: PairCores, particles: readonly ForcedParticles[]): void {
    see(particles);
    if (i === j) addLike(i, particles);
    else addUnlike(i, j, cores, particles);
  }

  function sum(particles: readonly ForcedParticles[]): void {
    for (const { force } of particles) force.data.fill(0);
    const cores = coresOf(particles);
    for (let i = 0; i < species.length; i++)
      for (let j = i; j < species.length; j++) if (mixture.strength(i, j) > 0) add(i, j, cores, particles);
  }

  return {
    sum,
    addPair: (i, j, particles) => add(i, j, coresOf(particles), particles),
    assess(particles) {
      const cores = coresOf(particles);
      const { settings, warnings } = assess(size, sampledError(kernels, mixture, particles, sum, cores));
      return {
        settings: { ...settings, ...describeCores(mixture, cores), ...describePlainKernels(mixture) },
        warnings,
      };
    },
    redraw: draw,
    save: () => mark,
    restore(state) {
      random.restore(state);
      draw();
    },
  };
}

function assess(size: number, error: number): Assessment {
  const percent = Number((100 * error).toPrecision(2));
  return {
    settings: {
      'random batch size': size,
      'force error of one random draw (f-weighted, relative)': Number.isFinite(error) ? error : 'unknown',
    },
    warnings: !(error <= 1)
      ? [
          `method.batch.size: the force of one draw of batches of ${size} errs by ${Number.isFinite(error) ? percent : 'an unknown number of'} % (f-weighted), so only averages ` +
            'over many steps are meaningful; take larger batches, shorter steps or another method.summation',
        ]
      : [],
  };
}

/** The particles of one species in some order, cut into batches with their own arrays in the form that the pair sum accepts. */
export interface Batches {
  readonly members: readonly ForcedParticles[];
  /** Fills the batches with particles `order[0]`, `order[1]`, ... and clears their forces. */
  gather(order: Uint32Array, particles: ScoredParticles): void;
  /** force += the batches' forces. */
  scatter(order: Uint32Array, force: VectorField): void;
}

/** Prepares `count` batches of N particles, whose sizes differ by at most one; count <= N. */
function prepareBatches(d: Dimension, N: number, count: number): Batches {
  const weights = new Float64Array(N);
  const [velocities, scaledScore, force] = Array.from({ length: 3 }, () => new Float64Array(d * N));
  const starts = Array.from({ length: count + 1 }, (_, b) => Math.floor((b * N) / count));
  const members = starts.slice(0, count).map((start, b): ForcedParticles => {
    const end = starts[b + 1];
    const part = (data: Float64Array) => createVectorField(d, end - start, data.subarray(d * start, d * end));
    return {
      weights: weights.subarray(start, end),
      velocities: part(velocities),
      scaledScore: part(scaledScore),
      force: part(force),
    };
  });
  return {
    members,
    gather(order, particles) {
      for (let p = 0; p < N; p++) weights[p] = particles.weights[order[p]];
      members.forEach((batch, b) => {
        const own = order.subarray(starts[b], starts[b + 1]);
        take(own, particles.velocities, batch.velocities);
        take(own, particles.scaledScore, batch.scaledScore);
      });
      force.fill(0);
    },
    scatter(order, total) {
      members.forEach((batch, b) => {
        const own = order.subarray(starts[b], starts[b + 1]);
        for (let k = 0; k < d; k++)
          for (let p = 0; p < own.length; p++) total.data[k * N + own[p]] += batch.force.data[k * own.length + p];
      });
    },
  };
}

function take(order: Uint32Array, from: VectorField, to: VectorField): void {
  for (let k = 0; k < from.d; k++)
    for (let p = 0; p < order.length; p++) to.data[k * order.length + p] = from.data[k * from.n + order[p]];
}
