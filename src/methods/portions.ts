import type { Particles } from '../core/particles.ts';
import { createStream } from '../core/random.ts';
import { createVectorField } from '../core/vector-field.ts';
import { sourceDistributions } from '../ensemble/distributions/maxwellian.ts';
import { lattice } from '../ensemble/sampling/lattice.ts';
import { defaultHalfWidths } from '../ensemble/sampling/sampling-rule.ts';
import { sampleDistribution } from '../ensemble/sampling-rules.ts';
import type { Mixture } from '../physics/mixture.ts';
import {
  leftAfter,
  momentsOf,
  type ParticleWeights,
  prepareEntry,
  stayed,
  type Totals,
  type Turnover,
} from './turnover.ts';

/**
 * What a source adds during a part of the run, for particles that have to be evenly spread: a lattice of its Maxwellian with exact moments,
 * whose weights grow from 0 at the source's rate until the next portion takes over.
 */
export interface Portion {
  readonly forcing: number;
  readonly species: number;
  /** The positions at which the source adds the particles; the weights are each particle's part of the rate. */
  readonly home: Particles;
  readonly spacing: number;
}

/** Returns a function of k, the portions that grow during part k of a run. `counts` are the initial particles by species. */
export function preparePortions(mixture: Mixture, counts: readonly number[]): (k: number) => readonly Portion[] {
  const { dimension: d, species } = mixture;
  const sources = sourceDistributions(mixture);
  return (k) =>
    sources.map(({ species: i, forcing, distribution }, s) => {
      const cells = portionCells(d, counts[i]);
      const [halfWidth] = defaultHalfWidths([distribution], [species[i].mass]);
      const stagger = shiftOf(k * sources.length + s, d);
      const stream = createStream('', 'portions');
      const { particles, spacing } = sampleDistribution(lattice, distribution, {
        ...{ count: cells ** d, halfWidth, stagger, stream },
      });
      return { forcing, species: i, home: particles, spacing };
    });
}

/** The number of particles of every species in each part of a run, given the initial counts, if no particle is cut. */
export function portionCounts({ forcing, dimension }: Mixture, counts: readonly number[], parts: number): number[][] {
  const added = counts.map((count, i) => {
    const sources = forcing.filter(({ source }) => source?.species === i).length;
    return sources * portionCells(dimension, count) ** dimension;
  });
  const grows = added.some((count) => count > 0);
  return Array.from({ length: grows ? parts : 1 }, (_, k) => counts.map((count, i) => count + (k + 1) * added[i]));
}

/**
 * Nodes on an axis of a portion's lattice: the spacing is 4/3 of the species' spacing if the source is as hot. The ripples of the mollified
 * lattice are then 5e-4 of the portion.
 */
function portionCells(d: number, count: number): number {
  return Math.max(fewestCells, Math.round((3 / 4) * count ** (1 / d)));
}

/** A lattice with fewer nodes on an axis cannot be given the moments of a Maxwellian. */
const fewestCells = 5;

/** Largest spacing of a portion's lattice in widths of its mollifier: there the ripples are 2 exp(-2 pi^2/9), a fifth of the portion. */
const widestSpacing = 3;

/** Warnings about portions whose lattice is too wide or too narrow for mollifiers of these variances. */
export function portionWarnings(
  { species, forcing }: Mixture,
  portions: readonly Portion[],
  variances: readonly number[],
): readonly string[] {
  return portions.flatMap(({ species: i, forcing: k, spacing }) => {
    const { name, source } = forcing[k];
    const wide = spacing / Math.sqrt(variances[i]);
    const narrow = (species[i].mass * variances[i]) / source!.temperature;
    const rounded = (x: number) => Number(x.toPrecision(2));
    const wayOut = `take more particles of ${species[i].name}`;
    return [
      ...(wide > widestSpacing
        ? [
            `forcing: ${name}: its particles are ${rounded(wide)} standard deviations of their mollifier apart (at most ${widestSpacing}), which ripples f; ${wayOut}`,
          ]
        : []),
      ...(narrow > 1
        ? [
            `forcing: ${name}: the mollifier has ${rounded(narrow)} times the variance of the source, which blurs it; ${wayOut} or a smaller method.smoothing.factor`,
          ]
        : []),
    ];
  });
}

/**
 * Shifts of the lattices against each other in units of their spacing. No two shifts on an axis are equal, because a singular kernel is
 * infinite for two particles at one velocity. Steps by the roots of x^(d+1) = x + 1 fill [-1/2, 1/2]^d evenly. Source: M. Roberts, The
 * unreasonable effectiveness of quasirandom sequences (2018).
 */
function shiftOf(n: number, d: number): number[] {
  let root = 1.5;
  for (let step = 0; step < 60; step++) root = (1 + root) ** (1 / (d + 1));
  return Array.from({ length: d }, (_, k) => {
    const x = (n + 1) / root ** (k + 1);
    return x - Math.floor(x) - 1 / 2;
  });
}

/** Appends the particles of portions, which have no weight yet, to those of the species. */
export function withPortions(particles: readonly Particles[], portions: readonly Portion[]): readonly Particles[] {
  return particles.map((own, i) =>
    portions.filter(({ species }) => species === i).reduce((all, { home }) => joined(all, home), own),
  );
}

function joined(own: Particles, { velocities: home }: Particles): Particles {
  const { d, n, data } = own.velocities;
  const weights = new Float64Array(n + home.n);
  weights.set(own.weights);
  const velocities = createVectorField(d, n + home.n);
  for (let k = 0; k < d; k++) {
    velocities.data.set(data.subarray(k * n, (k + 1) * n), k * velocities.n);
    velocities.data.set(home.data.subarray(k * home.n, (k + 1) * home.n), k * velocities.n + n);
  }
  return { weights, velocities };
}

/** r_p of the particles of every growing species, for particleWeights; the portions come last. */
export function portionGrowth(
  counts: readonly number[],
  portions: readonly Portion[],
): readonly (Float64Array | undefined)[] {
  return counts.map((count, i) => {
    const own = portions.filter(({ species }) => species === i);
    if (own.length === 0) return undefined;
    const growth = new Float64Array(count);
    for (const { home, first } of placed(own, count)) growth.set(home.weights, first);
    return growth;
  });
}

/** The portions of one species, each with the index of its first particle in the species. */
function placed(own: readonly Portion[], count: number) {
  let end = count;
  return [...own].reverse().map((portion) => {
    end -= portion.home.weights.length;
    return { ...portion, first: end };
  });
}

/**
 * Sources and losses of particles whose weights follow `weights`. New weight for a particle p appears at its home h_p and is merged with
 * the particle,
 *
 *     v_p <- (w_p v_p + dw_p h_p) / (w_p + dw_p),
 *
 * which conserves density and momentum. The energy lost, of second order in the distance from home, is restored by scaling the velocities
 * of the portion about their mean. So the density, momentum and energy of the species follow the source exactly at any time.
 */
export function portionTurnover(mixture: Mixture, weights: ParticleWeights, portions: readonly Portion[]): Turnover {
  const { species } = mixture;
  const enter = prepareEntry(mixture);
  const growing = species.map((_, i) =>
    placed(
      portions.filter((one) => one.species === i),
      weights.weights[i].length,
    ),
  );
  const sources = growing.map((own, i) => own.map(({ home }) => momentsOf(species[i].mass, home)));
  return (from, to, i, own, ledger) => {
    if (!weights.changes(i)) return own;
    const { mass } = species[i];
    // A rejected step has left the weights of a later time.
    weights.at(from, i);
    const before = momentsOf(mass, own);
    const parts = growing[i].map(({ first, home }) => part(own, first, home.weights.length));
    const held = parts.map((one) => momentsOf(mass, one));
    weights.at(to, i);
    const [left, come] = [leftAfter(weights.rates[i], to - from), stayed(weights.rates[i], to - from)];
    growing[i].forEach(({ first, home }, k) => {
      const now = { ...parts[k], weights: own.weights.subarray(first, first + home.weights.length) };
      merge(now, home, come);
      restoreEnergy(mass, now, left * held[k].energy + come * sources[i][k].energy);
      putBack(now, own, first);
    });
    const came = growing[i].map(({ forcing }, k) => ({ forcing, totals: times(to - from, sources[i][k]) }));
    enter(i, before, momentsOf(mass, own), came, ledger);
    return own;
  };
}

/** A copy of `count` particles, starting at `first`. */
function part({ weights, velocities: { d, n, data } }: Particles, first: number, count: number): Particles {
  const velocities = createVectorField(d, count);
  for (let k = 0; k < d; k++) velocities.data.set(data.subarray(k * n + first, k * n + first + count), k * count);
  return { weights: weights.slice(first, first + count), velocities };
}

function putBack({ velocities: own }: Particles, { velocities: { d, n, data } }: Particles, first: number): void {
  for (let k = 0; k < d; k++) data.set(own.data.subarray(k * own.n, (k + 1) * own.n), k * n + first);
}

/** Merges `come` times the home weights, which the particles' weights already contain, into the velocities. */
function merge({ weights, velocities: { d, n, data } }: Particles, home: Particles, come: number): void {
  for (let p = 0; p < n; p++) {
    const share = (come * home.weights[p]) / weights[p];
    for (let k = 0; k < d; k++) data[k * n + p] += share * (home.velocities.data[k * n + p] - data[k * n + p]);
  }
}

/** Scales the velocities about their mean so that the particles have this energy. */
function restoreEnergy(mass: number, particles: Particles, energy: number): void {
  const { massDensity, momentum, energy: present } = momentsOf(mass, particles);
  const u = momentum.map((P) => P / massDensity);
  const ofMean = (massDensity * u.reduce((sum, x) => sum + x * x, 0)) / 2;
  const factor = Math.sqrt((energy - ofMean) / (present - ofMean));
  const { d, n, data } = particles.velocities;
  for (let k = 0; k < d; k++) for (let p = 0; p < n; p++) data[k * n + p] = u[k] + factor * (data[k * n + p] - u[k]);
}

function times(duration: number, { massDensity, momentum, energy }: Totals): Totals {
  return {
    massDensity: duration * massDensity,
    momentum: momentum.map((P) => duration * P),
    energy: duration * energy,
  };
}
