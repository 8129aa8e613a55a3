import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createRunWriter } from '../../src/output/run-writer.ts';
import { hasPython } from '../docs/python.ts';
import { provenance, quantities, sampleSnapshot, scenario, summaryAt } from './sample-run.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const temporaryDirectory = temporaryDirectories();
const python = '/usr/bin/python3';
const script = fileURLToPath(new URL('../../scripts/check-netcdf.py', import.meta.url));
const hasReaders = hasPython(python, ['xarray', 'h5py', 'netCDF4']);

function check(directory: string) {
  const { status, stdout, stderr } = spawnSync(python, [script, directory], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test.skipIf(!hasReaders)(
  'xarray and h5py find every number where the run put it (needs Debian python3-xarray, python3-netcdf4, python3-h5py)',
  async () => {
    const write = async (directory: string, scale: number) => {
      const writer = await createRunWriter({ directory, scenario, provenance, summary: summaryAt(0), quantities });
      for (let k = 0; k < 5; k++)
        writer.row(
          k / 3,
          Float64Array.from(quantities, (_, c) => (c === k ? NaN : scale * Math.sin(k + c) * 10 ** (3 * c - 9))),
        );
      return writer;
    };
    // The second file is made from the first one.
    (await write(join(temporaryDirectory(), 'other'), 2)).finish(summaryAt(1, 'finished'));
    const directory = join(temporaryDirectory(), 'run');
    const writer = await write(directory, 1);
    writer.snapshot(sampleSnapshot(2), { iteration: 5, dt: 0.1 });
    writer.snapshot(sampleSnapshot(3), {
      iteration: 10,
      dt: 0.1,
      exact: [undefined, sampleSnapshot(3).species[1].values],
    });
    writer.finish(summaryAt(1, 'finished'));

    const { status, stdout, stderr } = check(directory);
    expect({ status, stderr: stderr.trim() }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('temperature_by_species  (time, species)');
    expect(stdout).toMatch(/\* species .*'He-4' 'He_4'/);

    // The check itself can fail.
    const series = join(directory, 'series.csv');
    writeFileSync(series, readFileSync(series, 'utf8').replace(/\n0,/, '\n0.5,'));
    expect(check(directory)).toMatchObject({ status: 1, stderr: expect.stringContaining('t differs from series.csv') });
  },
);
