import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import {
  type Executor,
  type ExecutorOptions,
  memberCommand,
  memberSeconds,
  portionSeconds,
  type StudyHandle,
  type StudyProgress,
} from '../executor.ts';
import { memberPath } from '../layout.ts';
import type { MemberProgress } from '../member.ts';
import { lockStudy } from '../open-study.ts';

/**
 * Runs members in processes on this machine, the longest members first. The number of workers and the estimated memory of the
 * members limit the number of processes. Short members share a process. If a process dies, only the member that it was
 * computing is lost; if this process dies, all others stop with a checkpoint. `program` is the file of the command, by default
 * the built one.
 */
export function localExecutor(program?: string): Executor {
  return {
    name: 'local',
    description: 'processes on this machine',
    run: (study, options) => runLocally(study, options, program),
  };
}

/**
 * After this many consecutive processes that ended by themselves without any result, no more are started: the program cannot
 * run here, and each process reports why.
 */
const patience = 3;

type Member = StudyHandle['members'][number];

async function runLocally(study: StudyHandle, options: ExecutorOptions, program: string | undefined): Promise<void> {
  const { workers, apart = false, signal, onProgress, onBegin } = options;
  const lock = lockStudy(study.directory);
  const unfinished = new Set(study.unfinished());
  const waiting = study.members.filter(({ id }) => unfinished.has(id));
  if (!apart) waiting.sort((a, b) => b.estimate.seconds - a.estimate.seconds);
  const clock = createStudyClock(study, workers);
  const running = new Map<ChildProcess, readonly Member[]>();
  const free = process.availableMemory();
  let fruitless = 0;
  const stop = () => {
    for (const child of running.keys()) child.kill('SIGTERM');
  };
  const report = () => onProgress?.(clock.progress(running.size));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      const advance = () => {
        while (!signal?.aborted && running.size < workers) {
          const taken = [...running.values()].reduce((sum, members) => sum + memoryOf(members), 0);
          const room = running.size === 0 ? Infinity : free - taken;
          const members = nextPortion(waiting, apart ? waiting.length : workers, room);
          if (members.length === 0) break;
          start(members);
        }
        if (running.size === 0) resolve();
      };
      const start = (members: readonly Member[]) => {
        const child = startMembers(study.directory, members, program);
        running.set(child, members);
        onBegin?.(members[0].id);
        let began = performance.now();
        createInterface({ input: child.stdout! }).on('line', (line) => {
          const [id, outcome] = line.split(' ');
          if (outcome !== 'finished' && outcome !== 'failed') return;
          clock.done(id, (performance.now() - began) / 1000);
          began = performance.now();
          report();
        });
        child.on('message', (message) => {
          const { id, part } = message as MemberProgress;
          clock.reached(id, part);
          report();
        });
        child.on('error', reject);
        child.on('close', (code) => {
          running.delete(child);
          // The first member without a result was being computed; the members after it had not started.
          const left = members.filter(({ id }) => !existsSync(memberPath(study.directory, id, 'result')));
          waiting.unshift(...left.slice(1));
          fruitless = left.length === members.length && code !== null ? fruitless + 1 : 0;
          if (fruitless === patience) waiting.length = 0;
          report();
          advance();
        });
      };
      report();
      advance();
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
    lock.release();
  }
}

/**
 * Removes the first waiting member that fits into the memory, and further short ones with it, from the list. Empty if none
 * fits; with infinite `memory`, even a member larger than the machine is tried.
 */
function nextPortion(waiting: Member[], workers: number, memory: number): Member[] {
  const most = Math.ceil(waiting.length / workers);
  const all = waiting.reduce((sum, member) => sum + secondsOf(member), 0);
  const longest = portionSeconds(all, workers);
  const portion: Member[] = [];
  let seconds = 0;
  for (const member of [...waiting]) {
    if (portion.length === most) break;
    if (member.estimate.memory > memory) continue;
    seconds += secondsOf(member);
    if (portion.length > 0 && seconds > longest) break;
    portion.push(member);
    waiting.splice(waiting.indexOf(member), 1);
  }
  return portion;
}

function secondsOf({ estimate }: Member): number {
  return estimate.seconds + memberSeconds;
}

/** The memory of one process, whose members run one after another. */
function memoryOf(members: readonly Member[]): number {
  return Math.max(...members.map(({ estimate }) => estimate.memory));
}

/** Starts a process for members. Its channel carries their progress; when this process dies, the channel closes and they stop. */
function startMembers(
  directory: string,
  [first, ...more]: readonly Member[],
  program: string | undefined,
): ChildProcess {
  const [node, ...words] = memberCommand(directory, first.id, program);
  return spawn(node, [...words, ...more.map(({ id }) => id)], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
}

/** The progress and the remaining time of a study, for executors that observe the end of members. */
export interface StudyClock {
  /** A member has a result, after `seconds` of wall time. */
  done(id: string, seconds: number): void;
  /** A running member has completed the fraction `part` of its time. */
  reached(id: string, part: number): void;
  /** The progress of the study while `running` members are being computed. */
  progress(running: number): StudyProgress;
}

/**
 * The remaining time is the sum of the estimates of the remaining work, scaled by the ratio of actual to estimated times so
 * far, and divided by the number of workers.
 */
export function createStudyClock(study: StudyHandle, workers: number): StudyClock {
  const left = new Map(study.members.map(({ id, estimate }) => [id, estimate.seconds]));
  const unfinished = new Set(study.unfinished());
  for (const id of [...left.keys()]) if (!unfinished.has(id)) left.delete(id);
  const parts = new Map<string, number>();
  let estimated = 0;
  let taken = 0;
  return {
    done(id, seconds) {
      estimated += left.get(id) ?? 0;
      taken += seconds;
      left.delete(id);
      parts.delete(id);
    },
    reached(id, part) {
      if (left.has(id)) parts.set(id, part);
    },
    progress(running) {
      const remaining = [...left].reduce((sum, [id, seconds]) => sum + seconds * (1 - (parts.get(id) ?? 0)), 0);
      const factor = estimated > 0 ? taken / estimated : 1;
      const total = study.members.length;
      const secondsLeft = (remaining * factor) / Math.max(1, Math.min(workers, left.size));
      const finished = total - left.size;
      const done = finished + [...parts.values()].reduce((sum, part) => sum + part, 0);
      return { total, finished, done, running, secondsLeft };
    },
  };
}
