import { analyzers } from '../analysis/analyzers.ts';
import { summations } from '../collision/summations.ts';
import { distributions } from '../ensemble/distributions.ts';
import { samplingRules } from '../ensemble/sampling-rules.ts';
import type { Invariant } from '../integration/integrator.ts';
import { integrators } from '../integration/integrators.ts';
import { blob } from '../methods/blob.ts';
import { closedMoments } from '../methods/closed-moments.ts';
import { linearFokkerPlanck } from '../methods/linear-fokker-planck.ts';
import { pairCollisions } from '../methods/pair-collisions.ts';
import { spectralGrid } from '../methods/spectral-grid.ts';
import { entropyRules } from '../reconstruction/regularised-entropy.ts';
import { scenarioSchema } from '../scenario/scenario.ts';
import { exampleColumns } from './example-columns.ts';
import { type ShippedScenario, shippedScenarios } from './shipped-scenarios.ts';

interface Part {
  readonly name: string;
  readonly reference: string;
}

/**
 * All that a scenario can name; with `landau list --json` this is the object that is printed, and its keys are stable:
 *
 *     methods, scores, summations, samplings    name, reference
 *     integrators                       name, order, conserves, reference
 *     distributions                     name, description
 *     analyzers                         name, reference (or null), columns: name, label, unit; for two species a and b
 *     scenarios                         file, title
 */
export interface Catalogue {
  readonly methods: readonly Part[];
  readonly integrators: readonly (Part & { readonly order: number; readonly conserves: readonly string[] })[];
  readonly scores: readonly Part[];
  readonly summations: readonly Part[];
  readonly samplings: readonly Part[];
  readonly distributions: readonly { readonly name: string; readonly description: string }[];
  readonly analyzers: readonly {
    readonly name: string;
    readonly reference: string | null;
    readonly columns: readonly { readonly name: string; readonly label: string; readonly unit: string }[];
  }[];
  readonly scenarios: readonly ShippedScenario[];
}

/** What keeping an invariant means for a gas of particles. */
const conserved: Readonly<Record<Invariant, string>> = {
  linear: 'momentum',
  quadratic: 'energy',
  potential: 'decay of entropy',
};

/** Everything in the registries, and the scenarios that come with the program. */
export function catalogue(): Catalogue {
  const columnsOf = exampleColumns();
  return {
    methods: [blob, linearFokkerPlanck, pairCollisions, closedMoments, spectralGrid].map(part),
    integrators: [...integrators.values()].map((integrator) => ({
      ...part(integrator),
      order: integrator.order,
      conserves: integrator.conserves.map((invariant) => conserved[invariant]),
    })),
    scores: Object.values(entropyRules).map(part),
    summations: Object.values(summations).map(part),
    samplings: samplingRules.map(part),
    distributions: [...Object.keys(distributions), 'mixture'].map((name) => ({
      name,
      description: distributionHelp().get(name) ?? '',
    })),
    analyzers: analyzers.map((analyzer) => ({
      name: analyzer.name,
      reference: analyzer.reference ?? null,
      columns: columnsOf(analyzer),
    })),
    scenarios: shippedScenarios(),
  };
}

function part({ name, reference }: Part): Part {
  return { name, reference };
}

/** The help texts of the distributions in the schema of scenarios, by name. */
function distributionHelp(): ReadonlyMap<string, string> {
  return new Map(
    scenarioSchema().shape.species.element.shape.initial.options.flatMap((kind) =>
      Object.entries(kind.shape).map(
        ([name, { description }]) => [name, description ?? kind.description ?? ''] as const,
      ),
    ),
  );
}
