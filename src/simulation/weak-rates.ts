import { sampleOf } from '../collision/mesh/plan.ts';
import { preparePairCores } from '../collision/pair-cores.ts';
import { prepareWeakForm, type WeakRates } from '../collision/weak-form.ts';
import type { Distribution } from '../ensemble/distribution.ts';
import type { Snapshot } from '../methods/snapshot.ts';
import { collidingPairs, type Mixture } from '../physics/mixture.ts';

/** The shapes of f with closed formulas: a Maxwellian, or one temperature along two axes and a different one along the third. */
export type Shape = 'maxwellian' | 'bi-maxwellian' | 'other';

/**
 * The weak form of the present particles. For two species that collide with a power, one of which is a Maxwellian, the average over the
 * Maxwellian is in closed form, because close pairs of particles would dominate the scatter. The Maxwellian gains what the other species
 * loses; only the trace of its second moments is valid. Undefined without particles or with too many of them, and if the sum over the
 * other pairs of different species does not converge absolutely (gamma <= -d-1) or depends on pairs closer than two or three spacings,
 * in which case a single close pair could dominate it.
 */
export function weakRates(
  { mixture, species, weakRates: known }: Snapshot,
  distributions: readonly Distribution[],
  shapes: readonly Shape[],
): WeakRates | undefined {
  const pairs = collidingPairs(mixture);
  const hasMaxwellian = ([i, j]: readonly [number, number]) =>
    i !== j &&
    mixture.kernel(i, j).exponent !== undefined &&
    (shapes[i] === 'maxwellian' || shapes[j] === 'maxwellian');
  const averaged = pairs.filter(hasMaxwellian);
  const summed = pairs.filter((pair) => !hasMaxwellian(pair));
  const unlike = [
    ...summed.filter(([i, j]) => i !== j).map(([i, j]) => mixture.kernel(i, j).atZero.exponent),
    ...mixture.background.map(({ exponent }) => exponent),
  ];
  if (!unlike.every((exponent) => exponent > -mixture.dimension - 1)) return undefined;
  const particles = species.flatMap(({ particles: own }) => own ?? []);
  if (particles.length < species.length) return undefined;
  const size = (i: number) => particles[i].weights.length;
  const sums = summed.reduce((sum, [i, j]) => sum + size(i) * size(j), 0);
  if (known === undefined && sums > mostPairs) return undefined;
  const among: Mixture = { ...mixture, strength: (i, j) => (hasMaxwellian([i, j]) ? 0 : mixture.strength(i, j)) };
  const rates = averaged.length === 0 && known !== undefined ? known() : prepareWeakForm(among)(particles);
  if (summed.some(([i, j]) => i !== j)) {
    const cored = prepareWeakForm(among)(particles, preparePairCores(among, sampleOf(particles))(particles));
    if (!species.every((_, i) => agree(rates, cored, mixture.dimension, i))) return undefined;
  }
  for (const [a, b] of averaged) {
    // The wider of two Maxwellians is smooth at the particles of the other one.
    const width = (k: number) => (shapes[k] === 'maxwellian' ? distributions[k].covariance[0] : 0);
    const [i, j] = width(a) < width(b) ? [a, b] : [b, a];
    addAveraged(mixture, i, j, prepareWeakForm(inMaxwellian(mixture, i, j, distributions[j]))([particles[i]]), rates);
  }
  return rates;
}

/** Rates that close pairs change by more than this fraction are not used. */
const mostByClosePairs = 0.05;

/** Whether the heating of species i is the same with cores between close particles of different species. */
function agree({ second, scale }: WeakRates, cored: WeakRates, d: number, i: number): boolean {
  const trace = (of: Float64Array) =>
    Array.from({ length: d }, (_, k) => of[(i * d + k) * d + k]).reduce((a, b) => a + b, 0);
  const right = trace(cored.second);
  return Math.abs(trace(second) - right) <= mostByClosePairs * Math.max(Math.abs(right), scale.second[i] / 10);
}

/** A tenth of a second. */
const mostPairs = 5e6;

/** Only species i, in the Maxwellian of species j. */
function inMaxwellian(
  mixture: Mixture,
  i: number,
  j: number,
  { density, velocity, covariance }: Distribution,
): Mixture {
  const { name, mass } = mixture.species[j];
  const bath = { name, mass, temperature: mass * covariance[0] };
  const exponent = mixture.exponent(i, j);
  return {
    ...mixture,
    species: [mixture.species[i]],
    strength: () => 0,
    background: [{ species: 0, strength: mixture.strength(i, j) * density, exponent, velocity, bath }],
  };
}

/** Adds the rates of species i due to species j, and the reaction: sum m first = 0 and sum m tr second = 0. */
function addAveraged(mixture: Mixture, i: number, j: number, own: WeakRates, rates: WeakRates): void {
  const d = mixture.dimension;
  const ratio = mixture.species[i].mass / mixture.species[j].mass;
  let trace = 0;
  for (let k = 0; k < d; k++) {
    rates.first[i * d + k] += own.first[k];
    rates.first[j * d + k] -= ratio * own.first[k];
    for (let l = 0; l < d; l++) rates.second[(i * d + k) * d + l] += own.second[k * d + l];
    trace += own.second[k * d + k];
  }
  for (let k = 0; k < d; k++) rates.second[(j * d + k) * d + k] -= (ratio * trace) / d;
  for (const moment of ['first', 'second'] as const) {
    const added = own.scale[moment][0];
    rates.scale[moment][i] += added;
    rates.scale[moment][j] += ratio * added;
  }
}
