import type { Particles } from '../../core/particles.ts';
import { createStream } from '../../core/random.ts';
import { createVectorField } from '../../core/vector-field.ts';
import type { Distribution } from '../../ensemble/distribution.ts';
import { sourceDistributions } from '../../ensemble/distributions/maxwellian.ts';
import { velocityCorrection } from '../../ensemble/moment-correction.ts';
import { shiftedSobol } from '../../ensemble/sampling/random.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { leftAfter, lossRates, momentsOf, prepareEntry, type Turnover } from '../turnover.ts';

/** A particle that a source adds. */
interface Birth {
  readonly time: number;
  readonly forcing: number;
  readonly velocity: readonly number[];
}

/** The velocities of this many successive particles of a source have exactly its mean and covariance. */
const block = 64;

/**
 * The particles of one source in order. One particle of weight w enters whenever the source has added w, particle p at the time
 * (p + 1/2) w / rate, so that the density follows the source to w/2. The velocities are a Sobol' sequence through the source's Maxwellian;
 * every block of 64 is corrected to its moments.
 */
function birthsOf(
  { density: rate, ...law }: Distribution,
  forcing: number,
  weight: number,
  start: number,
  names: readonly string[],
): { readonly next: Birth; take(): void } {
  const { dimension: d, uniforms } = law;
  const [seed, ...rest] = names;
  const point = shiftedSobol(uniforms, createStream(seed, ...rest));
  const u = new Float64Array(uniforms);
  const v = new Float64Array(d);
  let p = 0;
  let velocities = createVectorField(d, block);
  const fill = () => {
    const drawn = createVectorField(d, block);
    for (let q = 0; q < block; q++) {
      point(u);
      law.transform(u, v);
      for (let k = 0; k < d; k++) drawn.data[k * block + q] = v[k];
    }
    const weights = new Float64Array(block).fill(1 / block);
    ({ velocities } = velocityCorrection({ weights, velocities: drawn }, { ...law, density: 1 }).particles);
  };
  fill();
  return {
    get next() {
      const at = p % block;
      return {
        time: start + ((p + 1 / 2) * weight) / rate,
        forcing,
        velocity: Array.from({ length: d }, (_, k) => velocities.data[k * block + at]),
      };
    },
    take() {
      p++;
      if (p % block === 0) fill();
    },
  };
}

/** The sources and losses of one group of particles. */
export interface Births {
  readonly turnover: Turnover;
  /** Brings the weights of all species to time t. */
  weightsAt(t: number): void;
  /** The number of particles that have entered, by species. */
  readonly counts: readonly number[];
  /** The particles of every species; new particles give their species new arrays. */
  readonly particles: Particles[];
  /** Returns to the state after these counts had entered; the caller sets velocities and weights. */
  restore(counts: readonly number[]): void;
}

/**
 * Births and losses of the particles of a group. All weights of a species decay at its loss rate from the particle's start. The particles
 * of a source have the mean initial weight. `names` are the seed and the name of the group.
 */
export function prepareBirths(
  mixture: Mixture,
  start: number,
  initial: readonly Particles[],
  names: readonly string[],
): Births {
  const { species } = mixture;
  const rates = lossRates(mixture);
  const enter = prepareEntry(mixture);
  const heads = initial.map(({ weights }) => weights.slice());
  // Equal weights stay equal to the last bit.
  const weightOfBirth = heads.map((own) =>
    own.every((w) => w === own[0]) ? own[0] : own.reduce((sum, w) => sum + w, 0) / own.length,
  );
  const open = () =>
    species.map(({ name }, i) =>
      sourceDistributions(mixture)
        .filter((one) => one.species === i)
        .map(({ forcing, distribution }) =>
          birthsOf(distribution, forcing, weightOfBirth[i], start, [
            ...names.slice(0, 1),
            name,
            `source ${forcing}`,
            ...names.slice(1),
          ]),
        ),
    );
  const memories = species.map(twoArrays);
  let sources = open();
  /** Times of birth of all particles that have entered, by species. */
  let born: number[][] = species.map(() => []);
  const present: Particles[] = initial.map(({ weights, velocities }) => ({ weights: weights.slice(), velocities }));

  /** Removes and returns the next birth of species i up to time t. */
  const take = (i: number, t: number): Birth | undefined => {
    const [first] = sources[i].filter(({ next }) => next.time <= t).sort((a, b) => a.next.time - b.next.time);
    const birth = first?.next;
    first?.take();
    return birth;
  };
  const weigh = (i: number, t: number) => {
    const { weights } = present[i];
    const head = heads[i];
    if (rates[i] > 0) {
      const left = leftAfter(rates[i], t - start);
      for (let p = 0; p < head.length; p++) weights[p] = left * head[p];
    }
    born[i].forEach((time, p) => {
      weights[head.length + p] = weightOfBirth[i] * (rates[i] > 0 ? leftAfter(rates[i], t - time) : 1);
    });
  };
  return {
    particles: present,
    get counts() {
      return born.map((times) => times.length);
    },
    weightsAt(t) {
      species.forEach((_, i) => {
        weigh(i, t);
      });
    },
    turnover(from, to, i, own, ledger) {
      const births: Birth[] = [];
      for (let birth = take(i, to); birth !== undefined; birth = take(i, to)) births.push(birth);
      if (rates[i] === 0 && births.length === 0) return own;
      const { mass } = species[i];
      weigh(i, from);
      const before = momentsOf(mass, own);
      if (births.length > 0) present[i] = extended(own, births, memories[i]);
      for (const { time } of births) born[i].push(time);
      weigh(i, to);
      const came = births.map(({ forcing, velocity }) => {
        const massDensity = mass * weightOfBirth[i];
        const momentum = velocity.map((x) => massDensity * x);
        const energy = (massDensity * velocity.reduce((sum, x) => sum + x * x, 0)) / 2;
        return { forcing, totals: { massDensity, momentum, energy } };
      });
      enter(i, before, momentsOf(mass, present[i]), came, ledger);
      return present[i];
    },
    restore(counts) {
      sources = open();
      born = counts.map((count, i) => Array.from({ length: count }, () => take(i, Infinity)!.time));
      initial.forEach(({ velocities: { d } }, i) => {
        const n = heads[i].length + counts[i];
        present[i] = { weights: new Float64Array(n), velocities: createVectorField(d, n) };
        present[i].weights.set(heads[i]);
      });
    },
  };
}

/** Memory for a growing number of particles of one species: two arrays in turn, so that copying makes no garbage. */
function twoArrays(): (length: number) => Float64Array {
  let [used, spare] = [new Float64Array(0), new Float64Array(0)];
  return (length) => {
    [used, spare] = [spare, used];
    if (used.length < length) used = new Float64Array(Math.ceil(roomToGrow * length));
    return used.subarray(0, length);
  };
}

/** Allocated memory over needed memory. */
export const roomToGrow = 1.5;

/** Appends births to the particles; their weights are still to be set. */
function extended(own: Particles, births: readonly Birth[], memory: (length: number) => Float64Array): Particles {
  const { d, n, data } = own.velocities;
  const size = n + births.length;
  const all = memory((d + 1) * size);
  const weights = all.subarray(d * size);
  weights.set(own.weights);
  const velocities = createVectorField(d, size, all.subarray(0, d * size));
  for (let k = 0; k < d; k++) {
    velocities.data.set(data.subarray(k * n, (k + 1) * n), k * size);
    births.forEach(({ velocity }, p) => {
      velocities.data[k * size + n + p] = velocity[k];
    });
  }
  return { weights, velocities };
}
