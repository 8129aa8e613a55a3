import type { StopSignal, Terminal } from './terminal.ts';

/** What was done, and the signal that stopped it, if one did. */
export interface Attended<Result> {
  readonly result: Result;
  readonly signal?: StopSignal;
}

/**
 * Does work that lasts, until it ends or a signal asks it to stop: then its AbortSignal is aborted, the last state of the progress
 * stays on the screen, and `promise` says what is still saved.
 */
export async function attended<Result>(
  terminal: Terminal,
  progress: { stop(): void },
  promise: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Attended<Result>> {
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
