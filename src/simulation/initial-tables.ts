import { dirname, resolve } from 'node:path';
import { InputError } from '../core/errors.ts';
import { largestInput, NotReadable, readRegularFile } from '../core/regular-file.ts';
import type { DistributionKind } from '../ensemble/distribution.ts';
import { type ElementaryInitial, type Initial, distributions as kinds } from '../ensemble/distributions.ts';
import type { InitialScenario } from '../scenario/scenario.ts';

/** The distribution's parameters with the files that they name read. */
export function readTables(
  initial: Exclude<InitialScenario, { bkw: unknown } | { perturbed: unknown }>,
  file: string,
): Initial {
  const open = (name: string) => {
    const path = resolve(dirname(file), name);
    return { text: readText(path), path };
  };
  const read = (part: object) => {
    const known: Readonly<Record<string, DistributionKind>> = kinds;
    return Object.fromEntries(
      Object.entries(part).map(([key, value]) => [key, known[key]?.read?.(value, open) ?? value]),
    ) as ElementaryInitial;
  };
  if (!('mixture' in initial)) return read(initial);
  return { mixture: initial.mixture.map((part) => ({ ...read(part), weight: part.weight })) };
}

function readText(path: string): string {
  try {
    return readRegularFile(path, largestInput).toString('utf8');
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error;
    throw new InputError(`${path}:1 file: expected a readable table, got ${error.message}`);
  }
}
