import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { type Lock, lockHolder, takeLock } from '../output/lock-file.ts';
import { inWords, type WorkingProcess } from '../output/working-process.ts';

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
      'watch it with landau study status, or end it and run this again (jobs in a queue go on)',
  );
}
