import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { summations } from '../collision/summations.ts';
import { distributions } from '../ensemble/distributions.ts';
import { samplingRules } from '../ensemble/sampling-rules.ts';
import type { Invariant } from '../integration/integrator.ts';
import { integrators } from '../integration/integrators.ts';
import { methods } from '../methods/methods.ts';
import { forcings } from '../physics/forcing.ts';
import { entropyRules } from '../reconstruction/regularised-entropy.ts';
import { readScenario, readStudyTitle } from '../scenario/read-scenario.ts';
import { scenarioSchema } from '../scenario/scenario.ts';
import { scenarioJsonSchema, studyJsonSchema } from '../scenario/serialise.ts';
import { watchdogs } from '../simulation/watchdogs/watchdogs.ts';
import { executors } from '../study/executors.ts';
import { columnPatterns, exampleColumns } from './example-columns.ts';

interface Part {
  readonly name: string;
  readonly reference: string;
}

interface Described {
  readonly name: string;
  readonly description: string;
}

/**
 * Everything that a scenario or a study can name. `landau list --json` prints this object; its keys are stable:
 *
 *     methods, scores, summations, samplings    name, reference
 *     integrators                       name, order, conserves, reference
 *     distributions, forcings, executors    name, description
 *     analyzers                         name, reference (or null), columns: name, label, unit, for two species a and b
 *     watchdogs                         name, statement, kind
 *     scenarios, studies                file, title
 */
export interface Catalogue {
  readonly methods: readonly Part[];
  readonly integrators: readonly (Part & { readonly order: number; readonly conserves: readonly string[] })[];
  readonly scores: readonly Part[];
  readonly summations: readonly Part[];
  readonly samplings: readonly Part[];
  readonly distributions: readonly Described[];
  readonly forcings: readonly Described[];
  readonly analyzers: readonly {
    readonly name: string;
    readonly reference: string | null;
    readonly columns: readonly { readonly name: string; readonly label: string; readonly unit: string }[];
  }[];
  readonly watchdogs: readonly { readonly name: string; readonly statement: string; readonly kind: string }[];
  readonly executors: readonly Described[];
  readonly scenarios: readonly ShippedFile[];
  readonly studies: readonly ShippedFile[];
}

/** The physical quantity that an integrator conserves when it preserves an invariant. */
const conserved: Readonly<Record<Invariant, string>> = {
  linear: 'momentum',
  quadratic: 'energy',
  potential: 'decay of entropy',
};

/** Functions that make the parts of the catalogue, each called only when its part is requested. */
const makers: { readonly [Key in keyof Catalogue]: () => Catalogue[Key] } = {
  methods: () => methods.map(part),
  integrators: () =>
    [...integrators.values()].map((integrator) => ({
      ...part(integrator),
      order: integrator.order,
      conserves: integrator.conserves.map((invariant) => conserved[invariant]),
    })),
  scores: () => Object.values(entropyRules).map(part),
  summations: () => Object.values(summations).map(part),
  samplings: () => samplingRules.map(part),
  distributions() {
    const help = distributionHelp();
    return [...Object.keys(distributions), 'mixture'].map((name) => ({ name, description: help.get(name) ?? '' }));
  },
  forcings: () => Object.entries(forcings).map(([name, { summary }]) => ({ name, description: summary })),
  analyzers: () => exampleColumns().map(({ reference = null, ...group }) => ({ ...group, reference })),
  watchdogs: () => watchdogs.map(({ name, statement, kind }) => ({ name, statement, kind })),
  executors: () => executors.map(({ name, description }) => ({ name, description })),
  scenarios: () => shipped('.', (path) => readScenario(path).title),
  studies: () => shipped('studies', readStudyTitle),
};

/** Returns the named parts of the catalogue, by default all. */
export function catalogue<Key extends keyof Catalogue>(
  keys: readonly Key[] = Object.keys(makers) as Key[],
): Pick<Catalogue, Key> {
  return Object.fromEntries(keys.map((key) => [key, makers[key]()])) as Pick<Catalogue, Key>;
}

function part({ name, reference }: Part): Part {
  return { name, reference };
}

/** The help texts of the distributions in the schema of scenarios, by name. */
function distributionHelp(): ReadonlyMap<string, string> {
  return new Map(
    scenarioSchema().in.shape.species.element.shape.initial.options.flatMap((kind) =>
      Object.entries(kind.shape).map(
        ([name, { description }]) => [name, description ?? kind.description ?? ''] as const,
      ),
    ),
  );
}

interface ShippedFile {
  /** Path from the current directory, as the other commands accept it. */
  readonly file: string;
  readonly title: string;
}

/** src/cli and dist/cli are equally deep in the package. */
const folder = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** The YAML files in a subfolder of the program's scenarios, sorted by name. */
function shipped(within: string, titleOf: (path: string) => string): ShippedFile[] {
  const place = join(folder, within);
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => {
      const path = join(place, name);
      return { file: relative(process.cwd(), path), title: titleOf(path) };
    });
}

/** The text of a JSON schema for editors. The scenario schema offers the columns of the series in `expect`. */
export function editorSchema(kind: 'scenario' | 'study'): string {
  const schema = kind === 'study' ? studyJsonSchema() : scenarioJsonSchema(columnPatterns());
  return `${JSON.stringify(schema, null, 2)}\n`;
}
