import { InputError } from '../core/errors.ts';
import type { Dimension } from '../core/vector-field.ts';
import { type DataArray, type DataFile, type DataFiles, velocityFactor } from './data-file.ts';

/** f on a rectilinear grid, up to a constant factor, with velocities in the scenario's units. */
export interface Table {
  readonly path: string;
  /** The meaning of the axes: the speed, along and across an axis of symmetry, or the components of the velocity. */
  readonly kind: 'radial' | 'gyrotropic' | 'grid';
  readonly axes: readonly Float64Array[];
  /** In row order; the last axis varies fastest. */
  readonly values: Float64Array;
}

export interface TableFile {
  readonly file: string;
  readonly species?: string | undefined;
  readonly iteration?: number | undefined;
  /** The unit of velocities in the file. */
  readonly unit?: number | undefined;
}

/** The names of the axes, which determine the kind of a table. */
const kinds = (d: Dimension) =>
  [
    { kind: 'grid', names: ['vx', 'vy', 'vz'].slice(0, d) },
    { kind: 'gyrotropic', names: ['v_par', 'v_perp'] },
    { kind: 'radial', names: ['v'] },
  ] as const;

/** Smallest number of values along an axis: a parabola needs three. */
const fewest = { radial: 2, gyrotropic: 3, grid: 3 } as const;

/** Reads the table that a scenario names. Throws InputError with the place of the problem in the file. */
export function readTable(written: TableFile, files: DataFiles, d: Dimension): Table {
  const { file, species, iteration, unit } = written;
  const mesh = files.mesh(file, { species, iteration, name: files.species });
  if (mesh !== undefined) {
    if (mesh.axes.length !== d)
      throw new InputError(
        `${file}: expected f in the scenario's dimension ${d}, got a mesh with ${mesh.axes.length} axes`,
      );
    const factor = velocityFactor(file, { unit, unitSI: mesh.unitSI, known: true }, files.velocityUnit);
    const axes = mesh.axes.map((axis) => axis.map((v) => v * factor));
    return checked({ path: file, kind: 'grid', axes, values: mesh.values.values }, mesh.values);
  }
  for (const [key, value] of Object.entries({ species, iteration }))
    if (value !== undefined)
      throw new InputError(`${file} ${key}: expected an openPMD file, got a different format; remove the key ${key}`);
  const data = files.open(file);
  const { kind, axes, f } = arraysOf(data, d);
  const factor = velocityFactor(file, { unit, known: false }, files.velocityUnit);
  const onGrid = f.shape.length === 1 && axes.length > 1 ? gridOf(data.path, axes, f) : separate(data.path, axes, f);
  const scaled = onGrid.axes.map((axis) => axis.map((v) => v * factor));
  return checked({ path: data.path, kind, axes: scaled, values: onGrid.values }, onGrid.source, onGrid.axisSources);
}

function arraysOf(data: DataFile, d: Dimension) {
  const { arrays, path, called } = data;
  // Two columns of numbers without names, e.g. from numpy.save.
  const lone = arrays.get('');
  if (lone?.shape.length === 2 && lone.shape[1] === 2) {
    const [rows] = lone.shape;
    const column = (k: number): DataArray => ({
      shape: [rows],
      values: Float64Array.from({ length: rows }, (_, p) => lone.values[2 * p + k]),
      place: (p) => `${path}: row ${p + 1}, column ${k + 1}`,
    });
    return { kind: 'radial' as const, axes: [column(0)], f: column(1) };
  }
  const known = kinds(d);
  const found = known.find(({ names }) => names.every((name) => arrays.has(name)));
  const f = arrays.get('f');
  const wanted = known.map(({ names }) => [...names, 'f'].join(', ')).join(', or ');
  if (found === undefined || f === undefined) {
    const got = [...arrays.keys()].map((name) => (name === '' ? 'an array without a name' : name)).join(', ');
    throw new InputError(
      `${path}: expected ${called} named ${wanted}, got ${got}${lone === undefined ? '' : '; save f with its axes with numpy.savez'}`,
    );
  }
  if (found.kind === 'grid' && d === 2 && arrays.has('vz'))
    throw new InputError(`${path}: expected f in the scenario's dimension 2, got a table with vz; integrate f over vz`);
  return { kind: found.kind, axes: found.names.map((name) => arrays.get(name)!), f };
}

interface OnGrid {
  readonly axes: readonly Float64Array[];
  readonly values: Float64Array;
  /** The places of the values of f and of the axes. */
  readonly source: Pick<DataArray, 'place'>;
  readonly axisSources?: readonly DataArray[];
}

/** The grid of separate arrays for the axes, and an array f of their shape. */
function separate(path: string, axes: readonly DataArray[], f: DataArray): OnGrid {
  const wanted = axes.map(({ values }) => values.length);
  if (axes.some(({ shape }) => shape.length !== 1) || f.shape.join() !== wanted.join())
    throw new InputError(
      `${path} f: expected the shape (${wanted.join(', ')}) of its axes, got (${f.shape.join(', ')})`,
    );
  return { axes: axes.map(({ values }) => values), values: f.values, source: f, axisSources: axes };
}

/** The grid of points that are listed one per row, in any order. */
function gridOf(path: string, columns: readonly DataArray[], f: DataArray): OnGrid {
  const rows = f.values.length;
  for (const column of columns)
    if (column.shape.length !== 1 || column.values.length !== rows)
      throw new InputError(
        `${column.place(0)}: expected ${rows} values, as many as f has, got the shape (${column.shape.join(', ')})`,
      );
  const axes = columns.map(({ values, place }) => {
    const wrong = values.findIndex((v) => !Number.isFinite(v));
    if (wrong !== -1) throw new InputError(`${place(wrong)}: expected a finite velocity, got ${values[wrong]}`);
    return Float64Array.from(new Set(values)).sort();
  });
  const indices = axes.map((axis) => new Map(Array.from(axis, (v, i) => [v, i])));
  const total = axes.reduce((product, axis) => product * axis.length, 1);
  const shape = axes.map(({ length }) => length).join(' x ');
  // More than ten times as many points as rows means scattered points instead of a grid with gaps.
  if (total > 10 * rows)
    throw new InputError(
      `${path}: expected the points of a rectilinear grid, one per row, got ${rows} rows, which would need a grid of ${shape}; interpolate f to a grid`,
    );
  const rowOf = new Int32Array(total).fill(-1);
  for (let row = 0; row < rows; row++) {
    const at = axes.reduce((index, axis, k) => index * axis.length + indices[k].get(columns[k].values[row])!, 0);
    if (rowOf[at] !== -1)
      throw new InputError(
        `${f.place(row)}: expected one value for each point, got a second one; the first is at ${f.place(rowOf[at])}`,
      );
    rowOf[at] = row;
  }
  const gap = rowOf.indexOf(-1);
  if (gap !== -1) {
    const point: number[] = [];
    for (let k = axes.length - 1, rest = gap; k >= 0; rest = Math.floor(rest / axes[k].length), k--)
      point.unshift(axes[k][rest % axes[k].length]);
    throw new InputError(
      `${path}: expected a value at each point of the grid of ${shape}, got ${rows} rows, none at (${point.join(', ')}); add the point`,
    );
  }
  return {
    axes,
    values: Float64Array.from(rowOf, (row) => f.values[row]),
    source: { place: (i) => f.place(rowOf[i]) },
  };
}

function checked(table: Table, source: Pick<DataArray, 'place'>, axisSources: readonly DataArray[] = []): Table {
  const { kind, path, axes, values } = table;
  axes.forEach((axis, k) => {
    const where = (i: number) => axisSources[k]?.place(i) ?? `${path}: axis ${k + 1}`;
    const positive = kind === 'radial' || (kind === 'gyrotropic' && k === 1);
    if (axis.length < fewest[kind])
      throw new InputError(`${where(0)}: expected ${fewest[kind]} values or more, got ${axis.length}`);
    axis.forEach((v, i) => {
      if (!Number.isFinite(v)) throw new InputError(`${where(i)}: expected a finite velocity, got ${v}`);
      if (i === 0 && positive && !(v >= 0)) throw new InputError(`${where(i)}: expected a speed >= 0, got ${v}`);
      if (i > 0 && !(v > axis[i - 1]))
        throw new InputError(
          `${where(i)}: expected more than the previous value ${axis[i - 1]}, got ${v}; sort the table`,
        );
    });
  });
  values.forEach((value, i) => {
    if (!(value >= 0 && value < Infinity))
      throw new InputError(
        `${source.place(i)}: expected f >= 0, got ${value}${value < 0 ? '; set small negative values to 0' : ''}`,
      );
  });
  if (!values.some((value) => value > 0)) throw new InputError(`${path} f: expected some f > 0, got only zeros`);
  return table;
}
