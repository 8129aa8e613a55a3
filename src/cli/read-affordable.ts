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
  const cost = costOf(file, scenario);
  if (!force) checkAffordable(file, cost, machineLimits());
  return { scenario, cost };
}

/** Throws InputError when the scenario is more than this machine should be asked for; `file` is where it is from. */
export function refuseUnaffordable(file: string, scenario: Scenario): void {
  checkAffordable(file, costOf(file, scenario), machineLimits());
}

function costOf(file: string, scenario: Scenario): Cost {
  const mixture = scenarioMixture(scenario);
  const { distributions } = startingState(scenario, mixture, file);
  return estimateCost(scenario, mixture, distributions);
}
