import { lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { InputError } from './errors.ts';
import { reasonOf } from './regular-file.ts';

/**
 * Whether something is at the path; a link stands for what it leads to. Unlike `existsSync`, which takes every error for absence, this
 * throws InputError where the system refuses to say: a run that may not be looked at is not a run that is not there.
 */
export function isThere(path: string): boolean {
  return statsOf(path) !== undefined;
}

/** Whether a directory is at the path. Throws as isThere does. */
export function isDirectory(path: string): boolean {
  return statsOf(path)?.isDirectory() ?? false;
}

/** Whether the path itself is a symbolic link. Throws as isThere does. */
export function isLink(path: string): boolean {
  return lookUp(path, () => lstatSync(path))?.isSymbolicLink() ?? false;
}

/** What the system says of a file; undefined where there is none. Throws as isThere does. */
export function statsOf(path: string): Stats | undefined {
  return lookUp(path, () => statSync(path));
}

/** The names in a directory; none where there is no directory. Throws as isThere does. */
export function namesIn(path: string): string[] {
  return lookUp(path, () => readdirSync(path)) ?? [];
}

function lookUp<T>(path: string, ask: () => T): T | undefined {
  try {
    return ask();
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw refusedLook(path, cause);
  }
}

/** The one line for a place that the system does not let be looked at. */
export function refusedLook(path: string, cause: unknown): InputError {
  return new InputError(`${path}: expected a place that can be read, got ${reasonOf(cause)}`);
}
