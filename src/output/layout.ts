import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { isThere } from '../core/file-system.ts';

/** The files of a run directory. Those marked * are rewritten at every checkpoint. */
export const layout = {
  /** The origin of the run. Written first, removed last: a directory with this file is a run. */
  provenance: 'provenance.json',
  /** The resolved scenario. */
  scenario: 'scenario.yaml',
  /** * The results. */
  summary: 'summary.json',
  /** The quantities against time, with a row for each output. */
  series: 'series.csv',
  /** The meaning of the columns of the series (W3C "CSV on the Web" metadata, with the file name of that standard). */
  columns: 'series.csv-metadata.json',
  /** * The series as netCDF-4. */
  netcdf: 'series.nc',
  /** The events of the run, one JSON object per line. */
  events: 'events.jsonl',
  /** * All data needed to resume with bitwise identical results. */
  checkpoint: 'checkpoint.bin',
  /** The previous checkpoint, in case the newest is damaged. */
  previousCheckpoint: 'checkpoint.previous.bin',
  /** The page made from all these files. */
  report: 'report.html',
} as const;

/** Throws InputError if the directory contains no run or cannot be accessed. */
export function refuseNoRun(directory: string): void {
  if (!isRunDirectory(directory))
    throw new InputError(
      `${directory}: expected the directory of a run, got ${withoutFile(directory, layout.provenance)}; give the --output of a run`,
    );
}

/** Describes a directory without its characteristic file, or a missing directory. */
export function withoutFile(directory: string, file: string): string {
  return isThere(directory) ? `one without ${file}` : 'no such directory';
}

/** Whether the directory contains a run, finished or not. Throws InputError if it cannot be accessed. */
export function isRunDirectory(path: string): boolean {
  return isThere(join(path, layout.provenance));
}

/** The folder of the openPMD snapshots. */
export const snapshotFolder = 'snapshots';

const digits = 6;

/** The openPMD name pattern of the files that `snapshotFile` numbers. */
export const snapshotFormat = `%0${digits}T.h5`;

/** The name of the snapshot after `iteration` steps: `snapshots/000250.h5`. */
export function snapshotFile(iteration: number): string {
  return `${snapshotFolder}/${String(iteration).padStart(digits, '0')}.h5`;
}

/** The iteration of a file in the snapshot folder; null for files that are not snapshots. */
export function snapshotIteration(fileName: string): number | null {
  const match = /^(\d{6,})\.h5$/.exec(fileName);
  return match === null ? null : Number(match[1]);
}
