import { InputError } from '../core/errors.ts';
import type { NumberArray } from '../core/npy.ts';
import { didYouMean } from '../schema/problem.ts';

/** An array of a data file: a column of a table, a NumPy array or an HDF5 dataset. */
export interface DataArray extends NumberArray {
  /** The place of an entry, for messages: `beam.csv:7 vx`. */
  place(index: number): string;
}

/** A file of numbers in any format. */
export interface DataFile {
  readonly path: string;
  /** The arrays by name; the single array of an npy file has an empty name. */
  readonly arrays: ReadonlyMap<string, DataArray>;
  /** The word for the arrays in messages: columns, arrays or datasets. */
  readonly called: string;
}

/** The particles of one species in an openPMD file, in the units of the file. */
export interface ParticleRecord {
  /** The velocities by component: x, y, z. */
  readonly velocity: ReadonlyMap<string, DataArray>;
  readonly weights?: DataArray;
  /** The unit in m/s; absent if the file declares that its units are unknown. */
  readonly unitSI?: number;
}

/** Selects the particles of an openPMD file. */
export interface ParticleChoice {
  readonly species?: string | undefined;
  readonly iteration?: number | undefined;
  /** The name of the species in the scenario, which selects among several species of a file. */
  readonly name: string;
}

/** A mesh of an openPMD file: f on a lattice of velocity space. */
export interface MeshRecord {
  readonly axes: readonly Float64Array[];
  readonly values: DataArray;
  /** The unit in m/s; absent if the file declares that its units are unknown. */
  readonly unitSI?: number;
}

/** The files of distributions; paths are as written in the scenario. */
export interface DataFiles {
  open(file: string): DataFile;
  /** Undefined for a file that is not openPMD. */
  particles(file: string, choice: ParticleChoice): ParticleRecord | undefined;
  mesh(file: string, choice: ParticleChoice): MeshRecord | undefined;
  /** The species of the distribution. */
  readonly species: string;
  /** The scenario's unit of velocity in m/s; absent if it has no units. */
  readonly velocityUnit?: number;
}

/** The array with a name. Throws InputError with the existing names if there is none. `key` is the key of the scenario with the name. */
export function arrayNamed({ path, arrays, called }: DataFile, name: string, key: string): DataArray {
  const found = arrays.get(name);
  if (found !== undefined) return found;
  const names = [...arrays.keys()].filter((known) => known !== '');
  const wayOut = didYouMean(name, names);
  const known = names.length === 0 ? 'an array without a name' : names.join(', ');
  throw new InputError(
    `${path} ${key}: expected ${name} among its ${called}, got ${known}${wayOut === undefined ? '' : `; ${wayOut}`}`,
  );
}

/** The factor from velocities of a file to velocities of the scenario. `unit` is the unit of the file as given in the scenario. */
export function velocityFactor(
  path: string,
  {
    unit,
    unitSI,
    known,
  }: { readonly unit?: number | undefined; readonly unitSI?: number | undefined; readonly known: boolean },
  velocityUnit: number | undefined,
): number {
  if (unit !== undefined) return unit;
  // Tables have no units; their numbers are in the units of the scenario.
  if (!known) return 1;
  if (unitSI === undefined) {
    if (velocityUnit === undefined) return 1;
    throw new InputError(
      `${path}: expected velocities in known units, since the scenario has units, got numbers without units; give their unit with the key unit, such as unit: 1e6 m/s`,
    );
  }
  if (velocityUnit !== undefined) return unitSI / velocityUnit;
  if (unitSI === 1) return 1;
  throw new InputError(
    `${path}: expected numbers without units, since the scenario has none, got velocities in units of ${unitSI} m/s; declare units in the scenario, or give the unit with the key unit`,
  );
}
