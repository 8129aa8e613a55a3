import { randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { InputError } from '../core/errors.ts';
import { unreadable } from '../core/file-system.ts';
import { diskError } from './files.ts';
import { isAlive, lockHeartbeat, silence, thisProcess, type WorkingProcess } from './working-process.ts';

/**
 * A file that at most one process holds, on one machine or on several that share its file system.
 *
 * - The lock appears complete: a fully written temporary file is linked to its name, which fails when the name is taken
 *   (link(2) is atomic, over NFS too).
 * - A lock whose holder is gone may be replaced only by the process that has linked `.<name>.after.<token>`, where the token
 *   is that of the lock to be replaced, and that has then seen the lock to carry that token still. Tokens are random and
 *   used once, so there is one such process at most, however many look at the same time. If it dies in between, its own
 *   claim has a token, and the right to replace passes on in the same way.
 * - Its holder gives a lock back under the same right, and so never removes the lock of another.
 *
 * A process of this machine is alive when its number and its start time agree; one of another machine, while it touched its
 * lock within the last two minutes by the clock of the file system.
 */
export interface Lock {
  readonly path: string;
  /** False once another process has taken the lock over, as it may when this process was suspended for long. */
  isHeld(): boolean;
  /** Gives the lock back; nothing when it is not held any more. */
  release(): void;
}

/** Who holds a lock. The token tells two locks of one process apart. */
export interface Holder extends WorkingProcess {
  readonly token: string;
}

/**
 * Takes the lock, or calls `refuse` with the living process that holds it: its error is thrown.
 * Throws InputError when the file system refuses: nothing is done yet.
 */
export function takeLock(path: string, refuse: (holder: WorkingProcess) => Error): Lock {
  const first = readHolder(path);
  if (first !== undefined && isHolding(first, path)) throw refuse(first);
  const own: Holder = { ...thisProcess(), token: newToken() };
  let written: string;
  try {
    written = temporaryFile(path, own);
  } catch (cause) {
    throw noLock(path, (cause as Error).cause);
  }
  try {
    for (;;) {
      if (link(written, path)) break;
      const holder = readHolder(path);
      if (holder === undefined) continue;
      if (isHolding(holder, path)) throw refuse(holder);
      const way = succeed(path, holder.token, written);
      if (way === 'taken over') break;
      if (way === 'busy') sleep();
    }
  } catch (cause) {
    throw isSystemError(cause) ? noLock(path, cause) : cause;
  } finally {
    rmSync(written, { force: true });
  }
  sweep(path, own.token);
  return hold(path, own);
}

function noLock(path: string, cause: unknown): InputError {
  return new InputError(
    `${path}: expected a directory in which a lock can be made, got one that refuses it (${(cause as Error).message}); ` +
      'make room or the permission for it, or choose another directory',
    { cause: diskError(path, cause) },
  );
}

/** The living process that holds the lock; undefined when there is none. Changes nothing. */
export function lockHolder(path: string): WorkingProcess | undefined {
  const holder = readHolder(path);
  return holder !== undefined && isHolding(holder, path) ? holder : undefined;
}

/** Waits until no living process holds the lock, for so many seconds at most. */
export async function lockIsFree(path: string, seconds: number): Promise<boolean> {
  for (let waited = 0; lockHolder(path) !== undefined; waited += 0.05) {
    if (waited >= seconds) return false;
    await pause(50);
  }
  return true;
}

/** True for the name of a file that belongs to the lock called `name`, the lock itself among them. */
export function isLockFile(name: string, lock: string): boolean {
  return name === lock || name.startsWith(`.${lock}.`);
}

/** The locks of this process, given back when it ends by itself. */
const held = new Map<string, Lock>();

function hold(path: string, own: Holder): Lock {
  if (held.size === 0) process.on('exit', releaseAll);
  const stopBeating = lockHeartbeat(path, own.token);
  const isHeld = () => held.has(own.token) && readHolder(path)?.token === own.token;
  const lock: Lock = {
    path,
    isHeld,
    release() {
      if (!held.delete(own.token)) return;
      stopBeating();
      if (held.size === 0) process.off('exit', releaseAll);
      giveBack(path, own.token);
    },
  };
  held.set(own.token, lock);
  return lock;
}

function releaseAll(): void {
  for (const lock of held.values()) lock.release();
}

/** Never throws: a lock that cannot be removed is taken over once this process is gone. */
function giveBack(path: string, token: string): void {
  // A full disk has room for a second name of the lock itself.
  const claim = temporaryFileOrNone(path, { ...thisProcess(), token: newToken() }) ?? path;
  try {
    const name = claimOn(path, token);
    // Somebody who looks at an old state of things may hold the claim for a moment.
    for (let attempt = 0; attempt < 100; attempt++) {
      if (readHolder(path)?.token !== token) return;
      if (link(claim, name)) {
        if (readHolder(path)?.token === token) unlinkSync(path);
        unlinkSync(name);
        return;
      }
      sleep();
    }
  } catch {
    // The directory is gone, or the disk refuses.
  } finally {
    if (claim !== path) rmSync(claim, { force: true });
  }
}

/**
 * Replaces the lock with the given token by the file `written`. `lost`: the lock has changed meanwhile; `busy`: another process
 * is doing the same.
 */
function succeed(path: string, token: string, written: string): 'taken over' | 'lost' | 'busy' {
  const chain: string[] = [];
  for (let last = token; ; ) {
    const name = claimOn(path, last);
    chain.push(name);
    if (link(written, name)) break;
    const other = readHolder(name);
    if (other === undefined) return 'lost';
    if (isHolding(other, name)) return 'busy';
    last = other.token;
  }
  const own = chain.at(-1)!;
  if (readHolder(path)?.token !== token) {
    rmSync(own, { force: true });
    return 'lost';
  }
  // rename(2) between two names of one file does nothing, so the lock gets a file of its own.
  const copy = `${written}.lock`;
  writeFileSync(copy, readFileSync(written));
  renameSync(copy, path);
  for (const name of chain) rmSync(name, { force: true });
  return 'taken over';
}

/** Removes what processes that died left of earlier locks. Only the holder may: no claim on another token matters now. */
function sweep(path: string, token: string): void {
  const directory = dirname(path);
  const lock = basename(path);
  for (const name of readdirSync(directory)) {
    if (name === lock || !isLockFile(name, lock) || name === basename(claimOn(path, token))) continue;
    const whole = join(directory, name);
    const other = readHolder(whole);
    if (other !== undefined && !isHolding(other, whole)) rmSync(whole, { force: true });
  }
}

function claimOn(path: string, token: string): string {
  return join(dirname(path), `.${basename(path)}.after.${token}`);
}

function temporaryFile(path: string, own: Holder): string {
  const temporary = join(dirname(path), `.${basename(path)}.${own.token}.tmp`);
  try {
    writeFileSync(temporary, `${JSON.stringify(own)}\n`, { flag: 'wx' });
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw diskError(path, cause);
  }
  return temporary;
}

function temporaryFileOrNone(path: string, own: Holder): string | undefined {
  try {
    return temporaryFile(path, own);
  } catch {
    return undefined;
  }
}

/** False when the name is taken. File systems without links get a file that is created, but not filled, in one step. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // NFS: the answer to a request that was heard may be lost, and that to its repetition is EEXIST.
    if (code === 'EEXIST') return isSameFile(from, to);
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code ?? '')) throw cause;
  }
  try {
    writeFileSync(to, readFileSync(from), { flag: 'wx' });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
}

function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}

/** undefined without a file. One that is damaged, or something else than a file, has no process. */
function readHolder(path: string): Holder | undefined {
  let text: string;
  try {
    // Reading a pipe waits for ever, and a link that leads nowhere reads as if the name were free.
    if (!lstatSync(path).isFile()) return damaged;
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw unreadable(path, cause);
  }
  try {
    const { host, process, started, token } = JSON.parse(text) as Partial<Holder>;
    if (typeof host === 'string' && Number.isInteger(process) && /^[0-9a-f]{32}$/.test(token ?? ''))
      return { host, process: process!, started: typeof started === 'string' ? started : null, token: token! };
  } catch {
    // Damaged.
  }
  return damaged;
}

const damaged: Holder = { host: '', process: 0, started: null, token: 'damaged' };

function isHolding(holder: Holder, path: string): boolean {
  return isAlive(holder, () => secondsSinceTouched(path));
}

/** By the clock that stamps the files: that of another machine may differ. */
function secondsSinceTouched(path: string): number {
  const clock = join(dirname(path), `.${basename(path)}.${newToken()}.clock`);
  try {
    writeFileSync(clock, '');
    return (statSync(clock).mtimeMs - lstatSync(path).mtimeMs) / 1000;
  } catch {
    // It was given back a moment ago, or the directory cannot be written: then nothing can be taken over either.
    return existsSync(path) ? 0 : silence;
  } finally {
    rmSync(clock, { force: true });
  }
}

function newToken(): string {
  return randomBytes(16).toString('hex');
}

function isSystemError(cause: unknown): boolean {
  return typeof (cause as NodeJS.ErrnoException)?.syscall === 'string';
}

/** A few milliseconds, at random, so that two do not wait for each other for ever. */
function sleep(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1 + (randomBytes(1)[0] % 4));
}
