import { lstatSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { InputError } from './errors.ts';

/** No file that people write or programs tabulate for a run is larger; bytes. */
export const largestInput = 256 * 2 ** 20;

/**
 * The bytes of a regular file. A pipe or a device may never end, and is refused before it is opened; so is a file larger than
 * `most` bytes. Throws a NotReadable whose message completes `expected a readable file, got ...`.
 */
export function readRegularFile(path: string, most: number = Number.POSITIVE_INFINITY): Buffer {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw new NotReadable(kindOf(stats), undefined);
    if (stats.size > most)
      throw new NotReadable(`one of ${megabytes(stats.size)}, more than the ${megabytes(most)} allowed`, undefined);
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof NotReadable) throw cause;
    throw new NotReadable(reasonOf(cause), (cause as NodeJS.ErrnoException).code);
  }
}

/** What the operating system found wrong with a path, in words that complete `expected ..., got ...`. */
function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return failures[code ?? ''] ?? (code === undefined ? `an error (${message})` : `an error (${code})`);
}

/** Why a file cannot be read, in words. */
export class NotReadable extends Error {
  override readonly name = 'NotReadable';
  /** The code of the operating system, if it was asked. */
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
  ERR_FS_FILE_TOO_LARGE: 'one of more than 2 GiB',
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
    throw unreadable(path, cause);
  }
}

/** The one line for a path that cannot be read. */
export function unreadable(path: string, cause: unknown): InputError {
  return new InputError(`${path}: expected a place that can be read, got ${reasonOf(cause)}`);
}
