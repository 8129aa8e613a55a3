import { InputError } from '../core/errors.ts';
import type { Distribution } from './distribution.ts';
import type { MomentChange } from './moment-correction.ts';
import { given, thinned } from './sampling/given.ts';
import { lattice } from './sampling/lattice.ts';
import { monteCarlo, quasiMonteCarlo } from './sampling/random.ts';
import type { Sample, SamplingOptions, SamplingRule } from './sampling/sampling-rule.ts';

/** The sampling rules, in the order of their listing. A new one is a file in sampling/ and a line here. */
export const samplingRules: readonly SamplingRule[] = [lattice, monteCarlo, quasiMonteCarlo, given, thinned];

/** The rule with a name. Throws InputError for an unknown name. */
export function samplingRule(name: string): SamplingRule {
  const rule = samplingRules.find((candidate) => candidate.name === name);
  if (rule !== undefined) return rule;
  throw new InputError(
    `particles.sampling: expected ${samplingRules.map((known) => known.name).join(' | ')}, got ${name}`,
  );
}

/** A sample and, if its moments were corrected, the change. */
export interface InitialSample extends Sample {
  readonly change?: MomentChange;
}

/** The initial particles of a species: sampled by the rule, and corrected if requested or by default for the rule. */
export function sampleDistribution(
  rule: SamplingRule,
  distribution: Distribution,
  options: SamplingOptions,
): InitialSample {
  const sample = rule.sample(distribution, options);
  if (!(options.matchMoments ?? rule.correctedByDefault)) return sample;
  return { ...sample, ...rule.correction(sample.particles, distribution) };
}
