import { setTimeout as pause } from 'node:timers/promises';
import { type Executor, type ExecutorOptions, memberCommand, type StudyHandle } from '../executor.ts';
import { lockStudy } from '../open-study.ts';
import { createSlurmClient } from './slurm/client.ts';
import { slurmLimits } from './slurm/client-programs.ts';
import { slurmSettings } from './slurm/settings.ts';

/** The words that run one member; its id is the last of them. */
type MemberCommand = (directory: string, id: string) => readonly string[];

/**
 * Job arrays on a cluster. Nothing is believed but the files of the study and the queue: whatever dies - this process, a
 * node, a task - whoever runs the study again finds the tasks in the queue by their job names, takes the results that are
 * there, and submits the rest.
 *
 * A member whose task has left the queue without a result is submitted again: as often as it takes when it was told to
 * stop and got further, else until it was lost `attempts` times, each time with twice the memory and time.
 */
export function slurmExecutor(command: MemberCommand = memberCommand): Executor {
  return {
    name: 'slurm',
    description: 'job arrays on a cluster with Slurm',
    run: (study, options) => runOnSlurm(study, options, command),
  };
}

async function runOnSlurm(study: StudyHandle, options: ExecutorOptions, command: MemberCommand): Promise<void> {
  const { signal } = options;
  const asked = slurmSettings(options.settings);
  const settings = options.apart ? { ...asked, share: 0 } : asked;
  if (study.unfinished().length === 0) return;
  const limits = await slurmLimits(settings.partition);
  const lock = lockStudy(study.directory);
  try {
    const client = createSlurmClient(study, settings, limits, command(study.directory, ''), options);
    while (!signal?.aborted && (await client.turn())) {
      await pause(1000 * settings.poll, undefined, { signal }).catch(() => {});
    }
    if (signal?.aborted) await client.leave();
    else client.conclude();
  } finally {
    lock.release();
  }
}
