import { basename, join } from 'node:path';
import { InputError } from '../core/errors.ts';
import {
  type ComparisonMember,
  type ComparisonRecord,
  comparisonLayout,
  type ErrorAt,
  type MemberSeries,
  type Truth,
} from '../output/comparison-record.ts';
import { collectProvenance } from '../output/provenance.ts';
import { createRunDirectory, isRunDirectory } from '../output/run-directory.ts';
import { didYouMean } from '../scenario/nearest.ts';
import { scenarioToYaml } from '../scenario/scenario-to-yaml.ts';
import type { RunOptions } from '../simulation/run.ts';
import { equalTable } from './equal.ts';
import { type FinishedRun, measureMember, readFinished } from './finished-run.ts';
import { measuredQuantities } from './measure.ts';
import { isRandom, type Plan, type PlannedMember, replicate } from './plan.ts';
import type { MemberEnd, RunMember } from './run-member.ts';
import { meanSeries } from './statistics.ts';

export interface CompareOptions {
  /** Where the comparison is saved; the runs lie below it. */
  readonly directory: string;
  /** The scenario's file. */
  readonly file: string;
  /** How a run is brought to its end: runMember in this process, runMemberApart in one of its own. */
  readonly run: RunMember;
  /** Runs of every member whose result depends on the seed. Default 1. */
  readonly seeds?: number;
  /** Threads of each run. Default 1. */
  readonly threads?: number;
  /** The member that the others are measured against, as `blob@6400`. Default: the exact solution, else the scenario's reference. */
  readonly truth?: string;
  /** Measure errors over the whole run or at its end. Default always. */
  readonly errorAt?: ErrorAt;
  /** Cut the curves of error against cost, see equalTable. */
  readonly equal?: 'cost' | 'error';
  /** Run anew what is finished already. */
  readonly overwrite?: boolean;
  /** Called before each run. */
  readonly onRun?: (run: { readonly name: string; readonly number: number; readonly members: number }) => void;
  readonly onProgress?: RunOptions['onProgress'];
  /** Aborting it saves a checkpoint of the present run and leaves the others out. */
  readonly signal?: AbortSignal;
}

export interface Comparison {
  readonly record: ComparisonRecord;
  readonly series: readonly MemberSeries[];
}

/**
 * Runs the members of a plan one after the other, so that their times can be compared, and holds them against the truth and
 * against each other. What is finished in the directory is not run again, what was interrupted goes on. A method that does not
 * suit the scenario is told as refused, with its reason. Throws InputError when the options or the directory cannot be used.
 */
export async function compareMethods(plan: Plan, options: CompareOptions): Promise<Comparison> {
  const { file, seeds = 1, threads = 1, errorAt = 'always' } = options;
  checkTruth(plan, options.truth);
  checkEqual(plan, options.equal);
  const results: MemberResult[] = [];
  for (const [k, member] of plan.members.entries()) results.push(await runAll(member, k, plan, options));

  const finished = results.flatMap(({ runs }) => runs);
  const truth = findTruth(plan, options.truth, finished);
  const series = results
    .filter(({ runs }) => runs.length > 0)
    .map(({ member: { id }, runs }) => ({ id, series: meanSeries(runs.map((run) => run.series)) }));
  const right = series.find(({ id }) => truth.kind === 'member' && id === truth.name)?.series;
  const known = truth.kind === 'member' && right === undefined ? { kind: 'none' as const } : truth;
  const species = plan.common.species.map(({ name }) => name);
  const quantities = finished.length === 0 ? [] : measuredQuantities(known, finished[0].series, species);
  const members = results.map(({ member, end, directories, runs }): ComparisonMember => {
    const { id, label, method, resolution = null } = member;
    return {
      ...{ id, label, method, resolution, status: end.status, runs: directories },
      ...(end.reason === undefined ? {} : { reason: end.reason }),
      measured:
        runs.length === 0
          ? null
          : measureMember(runs, quantities, errorAt, right, id === truth.name, nextCoarser(member, results)),
      warnings: [...new Set(runs.flatMap(({ warnings }) => warnings))],
    };
  });
  const { software, version, platform } = collectProvenance({
    threads,
    seed: '',
    scenarioFile: file,
    methods: [],
    settings: {},
  });
  const { title, description, dimension } = plan.common;
  const record: ComparisonRecord = {
    ...{
      title,
      ...(description === undefined ? {} : { description }),
      dimension,
      species,
      scenarioFile: basename(file),
    },
    ...{ software, version, platform, threads, seeds, truth, errorAt },
    quantities: quantities.map(({ name, label }) => ({ name, label })),
    members,
    ...(options.equal === undefined ? {} : { equal: equalTable(options.equal, quantities, members) }),
    equilibrium: finished[0]?.description.summary.equilibrium ?? null,
  };
  return { record, series };
}

interface MemberResult {
  readonly member: PlannedMember;
  readonly end: MemberEnd;
  /** Relative to the comparison's. */
  readonly directories: readonly string[];
  /** All of them, or none when one did not finish. */
  readonly runs: readonly FinishedRun[];
}

async function runAll(member: PlannedMember, k: number, plan: Plan, options: CompareOptions): Promise<MemberResult> {
  const { directory, file, run, seeds = 1, threads = 1, signal, onRun, onProgress } = options;
  const directories: string[] = [];
  let end: MemberEnd = { status: 'interrupted', reason: 'not begun', worked: false };
  for (let seed = 0; seed < seeds; seed++) {
    if (signal?.aborted) break;
    if (seed === 1 && !isRandom(member, file)) break;
    const name = seed === 0 ? member.id : `${member.id}-seed-${seed + 1}`;
    const place = join(comparisonLayout.members, name);
    const path = join(directory, place);
    if (options.overwrite === true && isRunDirectory(path)) createRunDirectory(path, { overwrite: true });
    onRun?.({ name, number: k + 1, members: plan.members.length });
    end = await run(
      { directory: path, scenario: scenarioToYaml(replicate(member, seed)), file, threads },
      { ...(onProgress === undefined ? {} : { onProgress }), ...(signal === undefined ? {} : { signal }) },
    );
    if (end.status !== 'refused') directories.push(place);
    if (end.status !== 'finished') break;
  }
  const complete = end.status === 'finished';
  return {
    member,
    end,
    directories,
    runs: complete ? directories.map((place) => readFinished(join(directory, place))) : [],
  };
}

/** The runs of the finished member of the same label with the next lower resolution. */
function nextCoarser({ label, resolution }: PlannedMember, results: readonly MemberResult[]): readonly FinishedRun[] {
  if (resolution === undefined) return [];
  const [next] = results
    .filter(
      ({ member, runs }) => runs.length > 0 && member.label === label && (member.resolution ?? resolution) < resolution,
    )
    .sort((a, b) => (b.member.resolution ?? 0) - (a.member.resolution ?? 0));
  return next?.runs ?? [];
}

function checkTruth({ members }: Plan, truth: string | undefined): void {
  const ids = members.map(({ id }) => id);
  if (truth === undefined || ids.includes(truth)) return;
  const wayOut = didYouMean(truth, ids);
  const line = `--reference-method: expected one of the members ${ids.join(', ')}, got ${truth}`;
  throw new InputError(wayOut === undefined ? line : `${line}; ${wayOut}`);
}

function checkEqual({ members }: Plan, equal: 'cost' | 'error' | undefined): void {
  if (
    equal === undefined ||
    members.some(({ id, label }) => members.some((other) => other.label === label && other.id !== id))
  )
    return;
  const [{ label }] = members;
  throw new InputError(
    `--equal ${equal}: expected a method at two resolutions or more, to have a curve, got one of each; ` +
      `write ${label}@... more than once in --methods`,
  );
}

function findTruth({ common }: Plan, member: string | undefined, finished: readonly FinishedRun[]): Truth {
  if (member !== undefined) return { kind: 'member', name: member, reference: '' };
  const exact = finished.map(({ description }) => description.summary.exact).find((one) => one !== null);
  if (exact) return { kind: 'exact', ...exact };
  if (common.reference === undefined) return { kind: 'none', name: '', reference: '' };
  const part = finished
    .flatMap(({ description }) => description.provenance.methods)
    .find(({ role }) => role === 'reference data');
  return { kind: 'external', name: basename(common.reference.file), reference: part?.reference ?? '' };
}
