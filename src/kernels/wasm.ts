import { existsSync, readFileSync } from 'node:fs';

/** What assembly/index.ts exports; addresses in bytes, see there. */
export interface Exports {
  readonly heap: { readonly value: number };
  planePairs(gamma: number, tasks: number, index: number, settings: number): void;
  spacePairs(gamma: number, tasks: number, index: number, settings: number): void;
  spreadPlane(
    n: number,
    nodes: number,
    table: number,
    axes: number,
    weights: number,
    velocities: number,
    height: number,
    values: number,
    scratch: number,
  ): void;
  spreadSpace(
    n: number,
    nodes: number,
    table: number,
    axes: number,
    weights: number,
    velocities: number,
    height: number,
    depth: number,
    values: number,
    scratch: number,
  ): void;
  gatherPlane(
    n: number,
    nodes: number,
    table: number,
    axes: number,
    velocities: number,
    height: number,
    values: number,
    factor: number,
    out: number,
    scratch: number,
  ): void;
  gatherSpace(
    n: number,
    nodes: number,
    table: number,
    axes: number,
    velocities: number,
    height: number,
    depth: number,
    values: number,
    factor: number,
    out: number,
    scratch: number,
  ): void;
  logarithmSlope(values: number, count: number): void;
  logarithms(x: number): void;
  exponentials(x: number): void;
  powers(x: number, settings: number): void;
}

/** The compiled kernels on one memory. Every call lays its arrays out afresh: nothing survives from one to the next. */
export interface Wasm {
  readonly run: Exports;
  /** What another thread needs to run the same kernels on the same memory. */
  readonly shared: { readonly module: WebAssembly.Module; readonly memory: WebAssembly.Memory };
  /**
   * Room for arrays of doubles of the given lengths, each with its address; every address is a multiple of 64. What they hold
   * is left from before. null when the memory cannot grow so far. A later call invalidates the arrays.
   */
  arrays(lengths: readonly number[]): readonly WasmArray[] | null;
}

export interface WasmArray {
  readonly address: number;
  readonly data: Float64Array;
}

const page = 65536;
/** 4 GiB, all that 32-bit addresses reach. */
const largestMemory = 65536;

/** Next to this file in the built program; beside the sources when they are run as they are. */
const places = [
  new URL('./kernels.wasm', import.meta.url),
  new URL('../../dist/kernels/kernels.wasm', import.meta.url),
];

let loaded: Wasm | null | undefined;

/** The compiled kernels, loaded at the first call; null without WebAssembly SIMD and threads or without the built file. */
export function wasm(): Wasm | null {
  if (loaded === undefined) loaded = load();
  return loaded;
}

function load(): Wasm | null {
  const place = places.find((url) => existsSync(url));
  if (place === undefined) return null;
  const code = readFileSync(place);
  const able = typeof WebAssembly !== 'undefined' && typeof SharedArrayBuffer !== 'undefined';
  if (!able || !WebAssembly.validate(code)) return null;
  const module = new WebAssembly.Module(code);
  const memory = reserveAddresses();
  if (memory === null) return null;
  const run = instantiate(module, memory);
  const heap = align(run.heap.value);
  return {
    run,
    shared: { module, memory },
    arrays(lengths) {
      const addresses: number[] = [];
      let end = heap;
      for (const length of lengths) {
        addresses.push(end);
        end = align(end + 8 * length);
      }
      if (!reserve(memory, end)) return null;
      return addresses.map((address, k) => ({ address, data: new Float64Array(memory.buffer, address, lengths[k]) }));
    },
  };
}

/** null where the system grants no 4 GiB of addresses (`ulimit -v`); memory itself is taken as it is needed. */
function reserveAddresses(): WebAssembly.Memory | null {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: largestMemory, shared: true });
  } catch {
    return null;
  }
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Exports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
}

/** A cache line: no array shares one with another. */
function align(address: number): number {
  return Math.ceil(address / 64) * 64;
}

function reserve(memory: WebAssembly.Memory, bytes: number): boolean {
  const missing = Math.ceil(bytes / page) - memory.buffer.byteLength / page;
  if (missing <= 0) return true;
  try {
    memory.grow(missing);
    return true;
  } catch {
    return false;
  }
}
