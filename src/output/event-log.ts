import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { diskError, readBytes } from './files.ts';
import { layout } from './layout.ts';
import type { RunEvent } from './run-record.ts';

/** Appends events to `events.jsonl`, one JSON object a line, with the time of day in ISO 8601. */
export interface EventLog {
  append(kind: string, message: string, fields?: Readonly<Record<string, unknown>>): void;
  flush(): void;
  close(): void;
}

/** Opens the log of a run: a new one, or the existing one to go on after its last complete line. */
export function openEventLog(directory: string): EventLog {
  const path = join(directory, layout.events);
  const file = existsSync(path) ? reopenLineFile(path, 'the events of a run') : createLineFile(path);
  return {
    append(kind, message, fields = {}) {
      const event: RunEvent = { time: new Date().toISOString(), kind, message, ...fields };
      file.append(JSON.stringify(event));
    },
    flush: file.flush,
    close: file.close,
  };
}

/** The events of a run; none when there is no log. A last line torn by a kill is left out. */
export function readEvents(directory: string): RunEvent[] {
  const path = join(directory, layout.events);
  if (!existsSync(path)) return [];
  return readLines(path, 'the events of a run').map((line, index) => {
    try {
      return JSON.parse(line) as RunEvent;
    } catch {
      throw new InputError(`${path}:${index + 1}: expected an event as JSON, got ${JSON.stringify(line.slice(0, 60))}`);
    }
  });
}

/**
 * An append-only text file. A line counts once its newline is there, so that a line torn by a kill in mid-write is
 * never mistaken for a whole one.
 */
export interface LineFile {
  /** Hands one line to the operating system: it survives the death of the program. Throws RunError on a full disk. */
  append(line: string): void;
  /** Flushes to the disk: all lines survive the death of the machine. */
  flush(): void;
  close(): void;
}

/** A new, empty file of lines; replaces an older one. */
export function createLineFile(path: string): LineFile {
  return appendTo(path, constants.O_TRUNC, 0);
}

/** The first `keep` complete lines of a file, to go on after them. What follows them is cut off. */
export function reopenLineFile(path: string, expected: string, keep = Infinity): LineFile {
  const bytes = readBytes(path, expected);
  let length = 0;
  for (let line = 0; line < keep; line++) {
    const newline = bytes.indexOf('\n', length);
    if (newline < 0) break;
    length = newline + 1;
  }
  try {
    truncateSync(path, length);
  } catch (cause) {
    throw diskError(path, cause);
  }
  return appendTo(path, 0, length);
}

/** The complete lines of a file, without their newlines. Throws InputError when it cannot be read. */
export function readLines(path: string, expected: string): string[] {
  return readBytes(path, expected).toString('utf8').split('\n').slice(0, -1);
}

function appendTo(path: string, extraFlags: number, start: number): LineFile {
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
    // O_APPEND: after a failed write is cut back, the next one begins at the new end and leaves no hole.
    file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | extraFlags, 0o666);
  });
  return {
    append(line) {
      const bytes = Buffer.from(`${line}\n`);
      guarded(() => {
        try {
          writeFileSync(file, bytes);
        } catch (cause) {
          // A full disk may have taken part of the line.
          cutBack(file, length);
          throw cause;
        }
      });
      length += bytes.length;
    },
    flush: () => guarded(() => fsyncSync(file)),
    close: () => guarded(() => closeSync(file)),
  };
}

function cutBack(file: number, length: number): void {
  try {
    ftruncateSync(file, length);
  } catch {
    // Readers drop a torn last line anyway.
  }
}
