import type { Particles } from '../core/particles.ts';
import { sumOf } from '../core/sum.ts';
import { baths, type Mixture } from '../physics/mixture.ts';
import { densityPlace, ledgerPlace } from './ledger.ts';
import { lossRates } from './particle-weights.ts';

/**
 * Sources and losses of the particles of species i over [from, to], exactly: returns the particles that there are then, and adds what the forcings gave to
 * `ledger`.
 */
export type Turnover = (from: number, to: number, i: number, own: Particles, ledger: Float64Array) => Particles;

/** What particles of one species hold: mass density, momentum and energy. */
export interface Totals {
  readonly massDensity: number;
  readonly momentum: readonly number[];
  readonly energy: number;
}

/** Of one species, compensated. */
export function momentsOf(mass: number, { weights, velocities: { d, n, data } }: Particles): Totals {
  const axes = Array.from({ length: d }, (_, k) => k);
  return {
    massDensity: mass * sumOf(n, (p) => weights[p]),
    momentum: axes.map((k) => mass * sumOf(n, (p) => weights[p] * data[k * n + p])),
    energy: (mass / 2) * axes.reduce((sum, k) => sum + sumOf(n, (p) => weights[p] * data[k * n + p] ** 2), 0),
  };
}

/**
 * Enters a change of species i into the ledger: what each source brought in, by the number of its forcing, and the rest as what the losses took, each
 * its part. Without a loss the rest is round-off.
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
