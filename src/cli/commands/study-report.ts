import { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../terminal.ts';

/** `landau study report <directory>`: collects, renders the report and prints where it is. */
export function studyReportCommand({ terminal }: CommandContext) {
  return new Command('report')
    .description('make the tables and the report of a study from the results of its members: HTML, LaTeX')
    .argument('<directory>', 'the directory of a study')
    .option('--markdown <file>', 'write the tables as Markdown too')
    .action(async (directory, { markdown }) => {
      const { openStudy } = await import('../../study/open-study.ts');
      const { writeCollection } = await import('../../study/write-collection.ts');
      const { writeStudyReport } = await import('../write-study-report.ts');
      const record = await writeCollection(openStudy(directory));
      terminal.out.write(`${await writeStudyReport(directory, record, markdown)}\n`);
    });
}
