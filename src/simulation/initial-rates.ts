import type { WeakRates } from '../collision/weak-form.ts';
import type { Distribution } from '../ensemble/distribution.ts';
import type { Snapshot, SpeciesSnapshot } from '../methods/snapshot.ts';
import type { InitialRate } from '../output/run-record.ts';
import type { SpeciesState } from '../physics/equilibrium.ts';
import { collidingPairs, type Mixture } from '../physics/mixture.ts';
import { particleMoments } from '../physics/moments.ts';
import { isotropisationFrequency, kernelAverages, relaxationRates } from '../theory/relaxation-rates.ts';
import { type Measured, type MeasuredStart, type MomentRates, meanOf, measured } from './measured-rates.ts';
import { type Shape, weakRates } from './weak-rates.ts';

/** The initial state of a run. */
export interface Start extends MeasuredStart {
  readonly mixture: Mixture;
  readonly distributions: readonly Distribution[];
  readonly shapes: readonly Shape[];
}

/** A correct rate below this fraction of the terms of its sum counts as zero, and no ratio to it is formed. */
const negligible = 1e-6;

/**
 * The initial rates of the moments: the correct ones, those of the discretisation, and their ratio. Correct rates are closed formulas for
 * Maxwellians (with a quadrature over the relative speed for kernels that are not sums of powers), for every f with gamma = 0, and for
 * one bi-Maxwellian species with Coulomb collisions. Otherwise they are the weak form of the particles, which needs no score. The rates
 * of random pairs are means over replicas of a step, with their standard error. The rates of random batches are correct only on average:
 * null. Moments with neither rate are omitted.
 */
export function initialRates(start: Start): readonly InitialRate[] {
  const { mixture, initial } = start;
  // The equation is not the Landau system, or nothing collides.
  if (initial.entropyLaw !== undefined || (collidingPairs(mixture).length === 0 && mixture.background.length === 0))
    return [];
  let found: { readonly weak: WeakRates | undefined } | undefined;
  const weak = () => {
    found ??= { weak: weakRates(initial, start.distributions, start.shapes) };
    return found.weak;
  };
  const rates = [...speciesRates(start, weak), ...isotropisation(start, weak), ...exchanges(start)];
  if (mixture.forcing.length === 0) return rates;
  return rates.map((rate) => ({ ...rate, quantity: `${rate.quantity}, by collisions alone` }));
}

/** dT_i/dt and the component of du_i/dt along the friction. */
function speciesRates(start: Start, weakOf: () => WeakRates | undefined): InitialRate[] {
  const { mixture, initial } = start;
  const { dimension: d, species } = mixture;
  if (species.length === 1 && mixture.background.length === 0) return [];
  const source = isClosed(start) ? 'closed formula' : 'weak form of the particles';
  const weak = source === 'closed formula' ? undefined : weakOf();
  if (source !== 'closed formula' && weak === undefined) return [];
  const closed = weak === undefined ? relaxationRates(mixture, statesOf(start)) : undefined;
  return species.flatMap(({ name, mass }, i): InitialRate[] => {
    const right = weak === undefined ? closed![i] : fromWeak(weak, initial, i);
    const scale =
      weak === undefined ? closedScale(start, statesOf(start), i) : weakScale(weak, mass, initial.species[i], d, i);
    const temperature = 'temperature' in right ? right.temperature : trace(right.tensor, d) / d;
    const axis = right.velocity.reduce((k, rate, l) => (Math.abs(rate) > Math.abs(right.velocity[k]) ? l : k), 0);
    const letter = 'xyz'[axis];
    return [
      compared(
        ...([`dT/dt of ${name}`, temperature, source] as const),
        measured(start, i, ({ tensor, heating }) => heating ?? trace(tensor!, d) / d),
        scale.temperature,
      ),
      ...(Math.abs(right.velocity[axis]) > negligible * scale.velocity
        ? [
            compared(
              `du_${letter}/dt of ${name}`,
              right.velocity[axis],
              source,
              measured(start, i, (own) => own.velocity[axis]),
              scale.velocity,
            ),
          ]
        : []),
    ];
  });
}

/** d/dt of the largest difference of two diagonal elements of T_i, for every species with such a difference. */
function isotropisation(start: Start, weakOf: () => WeakRates | undefined): InitialRate[] {
  const { mixture, distributions, shapes, initial } = start;
  const { dimension: d, species } = mixture;
  const alone = species.length === 1 && mixture.background.length === 0;
  return species.flatMap(({ name, mass }, i): InitialRate[] => {
    const { covariance, density } = distributions[i];
    const diagonal = Array.from({ length: d }, (_, k) => mass * covariance[k * (d + 1)]);
    const high = diagonal.indexOf(Math.max(...diagonal));
    const low = diagonal.indexOf(Math.min(...diagonal));
    if (diagonal[high] - diagonal[low] < 1e-9 * diagonal[high]) return [];
    const quantity = `d(T_${'xyz'[high].repeat(2)} - T_${'xyz'[low].repeat(2)})/dt of ${name}`;
    const difference = (tensor: readonly number[]) => tensor[high * (d + 1)] - tensor[low * (d + 1)];
    const own = measured(start, i, ({ tensor }) => tensor && difference(tensor));
    if (alone && shapes[i] === 'bi-maxwellian' && d === 3 && mixture.kernel(0, 0).exponent === -3) {
      const middle = 3 - high - low;
      const parallel =
        Math.abs(diagonal[middle] - diagonal[low]) < Math.abs(diagonal[middle] - diagonal[high]) ? high : low;
      const nu = isotropisationFrequency(mixture.strength(0, 0), density, mass, diagonal[middle], diagonal[parallel]);
      const right = -3 * nu * (diagonal[high] - diagonal[low]);
      return [compared(quantity, right, 'closed formula', own, Math.abs(right))];
    }
    const weak = weakOf();
    if (weak === undefined) return [];
    const right = difference(fromWeak(weak, initial, i).tensor);
    const scale = weakScale(weak, mass, initial.species[i], d, i).temperature;
    return [compared(quantity, right, 'weak form of the particles', own, scale)];
  });
}

/** The energy that the first of two colliding species gains from the second. */
function exchanges(start: Start): InitialRate[] {
  if (!isClosed(start)) return [];
  const { mixture, initial } = start;
  const { dimension: d, species } = mixture;
  const states = statesOf(start);
  return collidingPairs(mixture).flatMap(([i, j]): InitialRate[] => {
    if (i === j) return [];
    // Only these two species: with all of them the work would grow like the fourth power of their number.
    const pair: Mixture = {
      ...mixture,
      species: [species[i], species[j]],
      strength: (a, b) => (a === b ? 0 : mixture.strength(i, j)),
      exponent: () => mixture.exponent(i, j),
      kernel: () => mixture.kernel(i, j),
    };
    const both = [states[i], states[j]];
    const [{ velocity, temperature }] = relaxationRates(pair, both);
    const { density } = states[i];
    const { mass } = species[i];
    const work = velocity.reduce((sum, rate, k) => sum + states[i].velocity[k] * rate, 0);
    const right = density * ((d / 2) * temperature + mass * work);
    const at = i * species.length + j;
    const ofMethod =
      initial.exchange === undefined || initial.randomForces ? null : { value: initial.exchange.energy[at] };
    const own = start.replicas === undefined ? ofMethod : meanOf(start.replicas.map(({ energy }) => energy[at]));
    const scale = density * (d / 2) * closedScale({ ...start, mixture: pair }, both, 0).temperature;
    return [
      compared(`energy that ${species[i].name} gains from ${species[j].name}`, right, 'closed formula', own, scale),
    ];
  });
}

function compared(
  quantity: string,
  right: number,
  source: InitialRate['source'],
  own: Measured | null,
  scale: number,
): InitialRate {
  const measured = own?.value ?? null;
  const ratio = measured === null || Math.abs(right) <= negligible * scale ? null : measured / right;
  return { quantity, right, source, measured, ...(own?.error !== undefined && { error: own.error }), ratio, scale };
}

/** Whether closed formulas exist: no immobile partners, and Maxwellians or gamma = 0, for which the shape of f does not matter. */
function isClosed({ mixture, shapes }: Start): boolean {
  if (mixture.background.length > 0) return false;
  return collidingPairs(mixture).every(([i, j]) => {
    const { exponent } = mixture.kernel(i, j);
    const maxwellians = shapes[i] === 'maxwellian' && shapes[j] === 'maxwellian';
    return exponent === 0 || i === j || maxwellians;
  });
}

function statesOf({ mixture, distributions }: Start): SpeciesState[] {
  const { dimension: d, species } = mixture;
  return distributions.map(({ density, velocity, covariance }, i) => ({
    density,
    velocity,
    temperature: (species[i].mass * trace(covariance, d)) / d,
  }));
}

/** The terms of the closed formulas for species i, see relaxationRates, with all signs made positive. */
function closedScale({ mixture }: Start, states: readonly SpeciesState[], i: number) {
  const { dimension: d, species } = mixture;
  const own = states[i];
  const m = species[i].mass;
  let temperature = 0;
  let velocity = 0;
  states.forEach((other, j) => {
    if (i === j || mixture.strength(i, j) === 0) return;
    const M = species[j].mass;
    const width = own.temperature / m + other.temperature / M;
    const drift = Math.hypot(...Array.from(own.velocity, (u, k) => u - other.velocity[k]));
    const { friction, heat } = kernelAverages(d, mixture.kernel(i, j), width, drift ** 2);
    const frequency = (d - 1) * mixture.strength(i, j) * other.density;
    const diffusion = (heat * (own.temperature + other.temperature)) / (m * M);
    temperature += (2 / d) * frequency * ((friction * drift ** 2) / m + diffusion);
    velocity += (frequency / m) * (1 / m + 1 / M) * friction * Math.sqrt(d * width);
  });
  return { temperature, velocity };
}

function weakScale(weak: WeakRates, mass: number, { particles }: SpeciesSnapshot, d: number, i: number) {
  const density = particles!.weights.reduce((sum, w) => sum + w, 0);
  return { temperature: (mass * weak.scale.second[i]) / (d * density), velocity: weak.scale.first[i] / density };
}

/** From d/dt int v f and d/dt int v v^T f: n du = first, (n/m) dT = second - n (u du^T + du u^T). */
function fromWeak({ first, second }: WeakRates, { mixture, species }: Snapshot, i: number): MomentRates {
  const d = mixture.dimension;
  const { weights, velocities } = species[i].particles!;
  const { mass } = mixture.species[i];
  const { density, velocity: u } = particleMoments(mass, weights, velocities);
  const velocity = Array.from({ length: d }, (_, k) => first[i * d + k] / density);
  return {
    velocity,
    tensor: Array.from({ length: d * d }, (_, kl) => {
      const [k, l] = [Math.floor(kl / d), kl % d];
      return mass * (second[i * d * d + kl] / density - u[k] * velocity[l] - u[l] * velocity[k]);
    }),
  };
}

function trace(matrix: readonly number[], d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += matrix[k * (d + 1)];
  return sum;
}
