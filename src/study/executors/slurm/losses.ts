import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { isThere, statsOf } from '../../../core/file-system.ts';
import { readBytes, readJson } from '../../../output/files.ts';
import { layout } from '../../../output/layout.ts';
import { memberPath } from '../../layout.ts';
import type { QueuedTask } from './client-programs.ts';
import { type Submitted, submissionFiles } from './submissions.ts';

/** A member whose task is over, and that has neither a result nor a new checkpoint. */
export interface Loss {
  readonly id: string;
  /** The cause of the loss, as far as it is known. */
  readonly cause: string;
}

/** Returns a function that finds the lost members of a task that is over. The others were interrupted, or had not started. */
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
      if (tail !== undefined) return [{ id, cause: `its task did not start it${lastWords}` }];
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
    // Only used in a message, so that an unsealed summary suffices.
    return readJson(path, 'the summary of a run', stepsSchema).steps;
  } catch {
    return -1;
  }
}

const stepsSchema = z.looseObject({ steps: z.number() });

const tailBytes = 4096;

/** The last lines of a log, joined into one; undefined if there are none. */
function logTail(path: string): string | undefined {
  // Reading a pipe at this path could block forever.
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

/** A task that has left the queue although some of its members have no result. */
export interface OverTask {
  readonly submitted: Submitted;
  readonly index: number;
  /** The members without a result. */
  readonly left: readonly string[];
  /** Why it would have stayed in the queue forever, if it was still there. */
  readonly reason?: string;
}

export interface QueueView {
  /** Members of tasks that are in the queue or left it a moment ago. */
  readonly busy: ReadonlySet<string>;
  readonly over: readonly OverTask[];
  /** Tasks that can never start; they should be cancelled. */
  readonly hopeless: readonly QueuedTask[];
  /** Number of tasks in the queue, and of the running tasks among them. */
  readonly queued: number;
  readonly running: number;
}

/** Follows the tasks of a study through the queue, from one poll to the next. */
export interface TaskWatch {
  /** Follows a submission; `expected`: it was just given to sbatch. */
  add(submitted: Submitted, expected: boolean): void;
  /** The job names to request from squeue. */
  jobNames(): readonly string[];
  /** `now` in seconds; `queue` must be older than `unfinished`. */
  observe(queue: readonly QueuedTask[], unfinished: ReadonlySet<string>, now: number): QueueView;
}

/** Reasons why a task stays pending until the job or the cluster is changed. */
const hopelessReason =
  /^(PartitionTimeLimit|PartitionNodeLimit|BadConstraints|InvalidAccount|InvalidQOS|JobLaunchFailure)$|launch failed/;

interface FollowedTask {
  /** Whether it was in the queue, or must have been. */
  expected: boolean;
  goneSince?: number;
}

/** `settle`: seconds between leaving the queue and being over, during which a result may still appear. */
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
            // A task of an earlier client that was over before this client started: its end does not matter.
            tasks.delete(index);
          } else {
            // A completing task may still be told to stop, and a result may take a while to be visible here.
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

/** One attempt of a task to compute a member. */
export interface Attempt {
  readonly submission: string;
  /** The index of the task in its array. */
  readonly index: number;
  readonly node: string;
  /** Exit code of the member's process, 128 + n if signal n ended it; undefined if the task ended before recording it. */
  readonly code?: number;
}

/** The exit code of a member that was told to stop and has saved its checkpoint. */
const interrupted = 3;

/** Limit of the bytes of a file of records; a line has about 30. */
const mostRecords = 2 ** 24;

/** All attempts at a member, in the order of their start. Lines that a dying node left half written are ignored. */
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

/** The number of lost attempts at an unfinished member: those that did not end with a checkpoint when told to stop. */
export function countLosses(attempts: readonly Attempt[]): number {
  return attempts.filter(({ code }) => code !== interrupted).length;
}
