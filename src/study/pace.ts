import type { StudyHandle, StudyProgress } from './executor.ts';

/** How fast a study goes, for executors that see their members end. */
export interface Pace {
  /** A member has a result now; it took so many seconds of wall time. */
  done(id: string, seconds: number): void;
  /** The state of the study, with so many members being computed. */
  progress(running: number): StudyProgress;
}

/**
 * The time left is that of the estimates of what is not done, in the proportion that the members so far took more or less
 * than theirs, shared among the workers.
 */
export function createPace(study: StudyHandle, workers: number): Pace {
  const left = new Map(study.members.map(({ id, estimate }) => [id, estimate.seconds]));
  const unfinished = new Set(study.unfinished());
  for (const id of [...left.keys()]) if (!unfinished.has(id)) left.delete(id);
  let estimated = 0;
  let taken = 0;
  return {
    done(id, seconds) {
      estimated += left.get(id) ?? 0;
      taken += seconds;
      left.delete(id);
    },
    progress(running) {
      const remaining = [...left.values()].reduce((sum, seconds) => sum + seconds, 0);
      const factor = estimated > 0 ? taken / estimated : 1;
      const total = study.members.length;
      const secondsLeft = (remaining * factor) / Math.max(1, Math.min(workers, left.size));
      return { total, finished: total - left.size, running, secondsLeft };
    },
  };
}
