import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Quantity } from '../analysis/analyzer.ts';
import { InputError, RunError } from '../core/errors.ts';
import type { Snapshot } from '../methods/snapshot.ts';
import type { Units } from '../physics/units.ts';
import { parseYaml } from '../scenario/syntax.ts';
import { type Checkpoint, writeCheckpoint } from './checkpoint.ts';
import { sha256, writeSealed } from './checksums.ts';
import { encodeSeries, type SeriesDescription } from './encode-series.ts';
import { encodeSnapshot, type SnapshotDetails } from './encode-snapshot.ts';
import { type EventLog, openEventLog } from './event-log.ts';
import { writeFileAtomically } from './files.ts';
import { type Hdf5, loadHdf5 } from './hdf5.ts';
import { layout, snapshotFile } from './layout.ts';
import type { Lock } from './lock-file.ts';
import { programIdentity } from './provenance.ts';
import {
  claimRunDirectory,
  makeRunDirectory,
  makeSnapshotFolder,
  removeIfEmpty,
  removeRun,
  underLock,
} from './run-directory.ts';
import type { OutputMarks, RunIdentity } from './run-identity.ts';
import type { Provenance, ResolvedScenario, RunSummary } from './run-record.ts';
import { createSeriesWriter, readSeries, type SeriesWriter } from './series.ts';

export interface NewRun {
  readonly directory: string;
  /** Replace an existing run in the directory. */
  readonly overwrite?: boolean;
  /** The text of the resolved scenario. */
  readonly scenario: string;
  readonly provenance: Provenance;
  /** The summary at the start, with status `running`. */
  readonly summary: RunSummary;
  /** The columns of the series after t, in units of the scenario. */
  readonly quantities: readonly Quantity[];
  /** The meaning of 1, if the scenario defines units. */
  readonly units?: Units;
  /** Write no HDF5 files: neither snapshots nor the netCDF copy of the series. */
  readonly seriesOnly?: boolean;
}

/** Starts the directory of a new run. Throws InputError if the directory cannot be used; then no file of the run is left. */
export async function createRunWriter(run: NewRun): Promise<RunWriter> {
  const { directory } = run;
  const hdf5 = run.seriesOnly ? undefined : await loadHdf5();
  const isNew = makeRunDirectory(directory, run);
  try {
    return underLock(directory, (lock) => {
      return orNothing(directory, () => {
        // Files of an older run are removed only under the lock.
        claimRunDirectory(directory, run);
        return beginRun(run, hdf5, lock);
      });
    });
  } catch (error) {
    if (isNew) removeIfEmpty(directory);
    throw error;
  }
}

/** Returns what `make` makes in a directory. If a file cannot be written, removes the others. */
function orNothing<Made>(directory: string, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    try {
      removeRun(directory);
    } catch {
      // Ignored, so that the original error of the write is reported.
    }
    throw new InputError(`${error.message}; the run has not begun: free some space, or choose another --output`, {
      cause: error,
    });
  }
}

function beginRun(run: NewRun, hdf5: Hdf5 | undefined, lock: Lock): RunWriter {
  const { directory, scenario, summary, quantities } = run;
  const provenance = { ...run.provenance, scenarioHash: sha256(scenario) };
  writeSealed(join(directory, layout.provenance), provenance);
  writeFileAtomically(join(directory, layout.scenario), scenario);
  const series = createSeriesWriter(directory, quantities, run.units);
  const events = openEventLog(directory);
  const { kernels = unknownKernels } = provenance;
  const writer = writeRun({
    ...{ directory, hdf5, scenario, provenance, kernels, series, events, lock, summary },
    whole: {},
  });
  writer.summary(summary);
  return writer;
}

/**
 * Writes the files of a run during the run. After every call its data survive a crash of the program; checkpoints and the
 * end also survive a crash of the machine. Throws RunError if a file cannot be written, or if another process has taken
 * over the directory.
 */
export interface RunWriter {
  readonly directory: string;
  /** Rows of the series so far. */
  readonly rows: number;
  /** Appends a row to the series: t and one value per quantity, NaN if it is not available. */
  row(t: number, values: Float64Array): void;
  /** Saves f and the particles of every species. */
  snapshot(snapshot: Snapshot, details: Omit<SnapshotDetails, 'provenance'>): void;
  event(kind: string, message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Saves all data needed to resume from here, and the summary so far. */
  checkpoint(state: Omit<Checkpoint, 'rows' | 'identity' | 'outputs'>, summary: RunSummary): void;
  /** Writes the final summary and closes the files. If it throws, they are still open. */
  finish(summary: RunSummary): void;
  /** Closes the files as they are and releases the directory. After `finish` it does nothing. */
  close(): void;
}

/** The kernels of runs by old versions, which do not record them. */
export const unknownKernels = 'unknown';

/** The open files of a run, and its description. */
export interface OpenFiles {
  readonly directory: string;
  /** Undefined if only the series is written. */
  readonly hdf5: Hdf5 | undefined;
  readonly scenario: string;
  readonly provenance: Provenance;
  /** The kernels in use now; the provenance contains the kernels at the start of the run. */
  readonly kernels: string;
  readonly series: SeriesWriter;
  readonly events: EventLog;
  readonly lock: Lock;
  readonly summary: RunSummary;
  /** SHA-256 of the existing snapshots, and of the description of the columns. */
  readonly whole: Readonly<Record<string, string>>;
}

/** Returns a writer that continues open files. */
export function writeRun(files: OpenFiles): RunWriter & { summary(summary: RunSummary): void } {
  const { directory, hdf5, scenario, provenance, kernels, series, events, lock } = files;
  makeSnapshotFolder(directory);
  const { title } = parseYaml(scenario) as ResolvedScenario;
  const species = files.summary.species.map(({ name }) => name);
  const description: SeriesDescription = { title, scenario, provenance, species };
  const identity: RunIdentity = { program: programIdentity(kernels), scenario, inputs: provenance.inputs ?? [] };
  const whole: Record<string, string> = { ...files.whole, [layout.columns]: series.columnsHash };
  const outputs = (): OutputMarks => ({
    lines: { [layout.series]: series.mark(), [layout.events]: events.mark() },
    whole: { ...whole },
  });
  /** `netcdf`: the mark of that file, only if nothing is written after this summary, so that the two agree. */
  const writeSummary = (summary: RunSummary, netcdf: Readonly<Record<string, string>> = {}) => {
    const { lines, whole } = outputs();
    writeSealed(join(directory, layout.summary), { ...summary, outputs: { lines, whole: { ...whole, ...netcdf } } });
  };
  const writeNetcdf = (): Readonly<Record<string, string>> => {
    // HDF5 does not accept an array without elements.
    if (series.rows === 0 || hdf5 === undefined) return {};
    const bytes = encodeSeries(hdf5, readSeries(directory), description);
    writeFileAtomically(join(directory, layout.netcdf), bytes);
    return { [layout.netcdf]: sha256(bytes) };
  };
  /** Writes the summary of a failed run. On a full disk, removes the netCDF file, a copy of the series, to make room for it. */
  const noteFailure = (summary: RunSummary) => {
    try {
      writeSummary(summary, writeNetcdf());
    } catch {
      rmSync(join(directory, layout.netcdf), { force: true });
      writeSummary(summary);
    }
  };
  let checked = performance.now();
  let copied = performance.now();
  /** Checks the lock, because another process may take over while this one is suspended for minutes. */
  const checkLock = () => {
    if (performance.now() - checked < lockCheckInterval) return;
    checked = performance.now();
    if (!lock.isHeld())
      throw new RunError(`${directory}: another process has taken the directory over, or its lock was removed`);
  };
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    try {
      series.close();
      events.close();
    } finally {
      lock.release();
    }
  };
  return {
    directory,
    get rows() {
      return series.rows;
    },
    row(t, values) {
      checkLock();
      series.append(t, values);
    },
    event: events.append,
    snapshot(snapshot, details) {
      if (hdf5 === undefined) return;
      checkLock();
      const bytes = encodeSnapshot(hdf5, snapshot, { ...details, provenance });
      const name = snapshotFile(details.iteration);
      writeFileAtomically(join(directory, name), bytes);
      whole[name] = sha256(bytes);
    },
    checkpoint(state, summary) {
      checkLock();
      // The rows before a checkpoint must be on the disk before the checkpoint.
      series.flush();
      events.flush();
      writeCheckpoint(directory, { ...state, rows: series.rows, identity, outputs: outputs() });
      writeSummary(summary);
      // A copy of the rows, for readers during the run.
      if (performance.now() - copied < copyInterval) return;
      writeNetcdf();
      copied = performance.now();
    },
    summary: (summary) => writeSummary(summary),
    finish(summary) {
      if (summary.status === 'failed') {
        noteFailure(summary);
        return close();
      }
      series.flush();
      events.flush();
      writeSummary(summary, writeNetcdf());
      close();
    },
    close,
  };
}

/** Intervals in milliseconds between checks of the lock, and between updates of the netCDF copy. */
const lockCheckInterval = 5000;
const copyInterval = 30_000;
