import fs, { existsSync, lstatSync, mkdirSync, readlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type * as z from 'zod';
import { InputError, RunError } from '../core/errors.ts';
import { NotReadable, readRegularFile } from '../core/file-system.ts';

/** The calls to the file system that an atomic write makes; a full disk is tested by passing others. */
export type FileCalls = Pick<
  typeof fs,
  'openSync' | 'writeFileSync' | 'fsyncSync' | 'closeSync' | 'renameSync' | 'rmSync'
>;

/**
 * Writes a file so that, whenever the program or the machine stops, either the old content or the new one is there,
 * whole: write to a temporary name in the same directory, flush to the disk, rename.
 * Throws RunError when the disk is full, read-only, ...; the old content is intact then and the temporary file gone.
 */
export function writeFileAtomically(
  path: string,
  data: string | Uint8Array,
  { files = fs, beforeRename }: AtomicOptions = {},
): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    refuseSpecial(path);
    const file = files.openSync(temporary, 'w');
    try {
      files.writeFileSync(file, data);
      files.fsyncSync(file);
    } finally {
      files.closeSync(file);
    }
    beforeRename?.();
    files.renameSync(temporary, path);
  } catch (cause) {
    removeQuietly(temporary, files);
    throw cause instanceof RunError ? cause : diskError(path, cause);
  }
  flushDirectory(dirname(path), files);
}

/** Renaming over a device or a pipe would put a file in its place: root would take /dev/null from the machine. */
function refuseSpecial(path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined || there.isFile() || there.isDirectory()) return;
  // /dev/stdout is a link to what the shell has opened; any other link is replaced, and what it leads to stays.
  if (there.isSymbolicLink() && !readlinkSync(path).startsWith('/proc/')) return;
  throw new Error('it is a device or a pipe, and no file; give the name of a file');
}

export interface AtomicOptions {
  readonly files?: FileCalls;
  /** Called when the new content is complete on the disk under its temporary name. */
  readonly beforeRename?: () => void;
}

/** What made the write fail is told, not that the disk refuses this too. */
function removeQuietly(path: string, files: FileCalls): void {
  try {
    files.rmSync(path, { force: true });
  } catch {
    // It is cleaned up at the next start.
  }
}

/** True for the name of a temporary file that a killed `writeFileAtomically` left behind for `fileName`. */
export function isLeftover(name: string, fileName: string): boolean {
  return name.startsWith(`.${fileName}.`) && /^\d+\.tmp$/.test(name.slice(fileName.length + 2));
}

/**
 * Makes a directory with its parents; nothing when it is there. Throws the error of the operating system. Node's own way to make parents
 * never returns below a file system that answers `no such file` to it, such as /proc.
 */
export function makeDirectory(path: string): void {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.push(at);
  for (const each of missing.reverse())
    try {
      mkdirSync(each);
    } catch (cause) {
      // Another process has made it meanwhile.
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || !existsSync(each)) throw cause;
    }
}

/** The one line for a write that the operating system refused. */
export function diskError(path: string, cause: unknown): RunError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const rest = existsSync(dirname(path)) ? 'what was written before is intact' : 'its directory is not there any more';
  return new RunError(`${path}: cannot be written (${reason}); ${rest}`, { cause });
}

/** Makes the rename itself durable. Not every system lets a directory be flushed (Windows does not); none needs to. */
function flushDirectory(directory: string, files: FileCalls): void {
  try {
    const handle = files.openSync(directory, 'r');
    try {
      files.fsyncSync(handle);
    } finally {
      files.closeSync(handle);
    }
  } catch {
    // The file is complete under its name either way.
  }
}

/**
 * The bytes of a file of a run. `expected` says what it should be: `the series of a run`; `wayOut` what to do without it.
 * Throws InputError when it is missing, no regular file, larger than `most` bytes, or cannot be read.
 */
export function readBytes(path: string, expected: string, wayOut?: string, most?: number): Buffer {
  try {
    return readRegularFile(path, most);
  } catch (cause) {
    if (!(cause instanceof NotReadable)) throw cause;
    throw new InputError(
      `${path}: expected ${expected}, got ${cause.message}${wayOut === undefined ? '' : `; ${wayOut}`}`,
    );
  }
}

/**
 * A JSON file, checked by a schema that tells every place where the program relies on it.
 * Throws InputError with the first thing that is wrong, when the file is missing, is not JSON, or is not what was expected.
 */
export function readJson<T>(path: string, expected: string, schema: z.ZodType<T>): T {
  return checked(parseJson(readBytes(path, expected).toString('utf8'), path, expected), path, expected, schema);
}

export function parseJson(text: string, path: string, expected: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // Its message quotes the text, line breaks and all.
    const why = (cause as Error).message.split('\n')[0].slice(0, 120);
    throw new InputError(`${path}: expected ${expected} as JSON, got text that does not parse: ${why}`);
  }
}

/** `value`, of the type that the schema checks; keys that the schema does not know stay. */
export function checked<T>(value: unknown, path: string, expected: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(value);
  if (result.success) return value as T;
  const [issue] = result.error.issues;
  const place = issue.path.map(String).join('.');
  const got = place === '' ? 'something else' : `one whose ${place} is not right`;
  throw new InputError(`${path}: expected ${expected}, got ${got} (${issue.message})`);
}
