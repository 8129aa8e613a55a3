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
import { afterEach, describe, expect, test, vi } from 'vitest';
import { InputError, RunError } from '../../src/core/errors.ts';
import { loadHdf5 } from '../../src/output/hdf5.ts';
import { openRun, resumeRunWriter } from '../../src/output/open-run.ts';
import { readRun } from '../../src/output/read-run.ts';
import type { RunWriter } from '../../src/output/run-writer.ts';
import { createRunWriter, type NewRun } from '../../src/output/run-writer.ts';
import { timeQuantity } from '../../src/output/series.ts';
import { failWrites } from './failing-disk.ts';
import { provenance, quantities, sampleSnapshot, scenario, summaryAt } from './sample-run.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const temporaryDirectory = temporaryDirectories();
afterEach(() => vi.restoreAllMocks());

/** Lets so many seconds pass. */
function pass(seconds: number): void {
  const now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => now + 1000 * seconds);
}

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

describe('a run whose process was gone', () => {
  test('goes on only from its checkpoint, unless it failed before the first or has no row', async () => {
    const directory = await killedRun();
    for (const name of ['checkpoint.bin', 'checkpoint.previous.bin']) rmSync(join(directory, name));
    await expect(openRun(directory)).rejects.toThrow(
      new InputError(
        `${join(directory, 'checkpoint.bin')}: expected the checkpoint that the run saved, got no such file; ` +
          'restore it, or start the run again with --overwrite',
      ),
    );
    expect(existsSync(join(directory, 'run.lock'))).toBe(false);
    for (const [status, rows, goesOn] of [
      ['running', 0, true],
      ['running', 1, false],
      ['interrupted', 0, false],
      ['failed', 1, true],
    ] as const) {
      const other = join(temporaryDirectory(), 'run');
      const writer = await createRunWriter(newRun(other));
      for (let k = 0; k < rows; k++) output(writer, k);
      if (status === 'running') {
        checkpoint(writer, 0);
        writer.close();
        rmSync(join(other, 'checkpoint.bin'));
      } else writer.finish(summaryAt(0, status));
      const opened = await openRun(other).catch((error: unknown) => error);
      expect(opened instanceof InputError, `${status}, ${rows} rows`).toBe(!goesOn);
      if (opened instanceof InputError) continue;
      const { checkpoint: state, close } = opened as Awaited<ReturnType<typeof openRun>>;
      expect(state).toBeUndefined();
      close();
    }
  });

  test('is given back when it is not gone on with, or cannot be', async () => {
    const directory = await killedRun();
    const run = await openRun(directory);
    await expect(openRun(directory)).rejects.toThrow('in use by process');
    run.close();
    run.close();
    const again = await openRun(directory);
    expect(() => again.proceed(quantities.slice(1))).toThrow(InputError);
    (await openRun(directory)).close();
  });

  test('keeps the lock after close once it has gone on', async () => {
    const directory = await killedRun();
    const run = await openRun(directory);
    const writer = run.proceed(quantities);
    run.close();
    await expect(openRun(directory)).rejects.toThrow('in use by process');
    writer.close();
  });

  test('notes what has changed, each time, beside what was noted before', async () => {
    const directory = await killedRun();
    const inputs = [{ path: '/a.csv', sha256: '0'.repeat(64) }];
    (await openRun(directory)).proceed(quantities, { inputs }).close();
    expect((await readRun(directory)).provenance.changes).toBeUndefined();
    for (const changes of [['one'], ['two', 'three']])
      (await openRun(directory)).proceed(quantities, { changes, inputs, kernels: 'other' }).close();
    const record = await readRun(directory);
    expect(record.provenance).toMatchObject({ ...provenance, changes: ['one', 'two', 'three'], inputs });
    expect(record.summary.status).toBe('running');
  });

  test('is known by what it began with: its checkpoint says it, and before the first one the hash of the scenario', async () => {
    const directory = join(temporaryDirectory(), 'run');
    const own = { ...provenance, kernels: 'plain', inputs: [{ path: '/a.csv', sha256: '0'.repeat(64) }] };
    const writer = await createRunWriter({ ...newRun(directory), provenance: own });
    writer.close();
    const { software, version, commit, node, kernels, inputs } = own;
    const identity = { program: { software, version, commit, node, kernels }, inputs };
    const opened = await openRun(directory);
    expect(opened.identity).toEqual({ ...identity, scenario });
    opened.close();
    appendFileSync(join(directory, 'scenario.yaml'), '# changed');
    const changed = await openRun(directory);
    expect(changed.identity).toEqual({ ...identity, scenario: '' });
    changed.close();
    const old = await openRun(await killedRun());
    // Written by this program, without a name of the kernels in its provenance.
    expect(old.identity).toMatchObject({ program: { software, kernels: 'unknown' }, scenario, inputs: [] });
    old.close();
  });
});

test('a finished run whose scenario is changed is refused', async () => {
  const directory = join(temporaryDirectory(), 'run');
  (await createRunWriter(newRun(directory))).finish(summaryAt(1, 'finished'));
  appendFileSync(join(directory, 'scenario.yaml'), '# changed');
  const problem = `${join(directory, 'scenario.yaml')}: expected the scenario of the run, got a changed one`;
  await expect(readRun(directory)).rejects.toThrow(problem);
  await expect(openRun(directory)).rejects.toThrow(problem);
});

test('a process that was suspended while another took the directory over stops at its next write', async () => {
  const directory = join(temporaryDirectory(), 'run');
  const writer = await createRunWriter(newRun(directory));
  output(writer, 0);
  rmSync(join(directory, 'run.lock'));
  pass(4);
  output(writer, 1);
  pass(10);
  expect(() => output(writer, 2)).toThrow(RunError);
  pass(16);
  expect(() => checkpoint(writer, 2)).toThrow(RunError);
  writer.close();
  expect((await readRun(directory)).series.columns.t).toHaveLength(2);
});

test('while a run goes on, its netCDF file is made anew at a checkpoint every half minute', async () => {
  const directory = join(temporaryDirectory(), 'run');
  const writer = await createRunWriter(newRun(directory));
  const netcdf = join(directory, 'series.nc');
  output(writer, 0);
  pass(29);
  checkpoint(writer, 0);
  expect(existsSync(netcdf)).toBe(false);
  vi.restoreAllMocks();
  pass(31);
  checkpoint(writer, 0);
  expect(existsSync(netcdf)).toBe(true);
  rmSync(netcdf);
  checkpoint(writer, 0);
  expect(existsSync(netcdf)).toBe(false);
  writer.close();
});

test('a run without rows ends without a netCDF file', async () => {
  for (const status of ['finished', 'failed'] as const) {
    const directory = join(temporaryDirectory(), 'run');
    const writer = await createRunWriter(newRun(directory));
    writer.finish(summaryAt(0, status));
    writer.close();
    expect(existsSync(join(directory, 'series.nc'))).toBe(false);
    expect(existsSync(join(directory, 'run.lock'))).toBe(false);
    expect((await readRun(directory)).summary.status).toBe(status);
  }
});

test('on a disk that is full a failed run gives up its netCDF file for its summary', async () => {
  const directory = join(temporaryDirectory(), 'run');
  const writer = await createRunWriter(newRun(directory));
  output(writer, 0);
  writeFileSync(join(directory, 'series.nc'), 'old');
  // Only the first write fails: removing the old copy has made room.
  const disk = failWrites(directory, { k: 1, code: 'ENOSPC', extent: 'once' });
  try {
    writer.finish(summaryAt(0, 'failed'));
  } finally {
    disk.end();
  }
  expect(disk.names).toEqual(['series.nc']);
  expect(existsSync(join(directory, 'series.nc'))).toBe(false);
  expect((await readRun(directory)).summary.status).toBe('failed');
});
