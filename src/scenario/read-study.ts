import { dirname, relative, resolve } from 'node:path';
import process from 'node:process';
import { type ParsedStudy, parseStudy } from './parse-study.ts';
import { readText } from './read-scenario.ts';

/** The study in the file at `path`, see parseStudy. Throws InputError, also when a file cannot be read. */
export function readStudy(path: string): ParsedStudy {
  const directory = dirname(resolve(path));
  return parseStudy(readText(path, 'study'), path, directory, (scenario) => {
    const file = relative(process.cwd(), resolve(directory, scenario));
    return { file, text: readText(file) };
  });
}
