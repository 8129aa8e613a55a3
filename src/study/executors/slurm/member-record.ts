import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { submissionFiles } from './submissions.ts';

/** One time that a task worked on a member. */
export interface Attempt {
  readonly submission: string;
  /** Of the task in its array. */
  readonly index: number;
  readonly node: string;
  /** Exit code of the member's process, 128 + n when signal n ended it; undefined when the task did not live to note it. */
  readonly code?: number;
}

/** The exit code of a member that was told to stop and has saved its checkpoint. */
export const interrupted = 3;

/** Every attempt at a member, in the order of beginning. A line that a dying node left half written is passed over. */
export function readAttempts(directory: string, id: string): readonly Attempt[] {
  const path = join(directory, submissionFiles(0).records, id);
  if (!existsSync(path)) return [];
  const attempts: Attempt[] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [, what, submission, index, rest] = /^(begin|end) (\d{4,}) (\d+) (\S+)$/.exec(line) ?? [];
    if (what === 'begin') attempts.push({ submission, index: Number(index), node: rest });
    else if (what === 'end') {
      const last = attempts.pop();
      if (last !== undefined) attempts.push({ ...last, code: Number(rest) });
    }
  }
  return attempts;
}

/** How often a member was begun to no avail: neither finished nor brought to a checkpoint when told to stop. */
export function countLosses(attempts: readonly Attempt[]): number {
  return attempts.filter(({ code }) => code !== interrupted).length;
}
