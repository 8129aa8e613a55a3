import { createRunWriter } from '../output/begin-run.ts';
import { unitsRecord } from '../output/column-units.ts';
import { withHdf5 } from '../output/hdf5.ts';
import { type OpenedRun, openRun } from '../output/open-run.ts';
import { collectProvenance, programIdentity } from '../output/provenance.ts';
import { checkRunDirectory } from '../output/run-directory.ts';
import { isComplete, type RunSummary } from '../output/run-record.ts';
import { readSeries } from '../output/series.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { scenarioToYaml } from '../scenario/serialise.ts';
import type { Simulation } from './assemble.ts';
import { inputFiles } from './input-files.ts';
import { readReference } from './read-reference.ts';
import { acceptedChanges, noEarlier, restoreState } from './resume-state.ts';
import { type Computer, prepareRun, withComputer } from './run-loop.ts';
import type { ResumeOptions, RunOptions } from './run-options.ts';

/**
 * Runs a scenario into a run directory and returns its summary, whose status says how it ended: `finished`, `interrupted`
 * (a checkpoint was saved) or `failed` (what was computed is kept; the message says what happened, where and when).
 * Throws InputError before anything is written when the scenario or the directory cannot be used; RunError when the disk refuses
 * even to note that it failed.
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
 * Goes on with an interrupted or killed run from its last checkpoint, or from the start when none was saved; the series ends with the
 * same bits as if it had never stopped. A finished run is left alone. Throws InputError when another process works in the directory,
 * when its files are not as the run left them, or when the program, the scenario or the files it names have changed: see
 * `acceptChanges`.
 */
export async function resumeRun(options: ResumeOptions): Promise<RunSummary> {
  const opened = await openRun(options.directory);
  try {
    const fastFma = opened.identity.program.kernels === 'simd-fma';
    return await withComputer({ ...options, fastFma }, (computer) => goOn(opened, options, computer));
  } finally {
    opened.close();
  }
}

async function goOn(opened: OpenedRun, options: ResumeOptions, computer: Computer): Promise<RunSummary> {
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
  // Before a file is touched: a state that does not fit must not cost the rows after it.
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
    event('resumed', checkpoint === undefined ? 'begun again: there is no checkpoint' : `resumed at t = ${t}`, {
      t,
    });
    const warnings = [
      ...(remark === undefined ? [] : [`resumed from the checkpoint before the last: ${remark}`]),
      ...changes.map((change) => `went on although this has changed: ${change}`),
    ];
    for (const warning of warnings) {
      event('warning', warning, { t });
      options.onWarning?.(warning);
    }
    // The record has them from the start of the run; whoever goes on with it is told them too.
    for (const warning of standingWarnings(run.simulation)) options.onWarning?.(warning);
  });
}

/** What makes the results doubtful from the start: of the method, the plasma, and what the run is held against. */
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
