#!/usr/bin/env node
import process from 'node:process';
import { runCommandLine } from './command-line.ts';
import type { StopSignal, Terminal } from './terminal.ts';

const terminal: Terminal = {
  out: process.stdout,
  err: process.stderr,
  onStop(listener) {
    const stop = (signal: StopSignal) => {
      // Without our listeners the next signal has its usual effect. No file can be left half written: see atomic-file.
      ignore();
      listener(signal);
    };
    const ignore = () => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    return ignore;
  },
};

// A reader that has seen enough (`landau list | head -3`) is no error, and no reason to stop a run.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

process.exitCode = await runCommandLine(process.argv.slice(2), terminal);
