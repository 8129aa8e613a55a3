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

/** A message of a member's process on its channel: the completed fraction of the run's time. */
export interface MemberProgress {
  readonly id: string;
  readonly part: number;
}

export interface MemberOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Whether this process does nothing else, so that its largest memory is recorded as the memory of the member. */
  readonly apart?: boolean;
  /** The plan of the study, if it has already been read. */
  readonly plan?: Plan;
}

/**
 * Runs one member of a planned study in this process, from its checkpoint if there is one, and writes its result. A member
 * that already has a result is skipped. A run that fails, or cannot start, also gives a result, so that the study continues.
 * Throws InputError if there is no such member, or if another process computes it.
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
      `${directory}: expected member ${id} as planned, got different contents of a file that it names, or a different version of ` +
        'the program; plan the study again',
    );
  makeFolder(directory, id);
  writeFileAtomically(memberPath(directory, id, 'scenario'), scenarioToYaml(scenario));
  const run = memberPath(directory, id, 'run');
  const ended = await runOrResume(directory, id, scenario, { threads, seriesOnly: keep === 'results', ...watch });
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

/** Throws RunError if writing fails, InputError if the folder is not inside the study. */
function makeFolder(directory: string, id: string): void {
  const folder = memberFolder(directory, id);
  for (const path of [dirname(folder), folder])
    if (isLink(path))
      throw new InputError(
        `${path}: expected a folder inside the study, got a link, which would place its files outside; remove the link`,
      );
  try {
    makeDirectory(folder);
  } catch (cause) {
    throw diskError(folder, cause);
  }
}

/** Why a file that a scenario names cannot be read, if so: the study then continues without the member. */
function unreadable(scenario: Scenario): string | undefined {
  try {
    inputFiles(scenario, 'scenario.yaml');
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}

/** Seconds to wait for another process to release a run. */
const patience = 30;

/** The summary of the run, or why it could not start. */
async function runOrResume(
  directory: string,
  id: string,
  scenario: Scenario,
  options: Pick<RunOptions, 'threads' | 'seriesOnly' | 'signal' | 'onProgress'>,
): Promise<RunSummary | string> {
  const run = memberPath(directory, id, 'run');
  const file = memberPath(directory, id, 'scenario');
  // A process that was told to stop, or whose executor died, saves its checkpoint before it exits.
  if (isThere(run)) await lockIsFree(join(run, lockFile), patience);
  if (isThere(run)) refuseHeld(run);
  if (isThere(join(run, layout.checkpoint))) {
    try {
      return await resumeRun({ directory: run, ...options });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      // Damaged, or from another version of the program: the run starts again, unless another process has just taken it.
      refuseHeld(run);
    }
  }
  rmSync(run, { recursive: true, force: true });
  try {
    return await runScenario(scenario, { directory: run, file, ...options });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // A full disk is not the fault of the member: it has no result, and will be started again.
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

/** The kind of event that records the largest memory of the process of a run, in `bytes`. */
const peakMemoryEvent = 'peak-memory';

function recordMemory(run: string): void {
  const events = openEventLog(run);
  const bytes = peakMemory();
  events.append(peakMemoryEvent, `at most ${bytes} bytes were resident in the process of this run`, { bytes });
  events.close();
}

/**
 * Largest resident memory of this process so far, in bytes. On Linux, the value of getrusage starts from that of the parent
 * process; VmHWM only counts this process.
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

/** The largest memory of all processes that computed the run; null if none was recorded. */
function memoryOf(events: readonly RunEvent[]): number | null {
  const sizes = events.flatMap(({ kind, bytes }) =>
    kind === peakMemoryEvent && typeof bytes === 'number' ? [bytes] : [],
  );
  return sizes.length === 0 ? null : Math.max(...sizes);
}
