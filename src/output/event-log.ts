import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { layout } from './layout.ts';
import { createLineFile, readLines, reopenLineFile } from './line-file.ts';
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
