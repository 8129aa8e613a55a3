import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The built command; LANDAU_DIST names another build than dist. */
export const program = resolve(
  process.env.LANDAU_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url)),
  'command/main.js',
);

export interface ProcessOutcome {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command as a process of its own, in the given directory. */
export function landau(
  directory: string,
  words: readonly string[],
): { readonly child: ChildProcess; readonly end: Promise<ProcessOutcome> } {
  const child = spawn(process.execPath, [program, ...words], { cwd: directory });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const end = new Promise<ProcessOutcome>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, out, err }));
  });
  return { child, end };
}
