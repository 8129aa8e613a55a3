import type { File } from 'h5wasm';
import { type Attributed, FilePlan, type PlannedPart } from './hdf5-parts.ts';

/**
 * HDF5 files in memory, as bytes and as objects. The atomic writer writes the bytes to the disk, so a full disk leaves neither half a
 * file nor the library in an undefined state.
 */
export interface Hdf5 {
  /** The bytes of the file that `build` fills. */
  encode(build: (file: File) => void): Uint8Array;
  /** The same for the parts that `plan` creates. Files with the same parts are made from each other, several times as fast. */
  encodePlanned(plan: (file: PlannedPart) => void): Uint8Array;
  /** The result of `read` for the bytes of a file. Throws the library's error for bytes that are not HDF5. */
  decode<T>(bytes: Uint8Array, read: (file: File) => T): T;
}

/** Loads the HDF5 library, a WebAssembly module (0.15 s, so only when needed); encode and decode are synchronous. */
export async function loadHdf5(): Promise<Hdf5> {
  if (loaded !== undefined) return loaded;
  const { File, ready } = await import('h5wasm');
  const library = await ready;
  // Without this the library prints its errors and returns handles of -1.
  library.activate_throwing_error_handler();
  const memory = library.FS;
  const path = '/file.h5';
  const withFile = <T>(file: File, use: (file: File) => T): T => {
    try {
      return use(file);
    } finally {
      file.close();
    }
  };
  const encodeIn = (file: File, write: (file: File) => void): Uint8Array => {
    withFile(file, write);
    const bytes = memory.readFile(path);
    memory.unlink(path);
    return bytes;
  };
  const known = new Map<string, { readonly bytes: Uint8Array; readonly attributes: FilePlan['attributes'] }>();
  // netCDF-4 wants links and attributes in the order of their creation.
  const encode: Hdf5['encode'] = (build) => encodeIn(new File(path, 'w', { track_order: true }), build);
  loaded = {
    encode,
    encodePlanned(parts) {
      const plan = new FilePlan(parts);
      const alike = known.get(plan.structure);
      if (alike !== undefined) {
        known.delete(plan.structure);
        known.set(plan.structure, alike);
        memory.writeFile(path, alike.bytes);
        return encodeIn(new File(path, 'a'), (file) => plan.change(file, alike.attributes));
      }
      const bytes = encode((file) => plan.make(file));
      if (bytes.length > longestKept) return bytes;
      known.set(plan.structure, { bytes, attributes: plan.attributes });
      const [oldest] = known.keys();
      if (known.size > mostKept) known.delete(oldest);
      return bytes;
    },
    decode(bytes, read) {
      memory.writeFile(path, bytes);
      try {
        return withFile(new File(path, 'r'), read);
      } finally {
        memory.unlink(path);
      }
    },
  };
  return loaded;
}

let loaded: Hdf5 | undefined;

/** Number and largest size in bytes of the files kept as templates: the runs of a study are of few kinds. */
const mostKept = 16;
const longestKept = 2 ** 20;

/** The library if it is loaded. Otherwise throws NeedsHdf5 with the path of the file. */
export function loadedHdf5(path: string): Hdf5 {
  if (loaded === undefined) throw new NeedsHdf5(path);
  return loaded;
}

/** The library is needed but not loaded, and loading is asynchronous: see withHdf5. */
export class NeedsHdf5 extends Error {
  override readonly name = 'NeedsHdf5';

  constructor(path: string) {
    super(`${path}: expected the HDF5 library to be loaded; call await loadHdf5() first`);
  }
}

/** The result of the task. If the task needs the library, loads it and runs the task again from its beginning. */
export async function withHdf5<T>(task: () => T | Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (!(error instanceof NeedsHdf5)) throw error;
    await loadHdf5();
    return await task();
  }
}

/** A scalar text attribute of fixed length (required by openPMD), ASCII if the text is. */
export function setText(target: Attributed, name: string, text: string): void {
  target.create_attribute(name, text, [], textType([text]));
}

/** A list of texts of one fixed length. */
export function setTexts(target: Attributed, name: string, texts: readonly string[]): void {
  target.create_attribute(name, [...texts], [texts.length], textType(texts));
}

/** A scalar double. */
export function setReal(target: Attributed, name: string, value: number): void {
  target.create_attribute(name, value, [], '<d');
}

/** A list of doubles. */
export function setReals(target: Attributed, name: string, values: ArrayLike<number>): void {
  target.create_attribute(name, Float64Array.from(values), [values.length], '<d');
}

/** A scalar integer: unsigned if the format requires it. */
export function setInteger(target: Attributed, name: string, value: number, type: 'int32' | 'uint32' = 'int32'): void {
  target.create_attribute(name, value, [], type === 'int32' ? '<i' : '<I');
}

/** A list of integers: 32 bits signed, or 64 bits unsigned for counts. */
export function setIntegers(
  target: Attributed,
  name: string,
  values: readonly number[],
  type: 'int32' | 'uint64',
): void {
  target.create_attribute(name, [...values], [values.length], type === 'int32' ? '<i' : '<Q');
}

/** h5wasm: `A` is ASCII, `S` is UTF-8; a length of 0 would mean a variable length. */
function textType(texts: readonly string[]): string {
  const ascii = texts.every((text) => /^[\x20-\x7e\n]*$/.test(text));
  const length = Math.max(1, ...texts.map((text) => Buffer.byteLength(text)));
  return `${ascii ? 'A' : 'S'}${length}`;
}

/** `wanted`, with underscores appended until it differs from every name in `taken`; added to `taken`. */
export function uniqueName(wanted: string, taken: Set<string>): string {
  const name = taken.has(wanted) ? uniqueName(`${wanted}_`, taken) : wanted;
  taken.add(name);
  return name;
}
