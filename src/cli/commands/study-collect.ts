import { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../terminal.ts';

/** `landau study collect <directory>`: the tables of what is finished; what `--json` prints is a StudyRecord. */
export function studyCollectCommand({ terminal }: CommandContext) {
  return new Command('collect')
    .description('make the tables of a study from the results of its members: CSV, netCDF')
    .argument('<directory>', 'the directory of a study')
    .option('--json', 'print the record of the study as JSON')
    .action(async (directory, { json }) => {
      const { openStudy } = await import('../../study/open-study.ts');
      const { writeCollection } = await import('../../study/write-collection.ts');
      const record = await writeCollection(openStudy(directory));
      if (json) terminal.out.write(`${JSON.stringify(record, null, 2)}\n`);
      else terminal.out.write((await import('../study-text.ts')).recordText(record, terminal.out));
    });
}
