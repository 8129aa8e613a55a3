import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { createRunDirectory, discardAfter, snapshotIterations } from '../../src/output/run-directory.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const temporaryDirectory = temporaryDirectories();

/** Files with their names for content. */
function fill(directory: string, names: readonly string[]): void {
  mkdirSync(join(directory, 'snapshots'), { recursive: true });
  for (const name of names) writeFileSync(join(directory, name), name);
}

const runFiles = [
  'provenance.json',
  'scenario.yaml',
  'summary.json',
  'series.csv',
  'series.csv-metadata.json',
  'series.nc',
  'events.jsonl',
  'checkpoint.bin',
  'report.html',
  'snapshots/000000.h5',
  'snapshots/1234567.h5',
];
const foreignFiles = [
  'notes.md',
  'scenario.yaml.orig',
  'snapshots/mine.h5',
  'snapshots/00001.h5',
  'snapshots/x000010.h5',
  'snapshots/000010.h5~',
  '.profile',
];
const leftovers = ['.series.nc.4711.tmp', 'snapshots/.000010.h5.4711.tmp'];

test('a new directory is made with its parents, and one with only foreign files is used as it is', () => {
  const directory = join(temporaryDirectory(), 'runs', 'a');
  createRunDirectory(directory);
  expect(readdirSync(directory)).toEqual(['snapshots']);
  fill(directory, foreignFiles);
  createRunDirectory(directory);
  for (const name of foreignFiles) expect(readFileSync(join(directory, name), 'utf8')).toBe(name);
});

test('a directory that holds a run is refused with the three ways out, and nothing in it changes', () => {
  const directory = temporaryDirectory();
  fill(directory, runFiles);
  expect(() => createRunDirectory(directory)).toThrow(InputError);
  expect(() => createRunDirectory(directory)).toThrow(/--overwrite.*--resume.*--output/);
  for (const name of runFiles) expect(readFileSync(join(directory, name), 'utf8')).toBe(name);
});

test('overwriting removes the files of the run and its leftovers, and no others', () => {
  const directory = temporaryDirectory();
  fill(directory, [...runFiles, ...leftovers, ...foreignFiles]);
  createRunDirectory(directory, { overwrite: true });
  for (const name of [...runFiles, ...leftovers]) expect(existsSync(join(directory, name)), name).toBe(false);
  for (const name of foreignFiles) expect(readFileSync(join(directory, name), 'utf8')).toBe(name);
});

test('files with the names of a run that no run wrote are never touched, not even with overwrite', () => {
  for (const name of ['scenario.yaml', 'report.html', 'snapshots/000001.h5'])
    for (const overwrite of [false, true]) {
      const directory = temporaryDirectory();
      fill(directory, [name]);
      expect(() => createRunDirectory(directory, { overwrite })).toThrow(`got ${name} and no provenance.json`);
      expect(readFileSync(join(directory, name), 'utf8')).toBe(name);
    }
});

test('a file in the place of the directory, or of its parent, is a clear line', () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, '');
  expect(() => createRunDirectory(file)).toThrow(
    new InputError(`${file}: expected a directory for the run, got a file; choose another --output`),
  );
  expect(() => createRunDirectory(join(file, 'run'))).toThrow(
    /: cannot be created \(ENOTDIR.*\); choose another --output/,
  );
});

test('going on from a checkpoint removes later snapshots and leftovers of killed writes, and nothing that looks similar', () => {
  const directory = temporaryDirectory();
  const similar = ['.series.nc.tmp', '.notes.md.4711.tmp', 'snapshots/.mine.h5.4711.tmp'];
  fill(directory, [...runFiles, ...leftovers, ...similar]);
  discardAfter(directory, 1234566);
  const later = 'snapshots/1234567.h5';
  for (const name of [...leftovers, later]) expect(existsSync(join(directory, name)), name).toBe(false);
  for (const name of [...runFiles, ...similar].filter((each) => each !== later))
    expect(existsSync(join(directory, name)), name).toBe(true);
});

test('snapshots are listed by iteration, also beyond six digits', () => {
  const directory = temporaryDirectory();
  fill(directory, [
    'snapshots/1234567.h5',
    'snapshots/000020.h5',
    'snapshots/999999.h5',
    ...foreignFiles,
    ...leftovers,
  ]);
  expect(snapshotIterations(directory)).toEqual([20, 999999, 1234567]);
  expect(snapshotIterations(temporaryDirectory())).toEqual([]);
});
