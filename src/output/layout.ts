import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { isThere } from '../core/file-system.ts';

/** The files of a run directory. Those marked * are rewritten at every checkpoint. */
export const layout = {
  /** Who made the run, from what and how. Written first, removed last: a directory that has it is a run. */
  provenance: 'provenance.json',
  /** The resolved scenario. */
  scenario: 'scenario.yaml',
  /** * What came out. */
  summary: 'summary.json',
  /** The numbers against time, a row appended at each output. */
  series: 'series.csv',
  /** What the columns of the series are (W3C "CSV on the Web" metadata, under the name that standard gives it). */
  columns: 'series.csv-metadata.json',
  /** * The series as netCDF-4. */
  netcdf: 'series.nc',
  /** What happened, one JSON object a line. */
  events: 'events.jsonl',
  /** * All that is needed to go on bit for bit. */
  checkpoint: 'checkpoint.bin',
  /** The checkpoint before it, for the case that the newest is damaged. */
  previousCheckpoint: 'checkpoint.previous.bin',
  /** The page made from all of this. */
  report: 'report.html',
} as const;

/** Throws InputError when the directory holds no run, or may not be looked at. */
export function refuseNoRun(directory: string): void {
  if (!isRunDirectory(directory))
    throw new InputError(
      `${directory}: expected the directory of a run, got ${withoutFile(directory, layout.provenance)}; give the --output of a run`,
    );
}

/** What a directory is that misses the file by which it is known. */
export function withoutFile(directory: string, file: string): string {
  return isThere(directory) ? `one without ${file}` : 'no such directory';
}

/** True when the directory holds a run, finished or not. Throws InputError where the system does not let it be looked at. */
export function isRunDirectory(path: string): boolean {
  return isThere(join(path, layout.provenance));
}

/** The folder of the openPMD snapshots. */
export const snapshotFolder = 'snapshots';

const digits = 6;

/** The openPMD name of the series of files that `snapshotFile` numbers. */
export const snapshotFormat = `%0${digits}T.h5`;

/** Name of the snapshot taken after `iteration` steps: `snapshots/000250.h5`. */
export function snapshotFile(iteration: number): string {
  return `${snapshotFolder}/${String(iteration).padStart(digits, '0')}.h5`;
}

/** The iteration of a file in the snapshot folder; null for files that are not snapshots. */
export function snapshotIteration(fileName: string): number | null {
  const match = /^(\d{6,})\.h5$/.exec(fileName);
  return match === null ? null : Number(match[1]);
}
