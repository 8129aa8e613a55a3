import { InputError } from '../core/errors.ts';
import type { NumberArray } from '../core/npy.ts';
import { didYouMean } from '../schema/problem.ts';

/** An array of a data file: a column of a table, an array of NumPy, a dataset of HDF5. */
export interface DataArray extends NumberArray {
  /** Where an entry stands, for messages: `beam.csv:7 vx`. */
  place(index: number): string;
}

/** A file of numbers, whatever its format. */
export interface DataFile {
  readonly path: string;
  /** By name; the only array of an npy file has none. */
  readonly arrays: ReadonlyMap<string, DataArray>;
  /** What the arrays are called in messages: columns, arrays or datasets. */
  readonly called: string;
}

/** The particles of one species in an openPMD file, in the numbers of the file. */
export interface ParticleRecord {
  /** By component: x, y, z. */
  readonly velocity: ReadonlyMap<string, DataArray>;
  readonly weights?: DataArray;
  /** m/s of 1; absent where the file says that its numbers have no known units. */
  readonly unitSI?: number;
}

/** Which particles of an openPMD file. */
export interface ParticleChoice {
  readonly species?: string | undefined;
  readonly iteration?: number | undefined;
  /** What the species is called in the scenario; it decides where the file has several. */
  readonly name: string;
}

/** A mesh of an openPMD file: f on a lattice of velocity space. */
export interface MeshRecord {
  readonly axes: readonly Float64Array[];
  readonly values: DataArray;
  /** m/s of 1; absent where the file says that its numbers have no known units. */
  readonly unitSI?: number;
}

/** The files that distributions are made from; paths are as the scenario writes them. */
export interface DataFiles {
  open(file: string): DataFile;
  /** Undefined for a file that is not openPMD. */
  particles(file: string, choice: ParticleChoice): ParticleRecord | undefined;
  mesh(file: string, choice: ParticleChoice): MeshRecord | undefined;
  /** The species whose distribution it is. */
  readonly species: string;
  /** m/s of the scenario's unit of velocity; absent where it has no units. */
  readonly velocityUnit?: number;
}

/** The array of a name. Throws InputError, with what there is. `key` is that of the scenario which asks. */
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

/** Factor from the numbers of a file to those of the scenario. `unit` is what the scenario says that 1 of the file is. */
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
  // Tables have no units of their own: they are written in those of the scenario.
  if (!known) return 1;
  if (unitSI === undefined) {
    if (velocityUnit === undefined) return 1;
    throw new InputError(
      `${path}: expected velocities in known units, as the scenario has units, got numbers of a run without; say what 1 is with the key unit, as unit: 1e6 m/s`,
    );
  }
  if (velocityUnit !== undefined) return unitSI / velocityUnit;
  if (unitSI === 1) return 1;
  throw new InputError(
    `${path}: expected numbers without units, as the scenario has none, got velocities of ${unitSI} m/s; give the scenario units, or say what 1 is with the key unit`,
  );
}
