import { fork } from 'node:child_process';
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
