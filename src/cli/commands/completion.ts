import { Argument, Command } from '@commander-js/extra-typings';
import { instructions, shells } from '../completion/scripts.ts';
import type { CommandContext } from '../terminal.ts';

/** `landau completion <shell>`: a script that makes a shell complete commands, options and their values. */
export function completionCommand({ terminal }: CommandContext) {
  return new Command('completion')
    .description('print the completion script for bash, zsh or fish')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(shells) as (keyof typeof shells)[]))
    .action(async (shell) => {
      const { formatFacts } = await import('../texts.ts');
      terminal.out.write(shells[shell]);
      terminal.err.write(formatFacts([['next', instructions[shell]]]));
    });
}

/** `landau complete -- <words>`: what the last word may become, for the scripts. */
export function completeCommand({ terminal, program }: CommandContext) {
  return new Command('complete')
    .description('completions of the last word of a command line, for the scripts of landau completion')
    .argument('[words...]')
    .action(async (words) => {
      const { candidates } = await import('../completion/candidates.ts');
      const { values } = await import('../completion/values.ts');
      for (const { word, description } of await candidates(program(), words, values))
        terminal.out.write(`${word}\t${description.split('\n')[0]}\n`);
    });
}
