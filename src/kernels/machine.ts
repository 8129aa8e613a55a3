import { type Profile, type Timed, untimed } from '../core/profile.ts';
import { type Kernels, plainKernels, simdKernels } from './kernels.ts';
import { canFuse, loadWasm, type Wasm } from './wasm.ts';
import { createTeam, dissolveTeam, growTeam, teamSize } from './wasm-team.ts';

/** The kernels, threads and timing of a simulation. Simulations with separate machines are independent of each other. */
export interface Machine {
  /** Results of different kernels agree to round-off, not bit by bit. */
  readonly kernels: Kernels;
  /** Threads that share the work of the kernels; results are identical to the bit for any number. */
  readonly threads: number;
  /** Times a step of the work for the profile, if one was requested. */
  readonly timed: Timed;
  /** Ends the other threads, which sleep when idle and do not keep the process alive. */
  close(): void;
}

export interface MachineOptions {
  /** Requested threads; plain kernels use one. Default 1. */
  readonly threads?: number;
  /**
   * Uses kernels with fused multiply-add if the engine has them: pair sums in 3D gain a quarter, mesh sums nothing, and the last
   * bits depend on the processor.
   */
  readonly fastFma?: boolean;
  readonly profile?: Profile;
}

/** Creates a machine with the fastest kernels that this engine can run. */
export function createMachine({ threads = 1, fastFma = false, profile }: MachineOptions = {}): Machine {
  const timed = profile?.timed ?? untimed;
  const fused = fastFma && canFuse();
  const compiled = (threads > 1 ? loadTeam(fused, threads) : null) ?? loadSingle(fused);
  if (compiled === null) return { kernels: plainKernels, threads: 1, timed, close() {} };
  return {
    kernels: simdKernels(compiled, fused ? 'simd-fma' : 'simd', timed),
    threads: teamSize(compiled),
    timed,
    close: () => dissolveTeam(compiled.team),
  };
}

let usual: Machine | undefined;

/** Returns a machine with one thread and without profile or fused multiply-add, for work outside of a simulation. */
export function usualMachine(): Machine {
  usual ??= createMachine();
  return usual;
}

/** Returns null if there is no address space for another memory. */
function loadTeam(fused: boolean, threads: number): Wasm | null {
  const compiled = loadWasm(fused, createTeam());
  if (compiled !== null) growTeam(compiled, threads);
  return compiled;
}

/**
 * Machines of one thread share one memory, because every memory takes 4 GiB of address space: nothing in it survives from one
 * call of a kernel to the next.
 */
const single = new Map<boolean, Wasm | null>();

function loadSingle(fused: boolean): Wasm | null {
  const known = single.get(fused);
  if (known !== undefined) return known;
  const loaded = loadWasm(fused, createTeam());
  single.set(fused, loaded);
  return loaded;
}
