import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { InputError } from '../../../core/errors.ts';
import { writeFileAtomically } from '../../../output/files.ts';
import { makeFolder } from './submissions.ts';

/** The right to submit the members of a study. */
export interface ClientClaim {
  /** Says that the client is alive; to be called more often than every `silence` seconds. */
  refresh(): void;
  release(): void;
}

/** Seconds without a sign of life after which a client on another machine counts as gone. */
export const silence = 120;

/**
 * Makes this process the one client that submits jobs for a study: two of them would submit everything twice, which costs
 * time although no result suffers. The claim of a client that was killed is taken over: at once on its own machine, after
 * two minutes of silence from another. Throws InputError when another client is alive.
 */
export function claimStudy(directory: string): ClientClaim {
  const path = join(directory, 'slurm', 'client.json');
  makeFolder(dirname(path));
  const other = existsSync(path) ? readClient(path) : undefined;
  if (other !== undefined && isAlive(other, path))
    throw new InputError(
      `${directory}: expected no other client of this study, got process ${other.process} on ${other.host}, which submits its ` +
        `jobs already; watch it with landau study status, or end it and run this again (its jobs go on)`,
    );
  writeFileAtomically(path, `${JSON.stringify({ host: hostname(), process: process.pid } satisfies Client)}\n`);
  return {
    refresh() {
      const now = new Date();
      if (existsSync(path)) utimesSync(path, now, now);
    },
    release() {
      if (existsSync(path) && readClient(path)?.process === process.pid) rmSync(path, { force: true });
    },
  };
}

interface Client {
  readonly host: string;
  readonly process: number;
}

function readClient(path: string): Client | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Client;
  } catch {
    return undefined; // It was released a moment ago.
  }
}

function isAlive(other: Client, path: string): boolean {
  if (other.host === hostname() && !processExists(other.process)) return false;
  return (fileSystemTime(dirname(path)) - statSync(path).mtimeMs) / 1000 < silence;
}

function processExists(id: number): boolean {
  if (id === process.pid) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Now, by the clock that stamps the files; that of another machine may differ. */
function fileSystemTime(folder: string): number {
  const path = join(folder, `.clock.${process.pid}.tmp`);
  writeFileSync(path, '');
  const { mtimeMs } = statSync(path);
  rmSync(path);
  return mtimeMs;
}
