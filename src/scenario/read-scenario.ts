import { isUtf8 } from 'node:buffer';
import { readdirSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import process from 'node:process';
import { InputError } from '../core/errors.ts';
import { NotReadable, readRegularFile } from '../core/regular-file.ts';
import { didYouMean } from '../schema/nearest.ts';
import { parseScenario } from './parse-scenario.ts';
import { type ParsedStudy, parseStudy } from './parse-study.ts';
import type { Scenario } from './scenario.ts';
import { studySchema } from './study.ts';
import { parseText, position } from './syntax.ts';

/** The scenario in the file at `path`, see parseScenario. Throws InputError, also when the file cannot be read. */
export function readScenario(path: string, overrides: readonly string[] = []): Scenario {
  return parseScenario(readText(path), path, overrides);
}

/** The text of a scenario file, or of a file of another `kind`. Throws InputError when it cannot be read. */
function readText(path: string, kind = 'scenario'): string {
  const bytes = readBytes(path, kind);
  const text = bytes.toString('utf8');
  if (isUtf8(bytes)) return text;
  // Bytes that are no UTF-8 were replaced by this character.
  const { line, column } = position(text, text.indexOf('\uFFFD'));
  throw new InputError(`${path}:${line}:${column} file: expected UTF-8 text, got other bytes`);
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

/** Bytes. The pairs of 200 species, each with a law of its own, take half of it. */
const largestText = 2 * 2 ** 20;

function scenariosBeside(path: string): string[] {
  try {
    return readdirSync(dirname(path)).filter((name) => /\.ya?ml$/.test(name));
  } catch {
    // The directory does not exist either: nothing to suggest.
    return [];
  }
}

/** The study in the file at `path`, see parseStudy. Throws InputError, also when a file cannot be read. */
export function readStudy(path: string): ParsedStudy {
  const directory = dirname(resolve(path));
  return parseStudy(readText(path, 'study'), path, directory, (scenario) => {
    const file = relative(process.cwd(), resolve(directory, scenario));
    return { file, text: readText(file) };
  });
}

/** The title of the valid study in the file at `path`, without a look at its members. Throws InputError when it cannot be read. */
export function readStudyTitle(path: string): string {
  return studySchema().parse(parseText(readText(path, 'study')).data).title;
}
