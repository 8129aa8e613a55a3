import { InputError } from '../core/errors.ts';
import type { Particles } from '../core/particles.ts';
import { createVectorField, type Dimension } from '../core/vector-field.ts';
import { arrayNamed, type DataArray, type DataFile, type DataFiles, velocityFactor } from './data-file.ts';

/** The parameters of particles from a file in a scenario. */
export interface ParticlesFile {
  readonly file: string;
  readonly columns?:
    | { readonly velocity?: readonly string[] | undefined; readonly weight?: string | undefined }
    | undefined;
  readonly species?: string | undefined;
  readonly iteration?: number | undefined;
  /** The unit of velocities in the file. */
  readonly unit?: number | undefined;
}

/** The particles of a file; their weights are not normalised. */
export interface GivenParticles {
  /** The path of the file, for messages. */
  readonly path: string;
  readonly particles: Particles;
}

/** Reads the particles that a scenario names. Throws InputError with the place of the problem in the file. */
export function readParticles(written: ParticlesFile, files: DataFiles, d: Dimension): GivenParticles {
  const { file, columns = {}, species, iteration, unit } = written;
  const record = files.particles(file, { species, iteration, name: files.species });
  if (record !== undefined) {
    const data: DataFile = { path: file, called: 'components', arrays: record.velocity };
    const axes = columns.velocity ?? ['x', 'y', 'z'].slice(0, d);
    if (columns.velocity === undefined && record.velocity.size !== d)
      throw new InputError(
        `${file} velocity: expected ${d} components, since the scenario has dimension ${d}, got ${[...record.velocity.keys()].join(', ')}; ` +
          `name the components to use, such as columns: { velocity: [${axes.join(', ')}] }`,
      );
    const planes = axes.map((name) => arrayNamed(data, name, 'columns.velocity'));
    const factor = velocityFactor(file, { unit, unitSI: record.unitSI, known: true }, files.velocityUnit);
    const weights = columns.weight === 'none' ? undefined : record.weights;
    return { path: file, particles: particlesOf(file, planes, weights, factor) };
  }
  for (const [key, value] of Object.entries({ species, iteration }))
    if (value !== undefined)
      throw new InputError(`${file} ${key}: expected an openPMD file, got a different format; remove the key ${key}`);
  const data = files.open(file);
  const found = velocityPlanes(data, columns.velocity, d);
  const weights = weightsIn(data, columns.weight, found);
  const factor = velocityFactor(file, { unit, known: false }, files.velocityUnit);
  return { path: file, particles: particlesOf(data.path, found.planes, weights, factor) };
}

const usualWeights = ['weight', 'weights', 'w'];

interface Planes {
  readonly planes: readonly DataArray[];
  /** The names of the arrays that contain the components. */
  readonly used: readonly string[];
  /** A column of weights in the same array. */
  readonly last?: DataArray;
}

function velocityPlanes(data: DataFile, names: readonly string[] | undefined, d: Dimension): Planes {
  const { arrays, path } = data;
  const usual = ['vx', 'vy', 'vz'];
  if (names !== undefined)
    return { planes: names.map((name) => arrayNamed(data, name, 'columns.velocity')), used: names };
  const own = usual.filter((name) => arrays.has(name));
  if (own.length === d && own.every((name, k) => name === usual[k]))
    return { planes: own.map((name) => arrays.get(name)!), used: own };
  if (own.length > d)
    throw new InputError(
      `${path}: expected ${d} components of the velocity, since the scenario has dimension ${d}, got ${own.join(', ')}; ` +
        `name the components to use, such as columns: { velocity: [${own.slice(0, d).join(', ')}] }`,
    );
  const name = arrays.has('velocity') ? 'velocity' : '';
  const matrix = arrays.get(name);
  if (matrix === undefined)
    throw new InputError(
      `${path}: expected ${usual.slice(0, d).join(', ')} or velocity among its ${data.called}, got ${[...arrays.keys()].join(', ')}; ` +
        `name the components, such as columns: { velocity: [${['a', 'b', 'c'].slice(0, d).join(', ')}] }`,
    );
  const [rows, width] = matrix.shape;
  // A single array may contain the weights in one more column.
  const weighted = name === '' && width === d + 1;
  if (matrix.shape.length !== 2 || (width !== d && !weighted))
    throw new InputError(
      `${path}${name === '' ? '' : ` ${name}`}: expected an array of ${d} columns${name === '' ? `, or ${d + 1} with the weights` : ''}, ` +
        `got the shape (${matrix.shape.join(', ')})`,
    );
  const plane = (k: number): DataArray => ({
    shape: [rows],
    values: Float64Array.from({ length: rows }, (_, p) => matrix.values[p * width + k]),
    place: (p) => `${path}: row ${p + 1}, column ${k + 1}`,
  });
  const planes = Array.from({ length: d }, (_, k) => plane(k));
  return { planes, used: [name], ...(weighted ? { last: plane(d) } : {}) };
}

function weightsIn(data: DataFile, name: string | undefined, { used, last }: Planes): DataArray | undefined {
  if (name === 'none') return undefined;
  if (name !== undefined) return arrayNamed(data, name, 'columns.weight');
  if (last !== undefined) return last;
  const known = usualWeights.find((usual) => data.arrays.has(usual));
  if (known !== undefined) return data.arrays.get(known);
  const others = [...data.arrays.keys()].filter((other) => !used.includes(other));
  if (others.length === 0) return undefined;
  throw new InputError(
    `${data.path}: expected weight among its ${data.called} besides the velocities, got ${others.join(', ')}; ` +
      `name the weights, such as columns: { weight: ${others[0]} }, or set columns: { weight: none } for equal weights`,
  );
}

/** Makes particles from arrays. Throws InputError with the place of the first invalid entry. */
function particlesOf(
  path: string,
  planes: readonly DataArray[],
  weights: DataArray | undefined,
  factor: number,
): Particles {
  const n = planes[0].values.length;
  for (const array of [...planes, ...(weights === undefined ? [] : [weights])])
    if (array.shape.length !== 1 || array.values.length !== n)
      throw new InputError(
        `${array.place(0)}: expected one number for each of ${n} particles, got the shape (${array.shape.join(', ')})`,
      );
  if (n < 2) throw new InputError(`${path}: expected two or more particles, got ${n}`);
  const velocities = createVectorField(planes.length as Dimension, n);
  planes.forEach((plane, k) => {
    plane.values.forEach((value, p) => {
      if (!Number.isFinite(value * factor))
        throw new InputError(`${plane.place(p)}: expected a finite velocity, got ${value}; remove the particle`);
      velocities.data[k * n + p] = value * factor;
    });
  });
  weights?.values.forEach((weight, p) => {
    if (!(weight > 0 && weight < Infinity))
      throw new InputError(`${weights.place(p)}: expected a weight > 0, got ${weight}; remove the particle`);
  });
  return { weights: weights?.values ?? new Float64Array(n).fill(1), velocities };
}
