import { chooseSummation } from '../collision/summations.ts';
import { InputError } from '../core/errors.ts';
import { createStream } from '../core/random.ts';
import { blob } from '../methods/blob.ts';
import { closedMoments } from '../methods/closed-moments.ts';
import { legendre } from '../methods/legendre.ts';
import { linearFokkerPlanck } from '../methods/linear-fokker-planck.ts';
import type { Evolution, Problem } from '../methods/method.ts';
import { scatteringSchemes } from '../methods/pair-collisions/schemes.ts';
import { pairCollisions } from '../methods/pair-collisions.ts';
import type { RegularisationOptions } from '../methods/particle-gradient-flow.ts';
import { spectralGrid } from '../methods/spectral-grid.ts';
import { collidingPairs } from '../physics/mixture.ts';
import { bandwidthRules } from '../reconstruction/bandwidth.ts';
import { defaultNodes } from '../scenario/methods/spectral-grid.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Equation } from '../theory/exact.ts';
import { bySpecies } from './by-species.ts';
import { scenarioEntropy } from './scenario-entropy.ts';

type MethodScenario = Scenario['method'];

/** From a method's options in a scenario to its own, by the method's name. */
const preparations: {
  readonly [Name in MethodScenario['name']]: (
    options: Extract<MethodScenario, { readonly name: Name }>,
    scenario: Scenario,
    problem: Problem,
  ) => Evolution;
} = {
  blob: (method, scenario, problem) => {
    const { summation, batch, mesh } = method;
    const setting = {
      stream: createStream(scenario.seed, 'random batches'),
      ...(batch === undefined ? {} : { batch }),
      ...(mesh === undefined ? {} : { mesh }),
    };
    const counts = problem.species.map(({ ensemble }) => ensemble.weights.length);
    return blob.prepare(problem, {
      ...regularisation(method, scenario),
      summation: chooseSummation(summation, problem.mixture, counts, setting),
      setting,
    });
  },
  'linear-fokker-planck': (method, scenario, problem) => {
    const { mixture } = problem;
    if (collidingPairs(mixture).length > 0 || mixture.background.some(({ strength }) => strength > 0))
      throw new InputError(
        'collisions.strength: expected 0 for every pair with linear-fokker-planck, which has an operator of its own, got more',
      );
    return linearFokkerPlanck.prepare(problem, regularisation(method, scenario));
  },
  'pair-collisions': ({ scheme, smoothing, spacing, tolerance }, scenario, problem) =>
    pairCollisions.prepare(problem, {
      scheme: scatteringSchemes[scheme],
      smoothing: 'rule' in smoothing ? { ...smoothing, rule: bandwidthRules[smoothing.rule] } : smoothing,
      spacings: bySpecies(scenario, spacing),
      tolerance,
      stream: createStream(scenario.seed, 'pair collisions'),
    }),
  legendre: ({ degree, elements, order, tolerance }, _scenario, problem) =>
    legendre.prepare(problem, {
      ...(degree === undefined ? {} : { degree }),
      ...(elements === undefined ? {} : { elements }),
      order,
      tolerance,
    }),
  moments: (_options, _scenario, problem) => closedMoments.prepare(problem, undefined),
  'spectral-grid': ({ nodes, box }, scenario, problem) =>
    spectralGrid.prepare(problem, {
      nodes: bySpecies(scenario, nodes).map((given) => given ?? defaultNodes),
      halfWidths: bySpecies(scenario, box),
    }),
};

const methods: { readonly [Name in MethodScenario['name']]: { readonly equation?: Equation } } = {
  blob,
  'linear-fokker-planck': linearFokkerPlanck,
  'pair-collisions': pairCollisions,
  legendre,
  moments: closedMoments,
  'spectral-grid': spectralGrid,
};

/** What the scenario's method solves: exact solutions, the equilibrium and theorems depend on it. */
export function equationOf({ method }: Scenario): Equation {
  return methods[method.name].equation ?? 'landau';
}

function regularisation(
  method: Extract<MethodScenario, { readonly score: unknown }>,
  scenario: Scenario,
): RegularisationOptions {
  const { reconstruction, smoothing, spacing, tolerance } = method;
  return {
    reconstruction,
    smoothing,
    spacings: bySpecies(scenario, spacing),
    tolerance,
    score: scenarioEntropy(method),
  };
}

/** The evolution of the problem by the scenario's method. */
export function prepareMethod(scenario: Scenario, problem: Problem): Evolution {
  // The name chooses the function that takes the options of that name; the type system cannot follow.
  const prepare = preparations[scenario.method.name] as (
    options: MethodScenario,
    ...rest: [Scenario, Problem]
  ) => Evolution;
  return prepare(scenario.method, scenario, problem);
}
