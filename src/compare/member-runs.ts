import { join } from 'node:path';
import { comparisonLayout, type ErrorAt, type Measured } from '../output/comparison-record.ts';
import { readEvents } from '../output/event-log.ts';
import { isRunDirectory } from '../output/layout.ts';
import { type RunDescription, readVerified } from '../output/read-run.ts';
import { createRunDirectory } from '../output/run-directory.ts';
import type { Series } from '../output/run-record.ts';
import { readSeries } from '../output/series.ts';
import { scenarioToYaml } from '../scenario/serialise.ts';
import type { RunOptions } from '../simulation/run-options.ts';
import { type Evidence, statementsOf } from './error-parts.ts';
import {
  errorOf,
  increaseOf,
  largest,
  largestIncrease,
  type MeasuredQuantity,
  meanOf,
  memoryOf,
  warningsOf,
} from './measure.ts';
import { isRandom, type Plan, type PlannedMember, replicate, stepOrder, withDoubleStep } from './plan.ts';
import type { MemberEnd, RunMember } from './run-member.ts';

/** How the runs of a comparison are made. */
export interface MemberOptions {
  /** Where the comparison is saved; the runs lie below it. */
  readonly directory: string;
  /** The scenario's file. */
  readonly file: string;
  /** How a run is brought to its end: runMember in this process, runMemberApart in one of its own. */
  readonly run: RunMember;
  /** Runs of every member whose result depends on the seed. Default 1. */
  readonly seeds?: number;
  /** Run the members with a step of their own with twice the step too, and state what the step does. */
  readonly stepError?: boolean;
  /** Threads of each run. Default 1. */
  readonly threads?: number;
  /** Run anew what is finished already. */
  readonly overwrite?: boolean;
  /** Called before each run. */
  readonly onRun?: (run: { readonly name: string; readonly number: number; readonly members: number }) => void;
  readonly onProgress?: RunOptions['onProgress'];
  /** Aborting it saves a checkpoint of the present run and leaves the others out. */
  readonly signal?: AbortSignal;
}

/** What became of runs that differ by the seed alone. */
interface SeedRuns {
  readonly end: MemberEnd;
  /** Relative to the comparison's. */
  readonly directories: readonly string[];
  /** All of them, or none when one did not finish. */
  readonly runs: readonly FinishedRun[];
}

export interface MemberResult extends SeedRuns {
  readonly member: PlannedMember;
  /** Its runs with twice the step, where they are asked for and the member has steps of its own. */
  readonly doubleStep?: SeedRuns & { readonly order: number };
}

/** Runs the k-th member of a plan with every seed, and then with twice the step. */
export async function runAll(
  member: PlannedMember,
  k: number,
  { members }: Plan,
  options: MemberOptions,
): Promise<MemberResult> {
  const { file, seeds = 1, stepError = false } = options;
  const place = { number: k + 1, members: members.length };
  const own = await runSeeds(member, member.id, place, options, () =>
    seeds > 1 && isRandom(member, file) ? seeds : 1,
  );
  const order = stepError && own.runs.length > 0 ? stepOrder(member, file) : undefined;
  if (order === undefined) return { member, ...own };
  const doubled = withDoubleStep(member);
  const name = `${member.id}-double-step`;
  const doubleStep = await runSeeds(doubled, name, place, options, () => own.runs.length);
  return { member, ...own, doubleStep: { ...doubleStep, order } };
}

/** Runs the first seed, and when that is finished as many in all as are wanted. */
async function runSeeds(
  member: PlannedMember,
  firstName: string,
  place: { readonly number: number; readonly members: number },
  { directory, file, run, threads = 1, overwrite = false, signal, onRun, onProgress }: MemberOptions,
  wanted: () => number,
): Promise<SeedRuns> {
  const directories: string[] = [];
  let end: MemberEnd = { status: 'interrupted', reason: 'not begun', worked: false };
  for (let seed = 0, count = 1; seed < count; seed++) {
    if (signal?.aborted) {
      end = { status: 'interrupted', reason: 'not begun', worked: false };
      break;
    }
    const name = seed === 0 ? firstName : `${firstName}-seed-${seed + 1}`;
    const below = join(comparisonLayout.members, name);
    const path = join(directory, below);
    if (overwrite && isRunDirectory(path)) createRunDirectory(path, { overwrite: true });
    onRun?.({ name, ...place });
    end = await run(
      { directory: path, scenario: scenarioToYaml(replicate(member, seed)), file, threads },
      { ...(onProgress === undefined ? {} : { onProgress }), ...(signal === undefined ? {} : { signal }) },
    );
    if (end.status !== 'refused') directories.push(below);
    if (end.status !== 'finished') break;
    if (seed === 0) count = wanted();
  }
  const runs = end.status === 'finished' ? directories.map((below) => readFinished(join(directory, below))) : [];
  return { end, directories, runs };
}

/** What a comparison needs of a run that is finished. */
export interface FinishedRun {
  readonly description: RunDescription;
  readonly series: Series;
  /** Bytes; null when it was not recorded. */
  readonly memory: number | null;
  readonly warnings: readonly string[];
}

function readFinished(directory: string): FinishedRun {
  const events = readEvents(directory);
  return {
    description: readVerified(directory),
    series: readSeries(directory),
    memory: memoryOf(events),
    warnings: warningsOf(events),
  };
}

/**
 * The numbers of a member from its runs, one per seed. `truth` is the series of the member that is taken for the truth; without
 * it the truth is in every run's own series. The member that is the truth itself has no errors.
 */
export function measureMember(
  runs: readonly FinishedRun[],
  quantities: readonly MeasuredQuantity[],
  errorAt: ErrorAt,
  truth: Series | undefined,
  isTruth: boolean,
  others: Omit<Evidence, 'runs'>,
): Measured {
  const summaries = runs.map(({ description }) => description.summary);
  const memories = runs.flatMap(({ memory }) => memory ?? []);
  const worst = (value: (series: Series) => number) => largest(runs.map(({ series }) => value(series)));
  const errorIn = (quantity: MeasuredQuantity) => {
    const errors = runs.map(({ series }) => errorOf(quantity, errorAt, series, truth ?? series));
    return isTruth || errors.some(Number.isNaN) ? null : meanOf(errors);
  };
  return {
    particles: summaries[0].species.reduce((sum, { particles }) => sum + particles, 0),
    steps: summaries[0].steps,
    evaluations: summaries[0].evaluations,
    seconds: meanOf(summaries.map(({ wallSeconds }) => wallSeconds)),
    memory: memories.length === 0 ? null : Math.max(...memories),
    errors: Object.fromEntries(quantities.map((quantity) => [quantity.name, errorIn(quantity)])),
    drift: {
      momentum: worst(({ columns }) => largest(columns.momentum_drift)),
      energy: worst(({ columns }) => largest(columns.energy_drift)),
    },
    increase: {
      entropy: largestIncrease(runs.map(({ series }) => increaseOf(series, 'entropy'))),
      fisher: largestIncrease(runs.map(({ series }) => increaseOf(series, 'fisher'))),
    },
    statements: isTruth ? [] : statementsOf({ runs: runs.map(({ series }) => series), ...others }, quantities, truth),
  };
}
