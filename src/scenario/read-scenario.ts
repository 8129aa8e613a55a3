import { dirname, relative, resolve } from 'node:path';
import process from 'node:process';
import { parseScenario } from './parse-scenario.ts';
import { type ParsedStudy, parseStudy } from './parse-study.ts';
import { readText } from './read-text.ts';
import type { Scenario } from './scenario.ts';
import { studySchema } from './study.ts';
import { parseText } from './syntax.ts';

/** Reads the scenario in the file at `path`, see parseScenario. Throws InputError, also if the file cannot be read. */
export function readScenario(path: string, overrides: readonly string[] = []): Scenario {
  return parseScenario(readText(path), path, overrides);
}

/** Reads the study in the file at `path`, see parseStudy. Throws InputError, also if a file cannot be read. */
export function readStudy(path: string): ParsedStudy {
  const directory = dirname(resolve(path));
  return parseStudy(readText(path, 'study'), path, directory, (scenario) => {
    const file = relative(process.cwd(), resolve(directory, scenario));
    return { file, text: readText(file) };
  });
}

/** Reads the title of the valid study in the file at `path`, without its members. Throws InputError if it cannot be read. */
export function readStudyTitle(path: string): string {
  return studySchema().parse(parseText(readText(path, 'study')).data).title;
}
