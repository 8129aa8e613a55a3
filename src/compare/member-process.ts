import process from 'node:process';
import { InputError } from '../core/errors.ts';
import { openEventLog } from '../output/event-log.ts';
import { peakMemoryEvent } from './measure.ts';
import { type MemberEnd, type MemberTask, runMember } from './run-member.ts';
import { peakMemory } from './run-member-apart.ts';

/*
 * What a process of its own does for one run of a comparison: run-member-apart starts it and sends the task; it answers with
 * progress and, last, with the end. `stop`, or the death of the other side, makes it save a checkpoint and end.
 */

/** What is sent to it. */
export type ToMember = { readonly task: MemberTask } | { readonly stop: true };

/** What it sends. */
export type FromMember =
  | { readonly progress: Parameters<NonNullable<Parameters<typeof runMember>[1]['onProgress']>>[0] }
  | { readonly end: MemberEnd }
  | { readonly problems: readonly string[] }
  | { readonly error: string };

const stop = new AbortController();
// A Ctrl-C, or the signal of a batch system, reaches both processes; this one waits to be told.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGXCPU'] as const)
  process.on(signal, () => {});
process.on('disconnect', () => stop.abort());
process.on('message', async (message: ToMember) => {
  if ('stop' in message) stop.abort();
  else send(await answer(message.task), () => process.exit());
});

async function answer(task: MemberTask): Promise<FromMember> {
  try {
    const end = await runMember(task, { onProgress: (progress) => send({ progress }), signal: stop.signal });
    if (end.worked) recordMemory(task.directory);
    return { end };
  } catch (error) {
    if (error instanceof InputError) return { problems: error.problems };
    return { error: (error as Error).stack ?? String(error) };
  }
}

function recordMemory(directory: string): void {
  const events = openEventLog(directory);
  // The operating system counts in KiB.
  const bytes = peakMemory();
  events.append(peakMemoryEvent, `at most ${bytes} bytes were resident in the process of this run`, { bytes });
  events.close();
}

function send(message: FromMember, then?: () => void): void {
  if (process.connected) process.send?.(message, undefined, undefined, then);
  else then?.();
}
