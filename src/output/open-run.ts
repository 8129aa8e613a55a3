import { join } from 'node:path';
import type { Quantity } from '../analysis/analyzer.ts';
import { InputError } from '../core/errors.ts';
import type { Units } from '../physics/units.ts';
import { type Checkpoint, type FoundCheckpoint, findCheckpoint } from './checkpoint.ts';
import { sha256, writeSealed } from './checksums.ts';
import { openEventLog } from './event-log.ts';
import { loadHdf5 } from './hdf5.ts';
import { layout } from './layout.ts';
import type { Lock } from './lock-file.ts';
import { type RunDescription, readDescription, readVerified } from './read-run.ts';
import { discardAfter, underLock } from './run-directory.ts';
import { checkOutputs, type InputFile, type RunIdentity } from './run-identity.ts';
import { isComplete, type Provenance, type RunSummary } from './run-record.ts';
import { type RunWriter, unknownKernels, writeRun } from './run-writer.ts';
import { checkSeriesStart, createSeriesWriter, reopenSeriesWriter } from './series.ts';

/** Additions to the provenance of a resumed run. */
export interface Noted {
  /** The accepted changes, as texts. */
  readonly changes?: readonly string[];
  /** The files that the scenario names, with their current content. */
  readonly inputs?: readonly InputFile[];
  /** The meaning of 1, if the scenario defines units. */
  readonly units?: Units;
  /** The kernels in use now. Default: the kernels at the start of the run. */
  readonly kernels?: string;
}

/** A run opened to be resumed, under its lock. */
export interface OpenedRun extends RunDescription {
  readonly directory: string;
  /** The state to resume from; undefined if none was saved, so that the run restarts. */
  readonly checkpoint: Checkpoint | undefined;
  /** Why this is not the newest checkpoint, if it is not. */
  readonly remark?: string;
  /** The identity of the run at its start; before the first checkpoint only the hash of the scenario is known. */
  readonly identity: RunIdentity;
  /**
   * Removes the rows and snapshots after the checkpoint, keeps the events, and returns a writer that continues the run. Throws InputError
   * if the quantities differ from those of the run.
   */
  proceed(quantities: readonly Quantity[], noted?: Noted): RunWriter;
  /** Releases the directory unless `proceed` was called. */
  close(): void;
}

/**
 * Opens a run to resume it. Throws InputError if the directory contains no run, another process works in it, its checkpoints are
 * lost or damaged, or one of its files was changed. With `seriesOnly` the run goes on without HDF5 files.
 */
export async function openRun(directory: string, seriesOnly = false): Promise<OpenedRun> {
  readDescription(directory);
  const hdf5 = seriesOnly ? undefined : await loadHdf5();
  return underLock(directory, (lock) => {
    const description = readDescription(directory);
    const { scenarioText, provenance, summary } = description;
    const { checkpoint, remark } = isComplete(summary.status) ? {} : stateToGoOnFrom(directory, description);
    const outputs = checkpoint?.outputs ?? { lines: {}, whole: {} };
    if (isComplete(summary.status)) readVerified(directory);
    else checkOutputs(directory, outputs);
    let isOpen = true;
    return {
      ...description,
      directory,
      checkpoint,
      ...(remark === undefined ? {} : { remark }),
      identity: checkpoint?.identity ?? identityOf(scenarioText, provenance),
      proceed(quantities, { changes = [], inputs, units, kernels = provenance.kernels ?? unknownKernels } = {}) {
        isOpen = false;
        return kept(lock, () => {
          const noted = {
            ...provenance,
            ...(changes.length === 0 ? {} : { changes: [...(provenance.changes ?? []), ...changes] }),
            ...(inputs === undefined ? {} : { inputs }),
            scenarioHash: sha256(scenarioText),
          };
          if (checkpoint !== undefined) checkSeriesStart(directory, quantities, checkpoint.rows);
          // The summary is reset to the state of the checkpoint: a newer one may describe rows that are removed.
          writeSealed(join(directory, layout.summary), { ...running(summary), outputs });
          if (changes.length > 0) writeSealed(join(directory, layout.provenance), noted);
          const series =
            checkpoint === undefined
              ? createSeriesWriter(directory, quantities, units)
              : reopenSeriesWriter(directory, quantities, checkpoint.rows, units);
          discardAfter(directory, checkpoint?.steps ?? -1);
          const events = openEventLog(directory);
          const { whole } = outputs;
          return writeRun({
            ...{ directory, hdf5, scenario: scenarioText, provenance: noted, kernels },
            ...{ series, events, lock, summary, whole },
          });
        });
      },
      close: () => {
        if (isOpen) lock.release();
      },
    };
  });
}

/** Finds the checkpoint to resume from. Throws InputError if there is none although the run had saved one. */
function stateToGoOnFrom(directory: string, { summary, outputs }: RunDescription): Partial<FoundCheckpoint> {
  const found = findCheckpoint(directory);
  // The first line is the header. A run that failed before its first checkpoint may restart.
  const hadOne = summary.status === 'interrupted' || (outputs.lines[layout.series]?.lines ?? 0) > 1;
  if (found === undefined && hadOne && summary.status !== 'failed')
    throw new InputError(
      `${join(directory, layout.checkpoint)}: expected the checkpoint that the run saved, got no such file; ` +
        'restore it, or start the run again with --overwrite',
    );
  return found ?? {};
}

/** Opens a run, and returns its last checkpoint, if any, and a writer that continues from it. Throws InputError as openRun does. */
export async function resumeRunWriter(
  directory: string,
  quantities: readonly Quantity[],
): Promise<{ readonly writer: RunWriter; readonly checkpoint: Checkpoint | undefined }> {
  const run = await openRun(directory);
  return { writer: run.proceed(quantities), checkpoint: run.checkpoint };
}

/** The identity of a run without a checkpoint, from the hash of its scenario; the text is empty if the hash differs. */
function identityOf(scenarioText: string, { scenarioHash, inputs, ...provenance }: Provenance): RunIdentity {
  const { software, version, commit, node, kernels = unknownKernels } = provenance;
  return {
    program: { software, version, commit, node, kernels },
    scenario: sha256(scenarioText) === scenarioHash ? scenarioText : '',
    inputs: inputs ?? [],
  };
}

function running(summary: RunSummary): RunSummary {
  const { message: _, ...rest } = summary;
  return { ...rest, status: 'running' };
}

function kept<Made>(lock: Lock, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    lock.release();
    throw error;
  }
}
