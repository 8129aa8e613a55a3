import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { isThere, statsOf } from '../../../core/file-system.ts';
import { readBytes, readJson } from '../../../output/files.ts';
import { layout } from '../../../output/layout.ts';
import { memberPath } from '../../layout.ts';
import type { QueuedTask } from './client-programs.ts';
import { type Submitted, submissionFiles } from './submissions.ts';

/** A member that a task was over with, and that has neither a result nor a new checkpoint. */
export interface Loss {
  readonly id: string;
  /** What is known of how it came about. */
  readonly cause: string;
}

/** Tells which members of tasks that are over were lost. The others were interrupted, or their turn did not come. */
export function createLossJudge(directory: string): (task: OverTask) => readonly Loss[] {
  // Steps of the checkpoint after the last interruption.
  const reached = new Map<string, number>();

  return (task) => {
    const { submitted, index, left, reason } = task;
    const attempt = (id: string) =>
      readAttempts(directory, id).findLast((one) => one.submission === submitted.files.number && one.index === index);
    const wasBegun = submitted.tasks[index].some((id) => attempt(id) !== undefined);
    return left.flatMap((id) => {
      const last = attempt(id);
      if (last === undefined && wasBegun) return [];
      if (last?.code === interrupted) {
        const steps = savedSteps(directory, id);
        if (steps > (reached.get(id) ?? -1)) {
          reached.set(id, steps);
          return [];
        }
        return [{ id, cause: `it was interrupted again before it got further than step ${steps}` }];
      }
      const log = submitted.files.log(index);
      const tail = logTail(join(directory, log));
      const lastWords = tail === undefined ? '' : `; ${log} ends: ${tail}`;
      if (last !== undefined) return [{ id, cause: `${howItEnded(last)}${lastWords}` }];
      if (reason !== undefined) return [{ id, cause: `its task was never started: ${reason}` }];
      if (tail !== undefined) return [{ id, cause: `its task did not begin it${lastWords}` }];
      return [
        {
          id,
          cause: `its task left no trace; was it cancelled, or is ${directory} not on a file system that the compute nodes share?`,
        },
      ];
    });
  };
}

function howItEnded({ code, node }: Attempt): string {
  if (code === undefined) return `its task on ${node} was cut off (the node, the memory or the time was lost)`;
  if (code > 128) return `signal ${code - 128} ended it on ${node}`;
  return `it ended with exit code ${code} on ${node} and left no result`;
}

/** The steps in the checkpoint of a member; -1 without one. */
function savedSteps(directory: string, id: string): number {
  try {
    const path = join(memberPath(directory, id, 'run'), layout.summary);
    // For a message only: a summary that was not sealed serves too.
    return readJson(path, 'the summary of a run', stepsSchema).steps;
  } catch {
    return -1;
  }
}

const stepsSchema = z.looseObject({ steps: z.number() });

const tailBytes = 4096;

/** The last words of a log, in one line; undefined when there is none. */
function logTail(path: string): string | undefined {
  // A pipe in its place would be waited for without end.
  if (statsOf(path)?.isFile() !== true) return undefined;
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(tailBytes);
    const start = Math.max(0, fstatSync(file).size - tailBytes);
    const text = buffer.toString('utf8', 0, readSync(file, buffer, 0, tailBytes, start));
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.length === 0 ? undefined : lines.slice(-3).join(' | ').slice(-400);
  } finally {
    closeSync(file);
  }
}

/** A task that has left the queue although members of it have no result. */
export interface OverTask {
  readonly submitted: Submitted;
  readonly index: number;
  /** The members without a result. */
  readonly left: readonly string[];
  /** Why it was in the queue and would have stayed there for ever. */
  readonly reason?: string;
}

export interface QueueView {
  /** Members that a task of the queue will bring a result for, or did a moment ago. */
  readonly busy: ReadonlySet<string>;
  readonly over: readonly OverTask[];
  /** Tasks that wait for what will not come; they belong out of the queue. */
  readonly hopeless: readonly QueuedTask[];
  /** Tasks in the queue, running or not, and those that run. */
  readonly queued: number;
  readonly running: number;
}

/** Follows the tasks of a study through the queue, from one look to the next. */
export interface TaskWatch {
  /** Follows a submission; `expected`: it was just given to sbatch. */
  add(submitted: Submitted, expected: boolean): void;
  /** What to ask squeue for. */
  jobNames(): readonly string[];
  /** `now` in seconds; `queue` must be older than `unfinished`. */
  observe(queue: readonly QueuedTask[], unfinished: ReadonlySet<string>, now: number): QueueView;
}

/** Reasons for which a task pends until somebody changes the job or the cluster. */
const hopelessReason =
  /^(PartitionTimeLimit|PartitionNodeLimit|BadConstraints|InvalidAccount|InvalidQOS|JobLaunchFailure)$|launch failed/;

interface FollowedTask {
  /** It was in the queue, or must have been. */
  expected: boolean;
  goneSince?: number;
}

/** `settle`: seconds between leaving the queue and being over, in which a result may still come to light. */
export function createTaskWatch(settle: number): TaskWatch {
  const followed = new Map<Submitted, Map<number, FollowedTask>>();
  return {
    add(submitted, expected) {
      followed.set(submitted, new Map(submitted.tasks.map((_, index) => [index, { expected }])));
    },
    jobNames: () => [...followed.keys()].map(({ jobName }) => jobName),
    observe(queue, unfinished, now) {
      const places = new Map(queue.map((task) => [`${task.jobName} ${task.index}`, task]));
      const busy = new Set<string>();
      const over: OverTask[] = [];
      const hopeless: QueuedTask[] = [];
      let queued = 0;
      let running = 0;
      for (const [submitted, tasks] of followed) {
        for (const [index, task] of tasks) {
          const left = submitted.tasks[index].filter((id) => unfinished.has(id));
          const place = places.get(`${submitted.jobName} ${index}`);
          const isStuck = place?.state === 'PENDING' && hopelessReason.test(place.reason);
          if (left.length === 0) tasks.delete(index);
          else if (isStuck) {
            hopeless.push(place);
            over.push({ submitted, index, left, reason: place.reason });
            tasks.delete(index);
          } else if (place !== undefined && place.state !== 'COMPLETING') {
            queued += 1;
            if (place.state === 'RUNNING') running += 1;
            task.expected = true;
            delete task.goneSince;
            for (const id of left) busy.add(id);
          } else if (!task.expected && place === undefined) {
            // Of an earlier client, and over before this one came: nobody knows how, and nobody need.
            tasks.delete(index);
          } else {
            // A task that completes may still be told to end, and a result may need a while to be seen from here.
            task.goneSince ??= now;
            if (now - task.goneSince < settle) for (const id of left) busy.add(id);
            else {
              over.push({ submitted, index, left });
              tasks.delete(index);
            }
          }
        }
        if (tasks.size === 0) followed.delete(submitted);
      }
      return { busy, over, hopeless, queued, running };
    },
  };
}

/** One time that a task worked on a member. */
export interface Attempt {
  readonly submission: string;
  /** Of the task in its array. */
  readonly index: number;
  readonly node: string;
  /** Exit code of the member's process, 128 + n when signal n ended it; undefined when the task did not live to note it. */
  readonly code?: number;
}

/** The exit code of a member that was told to stop and has saved its checkpoint. */
const interrupted = 3;

/** Bytes: a line is about 30. */
const mostRecords = 2 ** 24;

/** Every attempt at a member, in the order of beginning. A line that a dying node left half written is passed over. */
export function readAttempts(directory: string, id: string): readonly Attempt[] {
  const path = join(directory, submissionFiles(0).records, id);
  if (!isThere(path)) return [];
  const attempts: Attempt[] = [];
  for (const line of readBytes(path, 'the attempts at a member', undefined, mostRecords).toString('utf8').split('\n')) {
    const [, what, submission, index, rest] = /^(begin|end) (\d{4,}) (\d+) (\S+)$/.exec(line) ?? [];
    if (what === 'begin') attempts.push({ submission, index: Number(index), node: rest });
    else if (what === 'end') {
      const last = attempts.pop();
      if (last !== undefined) attempts.push({ ...last, code: Number(rest) });
    }
  }
  return attempts;
}

/** How often a member was begun to no avail: neither finished nor brought to a checkpoint when told to stop. */
export function countLosses(attempts: readonly Attempt[]): number {
  return attempts.filter(({ code }) => code !== interrupted).length;
}
