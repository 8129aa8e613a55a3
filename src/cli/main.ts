import process from 'node:process';
import { exitCodes, type StopSignal, type Surroundings, stopSignals } from './terminal.ts';

// Without a listener, Node opens a debugger port on SIGUSR1. The listener is added before the rest is loaded.
const endAtOnce = () => process.exit(exitCodes.SIGUSR1);
process.on('SIGUSR1', endAtOnce);

const surroundings: Surroundings = {
  out: process.stdout,
  err: process.stderr,
  answers: () => (process.stdin.isTTY && process.stderr.isTTY ? process.stdin : undefined),
  onStop(listener) {
    let stopped: StopSignal | undefined;
    const stop = (signal: StopSignal) => {
      if (stopped === undefined) {
        stopped = signal;
        return listener(signal);
      }
      // A second Ctrl-C or SIGTERM ends the program at once. Batch systems repeat other signals, and XCPU comes every second.
      if (signal !== 'SIGINT' && signal !== 'SIGTERM') return;
      // Without our listeners the signal has its default effect. No file is left half written: see writeFileAtomically.
      ignore();
      process.kill(process.pid, signal);
    };
    const ignore = () => {
      for (const signal of stopSignals) process.off(signal, stop);
      process.on('SIGUSR1', endAtOnce);
    };
    for (const signal of stopSignals) process.on(signal, stop);
    process.off('SIGUSR1', endAtOnce);
    return ignore;
  },
  onEveryStop(listener) {
    for (const signal of stopSignals) process.on(signal, listener);
    process.off('SIGUSR1', endAtOnce);
    return () => {
      process.on('SIGUSR1', endAtOnce);
      for (const signal of stopSignals) process.off(signal, listener);
    };
  },
};

// A closed pipe (`landau list | head -3`) is not an error, and lost output is no reason to stop a run.
let lost: string | undefined;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') lost ??= error.message;
});
process.stderr.on('error', () => {});

void main();

async function main() {
  const { runCommandLine } = await import('./command-line.ts');
  const code = await runCommandLine(process.argv.slice(2), surroundings);
  // Output to a pipe or a terminal may still be buffered.
  await new Promise(setImmediate);
  await new Promise<void>((resolve) => {
    if (process.stdout.writableLength === 0 || process.stdout.destroyed) resolve();
    else process.stdout.once('drain', resolve).once('close', resolve);
  });
  if (lost !== undefined)
    process.stderr.write(`standard output: expected to print the results, got ${lost}; they are saved in files\n`);
  process.exitCode = lost !== undefined && code === exitCodes.success ? exitCodes.outputLost : code;
}
