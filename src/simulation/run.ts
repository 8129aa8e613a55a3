import { join } from 'node:path';
import * as z from 'zod';
import { InputError, RunError } from '../core/errors.ts';
import { createProfile, type Profile, type Timed } from '../core/profile.ts';
import { createMachine, type Machine, type MachineOptions } from '../kernels/machine.ts';
import type { Checkpoint } from '../output/checkpoint.ts';
import { unitsRecord } from '../output/column-units.ts';
import { checked } from '../output/files.ts';
import { withHdf5 } from '../output/hdf5.ts';
import { layout } from '../output/layout.ts';
import { collectProvenance, programIdentity } from '../output/provenance.ts';
import { violationSchema } from '../output/record-schemas.ts';
import { checkRunDirectory } from '../output/run-directory.ts';
import { identityChanges, type RunIdentity } from '../output/run-identity.ts';
import { isComplete, type RunStatus, type RunSummary, type Series, type Violation } from '../output/run-record.ts';
import { createRunWriter, type OpenedRun, openRun, type RunWriter } from '../output/run-writer.ts';
import { readSeries } from '../output/series.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { scenarioToYaml } from '../scenario/serialise.ts';
import { assemble, type Simulation } from './assemble.ts';
import { inputFiles } from './input-files.ts';
import { type Reference, readReference } from './read-reference.ts';
import { exactOnLattices, type Spent, summarise } from './run-summary.ts';
import { outputStops, type Stop, schedule } from './schedule.ts';
import { stopClock } from './stop-clock.ts';
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
  /** Kernels with fused multiply-add where the engine has them; the provenance says whether it did. */
  readonly fastFma?: boolean;
  /** Called after every output, and between steps several times a second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called before the first step with each warning of the method; the run's events keep them too. */
  readonly onWarning?: (message: string) => void;
  /** Aborting it saves a checkpoint after the present step and ends the run with status `interrupted`. */
  readonly signal?: AbortSignal;
  /** Wall time in seconds after which the same happens, early enough for one more step and the checkpoint. */
  readonly maxSeconds?: number;
}

export interface ResumeOptions extends Omit<RunOptions, 'overwrite' | 'file' | 'fastFma'> {
  /** Go on although the program, the files that the scenario names, or what does not change the physics are others than before. */
  readonly acceptChanges?: boolean;
}

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

/** What a checkpoint keeps besides the state of the evolution. */
interface Earlier {
  readonly wallSeconds: number;
  readonly violations: readonly Violation[];
}

const noEarlier: Earlier = { wallSeconds: 0, violations: [] };
const earlierSchema: z.ZodType<Earlier> = z.looseObject({
  wallSeconds: z.number().min(0),
  violations: z.array(violationSchema),
});

/** Puts the evolution where the checkpoint has it. Throws InputError when that is the state of another system. */
function restoreState({ evolution }: Simulation, { t, arrays, meta }: Checkpoint, directory: string): Earlier {
  const path = join(directory, layout.checkpoint);
  const wayOut = `start the run again with --overwrite`;
  for (const [name, { length }] of Object.entries(evolution.save())) {
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

/** What makes the results doubtful from the start: of the method, the plasma, and what the run is held against. */
function standingWarnings({ warnings, reference }: Simulation): readonly string[] {
  return [...warnings, ...(reference?.warnings ?? [])];
}

/** The changes since the run began, in words, when it may go on with them. Throws InputError when it may not. */
function acceptedChanges({ directory, identity }: OpenedRun, now: RunIdentity, accept: boolean): readonly string[] {
  const changes = identityChanges(identity, now);
  const list = (texts: readonly string[]) =>
    texts.length <= 4 ? texts.join('; ') : `${texts.slice(0, 4).join('; ')}; and ${texts.length - 4} more`;
  const refused = changes.filter(({ acceptable }) => !acceptable).map(({ text }) => text);
  if (refused.length > 0)
    throw new InputError(
      `${directory}: expected the physics that the run was begun with, got changes of ${layout.scenario} or of what it names: ` +
        `${list(refused)}; put the old ones back, or run the new ones into another --output`,
    );
  const texts = changes.map(({ text }) => text);
  if (texts.length > 0 && !accept)
    throw new InputError(
      `${directory}: expected the program and the files that the run was begun with, got changes: ${list(texts)}; ` +
        'put them back, or go on all the same with --accept-changes',
    );
  return texts;
}

/** What a run computes with, and where its time goes. */
interface Computer {
  readonly machine: Machine;
  readonly profile: Profile;
}

async function withComputer<Result>(
  { threads = 1, fastFma = false }: MachineOptions,
  work: (computer: Computer) => Promise<Result>,
): Promise<Result> {
  const profile = createProfile();
  const machine = createMachine({ threads, fastFma, profile });
  try {
    return await work({ machine, profile });
  } finally {
    machine.close();
  }
}

function prepareRun(
  scenario: Scenario,
  options: Omit<RunOptions, 'overwrite'>,
  reference: Reference | undefined,
  { machine, profile }: Computer,
) {
  const clock = stopClock(options);
  const { timed } = profile;
  let writer: RunWriter | undefined;
  const simulation = assemble(scenario, {
    ...(options.file === undefined ? {} : { file: options.file }),
    ...(reference === undefined ? {} : { reference }),
    machine,
    onHalving: ({ t, dt, residual, message }) =>
      writer?.event('step-halved', `step of ${dt} at t = ${t} halved: ${message}`, { t, dt, residual }),
  });
  const { evolution, analysis, watch } = simulation;
  const outputs = outputStops(scenario);
  const rowTimes = outputs.filter(({ row }) => row).map(({ t }) => t);
  checkExpectations(scenario.expect, ['t', ...analysis.quantities.map(({ name }) => name)], rowTimes);

  function summary(status: RunStatus, message: string | undefined, spent: Spent): RunSummary {
    return summarise(simulation, writer?.directory, status, message, spent, watch.violations);
  }

  async function proceed(to: RunWriter, earlierSeconds: number, begin: (event: RunWriter['event']) => void) {
    writer = to;
    const began = performance.now();
    const wallSeconds = () => earlierSeconds + (performance.now() - began) / 1000;
    const spent = (): Spent => ({ wallSeconds: wallSeconds(), profile: profile.steps() });
    const row = new Float64Array(analysis.quantities.length);
    let saved = performance.now();
    const save = (status: RunStatus) => {
      const before = performance.now();
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
      clock.noteSave(saved - before);
    };
    const end = (status: RunStatus, message?: string) => {
      const final = summary(status, message, spent());
      to.finish(final);
      return final;
    };
    /** Lets signals in, shows progress, saves when it is time; the reason to stop here, if there is one. */
    const breathe = async (isEnd: boolean): Promise<string | undefined> => {
      options.onProgress?.({
        t: evolution.t,
        start: scenario.time.start,
        until: scenario.time.until,
        steps: evolution.counts.steps,
        wallSeconds: wallSeconds(),
      });
      if (performance.now() - saved > 1000 * scenario.output.checkpoint) save('running');
      await new Promise(setImmediate);
      const reason = isEnd ? undefined : clock.reasonToStop();
      clock.breathed();
      return reason;
    };
    const interrupt = (reason: string) => {
      save('interrupted');
      const message = `${reason} at t = ${evolution.t}`;
      to.event('interrupted', message, { t: evolution.t });
      return end('interrupted', `${message}; go on with --resume`);
    };
    let latestStep = scenario.time.step;
    try {
      begin(to.event);
      for (const stop of remaining(schedule(scenario.time, outputs), evolution.t, to.rows)) {
        while (stop.t > evolution.t) {
          const before = evolution.t;
          let due = false;
          // On the way to a snapshot it pauses after every step, to know the length of the last one.
          const pause = () => {
            due = clock.isDue();
            return due || stop.snapshot;
          };
          profile.during(() => timed('time steps', () => evolution.advance(stop.t, pause)));
          latestStep = evolution.t - before;
          const reason = due && stop.t > evolution.t ? await breathe(false) : undefined;
          if (reason !== undefined) return interrupt(reason);
        }
        const last = stop === outputs.at(-1);
        profile.during(() => look(simulation, to, stop, row, timed, { last, latestStep, ...options }));
        const reason = await breathe(stop === outputs.at(-1));
        if (reason !== undefined) return interrupt(reason);
      }
      save('running');
      return end(watch.violations.some(({ kind }) => kind === 'doubtful') ? 'doubtful' : 'finished');
    } catch (error) {
      const problem = inOneLine(error);
      if (problem === undefined) throw error;
      const message = `t = ${evolution.t}: ${problem}`;
      try {
        to.event('failed', message, { t: evolution.t });
      } catch {
        // The disk that refused the run may refuse this too; the summary says it again.
      }
      try {
        return end('failed', message);
      } catch {
        throw new RunError(message, { cause: error });
      }
    } finally {
      to.close();
    }
  }

  /** Makes the watchdogs know what they knew before the run was stopped. */
  function recall(violations: readonly Violation[], { columns }: Series): void {
    watch.restore(violations);
    columns.t.forEach((t, k) => {
      watch.look({ t, value: (name) => columns[name]?.[k] ?? Number.NaN, last: false });
    });
  }

  return { simulation, summary, proceed, recall };
}

/** Why a run broke down; undefined for an error of the program. What cannot be used once the run has begun breaks it down too. */
function inOneLine(error: unknown): string | undefined {
  if (error instanceof RunError) return error.message;
  if (error instanceof InputError) return error.problems.join('; ');
  if (error instanceof RangeError && /allocation failed|array length/i.test(error.message))
    return `expected as much memory as the run needs, got less (${error.message}); take fewer particles`;
  return undefined;
}

/** The stops still to come; the start counts as to come while no row is written. */
function* remaining(stops: Iterable<Stop>, t: number, rows: number): Generator<Stop> {
  for (const stop of stops) if (rows === 0 || stop.t > t) yield stop;
}

/** Measures and stores what the stop asks for, and shows it to the watchdogs. */
function look(
  simulation: Simulation,
  writer: RunWriter,
  stop: Stop,
  row: Float64Array,
  timed: Timed,
  {
    last,
    latestStep,
    onWarning,
  }: { readonly last: boolean; readonly latestStep: number } & Pick<RunOptions, 'onWarning'>,
): void {
  if (!stop.row && !stop.snapshot) return;
  const { evolution, analysis, exact, watch } = simulation;
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
    const { units } = simulation;
    const details = { iteration: evolution.counts.steps, dt: latestStep, ...known, ...(units && { units }) };
    timed('files', () => writer.snapshot(now, details));
  }
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
