import { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../terminal.ts';

/** `landau report <directory>`: renders the report of a run again from its saved data and prints where it is. */
export function reportCommand({ terminal }: CommandContext) {
  return new Command('report')
    .description('render the report of a run again from its saved data')
    .argument('<directory>', 'the directory of a run, finished or not')
    .action(async (directory) => {
      const { writeReport } = await import('../write-report.ts');
      terminal.out.write(`${await writeReport(directory)}\n`);
    });
}
