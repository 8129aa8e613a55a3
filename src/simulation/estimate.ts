import type { Distribution } from '../ensemble/distribution.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Cost } from './cost.ts';
import { estimateGradientFlow } from './estimate-gradient-flow.ts';
import { estimateLegendre } from './estimate-legendre.ts';
import { estimateMoments } from './estimate-moments.ts';
import { estimatePairCollisions } from './estimate-pair-collisions.ts';
import { estimateSpectralGrid } from './estimate-spectral-grid.ts';
import { type KernelSpeed, type KernelTask, measureKernelSpeed } from './kernel-speed.ts';

type MethodScenario = Scenario['method'];

/** The estimate of every method, by its name. */
const estimates: {
  readonly [Name in MethodScenario['name']]: (
    scenario: Scenario,
    method: Extract<MethodScenario, { readonly name: Name }>,
    mixture: Mixture,
    distributions: readonly Distribution[],
    measureSpeed: (mixture: Mixture, task: KernelTask) => KernelSpeed,
  ) => Cost;
} = {
  blob: estimateGradientFlow,
  'linear-fokker-planck': estimateGradientFlow,
  'pair-collisions': estimatePairCollisions,
  legendre: estimateLegendre,
  moments: estimateMoments,
  'spectral-grid': estimateSpectralGrid,
};

/**
 * Memory and time of a run, from counts alone and before anything is allocated, so that a scenario for a bigger machine is
 * refused instead of crashing. The kernels' speed is measured on the spot unless it is given. Particles and lattices are
 * taken as at the start; adaptive steps as if the first one's length stayed.
 */
export function estimateCost(
  scenario: Scenario,
  mixture: Mixture,
  distributions: readonly Distribution[],
  measureSpeed: (mixture: Mixture, task: KernelTask) => KernelSpeed = measureKernelSpeed,
): Cost {
  // The name chooses the function that takes the options of that name; the type system cannot follow.
  const estimate = estimates[scenario.method.name] as (
    scenario: Scenario,
    method: MethodScenario,
    ...rest: [Mixture, readonly Distribution[], typeof measureSpeed]
  ) => Cost;
  return estimate(scenario, scenario.method, mixture, distributions, measureSpeed);
}
