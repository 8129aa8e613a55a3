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
 * Processes on this machine, as many at a time as there are workers and as the estimated memory of their members leaves room
 * for, the longest members first. Short members share a process. A process that dies takes only the member down that it was
 * computing, and all processes stop with a checkpoint when this one dies. `program` is the file of the command, by default
 * the one that belongs to this room.
 */
export function localExecutor(program?: string): Executor {
  return {
    name: 'local',
    description: 'processes on this machine',
    run: (study, options) => runLocally(study, options, program),
  };
}

/**
 * After so many processes in a row that ended of themselves without any result, no more are started: the program cannot run
 * here, and says so once each.
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
          // The first without a result was being computed; those behind it had no turn.
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
 * Takes the first of the waiting members that fits into the memory, and more short ones with it, out of the list. None when
 * none fits; with all memory free even one larger than the machine is tried.
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

/** Members of one process follow one another. */
function memoryOf(members: readonly Member[]): number {
  return Math.max(...members.map(({ estimate }) => estimate.memory));
}

/** The channel between the processes carries the progress of the members; that it closes tells them that this process is gone. */
function startMembers(
  directory: string,
  [first, ...more]: readonly Member[],
  program: string | undefined,
): ChildProcess {
  const [node, ...words] = memberCommand(directory, first.id, program);
  return spawn(node, [...words, ...more.map(({ id }) => id)], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
}

/** How fast a study goes, for executors that see their members end. */
export interface StudyClock {
  /** A member has a result now; it took so many seconds of wall time. */
  done(id: string, seconds: number): void;
  /** A member that is being computed has done this part of its time. */
  reached(id: string, part: number): void;
  /** The state of the study, with so many members being computed. */
  progress(running: number): StudyProgress;
}

/**
 * The time left is that of the estimates of what is not done, in the proportion that the members so far took more or less
 * than theirs, shared among the workers.
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
