import { strToU8, unzipSync } from 'fflate';
import { InputError } from './errors.ts';

/** An array from a file, with its values in row order (C order). */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** The first bytes of every NPY file. */
const magic = strToU8('\x93NUMPY', true);

/**
 * Reads the arrays of a file in NumPy's format NPY 1 to 3: one array with an empty name, or one for each field of a structured type.
 * Accepts booleans, integers and floating-point numbers of either byte order. Throws InputError with the name of the file.
 * Source: NumPy Enhancement Proposal 1, and numpy.lib.format.
 */
export function decodeNpy(bytes: Uint8Array, file: string): ReadonlyMap<string, NumberArray> {
  if (bytes.length < 10 || !magic.every((byte, k) => bytes[k] === byte))
    throw new InputError(
      `${file}: expected a file in NumPy's format, got a different format; write it with numpy.save`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [start, length] = bytes[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  if (start + length > bytes.length) throw shortened(file, start + length, bytes.length);
  const { fields, itemSize, fortran, shape } = parseHeader(
    new TextDecoder('latin1').decode(bytes.subarray(start, start + length)),
    file,
  );
  const count = shape.reduce((product, size) => product * size, 1);
  const needed = start + length + count * itemSize;
  if (needed > bytes.length) throw shortened(file, needed, bytes.length);
  let offset = start + length;
  return new Map(
    fields.map(({ name, read, size }) => {
      const own = offset;
      offset += size;
      const values = Float64Array.from({ length: count }, (_, i) => read(view, own + i * itemSize));
      return [name, { shape, values: fortran ? inRowOrder(shape, values) : values }];
    }),
  );
}

/** Reads the arrays of a file in NumPy's format NPZ, by name; a field of a structured array is `name.field`. */
export function decodeNpz(bytes: Uint8Array, file: string): ReadonlyMap<string, NumberArray> {
  let members: Readonly<Record<string, Uint8Array>>;
  try {
    members = unzipSync(bytes);
  } catch (cause) {
    throw new InputError(
      `${file}: expected an archive of NumPy arrays, got one that cannot be unpacked (${(cause as Error).message}); write it with numpy.savez`,
    );
  }
  return new Map(
    Object.entries(members).flatMap(([entry, content]) => {
      const name = entry.replace(/\.npy$/, '');
      const arrays = decodeNpy(content, `${file} ${name}`);
      return [...arrays].map(([field, array]) => [field === '' ? name : `${name}.${field}`, array] as const);
    }),
  );
}

function shortened(file: string, needed: number, got: number): InputError {
  return new InputError(`${file}: expected ${needed} bytes according to its header, got ${got}; the file is truncated`);
}

interface Field {
  readonly name: string;
  readonly size: number;
  readonly read: (view: DataView, at: number) => number;
}

function parseHeader(text: string, file: string) {
  const descr = /'descr':\s*('[^']*'|\[.*?\])\s*,\s*'(?:fortran_order|shape)'/s.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const sizes = /'shape':\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || sizes === undefined)
    throw new InputError(
      `${file}: expected a header with descr, fortran_order and shape, got ${text.slice(0, 60).trim()}`,
    );
  const shape = [...sizes.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  const named: [string, string][] = descr.startsWith('[')
    ? [...descr.matchAll(/\(\s*'([^']*)'\s*,\s*'([^']*)'\s*\)/g)].map(([, name, type]) => [name, type])
    : [['', descr.slice(1, -1)]];
  if (descr.startsWith('[') && (descr.match(/\(/g) ?? []).length !== named.length)
    throw new InputError(`${file}: expected fields of one number each, got the type ${descr.slice(0, 60)}`);
  const fields = named.map(([name, type]): Field => ({ name, ...numberType(type, file) }));
  return { fields, itemSize: fields.reduce((sum, { size }) => sum + size, 0), fortran: order === 'True', shape };
}

function numberType(type: string, file: string): Omit<Field, 'name'> {
  const [, order, kind, digits] = /^([<>|=]?)([a-zA-Z])(\d+)$/.exec(type) ?? [];
  const little = order !== '>';
  const size = Number(digits);
  const read = (
    {
      f4: (view, at) => view.getFloat32(at, little),
      f8: (view, at) => view.getFloat64(at, little),
      i1: (view, at) => view.getInt8(at),
      i2: (view, at) => view.getInt16(at, little),
      i4: (view, at) => view.getInt32(at, little),
      i8: (view, at) => Number(view.getBigInt64(at, little)),
      u1: (view, at) => view.getUint8(at),
      u2: (view, at) => view.getUint16(at, little),
      u4: (view, at) => view.getUint32(at, little),
      u8: (view, at) => Number(view.getBigUint64(at, little)),
      b1: (view, at) => view.getUint8(at),
    } as Readonly<Record<string, Field['read']>>
  )[`${kind}${digits}`];
  if (read === undefined)
    throw new InputError(
      `${file}: expected numbers (float64, float32 or integers), got the type ${type}; convert it with astype(float)`,
    );
  return { size, read };
}

/** Converts from column order, in which the first index varies fastest. */
function inRowOrder(shape: readonly number[], values: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) {
    let [rest, at, stride] = [i, 0, values.length];
    for (let k = shape.length - 1; k >= 0; k--) {
      stride /= shape[k];
      at += (rest % shape[k]) * stride;
      rest = Math.floor(rest / shape[k]);
    }
    out[i] = values[at];
  }
  return out;
}
