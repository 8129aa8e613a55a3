import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Dataset } from 'h5wasm';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { createRunWriter, type NewRun } from '../../src/output/begin-run.ts';
import { loadHdf5 } from '../../src/output/hdf5.ts';
import { openRun, resumeRunWriter } from '../../src/output/open-run.ts';
import { readRun } from '../../src/output/read-run.ts';
import type { RunWriter } from '../../src/output/run-writer.ts';
import { timeQuantity } from '../../src/output/series.ts';
import { provenance, quantities, sampleSnapshot, scenario, summaryAt } from './sample-run.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const temporaryDirectory = temporaryDirectories();

function newRun(directory: string): NewRun {
  return { directory, scenario, provenance, summary: summaryAt(0), quantities };
}

/** Output k of a made-up run of ten steps per output. */
function output(writer: RunWriter, k: number): void {
  writer.row(
    k / 7,
    Float64Array.from(quantities, (_, c) => Math.sin(k * c) / 3),
  );
  writer.snapshot({ ...sampleSnapshot(2), t: k / 7 }, { iteration: 10 * k, dt: 0.01 });
}

async function netcdfContent(directory: string) {
  const hdf5 = await loadHdf5();
  return hdf5.decode(readFileSync(join(directory, 'series.nc')), (file) =>
    Object.fromEntries(file.keys().map((name) => [name, (file.get(name) as Dataset).value])),
  );
}

function checkpoint(writer: RunWriter, k: number): void {
  writer.checkpoint({ t: k / 7, steps: 10 * k, arrays: { v: Float64Array.of(k, -0) }, meta: { k } }, summaryAt(k / 7));
}

test('a finished run reads back whole', async () => {
  const directory = join(temporaryDirectory(), 'run');
  const writer = await createRunWriter(newRun(directory));
  writer.event('start', 'started', { t: 0 });
  for (let k = 0; k < 3; k++) output(writer, k);
  checkpoint(writer, 2);
  writer.finish(summaryAt(1, 'finished'));
  const record = await readRun(directory);
  expect(record).toMatchObject({ directory, provenance, summary: summaryAt(1, 'finished') });
  expect(record.scenario).toEqual({ title: 'Two heliums, \u0398 = 1', dimension: 2, seed: 7 });
  expect(record.series.quantities).toEqual([timeQuantity, ...quantities]);
  expect(record.series.columns.t).toEqual(Float64Array.of(0, 1 / 7, 2 / 7));
  expect(record.snapshots.map(({ t }) => t)).toEqual([0, 1 / 7, 2 / 7]);
  expect(record.events).toMatchObject([{ kind: 'start', t: 0 }]);
  expect(readdirSync(directory).sort()).toEqual([
    'checkpoint.bin',
    'events.jsonl',
    'provenance.json',
    'scenario.yaml',
    'series.csv',
    'series.csv-metadata.json',
    'series.nc',
    'snapshots',
    'summary.json',
  ]);
});

/** A run of four outputs with a checkpoint after the second and the third, killed after the fourth. */
async function killedRun(): Promise<string> {
  const directory = join(temporaryDirectory(), 'run');
  const writer = await createRunWriter(newRun(directory));
  for (let k = 0; k < 4; k++) {
    output(writer, k);
    writer.event('output', `output ${k}`);
    if (k === 1 || k === 2) checkpoint(writer, k);
  }
  writer.close();
  return directory;
}

function replace(directory: string, name: string, change: (text: string) => string): void {
  const path = join(directory, name);
  const text = readFileSync(path, 'latin1');
  expect(change(text)).not.toBe(text);
  writeFileSync(path, change(text), 'latin1');
}

const swapLines = (text: string) => text.replace(/^(.*\n)(.*\n)(.*\n)/, '$1$3$2');

describe('a file of a run that is not as the run left it is refused by readers and by resuming, in one line that names it', () => {
  test.each([
    [
      'series.csv',
      'a digit',
      (text: string) => text.replace(/\d(?=\n.*\n.*\n.*\n$)/, (d) => String((Number(d) + 1) % 10)),
    ],
    ['series.csv', 'swapped rows', swapLines],
    ['series.csv', 'a missing row', (text: string) => text.replace(/^(.*\n).*\n/, '$1')],
    ['series.csv-metadata.json', 'another unit', (text: string) => text.replace('m v^2', 'm v^3')],
    ['events.jsonl', 'another word', (text: string) => text.replace('output 0', 'output 9')],
    ['provenance.json', 'another seed', (text: string) => text.replace('"seed": "7"', '"seed": "8"')],
    ['summary.json', 'another number', (text: string) => text.replace('"until": 1', '"until": 2')],
    [
      'snapshots/000010.h5',
      'a bit',
      (text: string) => text.slice(0, -9) + String.fromCharCode(text.charCodeAt(text.length - 9) ^ 1) + text.slice(-8),
    ],
  ])('%s: %s', async (name, _what, change) => {
    const directory = await killedRun();
    await readRun(directory);
    replace(directory, name, change);
    const expected = new RegExp(`^[^\\n]*${name.replaceAll('.', '\\.')}: expected [^\\n]+, got [^\\n]+$`);
    for (const use of [() => readRun(directory), () => openRun(directory)]) {
      const problem = await use().catch((error: unknown) => error);
      expect(problem).toBeInstanceOf(InputError);
      expect((problem as Error).message).toMatch(expected);
    }
    expect(existsSync(join(directory, 'run.lock'))).toBe(false);
  });
});

test('rows after the last checkpoint may be anything: they are made again', async () => {
  const directory = await killedRun();
  replace(directory, 'series.csv', (text) => text.replace(/[^\n]*\n$/, 'rubbish\n'));
  const run = await openRun(directory);
  const writer = run.proceed(quantities);
  expect(writer.rows).toBe(3);
  writer.close();
  expect((await readRun(directory)).series.columns.t).toHaveLength(3);
});

test('with the newest checkpoint damaged a run goes on from the one before, and stays readable if it is killed right then', async () => {
  const directory = await killedRun();
  replace(directory, 'checkpoint.bin', (text) => `${text}x`);
  const run = await openRun(directory);
  expect(run.checkpoint?.t).toBe(1 / 7);
  expect(run.remark).toMatch(/checkpoint\.bin: expected content/);
  run.proceed(quantities).close();
  const record = await readRun(directory);
  expect(record.series.columns.t).toHaveLength(2);
  expect(record.snapshots).toHaveLength(2);
});

test('links in the place of the files of a run lead nothing out of the directory', async () => {
  const outside = join(temporaryDirectory(), 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, '000010.h5'), 'mine');
  writeFileSync(join(outside, 'series.csv'), 'mine');
  const directory = await killedRun();
  rmSync(join(directory, 'series.csv'));
  symlinkSync(join(outside, 'series.csv'), join(directory, 'series.csv'));
  rmSync(join(directory, 'snapshots'), { recursive: true });
  symlinkSync(outside, join(directory, 'snapshots'));
  await expect(createRunWriter({ ...newRun(directory), overwrite: true })).rejects.toThrow(InputError);
  rmSync(join(directory, 'snapshots'));
  const writer = await createRunWriter({ ...newRun(directory), overwrite: true });
  output(writer, 0);
  writer.close();
  expect(readFileSync(join(outside, '000010.h5'), 'utf8')).toBe('mine');
  expect(readFileSync(join(outside, 'series.csv'), 'utf8')).toBe('mine');
});

test('a run killed at any moment reads back up to there', async () => {
  const directory = join(temporaryDirectory(), 'run');
  const writer = await createRunWriter(newRun(directory));
  expect((await readRun(directory)).series.columns.t).toHaveLength(0);
  output(writer, 0);
  // In the middle of a row, an event, and the writing of three files.
  appendFileSync(join(directory, 'series.csv'), '0.14285714285714285,0.2');
  appendFileSync(join(directory, 'events.jsonl'), '{"time":');
  for (const name of ['.summary.json.99.tmp', '.checkpoint.bin.99.tmp', 'snapshots/.000010.h5.99.tmp'])
    writeFileSync(join(directory, name), 'half');
  const record = await readRun(directory);
  expect(record.summary.status).toBe('running');
  expect(record.series.columns.t).toEqual(Float64Array.of(0));
  expect(record.snapshots).toHaveLength(1);
  expect(record.events).toEqual([]);
});

test('a killed run that is resumed leaves the series and fields of one that was not', async () => {
  const whole = join(temporaryDirectory(), 'whole');
  const killed = join(temporaryDirectory(), 'killed');
  const through = await createRunWriter(newRun(whole));
  for (let k = 0; k < 5; k++) output(through, k);
  through.finish(summaryAt(1, 'finished'));

  const first = await createRunWriter(newRun(killed));
  for (let k = 0; k < 4; k++) {
    output(first, k);
    if (k === 1) checkpoint(first, k);
  }
  appendFileSync(join(killed, 'series.csv'), '0.5');
  writeFileSync(join(killed, '.series.nc.99.tmp'), 'half');
  // The lock of a process that is gone does not hold; this one lives on, so its lock has to go by hand.
  rmSync(join(killed, 'run.lock'));

  const { writer, checkpoint: state } = await resumeRunWriter(killed, quantities);
  expect(state).toMatchObject({ t: 1 / 7, rows: 2, steps: 10, arrays: { v: Float64Array.of(1, -0) }, meta: { k: 1 } });
  expect(writer.rows).toBe(2);
  expect(readdirSync(join(killed, 'snapshots')).sort()).toEqual(['000000.h5', '000010.h5']);
  expect(existsSync(join(killed, '.series.nc.99.tmp'))).toBe(false);
  for (let k = 2; k < 5; k++) output(writer, k);
  writer.finish(summaryAt(1, 'finished'));

  for (const name of ['series.csv', 'series.csv-metadata.json'])
    expect(readFileSync(join(killed, name)).equals(readFileSync(join(whole, name))), name).toBe(true);
  // HDF5 puts the time of day into its objects, so the bytes of these files differ.
  expect(await netcdfContent(killed)).toEqual(await netcdfContent(whole));
  const [a, b] = [await readRun(whole), await readRun(killed)];
  expect(b.snapshots).toEqual(a.snapshots);
  expect(b.series).toEqual(a.series);
});

test('a new run in the place of another leaves nothing of it', async () => {
  const directory = join(temporaryDirectory(), 'run');
  const first = await createRunWriter(newRun(directory));
  output(first, 5);
  checkpoint(first, 5);
  await expect(createRunWriter({ ...newRun(directory), overwrite: true })).rejects.toThrow('in use by process');
  first.finish(summaryAt(0.5, 'interrupted'));
  await expect(createRunWriter(newRun(directory))).rejects.toThrow(InputError);
  const second = await createRunWriter({ ...newRun(directory), overwrite: true });
  output(second, 0);
  second.finish(summaryAt(1, 'finished'));
  expect((await readRun(directory)).snapshots.map(({ t }) => t)).toEqual([0]);
  expect((await resumeRunWriter(directory, quantities)).checkpoint).toBeUndefined();
});

test('what is no run, or misses a part, is one line that names the file', async () => {
  const empty = temporaryDirectory();
  await expect(readRun(empty)).rejects.toThrow(
    new InputError(
      `${empty}: expected the directory of a run, got one without provenance.json; give the --output of a run`,
    ),
  );
  for (const [name, content] of [
    ['scenario.yaml', null],
    ['scenario.yaml', 'title: [1'],
    ['scenario.yaml', '- 1'],
    ['summary.json', null],
    ['summary.json', '{"status":'],
    ['summary.json', '[]'],
    ['provenance.json', '{}'],
    ['summary.json', '{"status":"finished"}'],
    ['series.csv', null],
    ['series.csv-metadata.json', null],
    ['snapshots/000000.h5', ''],
  ] as const) {
    const directory = join(temporaryDirectory(), 'run');
    const writer = await createRunWriter(newRun(directory));
    output(writer, 0);
    const path = join(directory, name);
    if (content === null) rmSync(path);
    else writeFileSync(path, content);
    const problem = await readRun(directory).catch((error: unknown) => error);
    expect(problem, name).toBeInstanceOf(InputError);
    expect((problem as Error).message, name).toMatch(/^[^\n]+: expected [^\n]+, got [^\n]+$/);
    expect((problem as Error).message.startsWith(path), (problem as Error).message).toBe(true);
  }
});
