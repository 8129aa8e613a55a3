import { existsSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import type { Team } from './wasm-team.ts';

/** The exports of assembly/index.ts that are tasks: a thread of the team does items begin .. end of one. */
export const taskNames = [
  'planePairs',
  'spacePairs',
  'planeAverages',
  'spaceAverages',
  'sumMoments',
  'countByChunk',
  'arrangeByChunk',
  'sortByCell',
  'returnForces',
  'clearMesh',
  'spreadPlaneCharges',
  'spreadSpaceCharges',
  'transformCharges',
  'convolvePlanes',
  'restoreFields',
  'transformFunctions',
  'convolveTensors',
  'restorePotentials',
  'gatherPlaneForces',
  'gatherSpaceForces',
  'spreadPlane',
  'spreadSpace',
  'gatherPlane',
  'gatherSpace',
  'logarithmSlope',
  'factorPanel',
  'eliminateRows',
] as const;
export type TaskName = (typeof taskNames)[number];

/** `settings` is the address of what all tasks have in common, `scratch` of memory that is the thread's own. */
type Task = (settings: number, begin: number, end: number, scratch: number) => void;

/** What assembly/index.ts exports; addresses in bytes, see there. */
export interface Exports extends Record<TaskName, Task> {
  readonly heap: { readonly value: number };
  logarithms(x: number): void;
  exponentials(x: number): void;
  powers(x: number, settings: number): void;
  transformLine(plan: number, limit: number, x: number, gap: number, bytes: number, y: number, work: number): void;
  restoreLine(plan: number, count: number, x: number, bytes: number, y: number, step: number, work: number): void;
}

/** The compiled kernels on one memory. Every call lays its arrays out afresh: nothing survives from one to the next. */
export interface Wasm {
  readonly run: Exports;
  /** What another thread needs to run the same kernels on the same memory. */
  readonly shared: { readonly module: WebAssembly.Module; readonly memory: WebAssembly.Memory };
  /** The threads that share its work. */
  readonly team: Team;
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

/** The same memory as 32-bit words. */
export function words({ address, data }: WasmArray): Uint32Array {
  return new Uint32Array(data.buffer, address, 2 * data.length);
}

/** How many doubles the arrays of each name have, and the arrays. */
export type Lengths<Name extends string> = Readonly<Record<Name, readonly number[]>>;
export type Room<Name extends string> = Readonly<Record<Name, readonly WasmArray[]>>;

/** Arrays by name, as `Wasm.arrays` lays them out; null when there is not enough memory. */
export function layOut<Name extends string>(wasm: Wasm, lengths: Lengths<Name>): Room<Name> | null {
  const arrays = wasm.arrays([doublesOf(lengths)]);
  return arrays === null ? null : carve(arrays[0], lengths);
}

/** Arrays by name within an array, which has room for `doublesOf` them. The views of most are never needed, and take longest to make. */
export function carve<Name extends string>(
  { address, data: { buffer } }: WasmArray,
  lengths: Lengths<Name>,
): Room<Name> {
  let end = address;
  const room = {} as Record<Name, readonly WasmArray[]>;
  for (const name in lengths) {
    const own: WasmArray[] = [];
    for (const length of lengths[name]) {
      own.push(viewAt(buffer, end, length));
      end = align(end + 8 * length);
    }
    room[name] = own;
  }
  return room;
}

function viewAt(buffer: ArrayBufferLike, address: number, length: number): WasmArray {
  let view: Float64Array | undefined;
  return {
    address,
    get data() {
      view ??= new Float64Array(buffer, address, length);
      return view;
    },
  };
}

/** Doubles that the arrays take together, each on cache lines of its own. */
export function doublesOf(lengths: Lengths<string>): number {
  let sum = 0;
  for (const name in lengths) for (const length of lengths[name]) sum += align(8 * length) / 8;
  return sum;
}

const page = 65536;
/** 4 GiB, all that 32-bit addresses reach. */
const largestMemory = 65536;

/** Next to this file in the built program; beside the sources when they are run as they are. */
const placesOf = (name: string) => [
  new URL(`./${name}`, import.meta.url),
  new URL(`../../dist/kernels/${name}`, import.meta.url),
];

/**
 * Whether this engine has fused multiply-add (relaxed SIMD). Measured: pair sums take 0.95 (plane) and 0.8 (space) of the time,
 * mesh sums 1.0 and 1.1. Results differ from the usual ones, and from processor to processor, by round-off.
 */
export function canFuse(): boolean {
  if (readCode(fusedName) !== null) return true;
  // Node 20 has it behind a flag, which then holds for all threads
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return readCode(fusedName) !== null;
}

const usualName = 'kernels.wasm';
const fusedName = 'kernels-fma.wasm';

/** The built file; null when it is missing or this engine cannot run it. */
export function readCode(name: string): Uint8Array | null {
  const place = placesOf(name).find((url) => existsSync(url));
  if (place === undefined || typeof WebAssembly === 'undefined' || typeof SharedArrayBuffer === 'undefined')
    return null;
  const code = readFileSync(place);
  return WebAssembly.validate(code) ? code : null;
}

/**
 * The compiled kernels on a memory of their own, whose work `team` shares; null without WebAssembly SIMD and threads, without the
 * built file, or without addresses for the memory. `fused` where `canFuse`.
 */
export function loadWasm(fused: boolean, team: Team): Wasm | null {
  const code = readCode(fused ? fusedName : usualName);
  if (code === null) return null;
  const module = new WebAssembly.Module(code);
  const memory = reserveAddresses();
  if (memory === null) return null;
  const run = instantiate(module, memory);
  const heap = align(run.heap.value);
  return {
    run,
    shared: { module, memory },
    team,
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
