import { resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** What a member of a study is expected to take on one core of this machine. */
export interface MemberEstimate {
  /** Wall time. */
  readonly seconds: number;
  /** Bytes. */
  readonly memory: number;
}

/**
 * A planned study, as executors see it. Its directory holds
 *
 *     plan.json                the study, resolved, and its members: id, place on the axes, seed, estimate
 *     members/<id>/scenario.yaml   written when the member is begun
 *     members/<id>/run/            the run directory; a run that is there is resumed from its checkpoint
 *     members/<id>/result.json     written last, in one atomic step: a member is finished when and only when it exists
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

/** How far a study is. */
export interface StudyProgress {
  readonly total: number;
  /** Members with a result, failed ones among them. */
  readonly finished: number;
  /** Members with a result, and the parts that are done of those being computed where they say so. */
  readonly done: number;
  /** Members that are being computed now; 0 when the executor cannot know. */
  readonly running: number;
  /** Wall time to the end, from the estimates and what the members took so far; absent while nothing is known. */
  readonly secondsLeft?: number;
}

export interface ExecutorOptions {
  /** How many members may be computed at a time. */
  readonly workers: number;
  /** Every member gets a process of its own, so that what it takes is its alone; they begin in the order of the plan. */
  readonly apart?: boolean;
  /** Aborting it lets running members save their checkpoints; `run` returns when they have. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: StudyProgress) => void;
  /** Called with the id of a member whose process begins, by executors that see it. */
  readonly onBegin?: (id: string) => void;
  /** Called with one line that whoever watches should read: what was submitted, lost, or left running. */
  readonly onNotice?: (line: string) => void;
  /** Settings that only this executor knows, by name: those of `landau study run --option name=value`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Brings every unfinished member of a plan to a result.json, each by a process that runs `memberCommand`
 * (member-command.ts): exit code 0 finished, 3 interrupted with a checkpoint saved, 1 failed with a result that says so.
 * The files are the only truth: an executor may be killed at any time, and another one may go on.
 */
export interface Executor {
  readonly name: string;
  /** One sentence for `landau study run --help`. */
  readonly description: string;
  /** Throws InputError when it cannot work here; members that fail or are interrupted are no errors. */
  run(study: StudyHandle, options: ExecutorOptions): Promise<void>;
}

/** The built command beside this room. */
const ownProgram = fileURLToPath(new URL('../command/main.js', import.meta.url));

/**
 * The words of the process that runs or resumes one member: Node, the program and `study member <directory> <id>`. It
 * exits with 0 when the member is finished, 3 when a SIGTERM, SIGINT or SIGUSR1 made it save a checkpoint, 1 when it failed.
 */
export function memberCommand(directory: string, id: string, program: string = ownProgram): readonly string[] {
  return [process.execPath, program, 'study', 'member', resolve(directory), id];
}

/**
 * Processor seconds of a member beside its steps and rows: its files and checks, in a process that has computed others. The 160 members of the
 * study random-batch take 27 s and the 24 of time-step 6 s, processes and tables included.
 */
export const memberSeconds = 0.06;

/** Processor seconds of a process before its first member, with what is compiled in that one, and of the tables and the report. */
export const processSeconds = 1.2;

/** Members share a process of the local executor for so many seconds at most. */
const longestPortion = 15;

/** Each of several workers gets its members in so many portions, so that all workers end together. */
const portions = 4;

/** Seconds for which members share a process, when members of so many seconds wait for some workers. One worker has no other to end with. */
export function portionSeconds(waiting: number, workers: number): number {
  if (workers === 1) return longestPortion;
  return Math.max(processSeconds, Math.min(longestPortion, waiting / (portions * workers)));
}

/** Processor seconds of members with one worker: those of their runs, of their processes, and of the tables and the report. */
export function studySeconds(members: readonly { readonly estimate: MemberEstimate }[]): number {
  if (members.length === 0) return 0;
  const runs = members.reduce((sum, { estimate }) => sum + estimate.seconds + memberSeconds, 0);
  return runs + processSeconds * (1 + Math.ceil(runs / longestPortion));
}
