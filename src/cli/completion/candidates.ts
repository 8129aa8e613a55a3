import type { Argument, Command, Option } from '@commander-js/extra-typings';

/** A word that may come next, and what it means. */
export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** What the program knows of values that the parser of the command line does not: by the name of the option or the argument. */
export type Values = (name: string, typed: string) => Promise<readonly Candidate[]>;

/**
 * What the last of `words` may become: commands, options and their values. Nothing where a file is wanted, which the shell
 * completes itself. `words` are those after the name of the program, the last one as far as it is typed.
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

/** The command that words lead to, and how many operands it has been given. */
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
