import type { Dataset, File, Group } from 'h5wasm';
import { InputError } from '../core/errors.ts';
import type { DataArray, DataFile, MeshRecord, ParticleChoice, ParticleRecord } from '../ensemble/data-file.ts';
import { speedOfLight } from '../physics/constants.ts';
import { didYouMean } from '../schema/problem.ts';
import { extra, withoutUnits } from './encode-snapshot.ts';
import { loadedHdf5 } from './hdf5.ts';

/** Whether a file begins with the signature of HDF5, which netCDF-4 and openPMD files have. */
export function isHdf5(bytes: Uint8Array): boolean {
  return signature.every((byte, k) => bytes[k] === byte);
}

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** All datasets of numbers by their paths, such as `group/x`. Throws InputError that names the file, NeedsHdf5. */
export function hdf5Arrays(bytes: Uint8Array, path: string): DataFile {
  return decode(bytes, path, (root) => {
    const arrays = new Map<string, DataArray>();
    collect(root, '', path, arrays);
    if (arrays.size === 0) throw new InputError(`${path}: expected datasets of numbers, got none`);
    return { path, arrays, called: 'datasets' };
  });
}

/** The particles of one species in an openPMD file; undefined for other files. Throws InputError, NeedsHdf5. */
export function openPmdParticles(bytes: Uint8Array, path: string, choice: ParticleChoice): ParticleRecord | undefined {
  return decode(bytes, path, (root) => {
    if (root.attrs.openPMD === undefined) return undefined;
    const iteration = iterationOf(root, path, choice);
    const folder = attribute<string>(root, 'particlesPath', 'particles/').replace(/\/$/, '');
    const all = members(iteration, folder);
    if (all.size === 0)
      throw new InputError(
        `${path} particles: expected particles in iteration ${iteration.path.split('/').at(-1)}, got none; take a file of a method with particles, or initial: { tabulated: ... } for its f`,
      );
    return particlesOf(chosen(all, choice, path) as Group, path, root);
  });
}

/** f of one species on its lattice in an openPMD file; undefined for other files. Throws InputError, NeedsHdf5. */
export function openPmdMesh(bytes: Uint8Array, path: string, choice: ParticleChoice): MeshRecord | undefined {
  return decode(bytes, path, (root) => {
    if (root.attrs.openPMD === undefined) return undefined;
    const iteration = iterationOf(root, path, choice);
    const folder = attribute<string>(root, 'meshesPath', 'meshes/').replace(/\/$/, '');
    const all = members(iteration, folder);
    for (const [name, mesh] of all) if (mesh.attrs[extra.exact]?.value === 1) all.delete(name);
    if (all.size === 0) throw new InputError(`${path} meshes: expected a mesh with f, got none`);
    const mesh = chosen(all, choice, path);
    const values = arrayOf(mesh as Dataset, mesh.path.slice(1), path);
    const spacing = attribute<ArrayLike<number>>(mesh, 'gridSpacing', []);
    const offset = attribute<ArrayLike<number>>(mesh, 'gridGlobalOffset', []);
    const place = attribute<ArrayLike<number>>(
      mesh,
      'position',
      values.shape.map(() => 0),
    );
    if (spacing.length !== values.shape.length || offset.length !== values.shape.length)
      throw new InputError(
        `${path} ${mesh.path}: expected gridSpacing and gridGlobalOffset of ${values.shape.length} axes, got others`,
      );
    const unitSI = Number(attribute<number>(mesh, 'gridUnitSI', 1));
    return {
      axes: values.shape.map((size, k) =>
        Float64Array.from({ length: size }, (_, i) => offset[k] + (i + place[k]) * spacing[k]),
      ),
      values,
      ...(withoutUnits(root) ? {} : { unitSI }),
    };
  });
}

function decode<T>(bytes: Uint8Array, path: string, read: (root: File) => T): T {
  const hdf5 = loadedHdf5(path);
  try {
    return hdf5.decode(bytes, read);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const [reason] = (cause as Error).message.split('\n');
    // The first line of the library's trace contains no information.
    const why = reason.startsWith('HDF5-DIAG') ? ' or cut short' : ` (${reason})`;
    throw new InputError(`${path}: expected an HDF5 file, got one that is damaged${why}`);
  }
}

function collect(group: Group, prefix: string, path: string, arrays: Map<string, DataArray>): void {
  for (const key of group.keys()) {
    const entity = group.get(key);
    const name = `${prefix}${key}`;
    if ((entity as Group | null)?.type === 'Group') collect(entity as Group, `${name}/`, path, arrays);
    else if (isNumeric(entity)) arrays.set(name, arrayOf(entity, name, path));
  }
}

/** H5T_INTEGER and H5T_FLOAT of the HDF5 library. */
const numeric = [0, 1];

function isNumeric(entity: unknown): entity is Dataset {
  const { type, shape, metadata } = entity as Partial<Dataset>;
  return (
    type === 'Dataset' && shape != null && shape.length > 0 && numeric.includes((metadata as { type: number }).type)
  );
}

/** The value of entries that were never written: NC_FILL_DOUBLE of netCDF. */
const unwritten = 9.969209968386869e36;

/** The values, unpacked by `scale_factor` and `add_offset`; missing ones are NaN (conventions of netCDF and CF). */
function arrayOf(dataset: Dataset, name: string, path: string): DataArray {
  const number = (key: string) => {
    const value = dataset.attrs[key]?.value as number | ArrayLike<number> | undefined;
    return value === undefined ? undefined : Number(typeof value === 'object' ? value[0] : value);
  };
  const missing = [number('_FillValue') ?? unwritten, number('missing_value')];
  const [scale = 1, offset = 0] = [number('scale_factor'), number('add_offset')];
  const values = Float64Array.from(dataset.value as ArrayLike<number>, (entry) => {
    const stored = Number(entry);
    return missing.includes(stored) ? Number.NaN : scale * stored + offset;
  });
  const shape = [...dataset.shape!];
  return { shape, values, place: (index) => `${path} ${name}: entry ${indices(shape, index)}` };
}

function indices(shape: readonly number[], index: number): string {
  const places: number[] = [];
  let rest = index;
  for (const size of [...shape].reverse()) {
    places.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${places.join(', ')}]`;
}

function iterationOf(root: File, path: string, { iteration }: ParticleChoice): Group {
  const base = attribute<string>(root, 'basePath', '/data/%T/')
    .split('%T')[0]
    .replace(/^\/|\/$/g, '');
  const all = members(root, base);
  const numbers = [...all.keys()].map(Number).sort((a, b) => a - b);
  if (numbers.length === 0) throw new InputError(`${path}: expected iterations in ${base}, got none`);
  const wanted = iteration ?? numbers[numbers.length - 1];
  const found = [...all].find(([name]) => Number(name) === wanted)?.[1];
  if (found === undefined)
    throw new InputError(`${path} iteration: expected one of ${numbers.join(', ')}, got ${wanted}`);
  return found as Group;
}

/** The entry that the choice names, or the only one, or the one with the name of the species. */
function chosen(
  all: ReadonlyMap<string, Group | Dataset>,
  { species, name }: ParticleChoice,
  path: string,
): Group | Dataset {
  const called = new Map([...all].map(([key, one]) => [attribute<string>(one, extra.species, key), one]));
  const known = (wanted: string) => called.get(wanted) ?? all.get(wanted);
  if (species !== undefined) {
    const found = known(species);
    if (found !== undefined) return found;
    const wayOut = didYouMean(species, [...called.keys()]);
    throw new InputError(
      `${path} species: expected one of ${[...called.keys()].join(', ')}, got ${species}${wayOut === undefined ? '' : `; ${wayOut}`}`,
    );
  }
  const found = called.size === 1 ? [...called.values()][0] : known(name);
  if (found !== undefined) return found;
  throw new InputError(
    `${path}: expected one species, or one called ${name}, got ${[...called.keys()].join(', ')}; select one with the key species`,
  );
}

/**
 * Reads velocities, or momenta divided by mass. A momentum p = gamma m v with known units gives v = (p/m) / sqrt(1 + (p/mc)^2).
 * Macro-weighted values are converted to one real particle: value / weighting^weightingPower.
 */
function particlesOf(group: Group, path: string, root: File): ParticleRecord {
  const weighting = group.get('weighting');
  const weights = weighting === null ? undefined : component(weighting as Group | Dataset, path);
  const own = withoutUnits(root);
  const ofOne = (name: string) => {
    const record = group.get(name) as Group | Dataset | null;
    if (record === null) return undefined;
    const power = Number(attribute<number>(record, 'weightingPower', 0));
    const macro = Number(attribute<number>(record, 'macroWeighted', 0)) === 1 && power !== 0;
    if (macro && weights === undefined)
      throw new InputError(
        `${path} ${record.path}: expected a record weighting with values of macro-particles, got none; set macroWeighted to 0 for values of real particles`,
      );
    const parts =
      record.type === 'Dataset' || record.attrs.value !== undefined
        ? new Map([['', record]])
        : (members(record as Group, '') as ReadonlyMap<string, Group | Dataset>);
    return new Map(
      [...parts].map(([key, part]) => {
        const array = component(part, path);
        const unitSI = Number(attribute<number>(part, 'unitSI', 1));
        const values = macro ? array.values.map((value, p) => value / weights!.values[p] ** power) : array.values;
        return [key, { ...array, values, unitSI }] as const;
      }),
    );
  };
  const velocity = ofOne('velocity');
  const rest = weights === undefined ? {} : { weights };
  if (velocity !== undefined) {
    const unitSI = sameUnit(velocity, path);
    return { velocity, ...rest, ...(own ? {} : { unitSI }) };
  }
  const [momentum, mass] = [ofOne('momentum'), ofOne('mass')?.get('')];
  if (momentum === undefined || mass === undefined)
    throw new InputError(
      `${path} ${group.path}: expected a record velocity, or momentum with mass, got ${group.keys().join(', ') || 'none'}`,
    );
  const unitSI = sameUnit(momentum, path) / mass.unitSI;
  const converted = [...momentum].map(
    ([key, array]) => [key, { ...array, values: array.values.map((p, i) => p / mass.values[i]) }] as const,
  );
  if (!own)
    for (let i = 0; i < mass.values.length; i++) {
      const gamma = Math.sqrt(
        1 + converted.reduce((sum, [, { values }]) => sum + ((values[i] * unitSI) / speedOfLight) ** 2, 0),
      );
      for (const [, { values }] of converted) values[i] /= gamma;
    }
  return { velocity: new Map(converted), ...rest, ...(own ? {} : { unitSI }) };
}

function sameUnit(parts: ReadonlyMap<string, { readonly unitSI: number }>, path: string): number {
  const [first, ...others] = [...parts.values()].map(({ unitSI }) => unitSI);
  if (others.some((unit) => unit !== first))
    throw new InputError(
      `${path}: expected the same unitSI for all components of a record, got ${[first, ...others].join(', ')}`,
    );
  return first;
}

/** Reads a dataset, or a group that represents a constant dataset. */
function component(target: Group | Dataset, path: string): DataArray {
  const name = target.path.slice(1);
  if (target.type === 'Dataset') return arrayOf(target as Dataset, name, path);
  const value = attribute<number | undefined>(target, 'value', undefined);
  const shape = attribute<ArrayLike<number | bigint> | number | bigint | undefined>(target, 'shape', undefined);
  if (value === undefined || shape === undefined)
    throw new InputError(`${path} ${name}: expected a dataset, or a constant with value and shape, got neither`);
  const count = Number(typeof shape === 'object' ? shape[0] : shape);
  return { shape: [count], values: new Float64Array(count).fill(Number(value)), place: () => `${path} ${name}` };
}

function members(parent: Group, name: string): Map<string, Group | Dataset> {
  const group = name === '' ? parent : (parent.get(name) as Group | null);
  if (group === null || group.type !== 'Group') return new Map();
  return new Map(group.keys().map((key) => [key, group.get(key) as Group | Dataset]));
}

function attribute<T>(target: Group | Dataset, name: string, absent: T): T {
  return name in target.attrs ? (target.attrs[name].value as T) : absent;
}
