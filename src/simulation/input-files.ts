import { dirname, resolve } from 'node:path';
import { largestInput } from '../core/regular-file.ts';
import { readBytes } from '../output/files.ts';
import type { InputFile } from '../output/run-identity.ts';
import { sha256 } from '../output/sealed-json.ts';
import type { Scenario } from '../scenario/scenario.ts';

/**
 * The files that a scenario names (tables of f, the reference), each with the hash of what it says now. `file` is the scenario's own,
 * from which their paths are relative; `known` keeps the hashes of files that many scenarios name. Throws InputError when one cannot be
 * read.
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

/** Every text under a key `file`: that is what all parts of a scenario call one. */
function collectFiles(value: unknown, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    if (key === 'file' && typeof part === 'string') names.add(part);
    else collectFiles(part, names);
  }
}
