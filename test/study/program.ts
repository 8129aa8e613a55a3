import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The built command; LANDAU_DIST names another build than dist. */
export const program = resolve(
  process.env.LANDAU_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url)),
  'cli/main.js',
);

/** The command as a process of its own. */
export function landau(...words: readonly string[]): {
  readonly child: ChildProcess;
  readonly end: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
} {
  const child = spawn(process.execPath, [program, ...words]);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const end = new Promise<{ code: number | null; out: string; err: string }>((done, reject) => {
    child.on('error', reject).on('close', (code) => done({ code, out, err }));
  });
  return { child, end };
}

/** Waits until one of the files is there. */
export async function appears(...paths: readonly string[]): Promise<void> {
  while (!paths.some((path) => existsSync(path))) await pause(2);
}
