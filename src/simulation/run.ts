import { join } from 'node:path';
import * as z from 'zod';
import { InputError } from '../core/errors.ts';
import type { Checkpoint } from '../output/checkpoint.ts';
import { inputFiles } from '../output/checksums.ts';
import { checked } from '../output/files.ts';
import { withHdf5 } from '../output/hdf5.ts';
import { layout } from '../output/layout.ts';
import { type OpenedRun, openRun } from '../output/open-run.ts';
import { collectProvenance, programIdentity } from '../output/provenance.ts';
import { violationSchema } from '../output/record-schemas.ts';
import { checkRunDirectory } from '../output/run-directory.ts';
import { identityChanges, type RunIdentity } from '../output/run-identity.ts';
import { isComplete, type RunSummary, type Violation } from '../output/run-record.ts';
import { createRunWriter } from '../output/run-writer.ts';
import { readSeries, unitsRecord } from '../output/series.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { scenarioToYaml } from '../scenario/serialise.ts';
import type { Simulation } from './assemble.ts';
import { readReference } from './read-reference.ts';
import { type Computer, prepareRun, withComputer } from './run-loop.ts';

export interface Progress {
  readonly t: number;
  readonly start: number;
  readonly until: number;
  readonly steps: number;
  /** Wall time of the run, including the time before it was resumed. */
  readonly wallSeconds: number;
}

export interface RunOptions {
  /** The run directory, which is created. */
  readonly directory: string;
  /** Replace an existing run. */
  readonly overwrite?: boolean;
  /** The scenario file; paths in the scenario are relative to it. */
  readonly file?: string;
  /** Number of threads that share the pair sums. The results are bitwise identical for any number. Default 1. */
  readonly threads?: number;
  /** Use kernels with fused multiply-add if the engine has them; the provenance records whether it did. */
  readonly fastFma?: boolean;
  /** Called after every output, and between steps several times a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called before the first step with each warning of the method; the events of the run also contain them. */
  readonly onWarning?: (message: string) => void;
  /** Aborting it saves a checkpoint after the current step and ends the run with status `interrupted`. */
  readonly signal?: AbortSignal;
  /** Write neither snapshots nor the netCDF copy of the series, for a directory that is removed after the run. */
  readonly seriesOnly?: boolean;
  /** Limit of wall time in seconds. The run is interrupted early enough for one more step and the checkpoint. */
  readonly maxSeconds?: number;
}

interface ResumeOptions extends Omit<RunOptions, 'overwrite' | 'file' | 'fastFma'> {
  /** Continue even if the program, the files named in the scenario, or settings that do not affect the physics have changed. */
  readonly acceptChanges?: boolean;
}

/**
 * Runs a scenario into a run directory and returns its summary. The status is `finished`, `doubtful` (a watchdog found the results
 * doubtful), `interrupted` (a checkpoint was saved) or `failed` (earlier results are kept; the message says what happened and when).
 * Throws InputError before anything is written if the scenario or the directory cannot be used, and RunError if a failure cannot be
 * recorded on the disk.
 */
export function runScenario(scenario: Scenario, options: RunOptions): Promise<RunSummary> {
  return withComputer(options, (computer) => beginRun(scenario, options, computer));
}

async function beginRun(scenario: Scenario, options: RunOptions, computer: Computer): Promise<RunSummary> {
  checkRunDirectory(options.directory, { overwrite: options.overwrite ?? false });
  const inputs = inputFiles(scenario, options.file ?? 'scenario.yaml');
  const reference = await readReference(scenario, options.file ?? 'scenario.yaml');
  const run = await withHdf5(() => prepareRun(scenario, options, reference, computer));
  const { units } = run.simulation;
  const writer = await createRunWriter({
    directory: options.directory,
    overwrite: options.overwrite ?? false,
    seriesOnly: options.seriesOnly ?? false,
    scenario: scenarioToYaml(scenario),
    quantities: run.simulation.analysis.quantities,
    ...(units && { units }),
    summary: run.summary('running', undefined, { wallSeconds: 0 }),
    provenance: collectProvenance({
      kernels: computer.machine.kernels.name,
      threads: computer.machine.threads,
      seed: String(scenario.seed),
      scenarioFile: options.file ?? null,
      methods: run.simulation.parts,
      inputs,
      ...(units && { units: unitsRecord(units) }),
      settings: {
        ...run.simulation.evolution.settings,
        ...lostDensities(run.simulation),
        ...run.simulation.predictions,
        ...logarithmWords(run.simulation),
        ...(reference?.hash === undefined ? {} : { 'reference file SHA-256': reference.hash }),
      },
    }),
  });
  return run.proceed(writer, 0, (event) => {
    const { t } = run.simulation.evolution;
    for (const warning of standingWarnings(run.simulation)) {
      event('warning', warning, { t });
      options.onWarning?.(warning);
    }
  });
}

/**
 * Resumes an interrupted or killed run from its last checkpoint, or from the start if none was saved. The series is bitwise identical
 * to that of an uninterrupted run. A finished run is not changed. Throws InputError if another process works in the directory, if its
 * files have been changed, or if the program, the scenario or the files named in it have changed: see `acceptChanges`.
 */
export async function resumeRun(options: ResumeOptions): Promise<RunSummary> {
  const opened = await openRun(options.directory, options.seriesOnly);
  try {
    const fastFma = opened.identity.program.kernels === 'simd-fma';
    return await withComputer({ ...options, fastFma }, (computer) => proceed(opened, options, computer));
  } finally {
    opened.close();
  }
}

async function proceed(opened: OpenedRun, options: ResumeOptions, computer: Computer): Promise<RunSummary> {
  const { directory } = options;
  const { name: kernels } = computer.machine.kernels;
  const { scenarioText, provenance, summary, checkpoint, remark } = opened;
  if (isComplete(summary.status)) return summary;
  const scenario = parseScenario(scenarioText, `${directory}/scenario.yaml`);
  const file = provenance.scenarioFile;
  const inputs = inputFiles(scenario, file ?? 'scenario.yaml');
  const now = { program: programIdentity(kernels), scenario: scenarioText, inputs };
  const changes = acceptedChanges(opened, now, options.acceptChanges ?? false);
  const reference = await readReference(scenario, file ?? 'scenario.yaml');
  const run = await withHdf5(() =>
    prepareRun(scenario, { ...options, ...(file === null ? {} : { file }) }, reference, computer),
  );
  // Before any file is changed: a checkpoint that does not fit must not cause the loss of the rows after it.
  const earlier = checkpoint === undefined ? noEarlier : restoreState(run.simulation, checkpoint, directory);
  const writer = opened.proceed(run.simulation.analysis.quantities, {
    changes,
    inputs,
    kernels,
    ...(run.simulation.units && { units: run.simulation.units }),
  });
  const { t = scenario.time.start } = checkpoint ?? {};
  return await run.proceed(writer, earlier.wallSeconds, (event) => {
    if (checkpoint !== undefined) run.recall(earlier.violations, readSeries(directory));
    event('resumed', checkpoint === undefined ? 'restarted: there is no checkpoint' : `resumed at t = ${t}`, {
      t,
    });
    const warnings = [
      ...(remark === undefined ? [] : [`resumed from the checkpoint before the last: ${remark}`]),
      ...changes.map((change) => `continued although this has changed: ${change}`),
    ];
    for (const warning of warnings) {
      event('warning', warning, { t });
      options.onWarning?.(warning);
    }
    // The record contains them since the start of the run; they are repeated for the user who resumes it.
    for (const warning of standingWarnings(run.simulation)) options.onWarning?.(warning);
  });
}

/** Reasons why the results are doubtful from the start: from the method, the plasma, and the reference. */
function standingWarnings({ warnings, reference }: Simulation): readonly string[] {
  return [...warnings, ...(reference?.warnings ?? [])];
}

/** The Coulomb logarithms, each with its formula. */
function logarithmWords({ logarithms }: Simulation): Record<string, string> {
  return Object.fromEntries(
    logarithms.map(({ between, value, formula }) => [
      `Coulomb logarithm ${between.join('-')}`,
      `${value} (${formula})`,
    ]),
  );
}

function lostDensities({ scenario, lostDensity }: Simulation): Record<string, number> {
  return Object.fromEntries(
    lostDensity.map((lost, i) => [`density lost at sampling ${scenario.species[i].name}`, lost]),
  );
}

/** The changes since the run began, as texts. Throws InputError if the run may not continue with them. */
function acceptedChanges({ directory, identity }: OpenedRun, now: RunIdentity, accept: boolean): readonly string[] {
  const changes = identityChanges(identity, now);
  const list = (texts: readonly string[]) =>
    texts.length <= 4 ? texts.join('; ') : `${texts.slice(0, 4).join('; ')}; and ${texts.length - 4} more`;
  const refused = changes.filter(({ acceptable }) => !acceptable).map(({ text }) => text);
  if (refused.length > 0)
    throw new InputError(
      `${directory}: expected the physics at the start of the run, got changes of ${layout.scenario} or of the files that it names: ` +
        `${list(refused)}; restore the old ones, or run the new ones with a different --output`,
    );
  const texts = changes.map(({ text }) => text);
  if (texts.length > 0 && !accept)
    throw new InputError(
      `${directory}: expected the program and the files at the start of the run, got changes: ${list(texts)}; ` +
        'restore them, or continue anyway with --accept-changes',
    );
  return texts;
}

/** The contents of a checkpoint besides the state of the evolution. */
export interface Earlier {
  readonly wallSeconds: number;
  readonly violations: readonly Violation[];
}

const noEarlier: Earlier = { wallSeconds: 0, violations: [] };
const earlierSchema: z.ZodType<Earlier> = z.looseObject({
  wallSeconds: z.number().min(0),
  violations: z.array(violationSchema),
});

/** Restores the evolution from a checkpoint. Throws InputError if the checkpoint is the state of a different system. */
function restoreState({ evolution }: Simulation, { t, arrays, meta }: Checkpoint, directory: string): Earlier {
  const path = join(directory, layout.checkpoint);
  const wayOut = `start the run again with --overwrite`;
  for (const [name, { length }] of Object.entries(evolution.grows === true ? {} : evolution.save())) {
    const got = Object.hasOwn(arrays, name) ? arrays[name].length : 'none';
    if (got !== length)
      throw new InputError(
        `${path}: expected ${length} numbers ${name} for the state of the scenario, got ${got}; ${wayOut}`,
      );
  }
  evolution.restore(arrays);
  if (evolution.t !== t)
    throw new InputError(`${path}: expected a state at t = ${t}, got one at ${evolution.t}; ${wayOut}`);
  return checked(meta, path, 'the state of a run', earlierSchema);
}
