import type { Distribution } from '../ensemble/distribution.ts';
import { integrators } from '../integration/integrators.ts';
import type { MethodSize, RunPlan } from '../methods/method.ts';
import { checkKernels, equationOf, methodNamed } from '../methods/methods.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { stepOptions } from './assemble.ts';
import { referenceWork } from './legendre-reference.ts';
import { particleCount } from './resolution.ts';
import { scenarioHalfWidths } from './sample-species.ts';

/** The size of a run computed from counts only, before anything is allocated; its memory is accurate to a few per cent. */
export interface CountedCost extends RunLength, MethodSize {
  /** Bytes at the peak. */
  readonly memory: number;
  /** The part of it in JavaScript objects, which have their own limit: outputs of the schedule, rows of the series. */
  readonly heap: number;
  /** Nanoseconds of work of a reference that is computed with the run; 0 without one. */
  readonly referenceWork: number;
}

/** Resident memory of the program without particles, including Node and the HDF5 library: 1.4e8 bytes. */
const programBytes = 1.4e8;

/** Peak memory of an output of the schedule while it is created: 110 bytes. */
const outputBytes = 110;

/** Bytes for a number of the series while the file is read: its digits, its field as a string, its double. */
const fieldBytes = 60;

/** Columns of the series for S species: 119 at S = 2 with particles in d = 3. */
const columns = (species: number) => 40 * (species + 1);

/** Counts the cost of a run. Assumes the initial particles and lattices, and for adaptive steps the length of the first step. */
export function countCost(scenario: Scenario, mixture: Mixture, distributions: readonly Distribution[]): CountedCost {
  const { method, time, species } = scenario;
  const halfWidths = scenarioHalfWidths(scenario, distributions);
  const plan: RunPlan = {
    mixture,
    distributions,
    particles: species.map(({ particles }, i) => ({
      count: particleCount(particles, distributions[i]),
      width: particles.box === undefined ? 2 * halfWidths[i] : particles.box[1] - particles.box[0],
    })),
    integrator: integrators.get(time.integrator)!,
    advance: stepOptions(time),
    duration: time.until - time.start,
  };
  const chosen = methodNamed(method.name);
  checkKernels(chosen, mixture);
  const size = chosen.size(plan, method);
  const length = runLength(scenario);
  const heap = (length.rows + length.snapshots) * outputBytes + length.rows * columns(species.length) * fieldBytes;
  return {
    ...length,
    ...size,
    memory: programBytes + heap + size.bytes,
    heap,
    referenceWork: scenario.reference === 'legendre' ? referenceWork(plan, equationOf(scenario.method)) : 0,
  };
}

/** The length of a run in steps, rows of the series and stored snapshots. */
interface RunLength {
  /** For adaptive steps, the number of steps of the first step's length. */
  readonly steps: number;
  readonly rows: number;
  readonly snapshots: number;
}

/** Tolerance for rounding, as in the schedule. */
const slack = 1e-6;

/**
 * Computes the length of a run without listing its stops, as `schedule` does. Exact for fixed steps, unless snapshots fall
 * between rows: each of them can cut one step into two, and is counted as if it did.
 */
export function runLength({ time, output }: Pick<Scenario, 'time' | 'output'>): RunLength {
  const { start, until, step } = time;
  const { every, snapshots } = output;
  const span = until - start;
  const parts = (length: number, part: number) => Math.max(1, Math.ceil(length / part - slack));
  const intervals = parts(span, every);
  const last = span - (intervals - 1) * every;
  const stored = snapshots === undefined ? 1 : parts(span, snapshots);
  const between = snapshots === undefined || isMultiple(snapshots, every) ? 0 : stored - 1;
  return {
    steps: (intervals - 1) * parts(every, step) + parts(last, step) + between,
    rows: intervals + 1,
    snapshots: stored + 1,
  };
}

function isMultiple(length: number, unit: number): boolean {
  const ratio = length / unit;
  return Math.abs(ratio - Math.round(ratio)) <= slack * ratio && ratio > 1 - slack;
}
