import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { openEventLog, readEvents } from '../../src/output/event-log.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const temporaryDirectory = temporaryDirectories();

test('events come back in order with their fields and the time of day', () => {
  const directory = temporaryDirectory();
  const log = openEventLog(directory);
  const before = Date.now();
  log.append('start', 'started');
  log.append('halved step', 'no convergence\nin 60 iterations', { t: 0.5, residual: 1e-9 });
  log.close();
  const [first, second, ...none] = readEvents(directory);
  expect(none).toEqual([]);
  expect(first).toMatchObject({ kind: 'start', message: 'started' });
  expect(second).toMatchObject({
    kind: 'halved step',
    message: 'no convergence\nin 60 iterations',
    t: 0.5,
    residual: 1e-9,
  });
  expect(Math.abs(Date.parse(first.time) - before)).toBeLessThan(60_000);
});

test('a last line torn by a kill is left out, and the log goes on after it', () => {
  const directory = temporaryDirectory();
  openEventLog(directory).append('start', 'started');
  appendFileSync(join(directory, 'events.jsonl'), '{"time":"2026-01-3');
  expect(readEvents(directory).map(({ kind }) => kind)).toEqual(['start']);
  openEventLog(directory).append('resume', 'resumed');
  expect(readEvents(directory).map(({ kind }) => kind)).toEqual(['start', 'resume']);
});

test('a whole line that is no event is reported with its number; a run without a log has no events', () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'events.jsonl');
  expect(readEvents(directory)).toEqual([]);
  writeFileSync(path, '{"time":"","kind":"a","message":"b"}\noops\n');
  expect(() => readEvents(directory)).toThrow(new InputError(`${path}:2: expected an event as JSON, got "oops"`));
  writeFileSync(path, '{"time":""}\n');
  expect(() => readEvents(directory)).toThrow(`${path}:1: expected an event`);
});
