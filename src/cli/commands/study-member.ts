import process from 'node:process';
import { Command } from '@commander-js/extra-typings';
import type { MemberOutcome } from '../../study/member.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { CommandContext } from '../terminal.ts';

/** What an executor reads from the process: finished, failed with a result that says so, or a checkpoint to go on from. */
const memberCodes: Readonly<Record<MemberOutcome, ExitCode>> = {
  finished: exitCodes.success,
  failed: exitCodes.expectationFailed,
  interrupted: exitCodes.brokeDown,
};

/** SIGUSR1 is what batch systems send ahead of the time limit. */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGUSR1'] as const;

/** `landau study member <directory> <id>`: runs or resumes a member in this process, or several in turn, for executors. */
export function studyMemberCommand({ terminal, exit }: CommandContext) {
  return new Command('member')
    .description('run or resume one member of a study: exit code 0 finished, 1 failed, 3 interrupted with a checkpoint')
    .argument('<directory>', 'the directory of a study')
    .argument('<ids...>', 'the id of the member; several are run one after the other')
    .action(async (directory, ids) => {
      const { runMember } = await import('../../study/member.ts');
      const stop = new AbortController();
      // Every further signal is ignored: executors may send theirs on top of the terminal's.
      const listener = () => stop.abort();
      for (const signal of stopSignals) process.on(signal, listener);
      // An executor that dies closes its channel; without an executor of that kind there is none.
      process.on('disconnect', listener);
      process.channel?.unref();
      if (process.connected === false) stop.abort();
      try {
        let worst: ExitCode = exitCodes.success;
        for (const id of ids) {
          const outcome = await runMember(directory, id, { signal: stop.signal });
          terminal.out.write(`${id} ${outcome}\n`);
          if (outcome !== 'finished') worst = memberCodes[outcome];
          if (outcome === 'interrupted') break;
        }
        exit(worst);
      } finally {
        for (const signal of stopSignals) process.off(signal, listener);
        process.off('disconnect', listener);
      }
    });
}
