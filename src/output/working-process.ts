import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';
import { silence } from './lock-heartbeat.ts';

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
