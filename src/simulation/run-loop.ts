import { InputError, memoryProblem, RunError } from '../core/errors.ts';
import { createProfile, type Profile, type Timed } from '../core/profile.ts';
import { createMachine, type Machine, type MachineOptions } from '../kernels/machine.ts';
import type { RunStatus, RunSummary, Series, Violation } from '../output/run-record.ts';
import type { RunWriter } from '../output/run-writer.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { assemble, type Simulation } from './assemble.ts';
import type { Reference } from './read-reference.ts';
import type { RunOptions } from './run.ts';
import { exactOnLattices, type Spent, summarise } from './run-summary.ts';
import { outputStops, type Stop, schedule } from './schedule.ts';
import { checkExpectations } from './verdicts.ts';

/** The machine of a run, and the profile of its time. */
export interface Computer {
  readonly machine: Machine;
  readonly profile: Profile;
}

/** Does some work with a new computer, and closes it. */
export async function withComputer<Result>(
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

/** Prepares a run for its first step: its loop, and its simulation and summary before the loop. */
export function prepareRun(
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
  // It stops at the times of the snapshots also without them, so that its rows are the same.
  const outputs = outputStops(scenario).map((stop) => (options.seriesOnly ? { ...stop, snapshot: false } : stop));
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
    /** Handles signals, shows progress and saves when a checkpoint is due. Returns the reason to stop here, if any. */
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
      return end('interrupted', `${message}; continue with --resume`);
    };
    let latestStep = scenario.time.step;
    try {
      begin(to.event);
      for (const stop of remaining(schedule(scenario.time, outputs), evolution.t, to.rows)) {
        while (stop.t > evolution.t) {
          const before = evolution.t;
          let due = false;
          // Before a snapshot it pauses after every step, because the snapshot stores the length of the last one.
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
        profile.during(() => record(simulation, to, stop, row, timed, { last, latestStep, ...options }));
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
        // The disk that caused the failure may refuse this too; the summary also contains the message.
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

  /** Restores the state of the watchdogs before the run was stopped. */
  function recall(violations: readonly Violation[], { columns }: Series): void {
    watch.restore(violations);
    columns.t.forEach((t, k) => {
      watch.inspect({ t, value: (name) => columns[name]?.[k] ?? Number.NaN, last: false });
    });
  }

  return { simulation, summary, proceed, recall };
}

/** Why a run broke down; undefined for an error of the program. An InputError after the start of the run also counts as a breakdown. */
function inOneLine(error: unknown): string | undefined {
  if (error instanceof RunError) return error.message;
  if (error instanceof InputError) return error.problems.join('; ');
  return memoryProblem(error);
}

/** Yields the remaining stops. The start is one of them as long as no row is written. */
function* remaining(stops: Iterable<Stop>, t: number, rows: number): Generator<Stop> {
  for (const stop of stops) if (rows === 0 || stop.t > t) yield stop;
}

/** Measures and stores the row or snapshot of a stop, and passes it to the watchdogs. */
function record(
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
    for (const violation of timed('watchdogs', () => watch.inspect({ t: now.t, value, snapshot: now, last }))) {
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

/** Decides when a run pauses between steps, and whether it must stop there. */
export interface StopClock {
  /** Called after every step: true if a pause is due. */
  isDue(): boolean;
  /** Why the run must save its state and stop now; undefined if it may continue. */
  reasonToStop(): string | undefined;
  /** Called after a pause. */
  breathed(): void;
  /** Called after a checkpoint, with its duration. */
  noteSave(milliseconds: number): void;
}

/** Milliseconds between two pauses, at which signals are received and progress is shown, unless a single step takes longer. */
const interval = 100;

/**
 * `maxSeconds` counts from now. The run must stop when the time left is the longest stretch between two pauses so far plus twice the
 * longest checkpoint.
 */
function stopClock({ signal, maxSeconds = Infinity }: { signal?: AbortSignal; maxSeconds?: number }): StopClock {
  const deadline = performance.now() + 1000 * maxSeconds;
  let last = performance.now();
  let longestStretch = 0;
  let longestSave = 0;
  return {
    isDue: () => performance.now() - last > interval,
    reasonToStop() {
      if (signal?.aborted) return 'interrupted';
      const needed = Math.max(longestStretch, performance.now() - last) + 2 * longestSave;
      if (performance.now() + needed >= deadline) return 'stopped by its limit of wall time';
      return undefined;
    },
    breathed() {
      const now = performance.now();
      longestStretch = Math.max(longestStretch, now - last);
      last = now;
    },
    noteSave(milliseconds) {
      longestSave = Math.max(longestSave, milliseconds);
    },
  };
}
