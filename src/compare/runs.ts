import { dirname, join, resolve } from 'node:path';
import { readEvents } from '../output/event-log.ts';
import { isRunDirectory } from '../output/layout.ts';
import { type RunDescription, readDescription, readVerified } from '../output/read-run.ts';
import type { Series } from '../output/run-record.ts';
import { readSeries } from '../output/series.ts';
import { expandStudy } from '../scenario/parse-study.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { studySchema } from '../scenario/study.ts';
import type { ResolvedStudy } from '../scenario/study-point.ts';
import { memberPath } from '../study/layout.ts';
import { type OpenStudy, openStudy } from '../study/open-study.ts';
import { planParsed } from '../study/plan.ts';
import { readResult } from '../study/result.ts';
import { warningsOf } from './measure.ts';
import {
  type Plan,
  type PlannedMember,
  type PreparedRun,
  prepareRun,
  type Refusal,
  replicate,
  withDoubleStep,
} from './plan.ts';
import { sharedReference } from './shared-reference.ts';

/** Runs that differ only by the seed. */
export interface RunSet {
  /** The names of the runs: the member's name, followed for further runs by a comma (not allowed in member names) and a suffix. */
  readonly names: readonly string[];
  readonly scenarios: readonly Scenario[];
  /** The columns of their series. */
  readonly columns: readonly string[];
  /** The reason if the method does not suit the scenario; there are then no runs. */
  readonly refusal?: string;
}

/** The runs of a member of a comparison. */
export interface MemberRuns {
  readonly member: PlannedMember;
  readonly own: RunSet;
  /** Runs with twice the step, if requested and if `time.step` is the member's step. */
  readonly doubleStep?: RunSet & { readonly order: number };
}

/** The sets of runs of a member. */
export function setsOf({ own, doubleStep }: MemberRuns): readonly RunSet[] {
  return doubleStep === undefined ? [own] : [own, doubleStep];
}

export interface RunOptions {
  /** The scenario's file. */
  readonly file: string;
  /** Runs of every member whose result depends on the seed. Default 1. */
  readonly seeds?: number;
  /** Also run members with twice the step, where `time.step` is their step, and state the error of the step. */
  readonly stepError?: boolean | undefined;
}

/** The runs of a member, or the reason why it has none. Prepares each run up to its first step. */
export async function memberRuns(
  member: PlannedMember,
  { file, seeds = 1, stepError }: RunOptions,
): Promise<MemberRuns> {
  const { id, scenario } = member;
  const prepared = await prepareRun(scenario, file, seeds > 1);
  const count = 'isRandom' in prepared && prepared.isRandom ? seeds : 1;
  const own = seedRuns(id, scenario, prepared, count);
  if (!stepError || !('order' in prepared)) return { member, own };
  const doubled = withDoubleStep(scenario);
  const runs = seedRuns(`${id}, twice the step`, doubled, await prepareRun(doubled, file), count);
  return { member, own, doubleStep: { ...runs, order: prepared.order } };
}

function seedRuns(name: string, scenario: Scenario, prepared: PreparedRun | Refusal, count: number): RunSet {
  if ('refusal' in prepared) return { names: [], scenarios: [], columns: [], ...prepared };
  const seeds = Array.from({ length: count }, (_, k) => k);
  return {
    names: seeds.map((k) => (k === 0 ? name : `${name}, seed ${k + 1}`)),
    scenarios: seeds.map((k) => replicate(scenario, k)),
    columns: prepared.columns,
  };
}

/** The axis of the study that makes a comparison. */
const axis = 'method@resolution';

/**
 * Plans the runs of a comparison in a directory, as the members of a study over one axis, which is run, resumed and watched like any
 * study. Computes a reference by the Legendre method once for all runs. Throws InputError before anything is written, see planParsed.
 */
export function planRuns(
  { common }: Plan,
  members: readonly MemberRuns[],
  { file, directory, threads = 1 }: { readonly file: string; readonly directory: string; readonly threads?: number },
): OpenStudy {
  const place = resolve(directory);
  const sets = members.flatMap(setsOf);
  const shared = sharedReference(common, sets, file);
  const runs = sets.flatMap(({ names, scenarios, columns }) => {
    const more = shared && { reference: shared.of(columns, place) };
    return scenarios.map((scenario, k) => ({ name: names[k], scenario: { ...scenario, ...more } }));
  });
  planParsed(expandStudy(studyOf(common, runs, file, threads), file), file, place, shared?.text);
  return openStudy(place);
}

/** The name of the run with an id. If two names mean the same computation, the first is returned. */
export function nameOf({ plan }: OpenStudy, id: string): string {
  return String(plan.members.find((member) => member.id === id)?.axes[axis]);
}

/** A study whose base contains the keys that all runs share, and whose axis varies the others. */
function studyOf(
  { title, description }: Scenario,
  runs: readonly { readonly name: string; readonly scenario: Scenario }[],
  file: string,
  threads: number,
): ResolvedStudy {
  const scenarios = runs.map(({ scenario: { expect: _, ...rest } }): Readonly<Record<string, unknown>> => rest);
  const keys = [...new Set(scenarios.flatMap(Object.keys))];
  const firstValue = (key: string) => scenarios.map((scenario) => scenario[key]).find((value) => value !== undefined);
  const base = Object.fromEntries(keys.map((key) => [key, firstValue(key)]));
  const varied = keys.filter((key) => {
    const text = JSON.stringify(base[key]);
    return scenarios.some((scenario) => JSON.stringify(scenario[key]) !== text);
  });
  const paired = Object.fromEntries(varied.map((key) => [key, scenarios.map((scenario) => scenario[key] ?? null)]));
  return {
    study: studySchema().parse({
      ...{ title, ...(description === undefined ? {} : { description }), base },
      axes: { [axis]: { values: runs.map(({ name }) => name), paired } },
      targets: {
        momentum_drift: { column: 'momentum_drift', at: 'sup' },
        energy_drift: { column: 'energy_drift', at: 'sup' },
      },
      ...{ keep: 'runs', threads },
    }),
    tables: dirname(resolve(file)),
  };
}

/** The outcome of runs that differ only by the seed. */
export interface SetResult {
  /** `refused` when the method does not suit the scenario. */
  readonly status: 'finished' | 'interrupted' | 'failed' | 'refused';
  readonly reason?: string;
  /** The directories of the runs that have begun, relative to the directory of the comparison. */
  readonly directories: readonly string[];
  /** All runs if all have finished, otherwise empty. */
  readonly runs: readonly FinishedRun[];
}

/** The data of a finished run that a comparison uses. */
export interface FinishedRun {
  readonly description: RunDescription;
  readonly series: Series;
  /** Peak memory in bytes; null if it was not recorded. */
  readonly memory: number | null;
  readonly warnings: readonly string[];
}

/** Reads the outcome of a set of runs from the study. */
export function readSet({ directory, plan }: OpenStudy, { names, refusal }: RunSet): SetResult {
  if (refusal !== undefined) return { status: 'refused', reason: refusal, directories: [], runs: [] };
  const ids = names.flatMap((name) => plan.members.find(({ axes }) => axes[axis] === name)?.id ?? []);
  const ends = ids.map((id) => endOf(directory, id));
  const end = ends.find(({ status }) => status !== 'finished') ?? ends[0];
  const paths = ids.map((id) => memberPath('', id, 'run'));
  return {
    ...end,
    directories: paths.filter((path) => isRunDirectory(join(directory, path))),
    runs: end.status === 'finished' ? ids.map((id) => readFinished(directory, id)) : [],
  };
}

function endOf(directory: string, id: string): Pick<SetResult, 'status' | 'reason'> {
  const result = readResult(directory, id);
  if (result !== undefined)
    return { status: result.status, ...(result.message === undefined ? {} : { reason: result.message }) };
  const run = memberPath(directory, id, 'run');
  if (!isRunDirectory(run)) return { status: 'interrupted', reason: 'not begun' };
  const { status, message } = readDescription(run).summary;
  const reason = status === 'running' ? 'its process ended before the run did' : message;
  return { status: 'interrupted', ...(reason === undefined ? {} : { reason }) };
}

function readFinished(directory: string, id: string): FinishedRun {
  const run = memberPath(directory, id, 'run');
  return {
    description: readVerified(run),
    series: readSeries(run),
    memory: readResult(directory, id)?.memory ?? null,
    warnings: warningsOf(readEvents(run)),
  };
}
