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

/** What a run that goes on notes in its provenance. */
export interface Noted {
  /** In words. */
  readonly changes?: readonly string[];
  /** The files that the scenario names, as they are now. */
  readonly inputs?: readonly InputFile[];
  /** What 1 stands for, where the scenario says so. */
  readonly units?: Units;
  /** The kernels in use now. Default: those that the run began with. */
  readonly kernels?: string;
}

/** A run that is to go on, under its lock. */
export interface OpenedRun extends RunDescription {
  readonly directory: string;
  /** The state to go on from; undefined when none was saved: then the run begins again. */
  readonly checkpoint: Checkpoint | undefined;
  /** Why that is not the newest, when it is not. */
  readonly remark?: string;
  /** What the run was begun with; only the hash of the scenario is known before the first checkpoint. */
  readonly identity: RunIdentity;
  /**
   * Removes the rows and snapshots made after the checkpoint, to be made again, and goes on; the events stay. Throws InputError when the quantities are not those of the run.
   */
  proceed(quantities: readonly Quantity[], noted?: Noted): RunWriter;
  /** Gives the directory back unless `proceed` was called. */
  close(): void;
}

/**
 * Opens a run to go on with it. Throws InputError when it is none, another process works in it, there is no sound checkpoint
 * although there was one, or a file that it made is not as it left it.
 */
export async function openRun(directory: string): Promise<OpenedRun> {
  readDescription(directory);
  const hdf5 = await loadHdf5();
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
          // From here on the checkpoint is what the run says of itself: a newer summary may speak of rows that go.
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

/** Throws InputError when there is no sound checkpoint although the run speaks of rows that one holds. */
function stateToGoOnFrom(directory: string, { summary, outputs }: RunDescription): Partial<FoundCheckpoint> {
  const found = findCheckpoint(directory);
  // The first line is the header. A run that failed before its first checkpoint may begin again.
  const hadOne = summary.status === 'interrupted' || (outputs.lines[layout.series]?.lines ?? 0) > 1;
  if (found === undefined && hadOne && summary.status !== 'failed')
    throw new InputError(
      `${join(directory, layout.checkpoint)}: expected the checkpoint that the run saved, got no such file; ` +
        'put it back, or start the run again with --overwrite',
    );
  return found ?? {};
}

/** Goes on with a run from its last checkpoint. Throws InputError as openRun does, and when no checkpoint was ever saved. */
export async function resumeRunWriter(
  directory: string,
  quantities: readonly Quantity[],
): Promise<{ readonly writer: RunWriter; readonly checkpoint: Checkpoint | undefined }> {
  const run = await openRun(directory);
  return { writer: run.proceed(quantities), checkpoint: run.checkpoint };
}

/** Before the first checkpoint only a hash tells what the scenario was; one that differs has no text. */
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
