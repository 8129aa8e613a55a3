import fs, { existsSync, linkSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, expect, test, vi } from 'vitest';
import { contend } from '../../scripts/lock-rounds/contend.ts';
import { InputError } from '../../src/core/errors.ts';
import { isLockFile, lockHolder, lockIsFree, takeLock } from '../../src/output/lock-file.ts';
import { createRunDirectory, refuseHeld, underLock } from '../../src/output/run-directory.ts';
import { inWords, silence, thisProcess, type WorkingProcess } from '../../src/output/working-process.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const temporaryDirectory = temporaryDirectories();
const originalLink = fs.linkSync;
const setLink = (link: typeof fs.linkSync) => {
  fs.linkSync = link;
  syncBuiltinESMExports();
};
afterEach(() => {
  setLink(originalLink);
  vi.restoreAllMocks();
});

const token = (k: number) => String(k).padStart(32, '0');

/** A lock as another process would have left it. */
function leaveLock(directory: string, holder: Partial<WorkingProcess> | string, name = 'run.lock'): void {
  const text = typeof holder === 'string' ? holder : JSON.stringify({ ...thisProcess(), token: token(1), ...holder });
  writeFileSync(join(directory, name), text);
}

function age(directory: string, seconds: number): void {
  const then = Date.now() / 1000 - seconds;
  utimesSync(join(directory, 'run.lock'), then, then);
}

/** Linux gives none above 2^22. */
const gone: Partial<WorkingProcess> = { process: 2 ** 22 + 1, started: '1' };

test('a directory in use is refused, with the process and the ways out, until it is given back', () => {
  const directory = temporaryDirectory();
  const lock = underLock(directory, (taken) => taken);
  expect(() => underLock(directory, (taken) => taken)).toThrow(InputError);
  expect(() => refuseHeld(directory)).toThrow(new RegExp(`process ${process.pid}; wait for it, .*--output`));
  expect(lock.isHeld()).toBe(true);
  lock.release();
  expect(lock.isHeld()).toBe(false);
  expect(readdirSync(directory)).toEqual([]);
  refuseHeld(directory);
});

test('a directory that another living process works in is refused for a new run, even with overwrite', () => {
  const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  for (const overwrite of [false, true]) {
    const directory = temporaryDirectory();
    leaveLock(directory, { process: process.ppid, started: stat[19] });
    expect(() => createRunDirectory(directory, { overwrite })).toThrow(`process ${process.ppid}`);
    expect(readdirSync(directory)).toEqual(['run.lock']);
  }
});

test('a lock is taken over from a process that is gone, and from one whose number was used again', () => {
  for (const holder of [gone, { process: process.pid, started: '1' }, { process: process.ppid, started: '1' }]) {
    const directory = temporaryDirectory();
    leaveLock(directory, holder);
    const lock = underLock(directory, (taken) => taken);
    expect(lock.isHeld()).toBe(true);
    lock.release();
    expect(readdirSync(directory)).toEqual([]);
  }
});

test('a lock of another machine, or a damaged one, holds as long as it was touched within two minutes', () => {
  for (const holder of [{ host: 'another' }, { ...gone, host: 'another' }, '{"host":', '']) {
    const directory = temporaryDirectory();
    leaveLock(directory, holder);
    age(directory, silence - 30);
    expect(() => underLock(directory, (taken) => taken)).toThrow(InputError);
    expect(existsSync(join(directory, 'run.lock'))).toBe(true);
    age(directory, silence + 30);
    underLock(directory, (taken) => taken).release();
    expect(readdirSync(directory)).toEqual([]);
  }
});

test('a take-over that a killed process began is ended by the next one', () => {
  const directory = temporaryDirectory();
  leaveLock(directory, gone);
  leaveLock(directory, { ...gone, token: token(2) } as WorkingProcess, `.run.lock.after.${token(1)}`);
  leaveLock(directory, { ...gone, token: token(2) } as WorkingProcess, `.run.lock.${token(2)}.tmp`);
  underLock(directory, (taken) => taken).release();
  expect(readdirSync(directory)).toEqual([]);
});

test('who lost a lock does not remove that of the next holder', () => {
  const directory = temporaryDirectory();
  const lock = underLock(directory, (taken) => taken);
  leaveLock(directory, { host: 'another' });
  expect(lock.isHeld()).toBe(false);
  lock.release();
  expect(readdirSync(directory)).toEqual(['run.lock']);
});

test('a lock is complete from its first moment: there is no name for it before its content', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'run.lock');
  const lock = takeLock(path, () => new Error('held'));
  // The lock was a link to a finished file: what an observer reads is never less.
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject(thisProcess());
  expect(() => linkSync(path, path)).toThrow('EEXIST');
  lock.release();
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

test.each([2, 6])(
  'of %i processes that take one lock again and again, some of which are killed, never two hold it',
  async (count) => {
    const { rounds, deaths, violations } = await contend(count, 200, 0.05);
    expect(rounds).toBeGreaterThanOrEqual(200);
    expect(deaths).toBeGreaterThanOrEqual(1);
    expect(violations).toBe(0);
  },
);

test('a directory or a lock that cannot be made is bad input', () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, 'mine');
  expect(() => createRunDirectory(join(file, 'run'))).toThrow(InputError);
  // Node's own way to make parents never returns below /proc of Linux, where nothing can be made.
  for (const path of existsSync('/proc/self') ? ['/proc/landau/run', '/proc/self'] : [])
    expect(() => createRunDirectory(path)).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringMatching(/ cannot be created|got an error/),
      }),
    );
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('a process without a start time is alive while its number is, and it touched its lock within two minutes', () => {
  for (const [holder, seconds, holds] of [
    [{ process: process.ppid, started: null }, silence - 30, true],
    [{ process: process.ppid, started: null }, silence + 30, false],
    [{ ...gone, started: null }, 0, false],
  ] as const) {
    const directory = temporaryDirectory();
    leaveLock(directory, holder);
    age(directory, seconds);
    expect(lockHolder(join(directory, 'run.lock')) !== undefined).toBe(holds);
    expect(readdirSync(directory)).toEqual(['run.lock']);
  }
});

test('who waits for a lock is told when it is free, and when it is not in time', async () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'run.lock');
  expect(await lockIsFree(path, 0)).toBe(true);
  const lock = underLock(directory, (taken) => taken);
  expect(await lockIsFree(path, 0.06)).toBe(false);
  setTimeout(() => lock.release(), 20);
  expect(await lockIsFree(path, 60)).toBe(true);
});

test('a link, or a directory, in the place of a lock holds it as a damaged one does', () => {
  for (const make of [(path: string) => symlinkSync('nowhere', path), (path: string) => fs.mkdirSync(path)]) {
    const directory = temporaryDirectory();
    make(join(directory, 'run.lock'));
    expect(() => refuseHeld(directory)).toThrow(/an unknown process \(the lock is damaged\); wait two minutes/);
  }
});

test('a holder is told in words, with its machine where that is another one', () => {
  expect(inWords({ ...thisProcess(), process: 7 })).toBe('process 7');
  expect(inWords({ host: 'far boot space', process: 7, started: null })).toBe('process 7 on far');
  expect(inWords({ host: '', process: 0, started: null })).toBe('an unknown process (the lock is damaged)');
});

test('the files of a lock are known by their names', () => {
  for (const name of ['run.lock', '.run.lock.1.tmp', '.run.lock.after.1'])
    expect(isLockFile(name, 'run.lock')).toBe(true);
  for (const name of ['run.lock.1', '.run.lock', 'run', '.run.lock2.tmp'])
    expect(isLockFile(name, 'run.lock')).toBe(false);
});

test('on a file system without links one holds the lock, and takes it over from who is gone', () => {
  for (const code of ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']) {
    setLink(() => {
      throw Object.assign(new Error(code), { code, syscall: 'link' });
    });
    const directory = temporaryDirectory();
    leaveLock(directory, gone);
    const lock = underLock(directory, (taken) => taken);
    expect(() => underLock(directory, (taken) => taken)).toThrow(`in use by process ${process.pid}`);
    expect(lock.isHeld()).toBe(true);
    lock.release();
    expect(readdirSync(directory)).toEqual([]);
  }
});

test('a link that the file system refuses for another reason is bad input, and leaves nothing', () => {
  setLink(() => {
    throw Object.assign(new Error('EIO: injected'), { code: 'EIO', syscall: 'link' });
  });
  const directory = temporaryDirectory();
  expect(() => underLock(directory, (taken) => taken)).toThrow(
    expect.objectContaining({
      name: 'InputError',
      message: expect.stringMatching(/got an error \(EIO: injected\); free some space/),
    }),
  );
  expect(readdirSync(directory)).toEqual([]);
});

test('an answer of NFS that is lost and repeated as EEXIST does not lose the lock', () => {
  setLink((from, to) => {
    originalLink(from, to);
    throw Object.assign(new Error('EEXIST'), { code: 'EEXIST', syscall: 'link' });
  });
  const directory = temporaryDirectory();
  const lock = underLock(directory, (taken) => taken);
  expect(lock.isHeld()).toBe(true);
  lock.release();
  expect(readdirSync(directory)).toEqual([]);
});

test('a lock that another process takes in the same moment is refused as any other', () => {
  const directory = temporaryDirectory();
  setLink((from, to) => {
    setLink(originalLink);
    leaveLock(directory, {});
    originalLink(from, to);
  });
  expect(() => takeLock(join(directory, 'run.lock'), () => new Error('held'))).toThrow(/^held$/);
  expect(readdirSync(directory)).toEqual(['run.lock']);
});

test('a process that may not be signalled is there', () => {
  const directory = temporaryDirectory();
  leaveLock(directory, { process: process.ppid, started: null });
  for (const [code, holds] of [
    ['EPERM', true],
    ['ESRCH', false],
  ] as const) {
    vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error(code), { code });
    });
    expect(lockHolder(join(directory, 'run.lock')) !== undefined).toBe(holds);
  }
});
