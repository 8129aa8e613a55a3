import { readFileSync } from 'node:fs';
import { InputError } from '../core/errors.ts';

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
