import { isUtf8 } from 'node:buffer';
import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { InputError } from '../core/errors.ts';
import { NotReadable, readRegularFile } from '../core/file-system.ts';
import { didYouMean } from '../schema/problem.ts';

/*
 * This file imports nothing heavy, so that a missing file is reported before the schema is loaded, which takes half a second.
 */

/** Reads the text of a scenario file, or of a file of a different `kind`. Throws InputError if it cannot be read. */
export function readText(path: string, kind = 'scenario'): string {
  const bytes = readBytes(path, kind);
  const text = bytes.toString('utf8');
  if (isUtf8(bytes)) return text;
  // Invalid UTF-8 was replaced by this character.
  const before = text.slice(0, text.indexOf('\uFFFD')).split('\n');
  const column = before[before.length - 1].length + 1;
  throw new InputError(`${path}:${before.length}:${column} file: expected UTF-8 text, got other bytes`);
}

function readBytes(path: string, kind: string): Buffer {
  try {
    return readRegularFile(path, largestText);
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error;
    const wayOut = error.code === 'ENOENT' ? didYouMean(basename(path), scenariosBeside(path)) : undefined;
    const line = `${path}:1:1 file: expected a readable ${kind} file, got ${error.message}`;
    throw new InputError(wayOut === undefined ? line : `${line}; ${wayOut}`);
  }
}

/** The largest size of a file in bytes. The pairs of 200 species, each with its own law, take half of it. */
const largestText = 2 * 2 ** 20;

function scenariosBeside(path: string): string[] {
  try {
    return readdirSync(dirname(path)).filter((name) => /\.ya?ml$/.test(name));
  } catch {
    // The directory does not exist either.
    return [];
  }
}
