import { lstatSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { InputError } from './errors.ts';

/** Largest size of an input file in bytes. No file written by hand or tabulated for a run is larger. */
export const largestInput = 256 * 2 ** 20;

/**
 * Reads a regular file. Refuses a pipe or a device before opening it, because it may never end, and a file larger than
 * `most` bytes. Throws a NotReadable whose message completes `expected a readable file, got ...`.
 */
export function readRegularFile(path: string, most: number = Number.POSITIVE_INFINITY): Buffer {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw new NotReadable(kindOf(stats), undefined);
    if (stats.size > most)
      throw new NotReadable(`a file of ${megabytes(stats.size)}, more than the ${megabytes(most)} allowed`, undefined);
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof NotReadable) throw cause;
    throw new NotReadable(reasonOf(cause), (cause as NodeJS.ErrnoException).code);
  }
}

/** The reason why the operating system rejected a path, as a phrase that completes `expected ..., got ...`. */
function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return failures[code ?? ''] ?? (code === undefined ? `an error (${message})` : `an error (${code})`);
}

/** A file cannot be read. The message is a phrase with the reason. */
export class NotReadable extends Error {
  override readonly name = 'NotReadable';
  /** The error code of the operating system; undefined if the file was refused before. */
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}

const failures: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'a directory',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'a link that leads to itself',
  ENAMETOOLONG: 'a name that is too long',
  ERR_FS_FILE_TOO_LARGE: 'a file of more than 2 GiB',
};

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

function megabytes(bytes: number): string {
  return `${Number((bytes / 2 ** 20).toPrecision(3))} MiB`;
}

/**
 * Whether the path exists; links are followed. Unlike `existsSync`, which treats every error as absence, this throws InputError if
 * the system refuses access: a run without read permission is not a missing run.
 */
export function isThere(path: string): boolean {
  return statsOf(path) !== undefined;
}

/** Whether the path is a directory. Throws as isThere does. */
export function isDirectory(path: string): boolean {
  return statsOf(path)?.isDirectory() ?? false;
}

/** Whether the path itself is a symbolic link. Throws as isThere does. */
export function isLink(path: string): boolean {
  return lookUp(path, () => lstatSync(path))?.isSymbolicLink() ?? false;
}

/** The system's record of a file; undefined if the file does not exist. Throws as isThere does. */
export function statsOf(path: string): Stats | undefined {
  return lookUp(path, () => statSync(path));
}

/** The names in a directory; empty if there is no directory. Throws as isThere does. */
export function namesIn(path: string): string[] {
  return lookUp(path, () => readdirSync(path)) ?? [];
}

function lookUp<T>(path: string, ask: () => T): T | undefined {
  try {
    return ask();
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw unreadable(path, cause);
  }
}

/** The error for a path that cannot be read, one line. */
export function unreadable(path: string, cause: unknown): InputError {
  return new InputError(`${path}: expected a readable path, got ${reasonOf(cause)}`);
}
