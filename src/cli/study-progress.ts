import type { Writable } from 'node:stream';
import cliProgress from 'cli-progress';
import type { StudyProgress } from '../study/executor.ts';
import { formatDuration } from './amounts.ts';

export interface StudyProgressBar {
  update(progress: StudyProgress): void;
  /** Writes a line of its own, above the bar. */
  note(line: string): void;
  /** Leaves the last state on the screen. Later updates are ignored. */
  stop(): void;
}

/** Milliseconds between two lines where there is no terminal to draw a bar on. */
const lineInterval = 5000;

/** To the start of the line, and nothing on it (ECMA-48). */
const eraseLine = '\r\u001b[K';

/** How far a study is: a bar on a terminal, a line every few seconds in a log. */
export function createStudyProgress(stream: Writable): StudyProgressBar {
  const onTerminal = (stream as Partial<NodeJS.WriteStream>).isTTY === true;
  let now: StudyProgress | undefined;
  let stopped = false;
  const bar = new cliProgress.SingleBar({
    stream: stream as NodeJS.WritableStream,
    noTTYOutput: true,
    notTTYSchedule: lineInterval,
    barsize: 24,
    clearOnComplete: !onTerminal,
    format: (options, { progress }) => {
      const text = now === undefined ? '' : describe(now);
      return onTerminal ? `[${cliProgress.Format.BarFormat(progress, options)}] ${text}` : text;
    },
  });
  return {
    update(progress) {
      if (stopped) return;
      const first = now === undefined;
      now = progress;
      if (first) bar.start(progress.total, progress.finished);
      else bar.update(progress.finished);
    },
    note(line) {
      // On a terminal the bar is on this line; it is drawn again with the next update.
      stream.write(`${onTerminal && !stopped ? eraseLine : ''}${line}\n`);
    },
    stop() {
      if (!stopped && now !== undefined) bar.stop();
      stopped = true;
    },
  };
}

function describe({ total, finished, running, secondsLeft }: StudyProgress): string {
  return [
    `${finished} of ${total} members`,
    ...(running > 0 ? [`${running} running`] : []),
    ...(secondsLeft !== undefined && finished < total ? [`${formatDuration(secondsLeft)} left`] : []),
  ].join(', ');
}
