import type { Readable, Writable } from 'node:stream';
import type { Command } from '@commander-js/extra-typings';
import { shellWord } from '../core/quoting.ts';

/** The signals that ask a run to save its state and end. Batch systems send USR1, USR2 or XCPU ahead of a limit. */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGXCPU'] as const;

export type StopSignal = (typeof stopSignals)[number];

/** The program's surroundings, except files: streams and signals. */
export interface Surroundings {
  /** Results. */
  readonly out: Writable;
  /** Problems and progress. */
  readonly err: Writable;
  /** A stream of answers to questions; undefined if not interactive. A function, because Node takes 2 ms to open standard input. */
  answers?(): Readable | undefined;
  /**
   * Calls back once, at the first signal to stop. After that, SIGINT or SIGTERM ends the program at once, and other signals are
   * ignored. Returns a function that removes the listener.
   */
  onStop(listener: (signal: StopSignal) => void): () => void;
  /** Calls back at every signal to stop; no signal ends the program. Returns a function that removes the listener. */
  onEveryStop(listener: (signal: StopSignal) => void): () => void;
}

/** The surroundings as commands see them: text written to `out` and `err` is made legible first. */
export interface Terminal extends Surroundings {
  /** `err` unchanged, for progress bars, which move the cursor. */
  readonly screen: Writable;
}

/** The context of a command: the terminal, the program that contains the command, and a function that sets a nonzero exit code. */
export interface CommandContext {
  readonly terminal: Terminal;
  program(): Command;
  exit(code: ExitCode): void;
}

/** Exit codes of the program. 64 to 78 follow BSD's sysexits; codes above 128 are for signals: 128 + number on Linux. */
export const exitCodes = {
  success: 0,
  expectationFailed: 1,
  badInput: 2,
  brokeDown: 3,
  /** The run finished, but a watchdog makes its results doubtful. */
  doubtful: 4,
  internalError: 70,
  /** The results could not be printed; they are saved in files. */
  outputLost: 74,
  /** The run stopped at its time limit; --resume continues it. */
  timeLimit: 75,
  SIGHUP: 129,
  SIGINT: 130,
  SIGUSR1: 138,
  SIGUSR2: 140,
  SIGTERM: 143,
  SIGXCPU: 152,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A result, and the signal that stopped the work, if any. */
export interface Interruptible<Result> {
  readonly result: Result;
  readonly signal?: StopSignal;
}

/**
 * Does long work until it ends or a signal stops it. At a signal the AbortSignal of the work is aborted, the progress stays on the
 * screen in its last state, and `promise`, which says what is still saved, is printed.
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

/** Prints the path of a written page to `out`, for scripts, and its address and the command that opens it to `err`. */
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
