import { Command } from '@commander-js/extra-typings';
import { studyDirectory } from '../study-directory.ts';
import type { CommandContext } from '../terminal.ts';

/** `landau study plan <study.yaml>`: checks every member and writes the plan; what `--json` prints is the Plan. */
export function studyPlanCommand({ terminal }: CommandContext) {
  return new Command('plan')
    .description('check every member of a study and write its plan, without running it')
    .argument('<study>', 'the study file')
    .option('--output <directory>', 'where the study is kept (default: runs/<name of the study file>)')
    .option('--json', 'print the plan as JSON')
    .action(async (file, { output, json }) => {
      const { planStudy } = await import('../../study/plan.ts');
      const directory = studyDirectory(file, output);
      const plan = planStudy(file, directory);
      if (json) terminal.out.write(`${JSON.stringify(plan, null, 2)}\n`);
      else {
        const { openStudy } = await import('../../study/open-study.ts');
        terminal.out.write((await import('../study-text.ts')).planText(openStudy(directory), directory));
      }
    });
}
