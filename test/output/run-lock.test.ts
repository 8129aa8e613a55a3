import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { createRunDirectory } from '../../src/output/run-directory.ts';
import { refuseHeld, underLock } from '../../src/output/run-lock.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const temporaryDirectory = temporaryDirectories();

function leaveLock(directory: string, holder: { host: string; process: number } | string): void {
  writeFileSync(join(directory, 'run.lock'), typeof holder === 'string' ? holder : JSON.stringify(holder));
}

test('a directory in use is refused, with the process and the ways out, until it is given back', () => {
  const directory = temporaryDirectory();
  const unlock = underLock(directory, (release) => release);
  expect(() => underLock(directory, (release) => release)).toThrow(InputError);
  expect(() => refuseHeld(directory)).toThrow(new RegExp(`process ${process.pid}; wait for it, .*--output.*run.lock`));
  unlock();
  expect(readdirSync(directory)).toEqual([]);
  refuseHeld(directory);
});

test('a directory that another living process works in is refused for a new run, even with overwrite', () => {
  const directory = temporaryDirectory();
  leaveLock(directory, { host: hostname(), process: process.ppid });
  for (const overwrite of [false, true])
    expect(() => createRunDirectory(directory, { overwrite })).toThrow(`process ${process.ppid}`);
});

test('a lock is taken over from a process that is gone, from another machine, from an earlier life and when cut short', () => {
  const gone = spawnSync(process.execPath, ['--version']).pid;
  const left = [
    { host: hostname(), process: gone },
    { host: `not-${hostname()}`, process: process.ppid },
    { host: hostname(), process: process.pid },
    '{"host":',
  ];
  for (const holder of left) {
    const directory = temporaryDirectory();
    leaveLock(directory, holder);
    underLock(directory, (release) => release)();
    expect(existsSync(join(directory, 'run.lock'))).toBe(false);
  }
});

test('what fails under the lock gives it back', () => {
  const directory = temporaryDirectory();
  const fail = () =>
    underLock(directory, () => {
      throw new Error('no');
    });
  expect(fail).toThrow('no');
  expect(readdirSync(directory)).toEqual([]);
});
