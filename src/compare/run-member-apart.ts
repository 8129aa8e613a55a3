import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InputError } from '../core/errors.ts';
import type { FromMember, ToMember } from './member-process.ts';
import type { MemberEnd, RunMember } from './run-member.ts';

/** As runMember, in a process of its own, so that the largest memory it needs is that of this run alone and is recorded. */
export const runMemberApart: RunMember = (task, { onProgress, signal }) =>
  new Promise<MemberEnd>((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./member-process.js', import.meta.url)), [], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const tell = (message: ToMember) => child.connected && child.send(message);
    const stop = () => tell({ stop: true });
    signal?.addEventListener('abort', stop, { once: true });
    let last: FromMember | undefined;
    child.on('message', (message: FromMember) => {
      if ('progress' in message) onProgress?.(message.progress);
      else last = message;
    });
    child.on('error', reject);
    child.on('exit', (code, killer) => {
      signal?.removeEventListener('abort', stop);
      if (last === undefined || 'progress' in last) {
        const reason = `its process ended ${killer === null ? `with code ${code}` : `by ${killer}`} before the run did`;
        resolve({ status: 'interrupted', reason, worked: true });
      } else if ('end' in last) resolve(last.end);
      else reject('problems' in last ? new InputError(last.problems) : new Error(last.error));
    });
    tell({ task });
    if (signal?.aborted) stop();
  });

/**
 * Largest resident memory of this process so far, in bytes. Linux lets the count of getrusage begin with that of the process that
 * started this one; VmHWM is of its own memory.
 */
export function peakMemory(): number {
  return ownPeak() ?? 1024 * process.resourceUsage().maxRSS;
}

function ownPeak(): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : 1024 * Number(kilobytes);
  } catch {
    return undefined;
  }
}
