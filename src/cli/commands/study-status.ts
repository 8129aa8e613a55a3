import { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../terminal.ts';

/** `landau study status <directory>`: which members have a result; `--json` prints them one by one. */
export function studyStatusCommand({ terminal }: CommandContext) {
  return new Command('status')
    .description('tell which members of a study are finished')
    .argument('<directory>', 'the directory of a study')
    .option('--json', 'print id, axes, seed, estimate and status of every member as JSON')
    .action(async (directory, { json }) => {
      const { openStudy } = await import('../../study/open-study.ts');
      const { readResult } = await import('../../study/result.ts');
      const study = openStudy(directory);
      const statusOf = (id: string) => readResult(study.directory, id)?.status ?? 'missing';
      if (json) {
        const members = study.plan.members.map((member) => ({ ...member, status: statusOf(member.id) }));
        terminal.out.write(`${JSON.stringify(members, null, 2)}\n`);
      } else terminal.out.write((await import('../study-text.ts')).statusText(study, directory));
    });
}
