import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';
import { Worker } from 'node:worker_threads';

/** A process, with the data that another process needs to decide whether it is alive. */
export interface WorkingProcess {
  /** The scope of process numbers: name of the machine, boot, and namespace of processes (containers). */
  readonly host: string;
  readonly process: number;
  /** Start time in clock ticks of its machine; null if the system does not provide it. */
  readonly started: string | null;
}

export function thisProcess(): WorkingProcess {
  own ??= { host: thisHost(), process: process.pid, started: startOf(process.pid) ?? null };
  return own;
}

let own: WorkingProcess | undefined;

/** Whether a process is alive. `untouched` returns the seconds since its last heartbeat; called only if needed. */
export function isAlive(other: WorkingProcess, untouched: () => number): boolean {
  if (other.host !== thisProcess().host) return untouched() < silence;
  // Process numbers are reused, but number and start time together identify a process.
  if (other.started !== null) return startOf(other.process) === other.started;
  return exists(other.process) && untouched() < silence;
}

/** The process as text: `process 4711`, with its machine if it is a different one. */
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

/** Field 22 of /proc/<number>/stat on Linux; undefined for a process that has ended, including zombies. */
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
    // EPERM: it exists, but may not be signalled.
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

/** Seconds without a heartbeat after which a process on another machine counts as dead. */
export const silence = 120;

/** Seconds between two heartbeats. */
const interval = 20;

/**
 * Touches a lock regularly while it contains the token. Uses a separate thread, because a step of a large run takes longer than
 * other machines wait. Returns a function that stops it.
 */
export function lockHeartbeat(path: string, token: string): () => void {
  locks.set(token, path);
  updateThread();
  return () => {
    locks.delete(token);
    updateThread();
  };
}

const locks = new Map<string, string>();
let thread: Worker | undefined;

function updateThread(): void {
  if (thread === undefined && locks.size > 0) thread = startThread();
  thread?.postMessage([...locks]);
}

/** Returns undefined if the system allows no more threads: the lock then looks old to other machines, but not to this one. */
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

// The first byte is rewritten, so that the file gets the time of the file system and not the time of this machine.
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
