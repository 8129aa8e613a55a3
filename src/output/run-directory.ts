import { rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { isDirectory, isLink, isThere, namesIn } from '../core/file-system.ts';
import { diskError, isLeftover, makeDirectory } from './files.ts';
import { isRunDirectory, layout, snapshotFile, snapshotFolder, snapshotIteration } from './layout.ts';
import { type Lock, lockHolder, takeLock } from './lock-file.ts';
import { inWords, type WorkingProcess } from './working-process.ts';

/**
 * Prepares `path` for a new run. Refuses a directory that contains a run unless `overwrite` is set; then only the files of
 * that run are removed. Files with the name of a run's file that are not part of a run are never changed.
 * Throws InputError with the way out.
 */
export function createRunDirectory(path: string, options: RunDirectoryOptions = {}): void {
  makeRunDirectory(path, options);
  underLock(path, (lock) => {
    claimRunDirectory(path, options);
    lock.release();
  });
}

export interface RunDirectoryOptions {
  readonly overwrite?: boolean;
}

/**
 * Creates the directory itself, which will contain the lock of the run; removes nothing. Returns whether it is new. Throws as
 * createRunDirectory does.
 */
export function makeRunDirectory(path: string, options: RunDirectoryOptions = {}): boolean {
  checkRunDirectory(path, options);
  const isNew = !isThere(path);
  try {
    makeDirectory(path);
    return isNew;
  } catch (cause) {
    throw new InputError(`${path}: cannot be created (${(cause as Error).message}); choose another --output`, {
      cause: diskError(path, cause),
    });
  }
}

/** Removes the run in the directory. Only the holder of its lock may call it. Throws as createRunDirectory does. */
export function claimRunDirectory(path: string, options: RunDirectoryOptions = {}): void {
  refuseForeign(path, options);
  try {
    if (isRunDirectory(path)) removeRun(path);
    else removeLeftovers(path);
  } catch (cause) {
    throw cause instanceof InputError ? cause : diskError(path, cause);
  }
  makeSnapshotFolder(path);
}

/** Creates the folder of the snapshots. Throws RunError if that fails. */
export function makeSnapshotFolder(directory: string): void {
  const path = join(directory, snapshotFolder);
  try {
    makeDirectory(path);
  } catch (cause) {
    throw diskError(path, cause);
  }
}

/** Throws InputError if `createRunDirectory` would refuse the path; changes nothing. */
export function checkRunDirectory(path: string, options: RunDirectoryOptions = {}): void {
  if (path === '')
    throw new InputError("--output: expected the name of a directory, got ''; leave it out for the default");
  if (isThere(path) && !isDirectory(path))
    throw new InputError(`${path}: expected a directory for the run, got a file; choose another --output`);
  refuseHeld(path);
  refuseForeign(path, options);
}

function refuseForeign(path: string, { overwrite = false }: RunDirectoryOptions): void {
  const folder = join(path, snapshotFolder);
  if (isLink(folder))
    throw new InputError(
      `${folder}: expected a folder, got a link, which would place files of the run outside its directory; ` +
        'remove the link or choose another --output',
    );
  if (isRunDirectory(path)) {
    if (!overwrite)
      throw new InputError(
        `${path}: expected a new directory, got one that contains a run; ` +
          'replace it with --overwrite, continue it with --resume, or choose another --output',
      );
    return;
  }
  const foreign = runFiles(path);
  if (foreign.length > 0)
    throw new InputError(
      `${path}: expected an empty directory or a run, got ${foreign.join(', ')} and no ${layout.provenance}, ` +
        'so these files are not from a run; move them away or choose another --output',
    );
}

/** Iterations of the snapshots in a run directory, in increasing order. */
export function snapshotIterations(directory: string): number[] {
  return namesIn(join(directory, snapshotFolder))
    .map(snapshotIteration)
    .filter((iteration) => iteration !== null)
    .sort((a, b) => a - b);
}

/**
 * Removes the files that a killed run made after its checkpoint at `iteration`: later snapshots, and temporary files of
 * incomplete writes. Throws RunError if that fails.
 */
export function discardAfter(directory: string, iteration: number): void {
  try {
    refuseForeign(directory, { overwrite: true });
    removeLeftovers(directory);
    for (const later of snapshotIterations(directory))
      if (later > iteration) rmSync(join(directory, snapshotFile(later)));
  } catch (cause) {
    throw cause instanceof InputError ? cause : diskError(directory, cause);
  }
}

function removeLeftovers(directory: string): void {
  for (const name of namesIn(directory))
    if (Object.values(layout).some((fileName) => isLeftover(name, fileName))) rmSync(join(directory, name));
  const folder = join(directory, snapshotFolder);
  for (const name of namesIn(folder)) {
    const fileName = /^\.(.*)\.\d+\.tmp$/.exec(name)?.[1];
    if (fileName !== undefined && snapshotIteration(fileName) !== null) rmSync(join(folder, name));
  }
}

/** The files in a directory with names that a run would write. */
function runFiles(directory: string): string[] {
  return [
    ...Object.values(layout).filter((name) => isThere(join(directory, name))),
    ...snapshotIterations(directory).map(snapshotFile),
  ];
}

/** Removes an empty directory; does nothing if that fails. */
export function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // It is not empty.
  }
}

/** Removes the files of a run, and no other files. */
export function removeRun(directory: string): void {
  removeLeftovers(directory);
  // The provenance marks the directory as a run: removed last, so that an interrupted removal can be repeated.
  for (const name of runFiles(directory)) if (name !== layout.provenance) rmSync(join(directory, name));
  const folder = join(directory, snapshotFolder);
  if (isThere(folder) && namesIn(folder).length === 0) rmdirSync(folder);
  rmSync(join(directory, layout.provenance), { force: true });
}

/** The lock, which exists while a process works in the directory. */
export const lockFile = 'run.lock';

/**
 * Calls `make` under the lock of the directory and returns its result. Releases the lock if `make` throws; otherwise its new owner
 * releases it. The directory must exist. Throws InputError with the way out if another process works in it.
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

/** Throws InputError if a process works in the directory; changes nothing. */
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
