import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { InputError } from '../core/errors.ts';
import { diskError } from './files.ts';

/** Beside the run's own files while a process works in the directory. */
const lockFile = 'run.lock';

interface Holder {
  readonly host: string;
  readonly process: number;
}

/** Directories that this process works in: its own number in a lock says nothing more. */
const held = new Set<string>();

/** What `make` makes under the directory's lock; the lock is given back when it throws, else by whoever has `unlock`. */
export function underLock<Made>(directory: string, make: (unlock: () => void) => Made): Made {
  const unlock = lockRunDirectory(directory);
  try {
    return make(unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Throws InputError when a process works in the directory; changes nothing. */
export function refuseHeld(directory: string): void {
  const path = join(directory, lockFile);
  const holder = readHolder(path);
  if (holder === null || holder.host !== hostname() || !isAlive(directory, holder.process)) return;
  throw new InputError(
    `${directory}: expected a directory that no process works in, got one in use by process ${holder.process}; ` +
      `wait for it, choose another --output, or remove ${path} if that process is something else`,
  );
}

/**
 * Keeps other processes of this machine out of a run directory until the returned function is called. A lock left by a
 * process that is gone, or by another machine, is taken over: only processes of this machine can be asked whether they live.
 * Throws InputError with the way out when another process works in the directory.
 */
function lockRunDirectory(directory: string): () => void {
  const path = join(directory, lockFile);
  refuseHeld(directory);
  rmSync(path, { force: true });
  try {
    writeFileSync(path, JSON.stringify({ host: hostname(), process: process.pid } satisfies Holder), { flag: 'wx' });
  } catch (cause) {
    // Another process was quicker.
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') refuseHeld(directory);
    throw diskError(path, cause);
  }
  const whole = resolve(directory);
  held.add(whole);
  return () => {
    held.delete(whole);
    rmSync(path, { force: true });
  };
}

/** null without a lock, and for one whose writing was cut short. */
function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function isAlive(directory: string, number: number): boolean {
  if (number === process.pid) return held.has(resolve(directory));
  try {
    process.kill(number, 0);
    return !isZombie(number);
  } catch (error) {
    // Not permitted to signal it: it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Linux: it has ended, but its parent has not asked how. */
function isZombie(number: number): boolean {
  try {
    // pid (name) state ...; the name may contain anything
    return /^.*\) Z/.test(readFileSync(`/proc/${number}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
