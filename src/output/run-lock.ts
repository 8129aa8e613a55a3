import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { type Lock, lockHolder, takeLock } from './lock-file.ts';
import { inWords, type WorkingProcess } from './working-process.ts';

/** Beside the run's own files while a process works in the directory. */
export const lockFile = 'run.lock';

/**
 * What `make` makes under the directory's lock; the lock is given back when it throws, else by whoever has the lock. The directory
 * must exist. Throws InputError with the way out when another process works in it.
 */
export function underLock<Made>(directory: string, make: (lock: Lock) => Made): Made {
  const lock = takeLock(join(directory, lockFile), (holder) => inUse(directory, holder));
  try {
    return make(lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Throws InputError when a process works in the directory; changes nothing. */
export function refuseHeld(directory: string): void {
  const holder = lockHolder(join(directory, lockFile));
  if (holder !== undefined) throw inUse(directory, holder);
}

function inUse(directory: string, holder: WorkingProcess): InputError {
  const path = join(directory, lockFile);
  const wayOut =
    holder.process === 0
      ? `wait two minutes, choose another --output, or remove ${path} if nothing works there`
      : 'wait for it, or choose another --output';
  return new InputError(
    `${directory}: expected a directory that no process works in, got one in use by ${inWords(holder)}; ${wayOut}`,
  );
}
