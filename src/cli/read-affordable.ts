import { readScenario } from '../scenario/read-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Cost } from '../simulation/cost.ts';
import { estimateCost } from '../simulation/estimate.ts';
import { startingState } from '../simulation/initial-state.ts';
import { scenarioMixture } from '../simulation/scenario-mixture.ts';
import { checkAffordable, machineLimits } from './affordable.ts';

/**
 * The scenario in a file, with overrides, and what it will cost: known before a single particle is made.
 * Throws InputError when it is not valid or, unless forced, more than this machine should be asked for.
 */
export function readAffordable(
  file: string,
  overrides: readonly string[],
  { force = false }: { readonly force?: boolean } = {},
): { readonly scenario: Scenario; readonly cost: Cost } {
  const scenario = readScenario(file, overrides);
  const mixture = scenarioMixture(scenario);
  const { distributions } = startingState(scenario, mixture, file);
  const cost = estimateCost(scenario, mixture, distributions);
  if (!force) checkAffordable(file, cost, machineLimits());
  return { scenario, cost };
}
