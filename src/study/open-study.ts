import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../core/errors.ts';
import { isThere } from '../core/file-system.ts';
import { type Lock, lockHolder, takeLock } from '../output/lock-file.ts';
import { inWords, type WorkingProcess } from '../output/working-process.ts';
import type { StudyScenario } from '../scenario/study.ts';
import type { StudyHandle } from './executor.ts';
import { memberPath } from './layout.ts';
import { type Plan, readPlan } from './plan-record.ts';
import { type MemberResult, readResult } from './result.ts';

/** A planned study: what it will compute, and which members are done. */
export interface OpenStudy extends StudyHandle {
  readonly study: StudyScenario;
  readonly plan: Plan;
}

/** Opens the directory of a planned study. Throws InputError when it is none. */
export function openStudy(path: string): OpenStudy {
  const directory = resolve(path);
  const plan = readPlan(directory);
  // Two points may be one and the same computation.
  const members = [...new Map(plan.members.map(({ id, estimate }) => [id, { id, estimate }])).values()];
  return {
    directory,
    study: plan.study,
    plan,
    threads: plan.study.threads,
    members,
    unfinished: () => members.map(({ id }) => id).filter((id) => !isThere(memberPath(directory, id, 'result'))),
  };
}

/** Removes the results of members, and their runs, so that they are computed anew. Throws InputError while a process runs the study. */
export function forgetResults({ directory, members }: OpenStudy, isForgotten: (result: MemberResult) => boolean): void {
  refuseRunning(directory);
  for (const { id } of members) {
    const result = readResult(directory, id);
    if (result === undefined || !isForgotten(result)) continue;
    rmSync(memberPath(directory, id, 'result'));
    rmSync(memberPath(directory, id, 'run'), { recursive: true, force: true });
  }
}

/** In the directory of a study while an executor works on it. */
export const studyLockFile = 'study.lock';

/**
 * Makes this process the one that has the members of a study computed: two of them would compute everything twice, which costs time
 * although no result suffers. Throws InputError when another one does.
 */
export function lockStudy(directory: string): Lock {
  return takeLock(join(directory, studyLockFile), (holder) => inUse(directory, holder));
}

/** Throws InputError when a process has the members of the study computed; changes nothing. */
export function refuseRunning(directory: string): void {
  const holder = lockHolder(join(directory, studyLockFile));
  if (holder !== undefined) throw inUse(directory, holder);
}

function inUse(directory: string, holder: WorkingProcess): InputError {
  return new InputError(
    `${directory}: expected a study that no process runs, got one run by ${inWords(holder)}; ` +
      'watch it with landau study status, or end it and run this again (jobs in a queue keep running)',
  );
}
