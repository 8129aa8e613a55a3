import * as z from 'zod';
import { bearsMollifiers, mollifierVariances, type SmoothedSpecies, usualFactor } from '../reconstruction/bandwidth.ts';
import { type ReconstructionName, reconstructionRules } from '../reconstruction/density.ts';
import { type EntropyRule, entropyRules, extrapolation } from '../reconstruction/regularised-entropy.ts';
import { choiceOf, either, map, number, oneOrBySpecies, optional, quantity, withDefault } from '../schema/fields.ts';
import { describeValue, type Problem } from '../schema/problem.ts';
import type { OptionsOf } from './method.ts';

/** How the entropy of particles is regularised: the options of every method whose particles follow the score. */
export type RegularisationOptions = OptionsOf<ReturnType<typeof regularisation>>;

/** The schema fields of these options. */
export function regularisation() {
  const reconstruction = choiceOf('How f is reconstructed from the particles', reconstructionRules);
  return {
    reconstruction: withDefault(reconstruction, 'moment-preserving'),
    smoothing: withDefault(smoothing(), { rule: 'spacing' }),
    spacing: optional(spacing(), 'chosen from the particles'),
    tolerance: withDefault(tolerance(), 1e-10),
    score: withDefault(choiceOf('How the entropy is regularised', entropyRules), 'extrapolated'),
    levels: optional(
      levels(),
      '[1, 1.25, 1.5, 1.75] with the moment-preserving reconstruction, or [1, 1.25, 1.5] if they are too wide for a species; [1, 2] with the mollified one',
    ),
  };
}

/** What reduces the error of the rates, as a phrase. */
export function regularisedRefinement({ reconstruction }: Readonly<Record<string, unknown>>): string {
  const preserving = reconstruction === 'mollified' ? 'method.reconstruction: moment-preserving, ' : '';
  return `${preserving}more particles or a smaller method.smoothing`;
}

/** Levels have no effect on a score that is not extrapolated. */
export function levelProblems({ levels: given, score = 'extrapolated' }: Readonly<Record<string, unknown>>): Problem[] {
  if (given === undefined || score === 'extrapolated') return [];
  return [
    {
      path: ['levels'],
      at: 'key',
      expected: `no levels with the score ${score}`,
      got: describeValue(given),
      wayOut: 'remove them or use score: extrapolated',
    },
  ];
}

/**
 * Default levels of the extrapolated score, with the usual factor of the smoothing rule; the first list that every species
 * supports is taken. Moment-preserving mollifiers stay close together, because the widest has to be narrower than the particles, and
 * closer levels leave a smaller error. Two Coulomb species of 1459 particles in all, d = 3: four levels err by 1.1 % of the change of
 * temperature at t = 2, three by 2.2 %; the isotropisation of 968 particles by 0.08 and 0.2 %, its I by 6e-5 and 6e-4. Narrower
 * mollifiers on four levels ripple: the isotropisation of 920 particles in a wider box, which supports a factor of 0.4, errs by 36 %, with
 * three levels by 4 %. Both are slow where f is almost empty at the edge: 1304 particles per species on the BKW solution take 25
 * evaluations per step until t = 1, and 12 with (1, 2).
 */
const usualLevels: Readonly<Record<ReconstructionName, readonly (readonly number[])[]>> = {
  'moment-preserving': [
    [1, 1.25, 1.5, 1.75],
    [1, 1.25, 1.5],
  ],
  mollified: [[1, 2]],
};

/**
 * Default factor of the smoothing rule. With the usual factor f of 576 particles on four levels ripples: at t = 2 its I is 62 % too large.
 */
function factorOf(levels: readonly number[]): number {
  return levels.length > 3 ? 0.75 : usualFactor;
}

/** The regularised entropy given by the options, and the variance of the narrowest mollifier of every species. */
export function regularise(
  { reconstruction, smoothing, score, levels: given }: RegularisationOptions,
  species: readonly SmoothedSpecies[],
): { readonly rule: EntropyRule; readonly variances: readonly number[] } {
  const candidates =
    score !== 'extrapolated'
      ? [{ rule: entropyRules[score], factor: usualFactor }]
      : (given === undefined ? usualLevels[reconstruction] : [given]).map((levels) => ({
          rule: extrapolation(levels),
          factor: factorOf(levels),
        }));
  const widest = ({ terms }: EntropyRule) => Math.max(...terms.map(({ width }) => width));
  const borne = candidates.find(({ rule, factor }) => bearsMollifiers(smoothing, species, widest(rule), factor));
  const { rule, factor } = borne ?? candidates[candidates.length - 1];
  return { rule, variances: mollifierVariances(smoothing, reconstruction, species, widest(rule), factor) };
}

/** One smoothing temperature serves all species unless the reconstruction preserves moments. */
export function sharesSmoothing({ reconstruction }: RegularisationOptions): boolean {
  return reconstruction === 'mollified';
}

/** Spacing of the lattice on which a particle method's f is reconstructed: one for all species, or by species. */
export function spacing() {
  return oneOrBySpecies(
    'Spacing h of the lattice on which f is reconstructed',
    {
      one: quantity('velocity', 'One spacing for all species', { above: 0 }),
      each: quantity('velocity', 'Spacing of one species', { above: 0 }),
      map: 'Spacings by species.',
    },
    { either: 'a number > 0 or a map from species to numbers > 0', map: 'a map from species to numbers > 0' },
  );
}

/** Truncation of the mollifier of a particle method. */
export function tolerance() {
  return number('Where the mollifier is cut off, relative to its largest value', { above: 0, below: 1 });
}

function smoothing() {
  return either(
    'Variance eps of the Gaussian mollifier',
    [
      map('One smoothing temperature for all species: eps_i = kappa / m_i.', {
        temperature: quantity('temperature', 'Smoothing temperature kappa', { above: 0 }),
      }),
      map(
        'From the spacing h of the lattice: eps = factor h^power, in units of the thermal speed where moments are preserved.',
        {
          rule: z.literal('spacing', { error: 'spacing' }).describe('The rule (spacing).'),
          factor: optional(
            number('Factor of the rule', { above: 0 }),
            '0.75 with four levels, else 0.64, or less if a moment-preserving mollifier has to be narrower than its species',
          ),
          power: withDefault(number('Power of the rule', { above: 0 }), 1.98),
        },
      ),
    ],
    'a map with the key temperature or the key rule',
  );
}

/** Levels of the extrapolated score. */
function levels() {
  const error = 'a list of 2 to 4 numbers that rise from 1, the largest at most 16';
  return z
    .array(number('Variance of a mollifier in units of the narrowest one', { from: 1, to: 16 }), { error })
    .min(2, { error })
    .max(4, { error })
    .refine((ratios) => ratios[0] === 1 && ratios.every((r, k) => k === 0 || r > ratios[k - 1]), { error })
    .describe(
      `Variances of the mollifiers from which the extrapolated score is extrapolated, in units of the narrowest one (${error}).`,
    );
}
