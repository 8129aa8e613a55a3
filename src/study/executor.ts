import { resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The expected cost of a member of a study on one core of this machine. */
export interface MemberEstimate {
  /** Wall time. */
  readonly seconds: number;
  /** Bytes. */
  readonly memory: number;
}

/**
 * A planned study as seen by executors. Its directory contains
 *
 *     plan.json                the resolved study and its members: id, place on the axes, seed, estimate
 *     members/<id>/scenario.yaml   written when the member starts
 *     members/<id>/run/            the run directory; an existing run is resumed from its checkpoint
 *     members/<id>/result.json     written last and atomically: a member is finished if and only if it exists
 *
 * The id of a member is a hash of its resolved scenario and the version of the program, so that equal members of other
 * or older plans are found and never computed again.
 */
export interface StudyHandle {
  /** Absolute path. */
  readonly directory: string;
  /** Every member once, in the order of the plan. */
  readonly members: readonly { readonly id: string; readonly estimate: MemberEstimate }[];
  /** Threads of every member. */
  readonly threads: number;
  /** The ids without a result.json at the time of the call, in the order of the plan. A failed member has a result. */
  unfinished(): readonly string[];
}

/** The progress of a study. */
export interface StudyProgress {
  readonly total: number;
  /** Members with a result, including failed ones. */
  readonly finished: number;
  /** Members with a result, plus the completed fractions of the running members that report them. */
  readonly done: number;
  /** Members that are being computed now; 0 if the executor cannot know. */
  readonly running: number;
  /** Remaining wall time, from the estimates and the times of the members so far; absent while unknown. */
  readonly secondsLeft?: number;
}

export interface ExecutorOptions {
  /** Number of members that may be computed at the same time. */
  readonly workers: number;
  /** Whether every member has its own process, so that its cost can be measured; members then start in the order of the plan. */
  readonly apart?: boolean;
  /** Aborting it makes running members save their checkpoints; `run` then returns. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: StudyProgress) => void;
  /** Called with the id of a member when its process starts, by executors that observe this. */
  readonly onBegin?: (id: string) => void;
  /** Called with one line for the user: what was submitted, lost, or left running. */
  readonly onNotice?: (line: string) => void;
  /** Settings of this executor by name, from `landau study run --option name=value`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Computes a result.json for every unfinished member of a plan, each in a process that runs `memberCommand`: exit code 0
 * finished, 3 interrupted with a saved checkpoint, 1 failed with a result that gives the reason. All state is in the files:
 * an executor may be killed at any time, and another one may continue.
 */
export interface Executor {
  readonly name: string;
  /** One sentence for `landau study run --help`. */
  readonly description: string;
  /** Throws InputError if it cannot work on this machine; failed or interrupted members are not errors. */
  run(study: StudyHandle, options: ExecutorOptions): Promise<void>;
}

/** The built command beside this room. */
const ownProgram = fileURLToPath(new URL('../command/main.js', import.meta.url));

/**
 * The command line of the process that runs or resumes one member: Node, the program and `study member <directory> <id>`. It
 * exits with 0 if the member is finished, 3 if SIGTERM, SIGINT or SIGUSR1 made it save a checkpoint, 1 if it failed.
 */
export function memberCommand(directory: string, id: string, program: string = ownProgram): readonly string[] {
  return [process.execPath, program, 'study', 'member', resolve(directory), id];
}

/**
 * Processor seconds of a member in addition to its steps and rows: its files and checks, in a process that has computed others.
 * The 160 members of the study random-batch take 27 s and the 24 of time-step 6 s, including processes and tables.
 */
export const memberSeconds = 0.06;

/** Processor seconds of a process before its first member, including compilation during it; also those of the tables and the report. */
export const processSeconds = 1.2;

/** Members share a process of the local executor for at most this many seconds. */
const longestPortion = 15;

/** Each of several workers gets its members in this many portions, so that all workers end together. */
const portions = 4;

/** Seconds for which members share a process, if members of `waiting` seconds wait for `workers`; the longest for one worker. */
export function portionSeconds(waiting: number, workers: number): number {
  if (workers === 1) return longestPortion;
  return Math.max(processSeconds, Math.min(longestPortion, waiting / (portions * workers)));
}

/** Processor seconds of members with one worker: for their runs, their processes, the tables and the report. */
export function studySeconds(members: readonly { readonly estimate: MemberEstimate }[]): number {
  if (members.length === 0) return 0;
  const runs = members.reduce((sum, { estimate }) => sum + estimate.seconds + memberSeconds, 0);
  return runs + processSeconds * (1 + Math.ceil(runs / longestPortion));
}
