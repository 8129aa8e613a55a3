import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, existsSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { isThere } from '../core/file-system.ts';
import { sha256 } from './checksums.ts';
import { diskError, readBytes } from './files.ts';
import { layout } from './layout.ts';
import { eventSchema } from './record-schemas.ts';
import type { RunEvent } from './run-record.ts';

/** Appends events to `events.jsonl`, one JSON object per line, with the date and time in ISO 8601. */
export interface EventLog {
  append(kind: string, message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** The mark of its current end. */
  mark(): Mark;
  flush(): void;
  close(): void;
}

/** Opens the log of a run: a new one, or the existing one, to be continued after its last complete line. */
export function openEventLog(directory: string): EventLog {
  const path = join(directory, layout.events);
  const file = existsSync(path) ? reopenLineFile(path, 'the events of a run') : createLineFile(path);
  return {
    append(kind, message, fields = {}) {
      const event: RunEvent = { time: new Date().toISOString(), kind, message, ...fields };
      file.append(JSON.stringify(event));
    },
    mark: file.mark,
    flush: file.flush,
    close: file.close,
  };
}

/** Reads the events of a run; none if there is no log. Omits an incomplete last line of a killed run. */
export function readEvents(directory: string): RunEvent[] {
  const path = join(directory, layout.events);
  if (!isThere(path)) return [];
  return readLines(path, 'the events of a run').map((line, index) => {
    const wrong = () =>
      new InputError(`${path}:${index + 1}: expected an event as JSON, got ${JSON.stringify(line.slice(0, 60))}`);
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw wrong();
    }
    if (!eventSchema.safeParse(value).success) throw wrong();
    return value as RunEvent;
  });
}

/** The current length of a file of lines, and the hash of its content up to there. */
export interface Mark {
  readonly lines: number;
  readonly bytes: number;
  /** Hash of the bytes up to there, in hexadecimal digits. */
  readonly sha256: string;
}

/**
 * An append-only text file. A line is complete once its newline is written, so that a partial line of a killed process is
 * never mistaken for a complete one.
 */
export interface LineFile {
  /** Passes one line to the operating system, so that it survives a crash of the program. Throws RunError on a full disk. */
  append(line: string): void;
  /** The mark of its current end. */
  mark(): Mark;
  /** Flushes to the disk, so that all lines survive a crash of the machine. */
  flush(): void;
  close(): void;
}

/** Creates an empty file of lines, and replaces an existing one. */
export function createLineFile(path: string): LineFile {
  return appendTo(path, constants.O_TRUNC, 0, 0, createHash('sha256'));
}

/** Opens a file to append after its first `keep` complete lines. Cuts off the rest. */
export function reopenLineFile(path: string, expected: string, keep = Infinity): LineFile {
  const bytes = readBytes(path, expected);
  let length = 0;
  let line = 0;
  for (; line < keep; line++) {
    const newline = bytes.indexOf('\n', length);
    if (newline < 0) break;
    length = newline + 1;
  }
  const hash = createHash('sha256').update(bytes.subarray(0, length));
  return appendTo(path, 0, line, length, hash);
}

/** The complete lines of a file, without newlines. Throws InputError if it cannot be read. */
export function readLines(path: string, expected: string): string[] {
  return readBytes(path, expected).toString('utf8').split('\n').slice(0, -1);
}

/**
 * Yields the complete lines one by one, because all of them at once take three times the memory of the file. Throws InputError if it
 * cannot be read.
 */
export function* eachLine(path: string, expected: string): Generator<string> {
  const bytes = readBytes(path, expected);
  for (let start = 0, end = bytes.indexOf(10); end >= 0; start = end + 1, end = bytes.indexOf(10, start))
    yield bytes.toString('utf8', start, end);
}

/** Throws InputError unless the beginning of the file agrees with the mark. Ignores later lines. */
export function checkMark(path: string, expected: string, mark: Mark): void {
  const bytes = readBytes(path, expected);
  const wayOut = 'restore the old file, or run the scenario again';
  if (bytes.length < mark.bytes)
    throw new InputError(
      `${path}: expected at least the ${mark.bytes} bytes that the run recorded, got ${bytes.length}; ${wayOut}`,
    );
  const found = sha256(bytes.subarray(0, mark.bytes));
  if (found !== mark.sha256)
    throw new InputError(
      `${path}: expected its first ${mark.lines} lines with SHA-256 ${mark.sha256.slice(0, 12)}..., as the run wrote them, ` +
        `got ${found.slice(0, 12)}...: the file was changed; ${wayOut}`,
    );
}

function appendTo(path: string, extraFlags: number, lineCount: number, start: number, hash: Hash): LineFile {
  let lines = lineCount;
  let length = start;
  const guarded = (write: () => void) => {
    try {
      write();
    } catch (cause) {
      throw diskError(path, cause);
    }
  };
  let file = -1;
  guarded(() => {
    // O_APPEND: after a failed write has been cut off, the next one begins at the new end and leaves no hole.
    // O_NOFOLLOW: a link in the directory must not lead the output out of it.
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);
    file = openSync(path, flags | extraFlags, 0o666);
    if (extraFlags === 0) ftruncateSync(file, start);
  });
  return {
    append(line) {
      const bytes = Buffer.from(`${line}\n`);
      guarded(() => {
        try {
          for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
        } catch (cause) {
          // On a full disk, part of the line may have been written.
          cutBack(file, length);
          throw cause;
        }
      });
      length += bytes.length;
      lines++;
      hash.update(bytes);
    },
    mark: () => ({ lines, bytes: length, sha256: hash.copy().digest('hex') }),
    flush: () => guarded(() => fsyncSync(file)),
    close: () => guarded(() => closeSync(file)),
  };
}

function cutBack(file: number, length: number): void {
  try {
    ftruncateSync(file, length);
  } catch {
    // Readers ignore an incomplete last line anyway.
  }
}
