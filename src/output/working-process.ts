import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';
import { Worker } from 'node:worker_threads';

/** A process, so that another one can tell whether it lives. */
export interface WorkingProcess {
  /** The machine as far as process numbers mean the same: name, boot, and namespace of processes (containers). */
  readonly host: string;
  readonly process: number;
  /** When it started, in the clock ticks of its machine; null where the system does not tell. */
  readonly started: string | null;
}

export function thisProcess(): WorkingProcess {
  own ??= { host: thisHost(), process: process.pid, started: startOf(process.pid) ?? null };
  return own;
}

let own: WorkingProcess | undefined;

/** Whether it lives. `untouched`: seconds since it last gave a sign of life, asked only where nothing else tells. */
export function isAlive(other: WorkingProcess, untouched: () => number): boolean {
  if (other.host !== thisProcess().host) return untouched() < silence;
  // A number is used again; with its start time it is one process for ever.
  if (other.started !== null) return startOf(other.process) === other.started;
  return exists(other.process) && untouched() < silence;
}

/** In words: `process 4711`, with its machine where it is another one. */
export function inWords({ host, process: number }: WorkingProcess): string {
  if (number === 0) return 'an unknown process (the lock is damaged)';
  const name = host.split(' ')[0];
  return host === thisProcess().host ? `process ${number}` : `process ${number} on ${name}`;
}

function thisHost(): string {
  return [hostname(), read('/proc/sys/kernel/random/boot_id'), namespace()]
    .filter((word) => word !== undefined)
    .map((word) => word.trim())
    .join(' ');
}

/** Linux: field 22 of /proc/<number>/stat; undefined for a process that has ended, though its parent may not have asked how. */
function startOf(number: number): string | undefined {
  // number (name) state ...; the name may contain anything.
  const fields = read(`/proc/${number}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ');
  return fields === undefined || fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function exists(number: number): boolean {
  try {
    process.kill(number, 0);
    return true;
  } catch (error) {
    // Not permitted to signal it: it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function namespace(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Seconds without a sign of life after which a process of another machine counts as gone. */
export const silence = 120;

/** Seconds between two signs of life. */
const interval = 20;

/**
 * Touches a lock regularly while it carries the token, from a thread of its own: a step of a large run takes longer than
 * another machine would wait. Returns how to stop it.
 */
export function lockHeartbeat(path: string, token: string): () => void {
  locks.set(token, path);
  tell();
  return () => {
    locks.delete(token);
    tell();
  };
}

const locks = new Map<string, string>();
let thread: Worker | undefined;

function tell(): void {
  if (thread === undefined && locks.size > 0) thread = startThread();
  thread?.postMessage([...locks]);
}

/** undefined where the system allows no more threads: the lock then looks old to other machines, and to nobody else. */
function startThread(): Worker | undefined {
  try {
    const options = { eval: true, workerData: { seconds: interval }, stdin: false, env: {}, execArgv: [] };
    const started = new Worker(program, options);
    started.on('error', () => {
      thread = undefined;
    });
    started.unref();
    return started;
  } catch {
    return undefined;
  }
}

// The first byte is written again, so that the file gets the time of the file system and not that of this machine.
const program = `
const { closeSync, openSync, readFileSync, writeSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
let locks = [];
parentPort.on('message', (list) => { locks = list; });
setInterval(() => {
  for (const [token, path] of locks)
    try {
      if (!readFileSync(path, 'utf8').includes(token)) continue;
      const file = openSync(path, 'r+');
      try {
        writeSync(file, '{', 0);
      } finally {
        closeSync(file);
      }
    } catch {}
}, 1000 * workerData.seconds);
`;
