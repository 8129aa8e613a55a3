import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { InputError } from '../core/errors.ts';
import { checked, parseJson, readBytes, writeFileAtomically } from './files.ts';

/** The key under which a sealed file keeps the checksum of the rest. */
const seal = 'sha256';

/**
 * Writes a JSON object with the SHA-256 of itself as its last key, so that a digit that changes on the disk or by hand is noticed.
 * What is hashed is the text of JSON.stringify without the seal and without indentation: other white space does not matter.
 * Throws RunError when the disk refuses.
 */
export function writeSealed(path: string, value: object, indent = 2): void {
  const sum = sha256(JSON.stringify(value));
  writeFileAtomically(path, `${JSON.stringify({ ...value, [seal]: sum }, null, indent)}\n`);
}

/** Reads it back. Throws InputError when it is missing, changed, or not what the schema says. */
export function readSealed<T extends object>(path: string, expected: string, schema: z.ZodType<T>): T {
  const value = parseJson(readBytes(path, expected).toString('utf8'), path, expected);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(`${path}: expected ${expected}, got JSON that is no object`);
  const { [seal]: told, ...rest } = value as Record<string, unknown>;
  if (typeof told !== 'string')
    throw new InputError(
      `${path}: expected ${expected} with its checksum in the key ${seal}, got one without; ` +
        'it was damaged, or written by a version of the program before 0.2.0: compute it again',
    );
  const found = sha256(JSON.stringify(rest));
  if (found !== told)
    throw new InputError(
      `${path}: expected content with SHA-256 ${told.slice(0, 12)}..., got ${found.slice(0, 12)}...: ` +
        'the file was changed after it was written; restore the old one or compute it again',
    );
  return checked(rest, path, expected, schema) as T;
}

/** SHA-256 in hexadecimal digits. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
