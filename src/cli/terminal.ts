import type { Writable } from 'node:stream';

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** What a command sees of the world outside, besides files. */
export interface Terminal {
  /** Results. */
  readonly out: Writable;
  /** Problems and progress. */
  readonly err: Writable;
  /** Calls back once, at the first signal to stop; the next one ends the program at once. Returns how not to be called. */
  onStop(listener: (signal: StopSignal) => void): () => void;
}

/** What a command is given: the terminal, and how it says its exit code when that is not 0. */
export interface CommandContext {
  readonly terminal: Terminal;
  exit(code: ExitCode): void;
}

/** How the command ends. 64 to 78 are those of BSD's sysexits, from 128 on those of signals: 128 + number. */
export const exitCodes = {
  success: 0,
  expectationFailed: 1,
  badInput: 2,
  brokeDown: 3,
  /** The run came to its end, and a watchdog makes its numbers doubtful. */
  doubtful: 4,
  internalError: 70,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
