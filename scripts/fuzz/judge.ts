// The valid answers of the program to an arbitrary file: a result, or lines that describe the problem, without any loss of data.
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { runCommandLine } from '../../src/cli/command-line.ts';
import type { InputError, RunError } from '../../src/core/errors.ts';

/** The command line and the errors of the program, either built or from its sources. */
export interface Judged {
  readonly runCommandLine: typeof runCommandLine;
  readonly InputError: typeof InputError;
  readonly RunError: typeof RunError;
}

/** The exit code and the output. */
export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Everything below a directory, by name: the bytes of a file, or a description of anything else. */
export type Contents = ReadonlyMap<string, Buffer | string>;

/** The exit codes in `landau help`, except the one of an internal error. */
const answers = new Set([0, 1, 2, 3, 4, 75]);

/** Time limit in milliseconds. The slowest valid input takes one second on an idle machine. */
export const longest = 20_000;

const longestLine = 4000;
const mostLines = 60;

/** Runs one command line in this process. Returns its exit code and output. */
export async function command(program: Pick<Judged, 'runCommandLine'>, words: readonly string[]): Promise<Answer> {
  const texts = { out: '', err: '' };
  const stream = (name: keyof typeof texts) =>
    new Writable({
      decodeStrings: false,
      write(chunk, _encoding, done) {
        texts[name] += chunk;
        done();
      },
    });
  const ignore = () => () => {};
  const code = await program.runCommandLine(words, {
    out: stream('out'),
    err: stream('err'),
    onStop: ignore,
    onEveryStop: ignore,
  });
  return { code, ...texts };
}

/** Calls the library and returns the answer that the command would give: errors of input and of runs become lines and a code. */
export async function call(program: Judged, work: () => unknown): Promise<Answer> {
  try {
    await work();
    return { code: 0, out: '', err: '' };
  } catch (error) {
    if (error instanceof program.InputError) return { code: 2, out: '', err: `${error.problems.join('\n')}\n` };
    if (error instanceof program.RunError) return { code: 3, out: '', err: `${error.message}\n` };
    return { code: 70, out: '', err: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** The fault of an answer; undefined if there is none. */
export function wrongAnswer({ code, out, err }: Answer): string | undefined {
  if (!answers.has(code)) return `exit code ${code}: ${err}`;
  if (/internal error/.test(err)) return err;
  const control = controlCharacter(out) ?? controlCharacter(err);
  if (control !== undefined) return `prints ${control}`;
  if (code !== 2) return undefined;
  const lines = err.split('\n').slice(0, -1);
  if (lines.length === 0) return 'exit code 2 without a word';
  if (lines.length > mostLines) return `${lines.length} lines`;
  const long = lines.find((line) => line.length > longestLine);
  if (long !== undefined) return `a line of ${long.length} characters: ${long.slice(0, 200)}`;
  const unclear = lines.find((line) => !/expected|never|cannot|problems$|take|--/.test(line));
  return unclear === undefined ? undefined : `does not say what was expected: ${unclear}`;
}

/** Control characters, including those that change the direction of text, which make a terminal show different words. */
function controlCharacter(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the function searches for them
  const found = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.exec(text);
  if (found === null) return undefined;
  const code = found[0].charCodeAt(0).toString(16).padStart(4, '0');
  return `the control character U+${code} in ${JSON.stringify(text.slice(Math.max(0, found.index - 80), found.index + 40))}`;
}

export function contents(directory: string): Contents {
  const found = new Map<string, Buffer | string>();
  const visit = (below: string) => {
    for (const entry of readdirSync(join(directory, below), { withFileTypes: true })) {
      const name = join(below, entry.name);
      const path = join(directory, name);
      if (entry.isDirectory()) {
        found.set(name, 'directory');
        visit(name);
      } else if (entry.isFile()) found.set(name, readFileSync(path));
      else found.set(name, entry.isSymbolicLink() ? `link to ${readlinkSync(path)}` : `device ${lstatSync(path).mode}`);
    }
  };
  visit('');
  return found;
}

/** The first name that differs between two contents. */
export function difference(before: Contents, after: Contents): string | undefined {
  for (const [name, content] of before) {
    if (!after.has(name)) return `${name} is gone`;
    if (!isSame(content, after.get(name))) return `${name} changed`;
  }
  for (const name of after.keys()) if (!before.has(name)) return `${name} is new`;
  return undefined;
}

function isSame(one: Buffer | string, other: Buffer | string | undefined): boolean {
  return Buffer.isBuffer(one) && Buffer.isBuffer(other) ? one.equals(other) : one === other;
}

/** Files left by a process that has not cleaned up. */
export function leftover(after: Contents): string | undefined {
  return [...after.keys()].find((name) => /\.tmp$|\.lock$|\.clock$/.test(name));
}
