import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const holder = fileURLToPath(new URL('./holder.mjs', import.meta.url));

/** The message of a process after each round: it held the lock, how often it was refused before, and the violations. */
interface Round {
  readonly refusals: number;
  readonly violation?: string;
}

export interface Contention {
  readonly rounds: number;
  readonly refusals: number;
  /** Holders that were killed. */
  readonly deaths: number;
  /** Number of times that two processes held the lock at once, or that a holder lost it. */
  readonly violations: number;
  readonly seconds: number;
}

/** Runs several processes until the lock was held a given number of times; kills the fraction `mortality` of the holders. */
export async function contend(processes: number, wanted: number, mortality: number): Promise<Contention> {
  const directory = mkdtempSync(join(tmpdir(), 'landau-lock-'));
  const total = { rounds: 0, refusals: 0, violations: 0, deaths: 0 };
  const began = performance.now();
  let lastKill = 0;
  await Promise.all(Array.from({ length: processes }, worker));
  rmSync(directory, { recursive: true });
  return { ...total, seconds: (performance.now() - began) / 1000 };

  async function worker() {
    while (total.rounds < wanted) {
      const child = fork(holder, [directory], { stdio: 'inherit', execArgv: [] });
      child.on('message', (message) => {
        const { refusals, violation } = message as Round;
        total.refusals += refusals;
        if (violation !== undefined) {
          total.violations++;
          console.error(violation);
        }
        total.rounds++;
        // The kill arrives at a random moment: while it releases, takes or holds the lock.
        if (total.rounds - lastKill >= 1 / mortality) {
          lastKill = total.rounds;
          total.deaths++;
          child.kill('SIGKILL');
        } else if (total.rounds >= wanted) child.kill('SIGKILL');
      });
      await new Promise((resolve) => child.on('exit', resolve));
    }
  }
}
