import { join } from 'node:path';
import { comparisonLayout } from '../output/comparison-record.ts';
import { createRunDirectory, isRunDirectory } from '../output/run-directory.ts';
import { scenarioToYaml } from '../scenario/scenario-to-yaml.ts';
import type { RunOptions } from '../simulation/run.ts';
import { type FinishedRun, readFinished } from './finished-run.ts';
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
