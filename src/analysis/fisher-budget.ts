import type { Snapshot } from '../methods/snapshot.ts';
import type { Analyzer, Quantity } from './analyzer.ts';
import { exactFisherRate } from './fisher-budget-exact.ts';
import {
  collidingOrderedPairs,
  dissipationParts,
  fisherBudgetByPairs,
  type MollifiedSpecies,
} from './fisher-budget-pairs.ts';
import { fisherRate } from './fisher-budget-rate.ts';

const unit = 'n/(m v^2 t)';

/**
 * The budget of the Fisher information, for runs that ask for it and particles with a mollifier: dI/dt of the reconstructed
 * f ~ as the particles really move it (fisher_rate, see fisherRate), and what the Landau system has at the same f ~ by Lemma
 * 2.1, with one standard deviation of its draws, and pair by pair in the terms of Proposition 3.1 (see fisherBudgetByPairs).
 * A part is NaN where it does not exist or its average has no variance, and so is an error that is infinite.
 *
 * The difference of the two rates is what smoothing does to the dynamics: f ~, which is hotter than f by kappa, does not
 * move by the Landau system exactly. It is of first order in kappa with the plain score. `fisher_rate_exact` is that of the
 * unmollified exact solution, so its distance to both contains the bias of I itself.
 *
 * The lemma has third derivatives of log f ~ and feels what is in f ~ besides f: the ripples of the particle lattice (BKW, d = 2,
 * t = 4: -0.097 with eps = 0.64 h^2, -0.081 with 1.28 h^2, exact -0.083) and the cliff where the particles end.
 */
export const fisherBudget: Analyzer = {
  name: 'fisher-budget',
  reference: 'Y. Zhu, Fisher information for the multi-species Landau system (2025), Lemma 2.1 and Proposition 3.1',
  prepare({ initial, exact, budget }) {
    const { mixture } = initial;
    const mollified = initial.species.every(({ particles, smoothing }) => particles && smoothing > 0);
    // A method with an entropy law of its own does not solve the Landau system.
    if (budget === undefined || !mollified || initial.entropyLaw !== undefined) return { quantities: [], measure() {} };
    const names = mixture.species.map(({ name }) => name);
    const moving = initial.species.every(({ drift }) => drift !== undefined);
    const one = (name: string, label: string): Quantity => ({ name, label, unit });
    return {
      quantities: [
        ...(moving ? [one('fisher_rate', 'rate of change of the Fisher information')] : []),
        one('fisher_rate_lemma', 'rate of change of the Fisher information by Lemma 2.1'),
        one('fisher_rate_lemma_error', 'standard deviation of the rate of change by Lemma 2.1'),
        ...(exact === undefined
          ? []
          : [one('fisher_rate_exact', 'rate of change of the Fisher information of the exact solution')]),
        ...collidingOrderedPairs(mixture).flatMap(([i, j]) =>
          dissipationParts.map((part) =>
            one(
              `fisher_dissipation.${names[i]}.${names[j]}.${part}`,
              `dissipation of Fisher information, ${part}, of ${names[i]} with ${names[j]}`,
            ),
          ),
        ),
        ...partnerSpecies(initial).map((i) =>
          one(
            `fisher_dissipation.${names[i]}.partners`,
            `dissipation of Fisher information, lemma, of ${names[i]} with immobile partners`,
          ),
        ),
      ],
      measure(now, row) {
        let at = 0;
        const { pairs, partners, lemma } = fisherBudgetByPairs(mixture, mollifiedSpecies(now), now.t, budget);
        if (moving) row[at++] = fisherRate(now);
        row[at++] = lemma?.value ?? Number.NaN;
        row[at++] = lemma !== undefined && lemma.error < Infinity ? lemma.error : Number.NaN;
        if (exact !== undefined) row[at++] = exactFisherRate(exact, names.length, initial.t, now.t);
        for (const estimates of pairs)
          for (const part of dissipationParts) row[at++] = estimates[part]?.value ?? Number.NaN;
        for (const i of partnerSpecies(now))
          row[at++] = mixture.background.reduce(
            (sum, { species }, k) => (species === i ? sum + (partners[k]?.value ?? Number.NaN) : sum),
            0,
          );
      },
    };
  },
};

function mollifiedSpecies({ species }: Snapshot): MollifiedSpecies[] {
  return species.map(({ particles, smoothing }) => ({ particles: particles!, variance: smoothing }));
}

/** The species that have immobile partners. */
function partnerSpecies({ mixture }: Snapshot): number[] {
  return [...new Set(mixture.background.map(({ species }) => species))];
}
