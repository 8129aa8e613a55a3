import { createVectorField, type VectorField } from '../core/vector-field.ts';
import type { FisherRates, Snapshot, SpeciesSnapshot } from '../methods/snapshot.ts';
import { reconstructionRules } from '../reconstruction/density.ts';
import { splitByQuadrature } from '../theory/dissipation/by-quadrature.ts';
import { collisionPair } from '../theory/dissipation/collision-pair.ts';
import type { ExactSolution } from '../theory/exact-solution.ts';
import { exactFisherRate } from '../theory/exact-solution.ts';
import type { Analyzer, PreparedAnalyzer, Quantity } from './analyzer.ts';
import { latticeFisher } from './fisher.ts';
import {
  collidingOrderedPairs,
  dissipationParts,
  fisherBudgetByPairs,
  type MollifiedSpecies,
} from './fisher-budget-pairs.ts';

const unit = 'n/(m v^2 t)';

/**
 * The budget of the Fisher information, for runs that request it and particles with a mollifier: dI/dt of the reconstructed f ~ as the
 * particles actually move it (fisher_rate, see fisherRate), and dI/dt of the Landau system at the same f ~: by Lemma 2.1, with one
 * standard deviation of its draws, and pair by pair in the terms of Proposition 3.1 (see fisherBudgetByPairs).
 * A part is NaN if it does not exist or its average has no variance; an infinite error is NaN too.
 *
 * The two rates differ by the effect of smoothing on the dynamics: f ~ is hotter than f by kappa and does not move exactly by the Landau
 * system. The difference is of first order in kappa with the plain score. `fisher_rate_exact` belongs to the unmollified exact solution,
 * so its distance to both rates contains the bias of I itself.
 *
 * The lemma contains third derivatives of log f ~ and is sensitive to features of f ~ that f lacks: the ripples of the particle lattice
 * (BKW, d = 2, t = 4: -0.097 with eps = 0.64 h^2, -0.081 with 1.28 h^2, exact -0.083) and the cliff at the edge of the particles.
 */
export const fisherBudget: Analyzer = {
  name: 'fisher-budget',
  reference: 'Y. Zhu, Fisher information for the multi-species Landau system (2025), Lemma 2.1 and Proposition 3.1',
  prepare({ initial, exact, budget }) {
    const { mixture } = initial;
    if (budget !== undefined && initial.fisherRates !== undefined) return chainRule(initial, exact);
    const mollified = initial.species.every(({ mollifier }) => mollifier !== undefined);
    // A method with its own entropy law does not solve the Landau system.
    if (budget === undefined || !mollified || initial.entropyLaw !== undefined) return { quantities: [], measure() {} };
    const names = mixture.species.map(({ name }) => name);
    const moving = initial.species.every(({ drift }) => drift !== undefined);
    const extrapolating = moving && initial.species.every(({ functional }) => (functional?.levels.length ?? 1) > 1);
    const one = (name: string, label: string): Quantity => ({ name, label, unit });
    return {
      quantities: [
        ...(moving ? [one('fisher_rate', 'rate of change of the Fisher information')] : []),
        ...(extrapolating ? [one('fisher_rate_extrapolated', 'rate of change of fisher_extrapolated')] : []),
        one('fisher_rate_lemma', 'rate of change of the Fisher information by Lemma 2.1'),
        one('fisher_rate_lemma_error', 'standard deviation of the rate of change by Lemma 2.1'),
        ...(exact === undefined ? [] : [exactRate]),
        ...collidingOrderedPairs(mixture).flatMap(([i, j]) =>
          dissipationParts.map((part) =>
            one(
              `fisher_dissipation.${names[i]}.${names[j]}.${part}`,
              `dissipation of Fisher information, ${part}, of ${names[i]} with ${names[j]}`,
            ),
          ),
        ),
        ...partnerSpecies(initial).map((i) => partnersRate(names[i])),
      ],
      measure(now, row) {
        let at = 0;
        const { pairs, partners, lemma } = fisherBudgetByPairs(mixture, mollifiedSpecies(now), now.t, budget);
        if (moving) row[at++] = fisherRate(now);
        if (extrapolating) row[at++] = fisherRate(now, true);
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

/**
 * The budget of a method that computes dI/dt of its own f. Each ordered pair is assigned half of the change that its two species cause in
 * each other's I. If the method also provides log f, the terms of Proposition 3.1 follow by quadrature over pairs of velocities, with the
 * error of their sum; they are NaN where they do not exist or the quadrature does not resolve them.
 */
function chainRule(initial: Snapshot, exact: ExactSolution | undefined): PreparedAnalyzer {
  const { mixture } = initial;
  const S = mixture.species.length;
  const name = (i: number) => mixture.species[i].name;
  const pairs = collidingOrderedPairs(mixture);
  const partners = partnerSpecies(initial);
  const parts = initial.densities === undefined ? (['lemma'] as const) : ([...dissipationParts, 'error'] as const);
  const label = (part: (typeof parts)[number]) => (part === 'error' ? 'error of the total' : part);
  return {
    quantities: [
      { name: 'fisher_rate', label: 'rate of change of the Fisher information', unit },
      { name: 'fisher_rate_error', label: 'error of the rate of change of the Fisher information', unit },
      ...(exact === undefined ? [] : [exactRate]),
      ...pairs.flatMap(([i, j]) =>
        parts.map((part) => ({
          name: `fisher_dissipation.${name(i)}.${name(j)}.${part}`,
          label: `dissipation of Fisher information, ${label(part)}, of ${name(i)} with ${name(j)}`,
          unit,
        })),
      ),
      ...partners.map((i) => partnersRate(name(i))),
    ],
    measure(now, row) {
      const rates = now.fisherRates!();
      const split = splitsOf(now, rates);
      const sum = [rates.pairs, rates.partners].flatMap((part) => [...part]).reduce((all, rate) => all + rate, 0);
      row.set([
        sum,
        rates.error,
        ...(exact === undefined ? [] : [exactFisherRate(exact, S, initial.t, now.t)]),
        ...pairs.flatMap(([i, j], k) => {
          const lemma = lemmaOf(rates, S, i, j);
          return parts.map((part) => (part === 'lemma' ? lemma : (split[k]?.[part] ?? Number.NaN)));
        }),
        ...partners.map((i) => rates.partners[i]),
      ]);
    },
  };
}

/** dI/dt of a state whose method provides it, see chainRule. */
export interface ExpansionParts {
  /** Every colliding ordered pair, in the order of `collidingOrderedPairs`. */
  readonly pairs: readonly {
    readonly lemma: number;
    readonly split: ReturnType<typeof splitByQuadrature> | undefined;
  }[];
  /** By each immobile partner of the mixture; undefined if a species has several, or if dI/dt is not the lemma (gamma <= -d). */
  readonly partners: readonly (number | undefined)[];
  /** Error of the sum of all parts. */
  readonly error: number;
}

export function expansionParts(now: Snapshot): ExpansionParts {
  const { mixture } = now;
  const rates = now.fisherRates!();
  const split = splitsOf(now, rates);
  const alone = (species: number) => mixture.background.filter((one) => one.species === species).length === 1;
  return {
    pairs: collidingOrderedPairs(mixture).map(([i, j], k) => ({
      lemma: lemmaOf(rates, mixture.species.length, i, j),
      split: split[k],
    })),
    partners: mixture.background.map(({ species, exponent }) =>
      alone(species) && exponent > -mixture.dimension ? rates.partners[species] : undefined,
    ),
    error: rates.error,
  };
}

/** Returns dI/dt of the ordered pair (i, j): half of the change that its two species cause in each other's I. */
function lemmaOf({ pairs }: FisherRates, S: number, i: number, j: number): number {
  return (pairs[i * S + j] + pairs[j * S + i]) / 2;
}

/** Returns the terms of Proposition 3.1 of all colliding ordered pairs; (i, j) and (j, i) share theirs. */
function splitsOf(
  { mixture, species, densities }: Snapshot,
  rates: FisherRates,
): readonly (ReturnType<typeof splitByQuadrature> | undefined)[] {
  const f = densities?.();
  if (f === undefined) return [];
  const S = mixture.species.length;
  const known = new Map<string, ReturnType<typeof splitByQuadrature>>();
  return collidingOrderedPairs(mixture).map(([i, j]) => {
    const key = `${Math.min(i, j)} ${Math.max(i, j)}`;
    if (!known.has(key)) {
      const densities = [species[i].integrals!.density, species[j].integrals!.density] as const;
      const lemma = lemmaOf(rates, S, i, j);
      known.set(key, splitByQuadrature(collisionPair(mixture, i, j), f[i], f[j], { lemma, densities }));
    }
    return known.get(key);
  });
}

const exactRate: Quantity = {
  name: 'fisher_rate_exact',
  label: 'rate of change of the Fisher information of the exact solution',
  unit,
};

function partnersRate(species: string): Quantity {
  return {
    name: `fisher_dissipation.${species}.partners`,
    label: `dissipation of Fisher information, lemma, of ${species} with immobile partners`,
    unit,
  };
}

function mollifiedSpecies({ species }: Snapshot): MollifiedSpecies[] {
  return species.map(({ particles, mollifier }) => ({
    particles: { weights: particles!.weights, velocities: mollifier!.centres() },
    variance: mollifier!.variance,
  }));
}

/** Returns the species that have immobile partners. */
function partnerSpecies({ mixture }: Snapshot): number[] {
  return [...new Set(mixture.background.map(({ species }) => species))];
}

/**
 * Returns dI/dt of the discrete I(f ~) of the narrowest mollifier, as the particles move with their drift, sum_p dI/dv_p . dv_p/dt, by the
 * central difference ( I(v + tau dv/dt) - I(v - tau dv/dt) ) / 2 tau. tau moves the fastest particle by s = 1e-3 of the mollifier's width;
 * the error is O(s^2), 1e-6 of the rate. The mollifier is cut at 1e-14 of its peak, below round-off of I. Every species needs particles, a
 * drift and a mollifier. `extrapolated` selects I of the combination of densities that drives the particles, sum_k c_k I(f ~_k), if there
 * is one.
 */
export function fisherRate({ mixture, species }: Snapshot, extrapolated = false): number {
  return species.reduce((sum, one, i) => {
    const levels = extrapolated ? one.functional!.levels : [{ factor: 1, width: 1 }];
    const { mass } = mixture.species[i];
    return levels.reduce((all, { factor, width }) => all + factor * speciesRate(mass, one, width), sum);
  }, 0);
}

const furthest = 1e-3;
const cut = 1e-14;

/** Returns the rate for the density whose mollifier has `width` times the variance of the narrowest. */
function speciesRate(mass: number, { particles, drift, mollifier, lattice }: SpeciesSnapshot, width: number): number {
  const { weights, velocities } = particles!;
  const fastest = largestLength(drift!);
  if (fastest === 0) return 0;
  const { reconstruction: name, variance: narrowest } = mollifier!;
  const variance = width * narrowest;
  const options = {
    species: 'fisher_rate',
    variance,
    spacing: Math.sqrt(width) * lattice.spacing,
    anchor: lattice.anchor,
    tolerance: cut,
  };
  const reconstruction = reconstructionRules[name].prepare(weights, options, velocities);
  const tau = (furthest * Math.sqrt(variance)) / fastest;
  const moved = createVectorField(velocities.d, velocities.n);
  const fisherAt = (t: number) => {
    for (let k = 0; k < moved.data.length; k++) moved.data[k] = velocities.data[k] + t * drift!.data[k];
    reconstruction.update(moved);
    return latticeFisher(mass, {
      lattice: reconstruction.lattice,
      values: reconstruction.values,
      gradient: reconstruction.gradient(moved),
    });
  };
  return (fisherAt(tau) - fisherAt(-tau)) / (2 * tau);
}

function largestLength({ d, n, data }: VectorField): number {
  let largest = 0;
  for (let p = 0; p < n; p++) {
    let square = 0;
    for (let k = 0; k < d; k++) square += data[k * n + p] ** 2;
    largest = Math.max(largest, square);
  }
  return Math.sqrt(largest);
}
