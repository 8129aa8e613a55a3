import type { ReconstructionName } from '../reconstruction/density.ts';
import { type EntropyRule, entropyRules, extrapolation } from '../reconstruction/regularised-entropy.ts';
import type { Scenario } from '../scenario/scenario.ts';

/**
 * Levels of the extrapolated score where none are given. Moment-preserving mollifiers stay close together, because the widest has to
 * be narrower than the particles, and levels that are closer leave less: two Coulomb species of 1624 + 1566 particles, d = 3, err by
 * 0.86 % of the change of temperature with them, 1.6 % with (1, 1.5, 2.25), 4.8 % with (1, 2). Four levels, 0.08 % there, amplify the noise of
 * particles at the edge (two species in the plane, 2567 particles, gamma = -3: I off by 2 %).
 */
const usualLevels: Readonly<Record<ReconstructionName, readonly number[]>> = {
  'moment-preserving': [1, 1.25, 1.5],
  mollified: [1, 2],
};

/** The regularised entropy that a method's options ask for. */
export function scenarioEntropy({
  reconstruction,
  score,
  levels,
}: Extract<Scenario['method'], { readonly score: unknown }>): EntropyRule {
  return score === 'plain' ? entropyRules.plain : extrapolation(levels ?? usualLevels[reconstruction]);
}
