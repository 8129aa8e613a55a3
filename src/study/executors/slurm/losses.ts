import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { layout } from '../../../output/layout.ts';
import type { RunSummary } from '../../../output/run-record.ts';
import { memberPath } from '../../layout.ts';
import { type Attempt, interrupted, readAttempts } from './member-record.ts';
import type { OverTask } from './task-watch.ts';

/** A member that a task was over with, and that has neither a result nor a new checkpoint. */
export interface Loss {
  readonly id: string;
  /** What is known of how it came about. */
  readonly cause: string;
}

/** Tells which members of tasks that are over were lost. The others were interrupted, or their turn did not come. */
export function createLossJudge(directory: string): (task: OverTask) => readonly Loss[] {
  // Steps of the checkpoint after the last interruption.
  const reached = new Map<string, number>();

  return (task) => {
    const { submitted, index, left, reason } = task;
    const attempt = (id: string) =>
      readAttempts(directory, id).findLast((one) => one.submission === submitted.files.number && one.index === index);
    const wasBegun = submitted.tasks[index].some((id) => attempt(id) !== undefined);
    return left.flatMap((id) => {
      const last = attempt(id);
      if (last === undefined && wasBegun) return [];
      if (last?.code === interrupted) {
        const steps = savedSteps(directory, id);
        if (steps > (reached.get(id) ?? -1)) {
          reached.set(id, steps);
          return [];
        }
        return [{ id, cause: `it was interrupted again before it got further than step ${steps}` }];
      }
      const log = submitted.files.log(index);
      const tail = logTail(join(directory, log));
      const lastWords = tail === undefined ? '' : `; ${log} ends: ${tail}`;
      if (last !== undefined) return [{ id, cause: `${howItEnded(last)}${lastWords}` }];
      if (reason !== undefined) return [{ id, cause: `its task was never started: ${reason}` }];
      if (tail !== undefined) return [{ id, cause: `its task did not begin it${lastWords}` }];
      return [
        {
          id,
          cause: `its task left no trace; was it cancelled, or is ${directory} not on a file system that the compute nodes share?`,
        },
      ];
    });
  };
}

function howItEnded({ code, node }: Attempt): string {
  if (code === undefined) return `its task on ${node} was cut off (the node, the memory or the time was lost)`;
  if (code > 128) return `signal ${code - 128} ended it on ${node}`;
  return `it ended with exit code ${code} on ${node} and left no result`;
}

/** The steps in the checkpoint of a member; -1 without one. */
function savedSteps(directory: string, id: string): number {
  try {
    const text = readFileSync(join(memberPath(directory, id, 'run'), layout.summary), 'utf8');
    return (JSON.parse(text) as RunSummary).steps;
  } catch {
    return -1;
  }
}

const tailBytes = 4096;

/** The last words of a log, in one line; undefined when there is none. */
function logTail(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(tailBytes);
    const start = Math.max(0, fstatSync(file).size - tailBytes);
    const text = buffer.toString('utf8', 0, readSync(file, buffer, 0, tailBytes, start));
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.length === 0 ? undefined : lines.slice(-3).join(' | ').slice(-400);
  } finally {
    closeSync(file);
  }
}
