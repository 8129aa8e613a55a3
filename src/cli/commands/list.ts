import { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../terminal.ts';

/** `landau list`: all that a scenario can name; what `--json` prints is a Catalogue. */
export function listCommand({ terminal }: CommandContext) {
  return new Command('list')
    .description('list scenarios, distributions, methods, integrators and columns')
    .option('--json', 'print it as JSON')
    .action(async ({ json }) => {
      const { catalogue } = await import('../catalogue.ts');
      const all = catalogue();
      if (json) terminal.out.write(`${JSON.stringify(all, null, 2)}\n`);
      else terminal.out.write((await import('../list-text.ts')).listText(all, terminal.out));
    });
}
