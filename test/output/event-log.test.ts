import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError, RunError } from '../../src/core/errors.ts';
import { createLineFile, openEventLog, readEvents, readLines, reopenLineFile } from '../../src/output/event-log.ts';
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

test('a file cut at any byte reads as a prefix of its lines, and goes on after them', () => {
  const path = join(temporaryDirectory(), 'lines');
  const text = fc.string({ unit: 'grapheme', maxLength: 8 }).map((line) => line.replaceAll('\n', ' '));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), fc.nat(), (lines, cut) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      writeFileSync(path, bytes.subarray(0, cut % (bytes.length + 1)));
      const kept = readLines(path, 'lines');
      expect(kept).toEqual(lines.slice(0, kept.length));
      const file = reopenLineFile(path, 'lines');
      file.append('next');
      file.close();
      expect(readLines(path, 'lines')).toEqual([...kept, 'next']);
    }),
    { numRuns: 50 },
  );
});

test('reopening after k lines cuts off the rest and nothing else', () => {
  const path = join(temporaryDirectory(), 'lines');
  for (const keep of [0, 1, 2, 3, 9]) {
    writeFileSync(path, 'one\ntwo\nthree\ntorn');
    reopenLineFile(path, 'lines', keep).close();
    expect(readFileSync(path, 'utf8')).toBe(['one\n', 'two\n', 'three\n'].slice(0, keep).join(''));
  }
});

test('an appended line is there for other readers at once', () => {
  const path = join(temporaryDirectory(), 'lines');
  const file = createLineFile(path);
  file.append('first');
  expect(readLines(path, 'lines')).toEqual(['first']);
  appendFileSync(path, 'from elsewhere\n');
  file.close();
});

test.skipIf(!existsSync('/dev/full'))('a full disk is an error that names the file (on systems with /dev/full)', () => {
  const file = createLineFile('/dev/full');
  expect(() => file.append('row')).toThrow(RunError);
  expect(() => file.append('row')).toThrow(
    /^\/dev\/full: cannot be written \(ENOSPC.*\); what was written before is intact$/,
  );
  file.close();
});

test('a missing file is a clear line', () => {
  const path = join(temporaryDirectory(), 'absent');
  expect(() => readLines(path, 'the series of a run')).toThrow(
    new InputError(`${path}: expected the series of a run, got no such file`),
  );
});
