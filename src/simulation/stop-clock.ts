/** When a run looks up from its steps, and whether it must end then. */
export interface StopClock {
  /** Asked after every step: true when the run has not looked up for a while. */
  isDue(): boolean;
  /** Why the run must save its state and end now; undefined when it may go on. */
  reasonToStop(): string | undefined;
  /** The run has looked up. */
  breathed(): void;
  /** A checkpoint took so many milliseconds. */
  noteSave(milliseconds: number): void;
}

/** Milliseconds between two looks: signals are heard, and progress shown, that often unless a single step takes longer. */
const interval = 100;

/**
 * `maxSeconds` counts from now. The run is told to end while there is still time for what it did at a stretch so far, and for
 * twice the longest checkpoint.
 */
export function stopClock({ signal, maxSeconds = Infinity }: { signal?: AbortSignal; maxSeconds?: number }): StopClock {
  const deadline = performance.now() + 1000 * maxSeconds;
  let last = performance.now();
  let longestStretch = 0;
  let longestSave = 0;
  return {
    isDue: () => performance.now() - last > interval,
    reasonToStop() {
      if (signal?.aborted) return 'interrupted';
      const needed = Math.max(longestStretch, performance.now() - last) + 2 * longestSave;
      if (performance.now() + needed >= deadline) return 'stopped by its limit of wall time';
      return undefined;
    },
    breathed() {
      const now = performance.now();
      longestStretch = Math.max(longestStretch, now - last);
      last = now;
    },
    noteSave(milliseconds) {
      longestSave = Math.max(longestSave, milliseconds);
    },
  };
}
