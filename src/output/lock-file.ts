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
 * A file that at most one process holds, on one machine or on several machines that share its file system.
 *
 * - The lock appears complete: a fully written temporary file is linked to its name, which fails if the name is taken
 *   (link(2) is atomic, also over NFS).
 * - A lock whose holder is dead may be replaced only by the process that has linked `.<name>.after.<token>`, with the token
 *   of the lock to be replaced, and has afterwards verified that the lock still has this token. Tokens are random and used
 *   once, so at most one process can do this, even if several try at the same time. If it dies in between, its claim has a
 *   token too, and the right to replace passes on in the same way.
 * - A holder releases its lock under the same right, so it never removes the lock of another process.
 *
 * A process on this machine is alive if its number and start time agree; a process on another machine, if it touched its
 * lock within the last two minutes, by the clock of the file system.
 */
export interface Lock {
  readonly path: string;
  /** False once another process has taken over the lock, which it may after this process was suspended for a long time. */
  isHeld(): boolean;
  /** Releases the lock; does nothing if it is no longer held. */
  release(): void;
}

/** The holder of a lock. The token distinguishes the locks of one process. */
export interface Holder extends WorkingProcess {
  readonly token: string;
}

/**
 * Takes the lock. If a living process holds it, throws the error that `refuse` returns for that process.
 * Throws InputError if the lock cannot be created; nothing has been done then.
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
      const outcome = succeed(path, holder.token, written);
      if (outcome === 'taken over') break;
      if (outcome === 'busy') sleep();
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
    `${path}: expected a directory in which a lock can be created, got an error (${(cause as Error).message}); ` +
      'free some space, change the permissions, or choose another directory',
    { cause: diskError(path, cause) },
  );
}

/** The living process that holds the lock; undefined if there is none. Changes nothing. */
export function lockHolder(path: string): WorkingProcess | undefined {
  const holder = readHolder(path);
  return holder !== undefined && isHolding(holder, path) ? holder : undefined;
}

/** Waits at most `seconds` until no living process holds the lock. Returns whether it is free. */
export async function lockIsFree(path: string, seconds: number): Promise<boolean> {
  for (let waited = 0; lockHolder(path) !== undefined; waited += 0.05) {
    if (waited >= seconds) return false;
    await pause(50);
  }
  return true;
}

/** Whether a name is that of a file that belongs to a lock, including the lock itself. */
export function isLockFile(name: string, lock: string): boolean {
  return name === lock || name.startsWith(`.${lock}.`);
}

/** The locks of this process, released when it exits normally. */
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

/** Releases a lock. Never throws: a lock that cannot be removed is taken over after the end of this process. */
function giveBack(path: string, token: string): void {
  // On a full disk, a second name of the lock itself is still possible.
  const claim = temporaryFileOrNone(path, { ...thisProcess(), token: newToken() }) ?? path;
  try {
    const name = claimOn(path, token);
    // A process that has read an outdated state may hold the claim for a moment.
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
 * Replaces the lock with the given token by the file `written`. `lost`: the lock has changed in the meantime; `busy`: another
 * process is doing the same.
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
  // rename(2) between two names of one file does nothing, so the lock gets a separate file.
  const copy = `${written}.lock`;
  writeFileSync(copy, readFileSync(written));
  renameSync(copy, path);
  for (const name of chain) rmSync(name, { force: true });
  return 'taken over';
}

/** Removes the files of earlier locks left by dead processes. Only the holder may: claims on other tokens no longer matter. */
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

/** Returns false if the name is taken. Without hard links, creates a file, which is atomic except for its content. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // NFS: the reply to a successful request may be lost; its repetition then returns EEXIST.
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

/** The holder of a lock; undefined if there is no file, `damaged` for a damaged file or something that is not a file. */
function readHolder(path: string): Holder | undefined {
  let text: string;
  try {
    // Reading a pipe may block forever, and a dangling link looks like a free name.
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

/** Seconds since the file was touched, by the clock of the file system: clocks of other machines may differ. */
function secondsSinceTouched(path: string): number {
  const clock = join(dirname(path), `.${basename(path)}.${newToken()}.clock`);
  try {
    writeFileSync(clock, '');
    return (statSync(clock).mtimeMs - lstatSync(path).mtimeMs) / 1000;
  } catch {
    // The lock has just been released, or the directory is not writable, so that nothing can be taken over either.
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

/** Sleeps for a few random milliseconds, so that two processes do not wait for each other forever. */
function sleep(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1 + (randomBytes(1)[0] % 4));
}
