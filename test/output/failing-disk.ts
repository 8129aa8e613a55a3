import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

const original = { ...fs };

export interface Fault {
  /** Which write fails, from 1; those before it go well. */
  readonly k: number;
  readonly code: 'ENOSPC' | 'EIO';
  /** Only that one, or all from then on. */
  readonly extent: 'once' | 'from';
}

export interface Refusals {
  /** Names of the files whose writes failed, in their order, without the marks of temporary and kept ones. */
  readonly names: readonly string[];
  /** Puts the disk right. */
  end(): void;
}

/** Makes writes to files whose path matches `below` fail in this process: creating, writing, flushing, renaming, making directories. */
export function failWrites(below: RegExp | string, { k, code, extent }: Fault): Refusals {
  const paths = new Map<number, string>();
  const names: string[] = [];
  let count = 0;
  const attempt = (path: string | undefined, what: string) => {
    if (path === undefined || path.search(below) < 0) return;
    count++;
    if (count !== k && !(extent === 'from' && count > k)) return;
    names.push(
      basename(path)
        .replace(/^\.(.*)\.[0-9a-f]+\.tmp$/, '$1')
        .replace('.previous.', '.'),
    );
    throw Object.assign(new Error(`${code}: injected, ${what}`), { code, syscall: what });
  };
  const placeOf = (file: unknown) => (typeof file === 'number' ? paths.get(file) : String(file));
  fs.openSync = (path, flags, mode) => {
    const file = original.openSync(path, flags, mode);
    // A directory is opened to be flushed, which may fail without harm.
    if (flags !== 'r') paths.set(file, String(path));
    else paths.delete(file);
    return file;
  };
  fs.writeSync = ((file: number, ...rest: [Buffer]) => {
    attempt(paths.get(file), 'write');
    return original.writeSync(file, ...rest);
  }) as typeof fs.writeSync;
  fs.writeFileSync = (file, ...rest) => {
    attempt(placeOf(file), 'write');
    original.writeFileSync(file, ...rest);
  };
  fs.fsyncSync = (file) => {
    // The machine does not die in a test, and a flush takes most of its time.
    attempt(paths.get(file), 'fsync');
  };
  fs.renameSync = (from, to) => {
    attempt(String(to), 'rename');
    original.renameSync(from, to);
  };
  fs.mkdirSync = ((path: fs.PathLike, options?: fs.MakeDirectoryOptions) => {
    attempt(String(path), 'mkdir');
    return original.mkdirSync(path, options);
  }) as typeof fs.mkdirSync;
  syncBuiltinESMExports();
  return {
    names,
    end() {
      const { openSync, writeSync, writeFileSync, fsyncSync, renameSync, mkdirSync } = original;
      Object.assign(fs, { openSync, writeSync, writeFileSync, fsyncSync, renameSync, mkdirSync });
      syncBuiltinESMExports();
    },
  };
}
