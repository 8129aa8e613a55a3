import fs, { existsSync, lstatSync, mkdirSync, readlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type * as z from 'zod';
import { InputError, RunError } from '../core/errors.ts';
import { NotReadable, readRegularFile } from '../core/file-system.ts';

/** The file system calls of an atomic write; tests replace them to simulate a full disk. */
export type FileCalls = Pick<
  typeof fs,
  'openSync' | 'writeFileSync' | 'fsyncSync' | 'closeSync' | 'renameSync' | 'rmSync'
>;

/**
 * Writes a file so that, whenever the program or the machine stops, the file has either the complete old or the complete new
 * content: writes to a temporary name in the same directory, flushes to the disk and renames.
 * Throws RunError if the disk is full, read-only, ...; the old content is then intact, and the temporary file removed.
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

/** Refuses devices and pipes, which renaming would replace by a file: root would remove /dev/null from the machine. */
function refuseSpecial(path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined || there.isFile() || there.isDirectory()) return;
  // /dev/stdout is a link to a file opened by the shell. Any other link is replaced, and its target does not change.
  if (there.isSymbolicLink() && !readlinkSync(path).startsWith('/proc/')) return;
  throw new Error('it is a device or a pipe, not a file; give the name of a file');
}

export interface AtomicOptions {
  readonly files?: FileCalls;
  /** Called when the new content is complete on the disk under its temporary name. */
  readonly beforeRename?: () => void;
}

/** Removes a file and ignores errors, so that the original error of the write is reported. */
function removeQuietly(path: string, files: FileCalls): void {
  try {
    files.rmSync(path, { force: true });
  } catch {
    // The next start removes it.
  }
}

/** Whether a name is that of a temporary file left by a killed `writeFileAtomically` of `fileName`. */
export function isLeftover(name: string, fileName: string): boolean {
  return name.startsWith(`.${fileName}.`) && /^\d+\.tmp$/.test(name.slice(fileName.length + 2));
}

/**
 * Creates a directory and its parents, unless it exists. Throws the error of the operating system. Does not use the recursive mkdir of
 * Node, which never returns on file systems that answer `no such file`, such as /proc.
 */
export function makeDirectory(path: string): void {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.push(at);
  for (const each of missing.reverse())
    try {
      mkdirSync(each);
    } catch (cause) {
      // Another process may have created it in the meantime.
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || !existsSync(each)) throw cause;
    }
}

/** The error for a write that the operating system refused. */
export function diskError(path: string, cause: unknown): RunError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const rest = existsSync(dirname(path)) ? 'what was written before is intact' : 'its directory no longer exists';
  return new RunError(`${path}: cannot be written (${reason}); ${rest}`, { cause });
}

/** Makes the rename durable. Ignores errors: not every system can flush a directory (Windows cannot), and none needs to. */
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
 * Reads the bytes of a file of a run. `expected` describes it, such as `the series of a run`; `wayOut` says what to do if it cannot be
 * read. Throws InputError if it is missing, not a regular file, larger than `most` bytes, or cannot be read.
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
 * Reads a JSON file and checks it with a schema that covers everything the program relies on.
 * Throws InputError with the first problem if the file is missing, is not JSON, or does not match the schema.
 */
export function readJson<T>(path: string, expected: string, schema: z.ZodType<T>): T {
  return checked(parseJson(readBytes(path, expected).toString('utf8'), path, expected), path, expected, schema);
}

export function parseJson(text: string, path: string, expected: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The message quotes the text, including line breaks.
    const why = (cause as Error).message.split('\n')[0].slice(0, 120);
    throw new InputError(`${path}: expected ${expected} as JSON, got text that does not parse: ${why}`);
  }
}

/** Returns `value` with the type of the schema, including keys that the schema does not contain. Throws InputError if it does not match. */
export function checked<T>(value: unknown, path: string, expected: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(value);
  if (result.success) return value as T;
  const [issue] = result.error.issues;
  const place = issue.path.map(String).join('.');
  const got = place === '' ? 'something else' : `one with a wrong ${place}`;
  throw new InputError(`${path}: expected ${expected}, got ${got} (${issue.message})`);
}
