import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type * as z from 'zod';
import { InputError } from '../core/errors.ts';
import { largestInput } from '../core/file-system.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { checked, parseJson, readBytes, writeFileAtomically } from './files.ts';
import type { InputFile } from './run-identity.ts';

/** The key of a sealed file that contains the checksum of the rest. */
const seal = 'sha256';

/**
 * Writes a JSON object with its SHA-256 as the last key, so that every change on the disk or by hand is detected. The hash is that of
 * the text of JSON.stringify without the seal and without indentation: white space does not matter.
 * Throws RunError if the file cannot be written.
 */
export function writeSealed(path: string, value: object, indent = 2): void {
  const sum = sha256(JSON.stringify(value));
  writeFileAtomically(path, `${JSON.stringify({ ...value, [seal]: sum }, null, indent)}\n`);
}

/** Reads a sealed file. Throws InputError if it is missing, was changed, or does not match the schema. */
export function readSealed<T extends object>(path: string, expected: string, schema: z.ZodType<T>): T {
  const value = parseJson(readBytes(path, expected).toString('utf8'), path, expected);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(`${path}: expected ${expected}, got JSON that is not an object`);
  const { [seal]: stored, ...rest } = value as Record<string, unknown>;
  if (typeof stored !== 'string')
    throw new InputError(
      `${path}: expected ${expected} with its checksum in the key ${seal}, got one without; ` +
        'it was damaged, or written by a version of the program before 0.2.0: compute it again',
    );
  const found = sha256(JSON.stringify(rest));
  if (found !== stored)
    throw new InputError(
      `${path}: expected content with SHA-256 ${stored.slice(0, 12)}..., got ${found.slice(0, 12)}...: ` +
        'the file was changed after it was written; restore the old one or compute it again',
    );
  return checked(rest, path, expected, schema) as T;
}

/** SHA-256 in hexadecimal digits. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * The files that a scenario names (tables of f, the reference), each with the hash of its current content. `file` is the scenario file;
 * their paths are relative to it. `known` caches the hashes of files that several scenarios name. Throws InputError if one cannot be read.
 */
export function inputFiles(
  { species, reference }: Scenario,
  file: string,
  known = new Map<string, string>(),
): readonly InputFile[] {
  const initial = new Set<string>();
  for (const one of species) collectFiles(one.initial, initial);
  const names = new Set(initial);
  collectFiles(reference, names);
  return [...names].sort().map((name) => {
    const path = resolve(dirname(file), name);
    const hash = known.get(path) ?? sha256(readBytes(path, 'a file that the scenario names', undefined, largestInput));
    known.set(path, hash);
    return { path, sha256: hash, ...(initial.has(name) ? { initial: true as const } : {}) };
  });
}

/** Collects every text under a key `file`, which all parts of a scenario use for files. */
function collectFiles(value: unknown, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    if (key === 'file' && typeof part === 'string') names.add(part);
    else collectFiles(part, names);
  }
}
