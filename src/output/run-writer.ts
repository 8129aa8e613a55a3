import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Quantity } from '../analysis/analyzer.ts';
import type { Snapshot } from '../methods/snapshot.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { encodeSeries, type SeriesDescription } from './encode-series.ts';
import { encodeSnapshot, type SnapshotDetails } from './encode-snapshot.ts';
import { type EventLog, openEventLog } from './event-log.ts';
import { writeFileAtomically } from './files.ts';
import { type Hdf5, loadHdf5 } from './hdf5.ts';
import { layout, snapshotFile, snapshotFolder } from './layout.ts';
import { readDescription } from './read-run.ts';
import { createRunDirectory, discardAfter } from './run-directory.ts';
import { underLock } from './run-lock.ts';
import type { Provenance, ResolvedScenario, RunSummary } from './run-record.ts';
import { createSeriesWriter, readSeries, reopenSeriesWriter, type SeriesWriter } from './series.ts';

/**
 * What a run leaves behind, written as it goes. Every call returns when its data would survive the death of the
 * program; a checkpoint and the end survive the death of the machine. Throws RunError when the disk refuses.
 */
export interface RunWriter {
  readonly directory: string;
  /** Rows of the series so far. */
  readonly rows: number;
  /** Appends a row to the series: t and one value per quantity, NaN where there is none. */
  row(t: number, values: Float64Array): void;
  /** Saves f and the particles of every species. */
  snapshot(snapshot: Snapshot, details: Omit<SnapshotDetails, 'provenance'>): void;
  event(kind: string, message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Saves all that is needed to go on from here, and the summary so far. */
  checkpoint(state: Omit<Checkpoint, 'rows'>, summary: RunSummary): void;
  /** Writes the final summary and closes the files. */
  finish(summary: RunSummary): void;
}

export interface NewRun {
  readonly directory: string;
  /** Replace the run that the directory holds. */
  readonly overwrite?: boolean;
  /** The text of the resolved scenario. */
  readonly scenario: string;
  readonly provenance: Provenance;
  /** The summary at the start, with status `running`. */
  readonly summary: RunSummary;
  /** The columns of the series after t. */
  readonly quantities: readonly Quantity[];
}

/** Starts the directory of a new run. Throws InputError when the directory cannot be used. */
export async function createRunWriter(run: NewRun): Promise<RunWriter> {
  const { directory, scenario, provenance, summary, quantities } = run;
  const hdf5 = await loadHdf5();
  createRunDirectory(directory, run);
  return underLock(directory, (unlock) => {
    writeJson(join(directory, layout.provenance), provenance);
    writeFileAtomically(join(directory, layout.scenario), scenario);
    writeJson(join(directory, layout.summary), summary);
    const { title } = parse(scenario) as ResolvedScenario;
    const description = { title, scenario, provenance, species: summary.species.map(({ name }) => name) };
    const series = createSeriesWriter(directory, quantities);
    return writeRun(directory, hdf5, description, series, openEventLog(directory), unlock);
  });
}

/**
 * Goes on with a run from its last checkpoint: rows and snapshots made after it are removed, to be made again; the
 * events stay. Throws InputError when there is no sound checkpoint or the quantities are not those of the run.
 */
export async function resumeRunWriter(
  directory: string,
  quantities: readonly Quantity[],
): Promise<{ readonly writer: RunWriter; readonly checkpoint: Checkpoint }> {
  const { scenario, scenarioText, provenance, summary } = readDescription(directory);
  const checkpoint = readCheckpoint(directory);
  const hdf5 = await loadHdf5();
  return underLock(directory, (unlock) => {
    const series = reopenSeriesWriter(directory, quantities, checkpoint.rows);
    discardAfter(directory, checkpoint.steps);
    const species = summary.species.map(({ name }) => name);
    const description = { title: scenario.title, scenario: scenarioText, provenance, species };
    const writer = writeRun(directory, hdf5, description, series, openEventLog(directory), unlock);
    return { writer, checkpoint };
  });
}

function writeRun(
  directory: string,
  hdf5: Hdf5,
  description: SeriesDescription,
  series: SeriesWriter,
  events: EventLog,
  unlock: () => void,
): RunWriter {
  mkdirSync(join(directory, snapshotFolder), { recursive: true });
  const writeSummary = (summary: RunSummary) => {
    writeJson(join(directory, layout.summary), summary);
    // HDF5 has no use for an array without elements.
    if (series.rows > 0)
      writeFileAtomically(join(directory, layout.netcdf), encodeSeries(hdf5, readSeries(directory), description));
  };
  return {
    directory,
    get rows() {
      return series.rows;
    },
    row: series.append,
    event: events.append,
    snapshot(snapshot, details) {
      const bytes = encodeSnapshot(hdf5, snapshot, { ...details, provenance: description.provenance });
      writeFileAtomically(join(directory, snapshotFile(details.iteration)), bytes);
    },
    checkpoint(state, summary) {
      // The rows a checkpoint counts on must be on the disk before it is.
      series.flush();
      events.flush();
      writeCheckpoint(directory, { ...state, rows: series.rows });
      writeSummary(summary);
    },
    finish(summary) {
      try {
        series.flush();
        events.flush();
        writeSummary(summary);
      } finally {
        series.close();
        events.close();
        unlock();
      }
    },
  };
}

function writeJson(path: string, value: unknown): void {
  writeFileAtomically(path, `${JSON.stringify(value, null, 2)}\n`);
}
