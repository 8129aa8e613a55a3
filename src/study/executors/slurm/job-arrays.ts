import { groupBy } from '../../../output/study-record.ts';
import type { MemberEstimate } from '../../executor.ts';
import type { SlurmLimits } from './client-programs.ts';
import type { SlurmSettings } from './settings.ts';

/** A member that needs a job. */
export interface OpenMember {
  readonly id: string;
  readonly estimate: MemberEstimate;
  /** Number of starts after which it neither finished nor saved a checkpoint when told to stop. */
  readonly losses: number;
}

/** The resources that every task of an array requests. */
export interface TaskRequest {
  readonly mebibytes: number;
  /** Wall time. */
  readonly minutes: number;
  /** Seconds before the end of the wall time at which a task is told to save its checkpoint. */
  readonly lead: number;
}

/** One call of sbatch: task k of the array computes the members `tasks[k]`, one after another. */
export interface JobArray {
  readonly tasks: readonly (readonly string[])[];
  readonly request: TaskRequest;
  /** The request without the increase for losses, if there is one: for clusters without larger nodes. */
  readonly modest?: TaskRequest;
}

/** MiB that the cluster counts but the estimates do not: garbage not yet collected and files not yet on the disk. */
const spareMemory = 128;
/** The estimates are accurate to a factor of about 3 in time and to some per cent in memory (see Cost); compute nodes differ. */
const timeMargin = 3;
const memoryMargin = 1.5;
/** Seconds of a member in addition to its run, to start a process and write files. */
const memberOverhead = 2;
/** Seconds that a task may wait for its node and its file system. */
const startup = 120;
/** Seconds between the signal and the end of the wall time. A run saves after the output that it is computing. */
const usualLead = 120;
/** A lost member may have needed more memory or time than estimated: each loss doubles both, up to a factor of 16. */
const mostDoublings = 4;

/**
 * Groups members into job arrays. Members of one array request the same memory, a power of two, so that the large members of a study
 * do not make the small ones wait; members keep their order. No array is longer than the cluster allows.
 */
export function jobArrays(
  members: readonly OpenMember[],
  settings: Pick<SlurmSettings, 'seconds' | 'mebibytes' | 'share'>,
  limits: SlurmLimits,
): readonly JobArray[] {
  const alike = groupBy(members, (member) => `${memory(member, settings)} ${doublings(member)}`);
  return alike.flatMap((group) => {
    const growth = 2 ** doublings(group[0]);
    const mebibytes = memory(group[0], settings);
    return pieces(shareTasks(group, settings.share, settings.seconds ?? limits.seconds), limits.arraySize).map(
      (tasks) => {
        const longest = Math.max(...tasks.map(({ seconds }) => seconds));
        const seconds = settings.seconds ?? startup + usualLead + timeMargin * longest;
        return {
          tasks: tasks.map(({ ids }) => ids),
          request: taskRequest(mebibytes, seconds, limits, growth),
          ...(growth > 1 ? { modest: taskRequest(mebibytes, seconds, limits) } : {}),
        };
      },
    );
  });
}

/** The two halves of an array that was too long for a quota. */
export function halves(array: JobArray): readonly [JobArray, JobArray] {
  const middle = Math.ceil(array.tasks.length / 2);
  return [
    { ...array, tasks: array.tasks.slice(0, middle) },
    { ...array, tasks: array.tasks.slice(middle) },
  ];
}

interface Task {
  readonly ids: string[];
  /** Estimated time. */
  seconds: number;
}

/** Consecutive members share a task while its estimated time is at most `share` and, with the margin, half the wall time. */
function shareTasks(members: readonly OpenMember[], share: number, wallSeconds: number): readonly Task[] {
  const tasks: Task[] = [];
  for (const { id, estimate, losses } of members) {
    const last = tasks.at(-1);
    const own = estimate.seconds + memberOverhead;
    const together = (last?.seconds ?? 0) + own;
    // A lost member gets its own task, because it may have caused the loss of others.
    if (last !== undefined && losses === 0 && together <= share && timeMargin * together <= wallSeconds / 2) {
      last.ids.push(id);
      last.seconds = together;
    } else tasks.push({ ids: [id], seconds: own });
  }
  return tasks;
}

function pieces<T>(list: readonly T[], length: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / length) }, (_, k) => list.slice(k * length, (k + 1) * length));
}

/** Slurm counts wall time in minutes. The lead is at most a quarter of it; otherwise the signal might arrive before the start. */
function taskRequest(mebibytes: number, seconds: number, limits: SlurmLimits, growth = 1): TaskRequest {
  const most = Math.floor(limits.seconds / 60);
  const minutes = Math.max(1, Math.min(growth * Math.ceil(seconds / 60), most));
  const lead = Math.round(Math.min(growth * usualLead, (60 * minutes) / 4));
  return { mebibytes: growth * mebibytes, minutes, lead };
}

function memory({ estimate }: OpenMember, { mebibytes }: Pick<SlurmSettings, 'mebibytes'>): number {
  return mebibytes ?? 2 ** Math.ceil(Math.log2(spareMemory + (memoryMargin * estimate.memory) / 2 ** 20));
}

function doublings({ losses }: OpenMember): number {
  return Math.min(losses, mostDoublings);
}
