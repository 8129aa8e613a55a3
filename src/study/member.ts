import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { InputError, RunError } from '../core/errors.ts';
import { isLink, isThere } from '../core/file-system.ts';
import { inputFiles } from '../output/checksums.ts';
import { openEventLog, readEvents } from '../output/event-log.ts';
import { diskError, makeDirectory, writeFileAtomically } from '../output/files.ts';
import { isRunDirectory, layout } from '../output/layout.ts';
import { lockIsFree } from '../output/lock-file.ts';
import { readDescription } from '../output/read-run.ts';
import { lockFile, refuseHeld } from '../output/run-directory.ts';
import { isComplete, type RunEvent, type RunSummary } from '../output/run-record.ts';
import { readSeries } from '../output/series.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { scenarioToYaml } from '../scenario/serialise.ts';
import { studyAxes } from '../scenario/study-members.ts';
import { memberScenario } from '../scenario/study-point.ts';
import type { Progress, RunOptions } from '../simulation/run.ts';
import { resumeRun, runScenario } from '../simulation/run.ts';
import { memberFolder, memberId, memberPath } from './layout.ts';
import { type Plan, readPlan } from './open-study.ts';
import { type MemberResult, orNull, readResult, savedColumns, writeResult } from './result.ts';
import { readReferenceColumn, targetValue } from './target-value.ts';

/** How a member ended. An interrupted one has a checkpoint and no result. */
export type MemberOutcome = 'finished' | 'interrupted' | 'failed';

/** What a member's process says on its channel: the part of the run's time that is done. */
export interface MemberProgress {
  readonly id: string;
  readonly part: number;
}

export interface MemberOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** This process does nothing else: the largest memory that it needs is that of the member, and is recorded. */
  readonly apart?: boolean;
  /** The plan of the study, where it has been read before. */
  readonly plan?: Plan;
}

/**
 * Runs one member of a planned study in this process, from its checkpoint where there is one, and writes its result. A
 * member that has a result is left alone. A run that breaks down, or cannot begin, is a result too, so that the study goes on.
 * Throws InputError when there is no such member, or when another process computes it.
 */
export async function runMember(directory: string, id: string, options: MemberOptions = {}): Promise<MemberOutcome> {
  const known = readResult(directory, id);
  if (known !== undefined) return known.status;
  const { plan = readPlan(directory), apart = false, ...watch } = options;
  const { targets, keep, threads } = plan.study;
  const scenario = plannedScenario(plan, directory, id);
  const problem = unreadable(scenario);
  if (problem !== undefined) {
    makeFolder(directory, id);
    writeResult(directory, failure(id, problem));
    return 'failed';
  }
  if (memberId(scenario) !== id)
    throw new InputError(
      `${directory}: expected member ${id} as it was planned, got another content of a file that it names, or another version of ` +
        'the program; plan the study again',
    );
  makeFolder(directory, id);
  writeFileAtomically(memberPath(directory, id, 'scenario'), scenarioToYaml(scenario));
  const run = memberPath(directory, id, 'run');
  const ended = await runOrResume(directory, id, scenario, { threads, ...watch });
  if (apart && isRunDirectory(run)) recordMemory(run);
  if (typeof ended === 'string') {
    writeResult(directory, failure(id, ended));
    return 'failed';
  }
  if (ended.status === 'interrupted') return 'interrupted';
  const series = readSeries(run);
  const value = (name: string) => orNull(targetValue(targets[name], series.columns, readReferenceColumn));
  const finished = isComplete(ended.status);
  const doubts = ended.watchdogs
    .filter(({ kind }) => kind === 'doubtful')
    .map(({ watchdog, message }) => `${watchdog}: ${message}`);
  writeResult(directory, {
    id,
    status: finished ? 'finished' : 'failed',
    ...(finished ? {} : { message: ended.message ?? 'it broke down' }),
    ...(doubts.length === 0 ? {} : { doubtful: doubts.join('; ') }),
    targets: finished ? Object.fromEntries(Object.keys(targets).map((name) => [name, value(name)])) : {},
    series: savedColumns(series),
    particles: ended.species.map(({ particles }) => particles),
    steps: ended.steps,
    evaluations: ended.evaluations,
    wallSeconds: ended.wallSeconds,
    memory: memoryOf(readEvents(run)),
    provenance: readDescription(run).provenance,
  });
  if (keep === 'results') rmSync(run, { recursive: true, force: true });
  return finished ? 'finished' : 'failed';
}

function plannedScenario(plan: Plan, directory: string, id: string): Scenario {
  const member = plan.members.find((each) => each.id === id);
  if (member === undefined)
    throw new InputError(`${directory}: expected the id of a member of the plan, got ${id}; see landau study status`);
  try {
    return memberScenario(plan, studyAxes(plan.study), member);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      `${directory}: expected the scenario of member ${id}, got ${error.problems[0]}; plan the study again`,
    );
  }
}

/** Throws RunError when the disk refuses, InputError when the folder is not the study's own. */
function makeFolder(directory: string, id: string): void {
  const folder = memberFolder(directory, id);
  for (const path of [dirname(folder), folder])
    if (isLink(path))
      throw new InputError(
        `${path}: expected a folder of the study's own, got a link, which would lead its files out of the directory; remove the link`,
      );
  try {
    makeDirectory(folder);
  } catch (cause) {
    throw diskError(folder, cause);
  }
}

/** What keeps the files that a scenario names from being read: the study goes on without the member. */
function unreadable(scenario: Scenario): string | undefined {
  try {
    inputFiles(scenario, 'scenario.yaml');
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}

/** Seconds. */
const patience = 30;

/** The summary of the run, or why it could not begin. */
async function runOrResume(
  directory: string,
  id: string,
  scenario: Scenario,
  options: Pick<RunOptions, 'threads' | 'signal' | 'onProgress'>,
): Promise<RunSummary | string> {
  const run = memberPath(directory, id, 'run');
  const file = memberPath(directory, id, 'scenario');
  // A process that was told to stop, or whose executor died, saves its checkpoint before it goes.
  if (isThere(run)) await lockIsFree(join(run, lockFile), patience);
  if (isThere(run)) refuseHeld(run);
  if (isThere(join(run, layout.checkpoint))) {
    try {
      return await resumeRun({ directory: run, ...options });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      // Damaged, or by another version of the program: it begins again, unless another process has just taken it.
      refuseHeld(run);
    }
  }
  rmSync(run, { recursive: true, force: true });
  try {
    return await runScenario(scenario, { directory: run, file, ...options });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // A full disk is no fault of the member: it has no result, and is begun again.
    if (error.cause instanceof RunError) throw error.cause;
    refuseHeld(run);
    return error.message.replaceAll('\n', '; ');
  }
}

function failure(id: string, message: string): MemberResult {
  return {
    id,
    status: 'failed',
    message,
    targets: {},
    series: {},
    particles: [],
    steps: 0,
    evaluations: 0,
    wallSeconds: 0,
    memory: null,
    provenance: null,
  };
}

/** The kind of event in which the process of a run says how much memory it needed, in `bytes`. */
const peakMemoryEvent = 'peak-memory';

function recordMemory(run: string): void {
  const events = openEventLog(run);
  const bytes = peakMemory();
  events.append(peakMemoryEvent, `at most ${bytes} bytes were resident in the process of this run`, { bytes });
  events.close();
}

/**
 * Largest resident memory of this process so far, in bytes. Linux lets the count of getrusage begin with that of the process that
 * started this one; VmHWM is of its own memory.
 */
export function peakMemory(): number {
  // The operating system counts in KiB.
  return 1024 * (ownPeak() ?? process.resourceUsage().maxRSS);
}

function ownPeak(): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes);
  } catch {
    return undefined;
  }
}

/** The largest memory of any sitting, null when none was recorded. */
function memoryOf(events: readonly RunEvent[]): number | null {
  const sizes = events.flatMap(({ kind, bytes }) =>
    kind === peakMemoryEvent && typeof bytes === 'number' ? [bytes] : [],
  );
  return sizes.length === 0 ? null : Math.max(...sizes);
}
