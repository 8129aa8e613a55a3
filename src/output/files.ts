import fs, { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError, RunError } from '../core/errors.ts';

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
export function writeFileAtomically(path: string, data: string | Uint8Array, files: FileCalls = fs): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = files.openSync(temporary, 'w');
    try {
      files.writeFileSync(file, data);
      files.fsyncSync(file);
    } finally {
      files.closeSync(file);
    }
    files.renameSync(temporary, path);
  } catch (cause) {
    files.rmSync(temporary, { force: true });
    throw diskError(path, cause);
  }
  flushDirectory(dirname(path), files);
}

/** True for the name of a temporary file that a killed `writeFileAtomically` left behind for `fileName`. */
export function isLeftover(name: string, fileName: string): boolean {
  return name.startsWith(`.${fileName}.`) && /^\d+\.tmp$/.test(name.slice(fileName.length + 2));
}

/** The one line for a write that the operating system refused. */
export function diskError(path: string, cause: unknown): RunError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RunError(`${path}: cannot be written (${reason}); what was written before is intact`, { cause });
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
 * Throws InputError when it is missing or cannot be read.
 */
export function readBytes(path: string, expected: string, wayOut?: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const got = code === 'ENOENT' ? 'no such file' : `an unreadable one (${message})`;
    throw new InputError(`${path}: expected ${expected}, got ${got}${wayOut === undefined ? '' : `; ${wayOut}`}`);
  }
}

/**
 * A JSON object that has the given keys at its top level, which is enough to tell the files of a run from others.
 * Throws InputError when the file is missing, is not JSON or lacks a key.
 */
export function readJson<T extends object>(path: string, expected: string, keys: readonly (keyof T & string)[]): T {
  const text = readBytes(path, expected).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError(
      `${path}: expected ${expected} as JSON, got text that does not parse: ${(cause as Error).message}`,
    );
  }
  const found = typeof value === 'object' && value !== null ? value : {};
  const missing = keys.filter((key) => !(key in found));
  if (missing.length > 0) throw new InputError(`${path}: expected ${expected}, got JSON without ${missing.join(', ')}`);
  return value as T;
}
