import type { Scenario } from '../scenario/scenario.ts';
import type { RunLength } from './run-length.ts';

/** What a run will take: its memory to some per cent, its time to a factor of about 3 on a quiet machine. */
export interface Cost extends RunLength {
  /** Particles of all species, before any are cut. */
  readonly particles: number;
  /** Unordered pairs of particles that collide. */
  readonly pairs: number;
  /** Nodes of all reconstruction lattices at the start. */
  readonly nodes: number;
  /** Evaluations of the rate. */
  readonly evaluations: number;
  /** Bytes at the peak. */
  readonly memory: number;
  /** Bytes of that in objects, for which JavaScript has a limit of its own: stops of the schedule, rows of the series. */
  readonly heap: number;
  readonly seconds: number;
  /** The summation in use, and the one `auto` would take. */
  readonly summation: string;
  readonly fastestSummation: string;
}

/** Resident memory of the program before it has any particle, Node's own and the HDF5 library's: 1.4e8 bytes. */
export const programBytes = 1.4e8;

/** A stop of the schedule as an object, at the peak of its making: 110 bytes. */
const stopBytes = 110;

/** A number of the series while the file is read back: its digits, its field as a string, its double. */
const fieldBytes = 60;

/** Columns of the series for S species: 60 at S = 2 with an exact solution. */
const columns = (species: number) => 20 * (species + 1);

/** Seconds for the analysis of one lattice node in a row, exact solution included: 0.35 us on a 2.5 GHz core. */
export const nodeSeconds = 3.5e-7;

/** Bytes in objects of a run of S species, see Cost. */
export function heapBytes({ steps, rows }: RunLength, species: number): number {
  return steps * stopBytes + rows * columns(species) * fieldBytes;
}

/** How often the state is reconstructed and measured: for every row and every snapshot that the scenario asks for. */
export function lookCount({ output }: Pick<Scenario, 'output'>, { rows, snapshots }: RunLength): number {
  return rows + (output.snapshots === undefined ? 0 : snapshots);
}
