import type { PreparedAnalyzer } from '../analysis/analyzer.ts';
import { prepareAnalysis } from '../analysis/analyzers.ts';
import { chooseSummation } from '../collision/summations.ts';
import { InputError } from '../core/errors.ts';
import { samplingRule } from '../ensemble/sampling-rules.ts';
import type { StepHalving } from '../integration/advance.ts';
import { integrators } from '../integration/integrators.ts';
import { blob } from '../methods/blob.ts';
import type { Evolution, Problem } from '../methods/method.ts';
import type { MixtureEquilibrium } from '../physics/equilibrium.ts';
import { mixtureEquilibrium } from '../physics/equilibrium.ts';
import type { Mixture } from '../physics/mixture.ts';
import { particleMoments } from '../physics/moments.ts';
import { entropyRules } from '../reconstruction/regularised-entropy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ExactSolution } from '../theory/exact-solution.ts';
import { sampleSpecies } from './initial-particles.ts';
import { startingState } from './initial-state.ts';
import { scenarioMixture } from './scenario-mixture.ts';

/** A scenario turned into objects, ready to run. */
export interface Simulation {
  readonly scenario: Scenario;
  readonly mixture: Mixture;
  readonly evolution: Evolution;
  readonly exact?: ExactSolution;
  /** The Maxwellians with the densities, momentum and energy of the initial particles. */
  readonly equilibrium: MixtureEquilibrium;
  readonly analysis: PreparedAnalyzer;
  /** Particles of every species. */
  readonly particles: readonly number[];
  /** Density lost at sampling (box edge and cut), per species, before any correction. */
  readonly lostDensity: readonly number[];
  /** Everything it was assembled from, with references. */
  readonly parts: Evolution['parts'];
}

export interface AssembleOptions {
  /** The scenario's own file, from which paths in it are relative. Default: the present directory. */
  readonly file?: string;
  /** Called when a step did not converge and is tried again with half its length. */
  readonly onHalving?: (event: StepHalving) => void;
}

/** The one place where the names in a scenario become objects. Throws InputError when they do not fit together. */
export function assemble(scenario: Scenario, options: AssembleOptions = {}): Simulation {
  try {
    return assembleParts(scenario, options);
  } catch (error) {
    if (!(error instanceof InputError) || options.file === undefined) throw error;
    throw new InputError(error.problems.map((problem) => `${options.file}: ${problem}`));
  }
}

function assembleParts(scenario: Scenario, options: AssembleOptions): Simulation {
  const mixture = scenarioMixture(scenario);
  const { distributions, exact } = startingState(scenario, mixture, options.file ?? 'scenario.yaml');
  const samples = sampleSpecies(scenario, distributions);
  const { time } = scenario;
  const integrator = integrators.get(time.integrator);
  if (integrator === undefined)
    throw new InputError(`time.integrator: expected one of ${[...integrators.keys()].join(', ')}`);
  const problem: Problem = {
    mixture,
    species: samples,
    start: time.start,
    integrator,
    advance: {
      step: time.step,
      stepper: definedOnly({ tolerance: time.tolerance, iterations: time.iterations, depth: time.depth }),
      ...(time.adaptive === undefined ? {} : { adaptive: definedOnly(time.adaptive) }),
      ...(options.onHalving === undefined ? {} : { onHalving: options.onHalving }),
    },
  };
  const evolution = prepareMethod(scenario, problem);
  const equilibrium = mixtureEquilibrium(
    mixture,
    samples.map(({ ensemble }, i) => particleMoments(mixture.species[i].mass, ensemble.weights, ensemble.velocities)),
  );
  const known = exact === undefined ? {} : { exact };
  const rules = new Set(scenario.species.map(({ particles }) => samplingRule(particles.sampling)));
  return {
    scenario,
    mixture,
    evolution,
    ...known,
    equilibrium,
    analysis: prepareAnalysis({ initial: evolution.snapshot(), equilibrium, ...known }),
    particles: samples.map(({ ensemble }) => ensemble.weights.length),
    lostDensity: samples.map(({ lostDensity }) => lostDensity),
    parts: [
      ...evolution.parts,
      ...[...rules].map(({ name, reference }) => ({ role: 'sampling', name, reference })),
      ...(exact === undefined ? [] : [{ role: 'exact solution', name: exact.name, reference: exact.reference }]),
    ],
  };
}

function prepareMethod(scenario: Scenario, problem: Problem): Evolution {
  const { smoothing, spacing, tolerance, score, summation } = scenario.method;
  const spacings = scenario.species.map(({ name }) => (typeof spacing === 'number' ? spacing : spacing?.[name]));
  return blob.prepare(problem, {
    smoothing,
    spacings,
    tolerance,
    score: entropyRules[score],
    summation: chooseSummation(summation, problem.mixture),
  });
}

/** Drops the keys whose value is undefined. */
function definedOnly<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
