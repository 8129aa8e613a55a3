import type { Particles } from '../core/particles.ts';
import { sumOf } from '../core/sum.ts';
import { baths, type Mixture } from '../physics/mixture.ts';
import { densityPlace, ledgerPlace } from './ledger.ts';

/**
 * The weights of particles under losses, which do not depend on the velocity, and sources. For a species with loss rate nu
 * and a particle that represents r_p of the source per time,
 *
 *     w_p(t) = w_p(t_0) exp(-nu (t - t_0)) + r_p (1 - exp(-nu (t - t_0))) / nu,      nu the sum over the losses of the species.
 *
 * The arrays stay the same objects; their values follow the time.
 */
export interface ParticleWeights {
  /** By species, at the time of the last `at`. */
  readonly weights: readonly Float64Array[];
  /** nu of every species. */
  readonly rates: readonly number[];
  /** Whether the weights of species i depend on time. */
  changes(i: number): boolean;
  /** Brings species i, or all species, to time t. */
  at(t: number, i?: number): void;
}

/** The weights from time t_0 on; copies where they change. `growth` are the r_p of growing species. */
export function particleWeights(
  mixture: Mixture,
  start: number,
  initial: readonly Float64Array[],
  growth: readonly (Float64Array | undefined)[] = [],
): ParticleWeights {
  const rates = lossRates(mixture);
  const changes = (i: number) => rates[i] > 0 || growth[i] !== undefined;
  const weights = initial.map((own, i) => (changes(i) ? own.slice() : own));
  const bring = (t: number, i: number) => {
    if (!changes(i)) return;
    const [own, first, grows] = [weights[i], initial[i], growth[i]];
    const left = leftAfter(rates[i], t - start);
    for (let p = 0; p < own.length; p++) own[p] = left * first[p];
    if (grows === undefined) return;
    const grown = stayed(rates[i], t - start);
    for (let p = 0; p < own.length; p++) own[p] += grown * grows[p];
  };
  return {
    weights,
    rates,
    changes,
    at(t, i) {
      if (i !== undefined) bring(t, i);
      else for (let all = 0; all < weights.length; all++) bring(t, all);
    },
  };
}

/** The fraction of the particles that a loss at rate nu leaves after a time. */
export function leftAfter(nu: number, duration: number): number {
  return Math.exp(-nu * duration);
}

/** What remains of particles that have entered at rate 1 for a time. */
export function stayed(nu: number, duration: number): number {
  return nu === 0 ? duration : -Math.expm1(-nu * duration) / nu;
}

/** nu of every species; 0 if no forcing removes its particles. */
export function lossRates({ species, forcing }: Mixture): readonly number[] {
  return species.map((_, i) =>
    forcing.reduce((sum, { loss }) => sum + (loss !== undefined && loss.species === i ? loss.rate : 0), 0),
  );
}

/**
 * Applies the sources and losses of species i over [from, to] exactly. Returns the particles at `to` and adds what the forcings gave to
 * `ledger`.
 */
export type Turnover = (from: number, to: number, i: number, own: Particles, ledger: Float64Array) => Particles;

/** Mass density, momentum and energy of the particles of one species. */
export interface Totals {
  readonly massDensity: number;
  readonly momentum: readonly number[];
  readonly energy: number;
}

/** The totals of one species, by compensated sums. */
export function momentsOf(mass: number, { weights, velocities: { d, n, data } }: Particles): Totals {
  const axes = Array.from({ length: d }, (_, k) => k);
  return {
    massDensity: mass * sumOf(n, (p) => weights[p]),
    momentum: axes.map((k) => mass * sumOf(n, (p) => weights[p] * data[k * n + p])),
    energy: energyOf(mass, { weights, velocities: { d, n, data } }),
  };
}

/** The energy of momentsOf, (m/2) sum w |v|^2. */
export function energyOf(mass: number, { weights, velocities: { d, n, data } }: Particles): number {
  let squares = 0;
  for (let k = 0; k < d; k++) squares += sumOf(n, (p) => weights[p] * data[k * n + p] ** 2);
  return (mass / 2) * squares;
}

/**
 * Returns a function that enters a change of species i into the ledger: what each source added, by the number of its forcing, and the rest
 * as the losses, divided by their rates. Without a loss the rest is round-off.
 */
export function prepareEntry(mixture: Mixture) {
  const { species, forcing } = mixture;
  const first = baths(mixture).length;
  const rates = lossRates(mixture);
  const add = (ledger: Float64Array, k: number, i: number, part: number, of: Totals) => {
    const at = ledgerPlace(mixture, first + k);
    const d = of.momentum.length;
    for (let axis = 0; axis < d; axis++) ledger[at + axis] += part * of.momentum[axis];
    ledger[at + d] += part * of.energy;
    ledger[densityPlace(mixture, at)] += (part * of.massDensity) / species[i].mass;
  };
  return (
    i: number,
    before: Totals,
    after: Totals,
    came: readonly { readonly forcing: number; readonly totals: Totals }[],
    ledger: Float64Array,
  ): void => {
    for (const { forcing: k, totals } of came) add(ledger, k, i, 1, totals);
    if (rates[i] === 0) return;
    const rest = (read: (of: Totals) => number) =>
      came.reduce((sum, { totals }) => sum - read(totals), read(after) - read(before));
    const lost: Totals = {
      massDensity: rest(({ massDensity }) => massDensity),
      momentum: before.momentum.map((_, axis) => rest(({ momentum }) => momentum[axis])),
      energy: rest(({ energy }) => energy),
    };
    forcing.forEach(({ loss }, k) => {
      if (loss?.species === i) add(ledger, k, i, loss.rate / rates[i], lost);
    });
  };
}
