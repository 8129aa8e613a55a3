import { InputError, RunError } from '../core/errors.ts';
import { createProfile, timed } from '../core/profile.ts';
import { kernelName, setFastFma, setThreads } from '../kernels/kernels.ts';
import { collectProvenance } from '../output/provenance.ts';
import { readDescription } from '../output/read-run.ts';
import { checkRunDirectory } from '../output/run-directory.ts';
import { isComplete, type RunStatus, type RunSummary, type Series, type Violation } from '../output/run-record.ts';
import { createRunWriter, type RunWriter, resumeRunWriter } from '../output/run-writer.ts';
import { readSeries } from '../output/series.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { scenarioToYaml } from '../scenario/serialise.ts';
import { assemble, type Simulation } from './assemble.ts';
import { type Reference, readReference } from './read-reference.ts';
import { exactOnLattices, type Spent, summarise } from './run-summary.ts';
import { type Stop, schedule } from './schedule.ts';
import { checkExpectations } from './verdicts.ts';

export interface Progress {
  readonly t: number;
  readonly start: number;
  readonly until: number;
  readonly steps: number;
  /** Wall time of this and all earlier sittings of the run. */
  readonly wallSeconds: number;
}

export interface RunOptions {
  /** Where the run directory is made. */
  readonly directory: string;
  /** Replace a run that is there. */
  readonly overwrite?: boolean;
  /** The scenario's file, from which paths in it are relative. */
  readonly file?: string;
  /** How many threads share the pair sums; the results are the same bits for any number. Default 1. */
  readonly threads?: number;
  /** Called after every step (adaptive steps: after every output). */
  readonly onProgress?: (progress: Progress) => void;
  /** Called before the first step with each warning of the method; the run's events keep them too. */
  readonly onWarning?: (message: string) => void;
  /** Aborting it saves a checkpoint and ends the run with status `interrupted`. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a scenario into a run directory and returns its summary, whose status says how it ended: `finished`, `interrupted`
 * (a checkpoint was saved) or `failed` (what was computed is kept; the message says what happened, where and when).
 * Throws InputError before anything is written when the scenario or the directory cannot be used.
 */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<RunSummary> {
  checkRunDirectory(options.directory, { overwrite: options.overwrite ?? false });
  const reference = await readReference(scenario, options.file ?? 'scenario.yaml');
  const run = prepareRun(scenario, options, reference);
  const writer = await createRunWriter({
    directory: options.directory,
    overwrite: options.overwrite ?? false,
    scenario: scenarioToYaml(scenario),
    quantities: run.simulation.analysis.quantities,
    summary: run.summary('running', undefined, { wallSeconds: 0 }),
    provenance: collectProvenance({
      threads: run.threads,
      seed: String(scenario.seed),
      scenarioFile: options.file ?? null,
      methods: run.simulation.parts,
      settings: {
        ...run.simulation.evolution.settings,
        ...lostDensities(run.simulation),
        ...run.simulation.predictions,
        ...(reference === undefined ? {} : { [referenceHash]: reference.hash }),
      },
    }),
  });
  const { t, warnings = [] } = run.simulation.evolution;
  for (const warning of warnings) {
    writer.event('warning', warning, { t });
    options.onWarning?.(warning);
  }
  return run.proceed(writer, 0);
}

/**
 * Goes on with an interrupted or killed run from its last checkpoint; the series ends with the same bits as if it had never
 * stopped. A finished run is left alone.
 */
export async function resumeRun(options: Omit<RunOptions, 'overwrite' | 'file'>): Promise<RunSummary> {
  const { directory } = options;
  const { scenarioText, provenance, summary } = readDescription(directory);
  if (isComplete(summary.status)) return summary;
  const scenario = parseScenario(scenarioText, `${directory}/scenario.yaml`);
  const file = provenance.scenarioFile;
  const reference = await readReference(scenario, file ?? 'scenario.yaml');
  if (reference !== undefined && reference.hash !== provenance.settings[referenceHash])
    throw new InputError(
      `${directory}: expected the reference ${reference.file} as it was when the run began, got another content; ` +
        'put the old file back or run the scenario anew',
    );
  const begunWith = provenance.settings.kernels;
  if (begunWith === 'simd-fma') setFastFma(true);
  const run = prepareRun(scenario, { ...options, ...(file === null ? {} : { file }) }, reference);
  const { writer, checkpoint } = await resumeRunWriter(directory, run.simulation.analysis.quantities);
  run.simulation.evolution.restore(checkpoint.arrays);
  const { wallSeconds, violations } = checkpoint.meta as { wallSeconds: number; violations: readonly Violation[] };
  run.recall(violations, readSeries(directory));
  writer.event('resumed', `resumed at t = ${checkpoint.t}`, { t: checkpoint.t });
  if (begunWith !== undefined && begunWith !== kernelName()) {
    const warning = `the run began with kernels ${begunWith} and goes on with ${kernelName()}: its last bits are not those of one sitting`;
    writer.event('warning', warning, { t: checkpoint.t });
    options.onWarning?.(warning);
  }
  return run.proceed(writer, wallSeconds);
}

/** The name under which the provenance keeps the hash of the reference's file. */
const referenceHash = 'reference file SHA-256';

function prepareRun(scenario: Scenario, options: Omit<RunOptions, 'overwrite'>, reference: Reference | undefined) {
  const threads = setThreads(options.threads ?? 1);
  let writer: RunWriter | undefined;
  const simulation = assemble(scenario, {
    ...(options.file === undefined ? {} : { file: options.file }),
    ...(reference === undefined ? {} : { reference }),
    onHalving: ({ t, dt, residual, message }) =>
      writer?.event('step-halved', `step of ${dt} at t = ${t} halved: ${message}`, { t, dt, residual }),
  });
  const { evolution, analysis, watch } = simulation;
  const stops = schedule(scenario);
  const rowTimes = stops.filter(({ row }) => row).map(({ t }) => t);
  checkExpectations(scenario.expect, ['t', ...analysis.quantities.map(({ name }) => name)], rowTimes);

  function summary(status: RunStatus, message: string | undefined, spent: Spent): RunSummary {
    return summarise(simulation, writer?.directory, status, message, spent, watch.violations);
  }

  async function proceed(to: RunWriter, earlierSeconds: number): Promise<RunSummary> {
    writer = to;
    const began = performance.now();
    const profile = createProfile();
    const wallSeconds = () => earlierSeconds + (performance.now() - began) / 1000;
    const spent = (): Spent => ({ wallSeconds: wallSeconds(), profile: profile.steps() });
    const row = new Float64Array(analysis.quantities.length);
    let saved = performance.now();
    const save = (status: RunStatus) => {
      to.checkpoint(
        {
          t: evolution.t,
          steps: evolution.counts.steps,
          arrays: evolution.save(),
          meta: { wallSeconds: wallSeconds(), violations: watch.violations },
        },
        summary(status, undefined, spent()),
      );
      saved = performance.now();
    };
    const end = (status: RunStatus, message?: string) => {
      const final = summary(status, message, spent());
      to.finish(final);
      return final;
    };
    try {
      for (const stop of remaining(stops, evolution.t, to.rows)) {
        profile.during(() => {
          if (stop.t > evolution.t) timed('time steps', () => evolution.advance(stop.t));
          look(simulation, to, stop, row, { last: stop === stops.at(-1), ...options });
        });
        options.onProgress?.({
          t: evolution.t,
          start: scenario.time.start,
          until: scenario.time.until,
          steps: evolution.counts.steps,
          wallSeconds: wallSeconds(),
        });
        if (performance.now() - saved > 1000 * scenario.output.checkpoint) save('running');
        await new Promise(setImmediate); // lets signals in
        if (options.signal?.aborted && stop !== stops.at(-1)) {
          save('interrupted');
          to.event('interrupted', `interrupted at t = ${evolution.t}`, { t: evolution.t });
          return end('interrupted', `interrupted at t = ${evolution.t}; go on with --resume`);
        }
      }
      save('running');
      return end(watch.violations.some(({ kind }) => kind === 'doubtful') ? 'doubtful' : 'finished');
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      const message = `t = ${evolution.t}: ${error.message}`;
      to.event('failed', message, { t: evolution.t });
      return end('failed', message);
    }
  }

  /** Makes the watchdogs know what they knew before the run was stopped. */
  function recall(violations: readonly Violation[], { columns }: Series): void {
    watch.restore(violations);
    columns.t.forEach((t, k) => {
      watch.look({ t, value: (name) => columns[name]?.[k] ?? Number.NaN, last: false });
    });
  }

  return { simulation, threads, summary, proceed, recall };
}

/** The stops still to come; the start counts as to come while no row is written. */
function remaining(stops: readonly Stop[], t: number, rows: number): readonly Stop[] {
  return rows === 0 ? stops : stops.filter((stop) => stop.t > t);
}

/** Measures and stores what the stop asks for, and shows it to the watchdogs. */
function look(
  simulation: Simulation,
  writer: RunWriter,
  stop: Stop,
  row: Float64Array,
  { last, onWarning }: { readonly last: boolean } & Pick<RunOptions, 'onWarning'>,
): void {
  if (!stop.row && !stop.snapshot) return;
  const { evolution, analysis, exact, scenario, watch } = simulation;
  const now = timed('state for the output', () => evolution.snapshot());
  if (stop.row) {
    timed('analysis', () => analysis.measure(now, row));
    timed('files', () => writer.row(now.t, row));
    const value = (name: string) => row[simulation.places.get(name) ?? -1] ?? Number.NaN;
    for (const violation of timed('watchdogs', () => watch.look({ t: now.t, value, snapshot: now, last }))) {
      const { watchdog, kind, t, message, value: found, limit } = violation;
      writer.event(kind, `${watchdog}: ${message}`, { t, watchdog, value: found, limit });
      if (kind === 'doubtful') onWarning?.(`t = ${t}: ${watchdog}: ${message}`);
    }
  }
  if (stop.snapshot) {
    const known = exact === undefined ? {} : { exact: exactOnLattices(exact, now) };
    const details = { iteration: evolution.counts.steps, dt: scenario.time.step, ...known };
    timed('files', () => writer.snapshot(now, details));
  }
}

function lostDensities({ scenario, lostDensity }: Simulation): Record<string, number> {
  return Object.fromEntries(
    lostDensity.map((lost, i) => [`density lost at sampling ${scenario.species[i].name}`, lost]),
  );
}
