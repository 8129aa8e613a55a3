import { execFileSync } from 'node:child_process';
import fs, { lstatSync, readdirSync, readFileSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RunError } from '../../src/core/errors.ts';
import { type FileCalls, isLeftover, writeFileAtomically } from '../../src/output/files.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const temporaryDirectory = temporaryDirectories();

function refusal(code: string, text: string): Error {
  return Object.assign(new Error(`${code}: ${text}, write`), { code });
}

test('what is written is what is read, whatever the bytes', () => {
  const path = join(temporaryDirectory(), 'file');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      writeFileAtomically(path, bytes);
      expect(new Uint8Array(readFileSync(path))).toEqual(bytes);
    }),
    { numRuns: 20 },
  );
});

test('a full disk at any stage leaves the old content, no temporary file, and one line that names the file', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'summary.json');
  writeFileSync(path, 'before');
  for (const call of ['openSync', 'writeFileSync', 'fsyncSync', 'renameSync'] as const) {
    const full: FileCalls = {
      ...fs,
      [call]: (...words: unknown[]) => {
        // Half the data reaches the disk before it is full.
        if (call === 'writeFileSync') fs.writeFileSync(words[0] as number, 'aft');
        throw refusal('ENOSPC', 'no space left on device');
      },
    };
    const write = () => writeFileAtomically(path, 'after', { files: full });
    expect(write, call).toThrow(RunError);
    expect(write, call).toThrow(
      `${path}: cannot be written (ENOSPC: no space left on device, write); what was written before is intact`,
    );
    expect(readFileSync(path, 'utf8'), call).toBe('before');
    expect(readdirSync(directory), call).toEqual(['summary.json']);
  }
});

test('nothing is said to be intact where the directory is gone', () => {
  const directory = temporaryDirectory();
  rmdirSync(directory);
  expect(() => writeFileAtomically(join(directory, 'summary.json'), 'after')).toThrow(
    /summary\.json: cannot be written \(ENOENT: .*\); its directory no longer exists$/,
  );
});

test('the new content is complete on the disk before it takes the name', () => {
  const path = join(temporaryDirectory(), 'file');
  const calls: string[] = [];
  const watched = Object.fromEntries(
    (['openSync', 'writeFileSync', 'fsyncSync', 'closeSync', 'renameSync'] as const).map((call) => [
      call,
      (...words: never[]) => {
        calls.push(call);
        return (fs[call] as (...words: never[]) => unknown)(...words);
      },
    ]),
  );
  writeFileAtomically(path, 'content', { files: { ...fs, ...watched } as FileCalls });
  expect(calls.slice(0, 5)).toEqual(['openSync', 'writeFileSync', 'fsyncSync', 'closeSync', 'renameSync']);
});

test('a directory that is not there is an error of the run', () => {
  expect(() => writeFileAtomically(join(temporaryDirectory(), 'absent', 'file'), '')).toThrow(/ENOENT/);
});

test('a device, a pipe and a link to what a shell has opened stay what they are', () => {
  const place = temporaryDirectory();
  const pipe = join(place, 'pipe');
  execFileSync('mkfifo', [pipe]);
  symlinkSync('/proc/self/fd/1', join(place, 'stdout'));
  for (const path of [pipe, join(place, 'stdout')])
    expect(() => writeFileAtomically(path, 'text')).toThrow(
      `${path}: cannot be written (it is a device or a pipe, not a file; give the name of a file)`,
    );
  expect(lstatSync(pipe).isFIFO()).toBe(true);
  expect(readdirSync(place).sort()).toEqual(['pipe', 'stdout']);
  // Any other link is replaced: what it leads to is not the run's.
  writeFileSync(join(place, 'own'), 'old');
  symlinkSync('own', join(place, 'link'));
  writeFileAtomically(join(place, 'link'), 'new');
  expect(readFileSync(join(place, 'own'), 'utf8')).toBe('old');
  expect(readFileSync(join(place, 'link'), 'utf8')).toBe('new');
});

test('only the temporary names of a file count as left over from it', () => {
  expect(isLeftover('.series.nc.4711.tmp', 'series.nc')).toBe(true);
  for (const name of [
    'series.nc',
    '.series.nc.tmp',
    '.series.nc.x.tmp',
    '.series.csv.4711.tmp',
    '.series.nc.1.tmp.txt',
  ])
    expect(isLeftover(name, 'series.nc'), name).toBe(false);
});
