import { setTimeout as pause } from 'node:timers/promises';
import { type Executor, type ExecutorOptions, memberCommand, type StudyHandle } from '../executor.ts';
import { lockStudy } from '../open-study.ts';
import { cancelJobs, cancelTasks, queuedTasks, type SlurmLimits, slurmLimits } from './slurm/client-programs.ts';
import { countLosses, createLossJudge, createTaskWatch, type QueueView, readAttempts } from './slurm/losses.ts';
import { type SlurmSettings, slurmSettings } from './slurm/settings.ts';
import { readSubmissions } from './slurm/submissions.ts';
import { submitMembers } from './slurm/submit.ts';

/** The words that run one member; its id is the last of them. */
type MemberCommand = (directory: string, id: string) => readonly string[];

/**
 * Job arrays on a cluster. Nothing is believed but the files of the study and the queue: whatever dies - this process, a
 * node, a task - whoever runs the study again finds the tasks in the queue by their job names, takes the results that are
 * there, and submits the rest.
 *
 * A member whose task has left the queue without a result is submitted again: as often as it takes when it was told to
 * stop and got further, else until it was lost `attempts` times, each time with twice the memory and time.
 */
export function slurmExecutor(command: MemberCommand = memberCommand): Executor {
  return {
    name: 'slurm',
    description: 'job arrays on a cluster with Slurm',
    run: (study, options) => runOnSlurm(study, options, command),
  };
}

async function runOnSlurm(study: StudyHandle, options: ExecutorOptions, command: MemberCommand): Promise<void> {
  const { signal } = options;
  const asked = slurmSettings(options.settings);
  const settings = options.apart ? { ...asked, share: 0 } : asked;
  if (study.unfinished().length === 0) return;
  const limits = await slurmLimits(settings.partition);
  const lock = lockStudy(study.directory);
  try {
    const client = createSlurmClient(study, settings, limits, command(study.directory, ''), options);
    while (!signal?.aborted && (await client.turn())) {
      await pause(1000 * settings.poll, undefined, { signal }).catch(() => {});
    }
    if (signal?.aborted) await client.leave();
    else client.conclude();
  } finally {
    lock.release();
  }
}

/** Brings the members of a study to their results, one look at queue and files after the other. */
export interface SlurmClient {
  /** Looks, and submits what no task of the queue works for. False when there is nothing left to wait for. */
  turn(): Promise<boolean>;
  /** Ends the watch before the study is finished: leaves the tasks in the queue or cancels them, as the settings say. */
  leave(): Promise<void>;
  /** Tells which members were given up. */
  conclude(): void;
}

/** `command` runs the member whose id is its last word. */
function createSlurmClient(
  study: StudyHandle,
  settings: SlurmSettings,
  limits: SlurmLimits,
  command: readonly string[],
  options: Pick<ExecutorOptions, 'onProgress' | 'onNotice'>,
): SlurmClient {
  const { directory, threads } = study;
  const notice = options.onNotice ?? (() => {});
  const members = new Map(study.members.map((member) => [member.id, member]));
  const secondsLeft = createForecast(study);
  const judge = createLossJudge(directory);
  const watch = createTaskWatch(settings.settle);
  for (const submitted of readSubmissions(directory)) watch.add(submitted, false);
  const lost = new Map<string, { readonly times: number; readonly cause: string }>();
  const isGivenUp = (id: string) => (lost.get(id)?.times ?? 0) >= settings.attempts;
  let queued: number | undefined;
  /** Submitting is tried again once fewer tasks are in the queue: a quota held something back. */
  let room = Number.POSITIVE_INFINITY;
  let isAnswering = true;

  /** The queue is asked before the files: what has left it by then has written its results. */
  async function poll(): Promise<{ readonly view: QueueView; readonly unfinished: readonly string[] } | undefined> {
    const queue = await queuedTasks(watch.jobNames());
    if (queue === undefined && isAnswering)
      notice('squeue: no answer from the controller; asking on until there is one');
    isAnswering = queue !== undefined;
    if (queue === undefined) return undefined;
    const unfinished = study.unfinished();
    const view = watch.observe(queue, new Set(unfinished), performance.now() / 1000);
    if (queued === undefined && view.queued > 0) notice(`found ${view.queued} tasks of this study in the queue`);
    queued = view.queued;
    return { view, unfinished };
  }

  function noteLosses({ over }: QueueView): void {
    const losses = over.flatMap(judge);
    for (const { id, cause } of losses) lost.set(id, { times: (lost.get(id)?.times ?? 0) + 1, cause });
    if (losses.length > 0) notice(`members lost: ${losses.length}; ${losses[0].id}: ${losses[0].cause}`);
  }

  async function submit(free: readonly string[], view: QueueView): Promise<void> {
    const open = free.map((id) => ({ ...members.get(id)!, losses: countLosses(readAttempts(directory, id)) }));
    const canWait = view.busy.size > 0;
    const entered = await submitMembers(open, { directory, threads, settings, limits, command, canWait });
    for (const each of entered) {
      watch.add(each.submitted, true);
      notice(each.notice);
    }
    const tasks = entered.flatMap(({ submitted }) => submitted.tasks);
    room = tasks.flat().length < free.length ? view.queued + tasks.length : Number.POSITIVE_INFINITY;
  }

  return {
    async turn() {
      const seen = await poll();
      if (seen === undefined) return true;
      const { view, unfinished } = seen;
      await cancelTasks(view.hopeless);
      noteLosses(view);
      const wanted = unfinished.filter((id) => !isGivenUp(id));
      const free = wanted.filter((id) => !view.busy.has(id));
      if (free.length > 0 && view.queued < room) await submit(free, view);
      const [total, left] = [study.members.length, unfinished.length];
      const finished = total - left;
      options.onProgress?.({ total, finished, done: finished, running: view.running, ...secondsLeft(unfinished) });
      return wanted.length > 0;
    },

    async leave() {
      const jobNames = watch.jobNames();
      if (jobNames.length === 0) return;
      if (settings.interrupt === 'leave')
        return notice(
          `the tasks in the queue keep running; see landau study status ${directory}, continue with the same command, ` +
            `or cancel them with: scancel --name=${jobNames.join(',')}`,
        );
      await cancelJobs(jobNames);
      notice('the tasks in the queue are cancelled; running ones save a checkpoint');
      for (let waited = 0; waited < cancelPatience; waited += settings.poll) {
        if ((await queuedTasks(jobNames))?.length === 0) return;
        await pause(1000 * settings.poll);
      }
    },

    conclude() {
      const given = study.unfinished().filter(isGivenUp);
      for (const id of given.slice(0, mostWords))
        notice(`given up after ${settings.attempts} losses: member ${id}: ${lost.get(id)!.cause}`);
      if (given.length > mostWords) notice(`given up as well: ${given.length - mostWords} more members`);
    },
  };
}

/** Seconds. A task that is cancelled has half a minute to end on most clusters (KillWait). */
const cancelPatience = 60;

/** A cluster that cannot run one member cannot run a thousand, and need not say so a thousand times. */
const mostWords = 5;

/** The time left if the rest goes as fast, by the estimates, as what was finished under this watch. */
function createForecast(study: StudyHandle): (unfinished: readonly string[]) => { secondsLeft?: number } {
  const seconds = new Map(study.members.map(({ id, estimate }) => [id, estimate.seconds]));
  const work = (ids: readonly string[]) => ids.reduce((sum, id) => sum + seconds.get(id)!, 0);
  const began = performance.now() / 1000;
  const before = work(study.unfinished());
  return (unfinished) => {
    const left = work(unfinished);
    if (left >= before) return {};
    return { secondsLeft: (left * (performance.now() / 1000 - began)) / (before - left) };
  };
}
