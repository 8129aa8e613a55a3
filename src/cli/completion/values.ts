import { methods } from '../../methods/methods.ts';
import { scenarioJsonSchema } from '../../scenario/serialise.ts';
import { executors } from '../../study/executors.ts';
import { topics } from '../list-text.ts';
import type { Candidate, Values } from './candidates.ts';

/** The values of options and arguments that are names of the program's own. */
export const values: Values = async (name, typed) => {
  if (name === 'topic') return topics.map(({ name }) => ({ word: name, description: '' }));
  if (name === '--executor') return executors.map(({ name, description }) => ({ word: name, description }));
  if (name === '--method') return methodNames('');
  // The last of a list with commas, behind what is typed already.
  if (name === '--methods') return methodNames(typed.replace(/[^,]*$/, ''));
  return name === '--set' ? ofScenario(typed) : [];
};

function methodNames(before: string): readonly Candidate[] {
  return methods.map(({ name, summary }) => ({ word: before + name, description: summary }));
}

interface Schema {
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** The paths of values as `path=`; behind the equals sign the words that the value may be. */
function ofScenario(typed: string): readonly Candidate[] {
  const leaves = [...paths(scenarioJsonSchema() as Schema, '')];
  const at = typed.indexOf('=');
  if (at < 0)
    return distinct(leaves.map(({ path, field }) => ({ word: `${path}=`, description: field.description ?? '' })));
  const own = leaves.filter(({ path }) => path === typed.slice(0, at));
  return distinct(
    own
      .flatMap(({ field }) => choices(field))
      .map((choice) => ({ word: `${typed.slice(0, at)}=${choice}`, description: '' })),
  );
}

/** The values that stand alone; of the first species, as one overrides it by `species.0`. */
function* paths(schema: Schema, path: string): Generator<{ readonly path: string; readonly field: Schema }> {
  const inside = [...alternatives(schema)];
  const maps = inside.flatMap(({ properties }) => Object.entries(properties ?? {}));
  const lists = inside.flatMap(({ items }) => (items?.properties === undefined ? [] : [items]));
  for (const [key, field] of maps) yield* paths(field, path === '' ? key : `${path}.${key}`);
  for (const item of lists) yield* paths(item, `${path}.0`);
  if (path !== '' && maps.length === 0 && lists.length === 0) yield { path, field: schema };
}

function* alternatives(schema: Schema): Generator<Schema> {
  yield schema;
  for (const each of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) yield* alternatives(each);
}

function choices(schema: Schema): readonly string[] {
  return [...alternatives(schema)].flatMap((one) => {
    if (one.type === 'boolean') return ['true', 'false'];
    return [...(one.enum ?? []), ...(one.const === undefined ? [] : [one.const])].map(String);
  });
}

function distinct(all: readonly Candidate[]): readonly Candidate[] {
  return [...new Map(all.map((each) => [each.word, each])).values()];
}
