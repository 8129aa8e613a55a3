import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { readScenario } from '../scenario/read-scenario.ts';

export interface ShippedScenario {
  /** Path from the present directory, as the other commands take it. */
  readonly file: string;
  readonly title: string;
}

/** src/cli and dist/cli lie equally deep in the package. */
const folder = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** The scenarios that come with the program, by name. */
export function shippedScenarios(): ShippedScenario[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      return { file: relative(process.cwd(), path), title: readScenario(path).title };
    });
}
