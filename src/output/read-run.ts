import { join } from 'node:path';
import { parse } from 'yaml';
import { InputError } from '../core/errors.ts';
import { readEvents } from './event-log.ts';
import { readBytes, readJson } from './files.ts';
import { loadHdf5 } from './hdf5.ts';
import { layout, snapshotFile } from './layout.ts';
import { decodeSnapshot } from './read-snapshot.ts';
import { isRunDirectory, snapshotIterations } from './run-directory.ts';
import type { Provenance, ResolvedScenario, RunRecord, RunSummary } from './run-record.ts';
import { readSeries } from './series.ts';

/**
 * Reads a run directory back, whether the run finished, was killed or still goes on (then it is as of the last row,
 * snapshot and checkpoint). Throws InputError that names the file when one is missing or damaged.
 */
export async function readRun(directory: string): Promise<RunRecord> {
  const { scenario, provenance, summary } = readDescription(directory);
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

/** The parts of a run that say what it is. */
export interface RunDescription extends Pick<RunRecord, 'scenario' | 'provenance' | 'summary'> {
  readonly scenarioText: string;
}

/** Reads what a run is without its data. Throws InputError as `readRun` does. */
export function readDescription(directory: string): RunDescription {
  if (!isRunDirectory(directory))
    throw new InputError(
      `${directory}: expected the directory of a run, got one without ${layout.provenance}; give the --output of a run`,
    );
  const scenarioText = readBytes(join(directory, layout.scenario), 'the scenario of a run').toString('utf8');
  return {
    scenarioText,
    scenario: parseResolved(join(directory, layout.scenario), scenarioText),
    provenance: readJson<Provenance>(join(directory, layout.provenance), 'the provenance of a run', [
      'software',
      'version',
      'seed',
      'methods',
    ]),
    summary: readJson<RunSummary>(join(directory, layout.summary), 'the summary of a run', ['status', 't', 'species']),
  };
}

function parseResolved(path: string, text: string): ResolvedScenario {
  let value: unknown;
  try {
    value = parse(text);
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
