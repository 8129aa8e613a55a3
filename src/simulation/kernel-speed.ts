import { direct } from '../collision/direct.ts';
import { moments } from '../collision/moments.ts';
import type { Summation, SummationSetting } from '../collision/summation.ts';
import { prepareWeakForm } from '../collision/weak-form.ts';
import { createStream } from '../core/random.ts';
import { createVectorField } from '../core/vector-field.ts';
import type { Ensemble } from '../ensemble/ensemble.ts';
import { windowNodes } from '../kernels/lattice-spread.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { ReconstructionName } from '../reconstruction/density.ts';
import { prepareReconstruction } from '../reconstruction/reconstruction.ts';
import { type EntropyRule, prepareEntropy } from '../reconstruction/regularised-entropy.ts';

/** What the kernels need on this machine, in seconds; lists have one entry per species. */
export interface KernelSpeed {
  /** The regularised entropy's gradient, per particle. */
  readonly score: readonly number[];
  /** The regularised entropy, per particle. */
  readonly potential: readonly number[];
  /** f~ and grad f~ on the lattice, per particle. */
  readonly gradient: readonly number[];
  /** The forces of all collisions. */
  readonly forces: CollisionSpeed;
  /** The rates of the moments in the weak form. */
  readonly weakForm: CollisionSpeed;
}

/** Seconds per particle, or per unordered pair of particles that collide. */
export interface CollisionSpeed {
  readonly seconds: number;
  readonly per: 'particle' | 'pair';
}

/** What the kernels' speed depends on besides the mixture. */
export interface KernelTask {
  readonly summation: Summation;
  readonly setting?: SummationSetting;
  readonly entropy: EntropyRule;
  readonly reconstruction: ReconstructionName;
  /** eps/h^2 of every species. */
  readonly variances: readonly number[];
  /** Where the mollifier is cut off, relative to its peak. */
  readonly tolerance: number;
}

/** Particles of all species in the synthetic problem: its direct sums take about a millisecond. */
const sampleSize = 400;

/** Particles of a batch in the synthetic problem at most. */
const largestBatch = 1000;

/** Nodes per axis that a synthetic particle reaches at most; beyond, its time is known to grow with all nodes it reaches. */
const longestReach = 12;

/** A kernel is as fast as it will be, compiled, after so many runs (the first are 10 times slower), or for so long. */
const warmUp = { runs: 12, milliseconds: 60 };

/** Runs that are timed; the shortest counts, as whatever else the machine does only makes a run longer. */
const timedRuns = 4;

/**
 * Times the real kernels on a small synthetic problem with the mixture's collision law and the mollifier's real reach, some
 * 100 ms (d = 2) to 300 ms (d = 3) in all, mostly for their compilation.
 */
export function measureKernelSpeed(mixture: Mixture, task: KernelTask): KernelSpeed {
  const { dimension: d, species } = mixture;
  const { summation, variances, tolerance } = task;
  const wanted = task.setting?.batch?.size ?? 0;
  // A particle's time grows in proportion to its batch: a larger one is not tried, but scaled to.
  const size = Math.min(wanted, largestBatch);
  const setting = { ...task.setting, ...(wanted === 0 ? {} : { batch: { size } }) };
  const each = Math.max(Math.ceil(sampleSize / species.length), 2 * size);
  const sample = species.map((_, i) => synthetic(d, each, i));
  const reaches = variances.map((variance) => windowNodes(variance, 1, tolerance));
  const options = variances.map((variance, i) => ({
    species: species[i].name,
    variance: Math.min(variance * Math.min(1, longestReach / reaches[i]) ** 2, widestVariance(d, each, task.entropy)),
    spacing: 1,
    anchor: new Array<number>(d).fill(0),
    tolerance,
  }));
  const reconstructions = sample.map(({ weights }, i) => prepareReconstruction(weights, options[i]));
  const entropies = sample.map(({ weights }, i) =>
    prepareEntropy(task.entropy, weights, options[i], task.reconstruction, sample[i].velocities),
  );
  /** Species whose mollifiers reach equally far take equally long: two hundred species are not timed one by one. */
  const perParticle = (compute: (i: number) => void) => {
    const timed = new Map<number, number>();
    return species.map((_, i) => {
      const { reach } = reconstructions[i];
      const seconds = timed.get(reach) ?? secondsOf(() => compute(i)) / each;
      timed.set(reach, seconds);
      return seconds * (reaches[i] / reach) ** d;
    });
  };
  const score = createVectorField(d, each);
  const pairs = summation.prepare(mixture, { stream: createStream(1, 'kernel speed'), ...setting });
  const enough = Math.max(each, Math.ceil((summation.representative ?? 0) / species.length));
  const ensembles = enough > each ? species.map((_, i) => synthetic(d, enough, i)) : sample;
  const potential = ensembles.map(({ velocities }) => velocities);
  const force = ensembles.map(({ velocities }) => createVectorField(d, velocities.n));
  const weakForm = prepareWeakForm(mixture);
  const colliding = countPairs(
    mixture,
    species.map(() => each),
  );
  const growth = wanted > size ? wanted / size : 1;
  const perCollision = (allPairs: boolean, particles: number, compute: () => void): CollisionSpeed =>
    allPairs && colliding > 0
      ? { seconds: secondsOf(compute) / colliding, per: 'pair' }
      : { seconds: (growth * secondsOf(compute)) / (species.length * particles), per: 'particle' };
  return {
    score: perParticle((i) => {
      entropies[i].score(sample[i].velocities, score);
    }),
    potential: perParticle((i) => {
      entropies[i].value(sample[i].velocities);
    }),
    gradient: perParticle((i) => {
      reconstructions[i].update(sample[i].velocities);
      reconstructions[i].gradient(sample[i].velocities);
    }),
    forces: perCollision(summation === direct, enough, () => pairs.sum({ ensembles, potential, force })),
    // It takes the closed moments wherever all pairs that collide allow it.
    weakForm: perCollision(moments.refusal(mixture) !== null, each, () => weakForm(sample)),
  };
}

/** Unordered pairs of particles whose species collide. */
export function countPairs(mixture: Mixture, counts: readonly number[]): number {
  let pairs = 0;
  for (let i = 0; i < counts.length; i++)
    for (let j = i; j < counts.length; j++)
      if (mixture.strength(i, j) > 0) pairs += i === j ? (counts[i] * (counts[i] - 1)) / 2 : counts[i] * counts[j];
  return pairs;
}

/** n particles, one per cell of a box of unit cells; no two species have one in common. */
function synthetic(d: 2 | 3, n: number, species: number): Ensemble {
  const edge = n ** (1 / d);
  const velocities = createVectorField(d, n);
  // Additive recurrences of irrational step spread evenly and never repeat.
  [Math.SQRT2, Math.sqrt(3), Math.sqrt(5)].slice(0, d).forEach((step, k) => {
    for (let p = 0; p < n; p++) velocities.data[k * n + p] = edge * (((p + species / 7 + 1) * step) % 1);
  });
  return { weights: new Float64Array(n).fill(1 / n), velocities };
}

/** Half of the variance that a mollifier may have if its widest level is to be narrower than n synthetic particles. */
function widestVariance(d: 2 | 3, n: number, { terms }: EntropyRule): number {
  return n ** (2 / d) / 24 / Math.max(...terms.map(({ width }) => width));
}

/** Seconds that the task takes once it is compiled. */
function secondsOf(task: () => void): number {
  const start = performance.now();
  for (let run = 0; run < warmUp.runs && performance.now() - start < warmUp.milliseconds; run++) task();
  let shortest = Infinity;
  for (let run = 0; run < timedRuns; run++) {
    const began = performance.now();
    task();
    shortest = Math.min(shortest, performance.now() - began);
  }
  return shortest / 1000;
}
