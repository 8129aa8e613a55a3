import { join } from 'node:path';
import { InputError } from '../core/errors.ts';
import { parseYaml } from '../scenario/syntax.ts';
import { readSealed, sha256 } from './checksums.ts';
import { readEvents } from './event-log.ts';
import { readBytes } from './files.ts';
import { loadHdf5 } from './hdf5.ts';
import { layout, refuseNoRun, snapshotFile } from './layout.ts';
import { decodeSnapshot } from './read-snapshot.ts';
import { provenanceSchema, summarySchema } from './record-schemas.ts';
import { snapshotIterations } from './run-directory.ts';
import { checkOutputs, type OutputMarks } from './run-identity.ts';
import type { ResolvedScenario, RunRecord } from './run-record.ts';
import { readSeries } from './series.ts';

/**
 * Reads a run directory, whether the run finished, was killed or is still running (then up to the last row, snapshot
 * and checkpoint). Throws InputError that names the file if one is missing or damaged.
 */
export async function readRun(directory: string): Promise<RunRecord> {
  const { scenario, provenance, summary } = readVerified(directory);
  const hdf5 = await loadHdf5();
  return {
    directory,
    scenario,
    provenance,
    summary,
    series: readSeries(directory),
    snapshots: snapshotIterations(directory).map((iteration) =>
      decodeSnapshot(hdf5, join(directory, snapshotFile(iteration))),
    ),
    events: readEvents(directory),
  };
}

/**
 * Reads the description of a run, and verifies that its files were not changed: the scenario, the rows and events up to the last summary,
 * the snapshots. Throws InputError that names the first changed file.
 */
export function readVerified(directory: string): RunDescription {
  const description = readDescription(directory);
  const { scenarioText, provenance, outputs } = description;
  if (provenance.scenarioHash !== undefined && sha256(scenarioText) !== provenance.scenarioHash)
    throw new InputError(
      `${join(directory, layout.scenario)}: expected the scenario of the run, got a changed one; ` +
        'restore the old one, or run the new one with a different --output',
    );
  checkOutputs(directory, outputs);
  return description;
}

/** The description of a run, without its data. */
export interface RunDescription extends Pick<RunRecord, 'scenario' | 'provenance' | 'summary'> {
  readonly scenarioText: string;
  /** The marks of its files when the summary was written. */
  readonly outputs: OutputMarks;
}

/** Reads the description of a run, without its data. Throws InputError as `readRun` does. */
export function readDescription(directory: string): RunDescription {
  refuseNoRun(directory);
  const scenarioText = readBytes(join(directory, layout.scenario), 'the scenario of a run').toString('utf8');
  const marked = readSealed(join(directory, layout.summary), 'the summary of a run', summarySchema);
  const { outputs, ...summary } = marked;
  return {
    scenarioText,
    scenario: parseResolved(join(directory, layout.scenario), scenarioText),
    provenance: readSealed(join(directory, layout.provenance), 'the provenance of a run', provenanceSchema),
    summary,
    outputs,
  };
}

function parseResolved(path: string, text: string): ResolvedScenario {
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch (cause) {
    throw new InputError(`${path}: expected a scenario, got YAML that does not parse: ${firstLine(cause)}`);
  }
  const { title, dimension, seed } = (value ?? {}) as Partial<ResolvedScenario>;
  if (typeof title !== 'string' || (dimension !== 2 && dimension !== 3) || seed === undefined)
    throw new InputError(`${path}: expected a resolved scenario with title, dimension and seed, got something else`);
  return value as ResolvedScenario;
}

function firstLine(cause: unknown): string {
  return (cause as Error).message.split('\n')[0];
}
