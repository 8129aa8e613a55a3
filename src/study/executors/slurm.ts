import { setTimeout as pause } from 'node:timers/promises';
import { type Executor, type ExecutorOptions, memberCommand, type StudyHandle } from '../executor.ts';
import { lockStudy } from '../open-study.ts';
import { cancelJobs, cancelTasks, queuedTasks, type SlurmLimits, slurmLimits } from './slurm/client-programs.ts';
import { countLosses, createLossJudge, createTaskWatch, type QueueView, readAttempts } from './slurm/losses.ts';
import { type SlurmSettings, slurmSettings } from './slurm/settings.ts';
import { readSubmissions } from './slurm/submissions.ts';
import { submitMembers } from './slurm/submit.ts';

/** The command line that runs one member; the id is its last word. */
type MemberCommand = (directory: string, id: string) => readonly string[];

/**
 * Runs members as job arrays on a cluster. All state is in the files of the study and in the queue: after the death of this
 * process, a node or a task, running the study again finds the tasks in the queue by their job names, uses the existing
 * results, and submits the rest.
 *
 * A member whose task has left the queue without a result is submitted again: without limit if it was told to stop and made
 * progress, otherwise until it was lost `attempts` times, each time with twice the memory and time.
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

/** Computes the members of a study by repeatedly checking the queue and the files. */
export interface SlurmClient {
  /** Checks once, and submits the members that no task in the queue computes. False if there is nothing left to wait for. */
  turn(): Promise<boolean>;
  /** Stops before the study is finished: leaves the tasks in the queue or cancels them, depending on the settings. */
  leave(): Promise<void>;
  /** Reports the members that were given up. */
  conclude(): void;
}

/** `command` runs a member; its last word stands for the id. */
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
  /** Submission is retried when fewer tasks than this are in the queue, because a quota held some back. */
  let room = Number.POSITIVE_INFINITY;
  let isAnswering = true;

  /** Checks the queue before the files: a task that has left the queue has written its results. */
  async function poll(): Promise<{ readonly view: QueueView; readonly unfinished: readonly string[] } | undefined> {
    const queue = await queuedTasks(watch.jobNames());
    if (queue === undefined && isAnswering)
      notice('squeue: no answer from the controller; retrying until there is one');
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
      for (const id of given.slice(0, mostNotices))
        notice(`given up after ${settings.attempts} losses: member ${id}: ${lost.get(id)!.cause}`);
      if (given.length > mostNotices) notice(`also given up: ${given.length - mostNotices} more members`);
    },
  };
}

/** Seconds. A cancelled task has half a minute to end on most clusters (KillWait). */
const cancelPatience = 60;

/** Limit of the notices about members that were given up: a cluster that cannot run one member cannot run a thousand. */
const mostNotices = 5;

/** The remaining time, if the ratio of actual to estimated times stays as it was for the members finished since the start. */
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
