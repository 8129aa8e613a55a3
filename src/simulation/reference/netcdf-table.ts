import type { Dataset, File } from 'h5wasm';
import { InputError } from '../../core/errors.ts';
import type { Hdf5 } from '../../output/hdf5.ts';
import type { Cell, ReferenceTable } from './reference-table.ts';

/**
 * Columns from a netCDF-4 (HDF5) file: its variables of one axis by their names, and `name[k]` for the k-th column of a variable
 * with a second axis, as temperature(time, species). By the conventions of netCDF and CF a value equal to `_FillValue` or
 * `missing_value` is none, and packed values are unpacked by `scale_factor` and `add_offset`. Throws InputError for bytes that are
 * not of this format.
 */
export function netcdfTable(hdf5: Hdf5, bytes: Uint8Array, file: string): ReferenceTable {
  try {
    return hdf5.decode(bytes, (root) => tableOf(root, file));
  } catch (cause) {
    const [reason] = (cause as Error).message.split('\n');
    throw new InputError(`${file}: expected a netCDF-4 file, got one that cannot be read (${reason})`);
  }
}

function tableOf(root: File, file: string): ReferenceTable {
  const columns = new Map<string, readonly Omit<Cell, 'place'>[]>();
  for (const name of root.keys()) {
    const variable = root.get(name);
    if (!isNumeric(variable)) continue;
    const [rows, width = 1] = variable.shape;
    const values = valuesOf(variable);
    for (let k = 0; k < width; k++)
      columns.set(
        variable.shape.length === 1 ? name : `${name}[${k}]`,
        Array.from({ length: rows }, (_, row) => values[row * width + k]),
      );
  }
  return {
    names: [...columns.keys()],
    header: Object.entries(root.attrs).flatMap(([name, attribute]) =>
      typeof attribute.value === 'string' && telling.has(name) ? [`${name}: ${attribute.value}`] : [],
    ),
    column: (name) =>
      columns.get(name)?.map((cell, row): Cell => ({ ...cell, place: `${file}: ${name}, row ${row + 1}` })),
  };
}

/** What the library writes where a program wrote nothing: NC_FILL_DOUBLE and NC_FILL_FLOAT. */
const unwritten = 9.969209968386869e36;

function valuesOf(variable: Dataset): readonly Omit<Cell, 'place'>[] {
  const attribute = (name: string): number | undefined => {
    const value = variable.attrs[name]?.value as number | ArrayLike<number> | undefined;
    return value === undefined ? undefined : Number(typeof value === 'object' ? value[0] : value);
  };
  const missing = [attribute('_FillValue') ?? unwritten, attribute('missing_value')];
  const [scale = 1, offset = 0] = [attribute('scale_factor'), attribute('add_offset')];
  return Array.from(variable.value as ArrayLike<number>, (entry) => {
    const stored = Number(entry);
    if (missing.includes(stored)) return { value: Number.NaN, text: `a missing value (${stored})` };
    const value = scale * stored + offset;
    return { value, text: String(value) };
  });
}

/** The global attributes in which the netCDF and CF conventions say where data are from. */
const telling: ReadonlySet<string> = new Set(['title', 'source', 'institution', 'history', 'references', 'comment']);

/** Variables of one or two axes, of integers or floating-point numbers. */
function isNumeric(entity: unknown): entity is Dataset & { readonly shape: readonly number[] } {
  const { type, shape, metadata } = entity as Partial<Dataset>;
  if (type !== 'Dataset' || shape === null || shape === undefined) return false;
  const { type: kind } = metadata as { readonly type: number };
  return (shape.length === 1 || shape.length === 2) && (kind === hdf5Integer || kind === hdf5Float);
}

/** H5T_INTEGER and H5T_FLOAT of the HDF5 library. */
const hdf5Integer = 0;
const hdf5Float = 1;
