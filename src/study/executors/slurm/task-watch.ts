import type { QueuedTask } from './client-programs.ts';
import type { Submitted } from './submissions.ts';

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
  look(queue: readonly QueuedTask[], unfinished: ReadonlySet<string>, now: number): QueueView;
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
    look(queue, unfinished, now) {
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
