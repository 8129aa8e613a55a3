import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import type { AnalysisContext, Analyzer, Quantity } from '../analysis/analyzer.ts';
import { analyzers } from '../analysis/analyzers.ts';
import { summations } from '../collision/summations.ts';
import { distributions } from '../ensemble/distributions.ts';
import { samplingRules } from '../ensemble/sampling-rules.ts';
import type { Invariant } from '../integration/integrator.ts';
import { integrators } from '../integration/integrators.ts';
import { methods } from '../methods/methods.ts';
import { entropyRules } from '../reconstruction/regularised-entropy.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { readScenario } from '../scenario/read-scenario.ts';
import { scenarioSchema } from '../scenario/scenario.ts';
import { assemble } from '../simulation/assemble.ts';
import { formatFacts } from './texts.ts';

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
    methods: methods.map(part),
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

/** The catalogue for people, in the order of a scenario file. */
export function listText(catalogue: Catalogue, stream: Writable): string {
  const section = (title: string, entries: readonly (readonly [name: string, text: string])[]) =>
    `${styleText('bold', title, { stream })}\n${formatFacts(entries).replace(/^/gm, '  ').trimEnd()}\n`;
  const references = (parts: Catalogue['methods']) => parts.map(({ name, reference }) => [name, reference] as const);
  return [
    section(
      'scenarios',
      catalogue.scenarios.map(({ file, title }) => [file, title]),
    ),
    section(
      'distributions (species.initial)',
      catalogue.distributions.map(({ name, description }) => [name, description]),
    ),
    section('sampling rules (species.particles.sampling)', references(catalogue.samplings)),
    section('methods (method.name)', references(catalogue.methods)),
    section('scores (method.score)', references(catalogue.scores)),
    section('summations (method.summation)', references(catalogue.summations)),
    section(
      'integrators (time.integrator)',
      catalogue.integrators.map(({ name, order, conserves, reference }) => [
        name,
        `order ${order}, keeps ${conserves.join(', ')}; ${reference}`,
      ]),
    ),
    ...catalogue.analyzers.map(({ name, reference, columns }) =>
      section(
        `columns of ${name}, for a species a (and its pair with b)${reference === null ? '' : ` (${reference})`}`,
        columns
          .filter(notOfSecond)
          .map((column) => [column.name, column.unit === '1' ? column.label : `${column.label} [${column.unit}]`]),
      ),
    ),
  ].join('\n');
}

/** What holds for a holds for b. */
function notOfSecond({ name }: { readonly name: string }): boolean {
  return !name.endsWith('.b') || name.endsWith('.a.b');
}

export interface ShippedScenario {
  /** Path from the present directory, as the other commands take it. */
  readonly file: string;
  readonly title: string;
}

/** src/cli and dist/cli lie equally deep in the package. */
const folder = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** The scenarios that come with the program, by name. */
export function shippedScenarios(): ShippedScenario[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      return { file: relative(process.cwd(), path), title: readScenario(path).title };
    });
}

/** Two species a and b with an exact solution and sixteen particles each, too few for moments to be preserved. */
const example = `
title: Example
dimension: 2
species:
  - name: a
    mass: 1
    density: 1
    initial: &initial { bkw: { temperature: 1, amplitude: 0.5 } }
    particles: &particles { sampling: lattice, count: 16, correct: false }
  - { name: b, mass: 1, density: 1, initial: *initial, particles: *particles }
collisions: { exponent: 0 }
method: { name: blob, reconstruction: mollified }
time: { step: 1, until: 1 }
output: { every: 1 }
`;

/** Changes of the example after which, between them, every analyzer has something to say. */
const variants: readonly (readonly string[])[] = [
  [],
  [
    'species.a.particles={ sampling: monte-carlo, count: 16 }',
    'species.b.particles={ sampling: monte-carlo, count: 16 }',
  ],
  ['method={ name: linear-fokker-planck, reconstruction: mollified }', 'collisions.strength=0'],
  ['method={ name: spectral-grid, nodes: 32 }', 'time.integrator=rk4', 'time.step=0.1'],
];

/** The columns that an analyzer may write, whatever the scenario, for species a and b. */
export function exampleColumns(): (analyzer: Analyzer) => readonly Quantity[] {
  const contexts = variants.map((overrides): AnalysisContext => {
    const { evolution, equilibrium, exact } = assemble(parseScenario(example, 'example.yaml', overrides));
    const known = exact === undefined ? {} : { exact };
    return { initial: evolution.snapshot(), equilibrium, ...known, budget: { draws: 2, seed: 1 } };
  });
  return (analyzer) => {
    const all = contexts.flatMap((context) => analyzer.prepare(context).quantities);
    return [...new Map(all.map((quantity) => [quantity.name, quantity])).values()];
  };
}
