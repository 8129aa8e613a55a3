import { join } from 'node:path';
import type { Quantity } from '../analysis/analyzer.ts';
import { InputError, RunError } from '../core/errors.ts';
import type { Units } from '../physics/units.ts';
import { sha256, writeSealed } from './checksums.ts';
import { openEventLog } from './event-log.ts';
import { writeFileAtomically } from './files.ts';
import { type Hdf5, loadHdf5 } from './hdf5.ts';
import { layout } from './layout.ts';
import type { Lock } from './lock-file.ts';
import { claimRunDirectory, makeRunDirectory, removeIfEmpty, removeRun, underLock } from './run-directory.ts';
import type { Provenance, RunSummary } from './run-record.ts';
import { type RunWriter, unknownKernels, writeRun } from './run-writer.ts';
import { createSeriesWriter } from './series.ts';

export interface NewRun {
  readonly directory: string;
  /** Replace the run that the directory holds. */
  readonly overwrite?: boolean;
  /** The text of the resolved scenario. */
  readonly scenario: string;
  readonly provenance: Provenance;
  /** The summary at the start, with status `running`. */
  readonly summary: RunSummary;
  /** The columns of the series after t, in units of the scenario. */
  readonly quantities: readonly Quantity[];
  /** What 1 stands for, where the scenario says so. */
  readonly units?: Units;
}

/** Starts the directory of a new run. Throws InputError when the directory cannot be used; then nothing of the run is left. */
export async function createRunWriter(run: NewRun): Promise<RunWriter> {
  const { directory } = run;
  const hdf5 = await loadHdf5();
  const isNew = makeRunDirectory(directory, run);
  try {
    return underLock(directory, (lock) => {
      return orNothing(directory, () => {
        // Only under the lock is anything of an older run removed.
        claimRunDirectory(directory, run);
        return beginRun(run, hdf5, lock);
      });
    });
  } catch (error) {
    if (isNew) removeIfEmpty(directory);
    throw error;
  }
}

/** What is made in a directory; when the disk refuses a part of it, the rest is removed again. */
function orNothing<Made>(directory: string, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    try {
      removeRun(directory);
    } catch {
      // What made the write fail is told, not that the disk refuses this too.
    }
    throw new InputError(`${error.message}; the run has not begun: make room for it, or choose another --output`, {
      cause: error,
    });
  }
}

function beginRun(run: NewRun, hdf5: Hdf5, lock: Lock): RunWriter {
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
