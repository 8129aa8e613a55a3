import { dirname, resolve } from 'node:path';
import { InputError } from '../core/errors.ts';
import { largestInput, NotReadable, readRegularFile, statsOf } from '../core/file-system.ts';
import { decodeNpy, decodeNpz, type NumberArray } from '../core/npy.ts';
import { parseNumberTable } from '../core/number-table.ts';
import type { DataFile, DataFiles } from '../ensemble/data-file.ts';
import type { DistributionKind } from '../ensemble/distribution.ts';
import { type ElementaryInitial, type Initial, distributions as kinds } from '../ensemble/distributions.ts';
import { hdf5Arrays, isHdf5, openPmdMesh, openPmdParticles } from '../output/hdf5-data.ts';
import { velocityUnit } from '../physics/units.ts';
import type { InitialScenario, Scenario } from '../scenario/scenario.ts';
import { scenarioUnits } from '../scenario/units.ts';

/** Returns the parameters of a distribution, with the files that they name replaced by their data. Throws InputError, NeedsHdf5. */
export function readTables(
  initial: Exclude<InitialScenario, { bkw: unknown } | { perturbed: unknown }>,
  { scenario, species, file }: { readonly scenario: Scenario; readonly species: string; readonly file: string },
): Initial {
  const units = scenarioUnits(scenario);
  const files = dataFiles(file, species, units && velocityUnit(units));
  const read = (part: object) => {
    const known: Readonly<Record<string, DistributionKind>> = kinds;
    return Object.fromEntries(
      Object.entries(part).map(([key, value]) => [key, known[key]?.read?.(value, files, scenario.dimension) ?? value]),
    ) as ElementaryInitial;
  };
  if (!('mixture' in initial)) return read(initial);
  return { mixture: initial.mixture.map((part) => ({ ...read(part), weight: part.weight })) };
}

function dataFiles(scenarioFile: string, species: string, velocityUnit: number | undefined): DataFiles {
  const pathOf = (name: string) => resolve(dirname(scenarioFile), name);
  const openPmd =
    <Record>(read: (bytes: Uint8Array, path: string, choice: Parameters<DataFiles['particles']>[1]) => Record) =>
    (name: string, choice: Parameters<DataFiles['particles']>[1]) => {
      const path = pathOf(name);
      const key = JSON.stringify(choice);
      return remembered(path, `${read.name} ${key}`, (bytes) =>
        isHdf5(bytes) ? read(bytes, path, choice) : undefined,
      );
    };
  return {
    species,
    ...(velocityUnit === undefined ? {} : { velocityUnit }),
    open: (name) => {
      const path = pathOf(name);
      return remembered(path, 'arrays', (bytes) => decode(bytes, path));
    },
    particles: openPmd(openPmdParticles),
    mesh: openPmd(openPmdMesh),
  };
}

/** Decodes a file. Its first bytes determine the format; its name does not matter. */
function decode(bytes: Buffer, path: string): DataFile {
  if (isHdf5(bytes)) return hdf5Arrays(bytes, path);
  if (bytes.length === 0) throw new InputError(`${path}: expected numbers, got an empty file`);
  const start = bytes.subarray(0, 6).toString('latin1');
  if (start === '\x93NUMPY') return named(decodeNpy(bytes, path), path);
  if (start.startsWith('PK')) return named(decodeNpz(bytes, path), path);
  if (bytes.subarray(0, 4096).includes(0))
    throw new InputError(`${path}: expected a table (CSV), NumPy's npy or npz, or HDF5, got a different binary format`);
  const { names, columns, lineOf } = parseNumberTable(bytes.toString('utf8'), path);
  return {
    path,
    called: 'columns',
    arrays: new Map(
      names.map((name, k) => [
        name,
        { shape: [columns[k].length], values: columns[k], place: (row) => `${path}:${lineOf(row)} ${name}` },
      ]),
    ),
  };
}

function named(arrays: ReadonlyMap<string, NumberArray>, path: string): DataFile {
  return {
    path,
    called: 'arrays',
    arrays: new Map(
      [...arrays].map(([name, array]) => [
        name,
        { ...array, place: (index: number) => `${path}${name === '' ? '' : ` ${name}`}: entry ${index}` },
      ]),
    ),
  };
}

/** The data read last, because a start reads the same file several times, and the file may have a million rows. */
const recent = new Map<string, { readonly stamp: string; readonly value: unknown }>();
/** Maximum number of entries. Each file is read twice, as openPMD and as a table. */
const mostRecent = 6;

function remembered<T>(path: string, what: string, make: (bytes: Buffer) => T): T {
  const stats = statsOf(path);
  const stamp = [stats?.mtimeMs, stats?.ino, stats?.size].join();
  const key = JSON.stringify([path, what]);
  const known = recent.get(key);
  if (known?.stamp === stamp) return known.value as T;
  const value = make(readData(path));
  recent.delete(key);
  recent.set(key, { stamp, value });
  for (const oldest of recent.keys()) if (recent.size > mostRecent) recent.delete(oldest);
  return value;
}

function readData(path: string): Buffer {
  try {
    return readRegularFile(path, largestInput);
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error;
    throw new InputError(`${path}:1 file: expected a readable table, got ${error.message}`);
  }
}
