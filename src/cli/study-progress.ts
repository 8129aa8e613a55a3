import type { Writable } from 'node:stream';
import type { StudyProgress } from '../study/executor.ts';
import { formatDuration } from './amounts.ts';
import { createProgressBar, type ProgressBar } from './progress-bar.ts';

/** How far a study is, in members. */
export function createStudyProgress(stream: Writable): ProgressBar<StudyProgress> {
  return createProgressBar(stream, {
    total: ({ total }) => total,
    value: ({ finished }) => finished,
    describe,
  });
}

function describe({ total, finished, running, secondsLeft }: StudyProgress): string {
  return [
    `${finished} of ${total} members`,
    ...(running > 0 ? [`${running} running`] : []),
    ...(secondsLeft !== undefined && finished < total ? [`${formatDuration(secondsLeft)} left`] : []),
  ].join(', ');
}
