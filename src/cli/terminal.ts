import type { Readable, Writable } from 'node:stream';
import type { Command } from '@commander-js/extra-typings';
import { shellWord } from '../core/quoting.ts';

/** The signals that ask a run to save its state and end. Batch systems send USR1, USR2 or XCPU ahead of a limit. */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGXCPU'] as const;

export type StopSignal = (typeof stopSignals)[number];

/** What the program sees of the world outside, besides files. */
export interface Surroundings {
  /** Results. */
  readonly out: Writable;
  /** Problems and progress. */
  readonly err: Writable;
  /** Answers to questions; none where nobody sits there to give them. Asked for late: Node takes 2 ms to open its standard input. */
  answers?(): Readable | undefined;
  /**
   * Calls back once, at the first signal to stop; a second SIGINT or SIGTERM ends the program at once, other signals are ignored
   * from then on. Returns how not to be called.
   */
  onStop(listener: (signal: StopSignal) => void): () => void;
  /** Calls back at every signal to stop; none ends the program. Returns how not to be called. */
  onEveryStop(listener: (signal: StopSignal) => void): () => void;
}

/** What a command sees of it: text that is written to `out` and `err` is made legible first. */
export interface Terminal extends Surroundings {
  /** `err` as it is, for progress bars, which move the cursor. */
  readonly screen: Writable;
}

/** What a command is given: the terminal, how it says its exit code when that is not 0, and the program that it is part of. */
export interface CommandContext {
  readonly terminal: Terminal;
  program(): Command;
  exit(code: ExitCode): void;
}

/** How the command ends. 64 to 78 are those of BSD's sysexits, from 128 on those of signals: 128 + number on Linux. */
export const exitCodes = {
  success: 0,
  expectationFailed: 1,
  badInput: 2,
  brokeDown: 3,
  /** The run came to its end, and a watchdog makes its numbers doubtful. */
  doubtful: 4,
  internalError: 70,
  /** The results could not be printed; they are in their files. */
  outputLost: 74,
  /** The time limit came first: the same command with --resume goes on. */
  timeLimit: 75,
  SIGHUP: 129,
  SIGINT: 130,
  SIGUSR1: 138,
  SIGUSR2: 140,
  SIGTERM: 143,
  SIGXCPU: 152,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What was done, and the signal that stopped it, if one did. */
export interface Interruptible<Result> {
  readonly result: Result;
  readonly signal?: StopSignal;
}

/**
 * Does work that lasts, until it ends or a signal asks it to stop: then its AbortSignal is aborted, the last state of the progress
 * stays on the screen, and `promise` says what is still saved.
 */
export async function interruptible<Result>(
  terminal: Terminal,
  progress: { stop(): void },
  promise: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Interruptible<Result>> {
  const stop = new AbortController();
  let signal: StopSignal | undefined;
  const ignoreSignals = terminal.onStop((received) => {
    signal = received;
    stop.abort();
    progress.stop();
    terminal.err.write(`${received}: ${promise}\n`);
  });
  try {
    const result = await work(stop.signal);
    return signal === undefined ? { result } : { result, signal };
  } finally {
    ignoreSignals();
    progress.stop();
  }
}

/** A page that was written: its path among the results, as a script takes it; for people its address, and how to open it. */
export async function sayPage({ out, err }: Terminal, path: string, directory: string): Promise<void> {
  const { fileAddress, formatFacts } = await import('./texts.ts');
  out.write(`${path}\n`);
  err.write(
    formatFacts([
      ['page', fileAddress(path)],
      ['next', `landau open ${shellWord(directory)}`],
    ]),
  );
}
