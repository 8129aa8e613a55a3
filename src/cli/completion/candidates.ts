import type { Argument, Command, Option } from '@commander-js/extra-typings';
import { methods } from '../../methods/methods.ts';
import { scenarioJsonSchema } from '../../scenario/serialise.ts';
import { executors } from '../../study/executors.ts';
import { topics } from '../list-text.ts';

/** A word that may come next, and its meaning. */
interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** Returns the values of an option or argument, by its name, that the command-line parser does not know. */
type Values = (name: string, typed: string) => Promise<readonly Candidate[]>;

/**
 * Returns the possible completions of the last of `words`: commands, options and their values. Returns none for a file, which the
 * shell completes itself. `words` are the words after the name of the program; the last one may be incomplete.
 */
export async function candidates(
  program: Command,
  words: readonly string[],
  values: Values,
): Promise<readonly Candidate[]> {
  const typed = words.at(-1) ?? '';
  const { command, operands } = follow(program, words.slice(0, -1));
  const before = optionNamed(command, words.at(-2));
  const found =
    before !== undefined && (before.required || before.optional)
      ? await ofOption(before, typed, values)
      : typed.startsWith('-')
        ? visible(command).map(({ long, description }) => ({ word: long ?? '', description }))
        : command.commands.length > 0
          ? subcommands(command)
          : await ofArgument(command.registeredArguments[operands], typed, values);
  return found.filter(({ word }) => word.startsWith(typed));
}

/** Returns the command that the words select, and its number of operands so far. */
function follow(program: Command, words: readonly string[]): { readonly command: Command; readonly operands: number } {
  let command = program;
  let operands = 0;
  for (let at = 0; at < words.length; at++) {
    const option = optionNamed(command, words[at]);
    if (option !== undefined) {
      if (option.required || option.optional) at++;
    } else if (!words[at].startsWith('-')) {
      const next = command.commands.find((each) => each.name() === words[at]);
      if (next === undefined) operands++;
      else command = next as Command;
    }
  }
  return { command, operands };
}

function optionNamed(command: Command, word: string | undefined): Option | undefined {
  return command.options.find(({ long, short }) => word !== undefined && (word === long || word === short));
}

async function ofOption({ argChoices, long }: Option, typed: string, values: Values): Promise<readonly Candidate[]> {
  return argChoices?.map((word) => ({ word, description: '' })) ?? values(long ?? '', typed);
}

async function ofArgument(
  argument: Argument | undefined,
  typed: string,
  values: Values,
): Promise<readonly Candidate[]> {
  return argument?.argChoices?.map((word) => ({ word, description: '' })) ?? values(argument?.name() ?? '', typed);
}

function visible(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command as never) as unknown as readonly Option[];
}

function subcommands(command: Command): readonly Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command as never)
    .map((each) => ({ word: each.name(), description: each.description() }));
}

/** Completes the options and arguments whose values are names defined by the program. */
export const values: Values = async (name, typed) => {
  if (name === 'topic') return topics.map(({ name }) => ({ word: name, description: '' }));
  if (name === '--executor') return executors.map(({ name, description }) => ({ word: name, description }));
  if (name === '--method') return methodNames('');
  // The last entry of a comma-separated list, after the entries typed so far.
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

/** Returns the paths of values as `path=`; after the equals sign, the words that the value may be. */
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

/** Yields the paths of all values that are neither maps nor lists of maps; list entries have the index 0, as in `species.0`. */
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
