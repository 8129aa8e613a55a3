import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { InputError } from '../core/errors.ts';
import { isLeftover, makeDirectory, writeFileAtomically } from '../output/files.ts';
import { isLockFile } from '../output/lock-file.ts';
import { packageVersion, programCommit } from '../output/program.ts';
import { readSealed, sha256, writeSealed } from '../output/sealed-json.ts';
import type { ParsedStudy, StudyMember } from '../scenario/parse-study.ts';
import { readStudy } from '../scenario/read-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { scenarioToYaml } from '../scenario/serialise.ts';
import type { Coordinate, StudyScenario } from '../scenario/study.ts';
import { studyAxes } from '../scenario/study-members.ts';
import { estimateCost } from '../simulation/estimate.ts';
import { inputFiles } from '../simulation/input-files.ts';
import { checkPoint } from './check-point.ts';
import type { MemberEstimate, StudyHandle } from './executor.ts';
import { memberFolder, memberIdPattern, memberPath, studyLayout } from './layout.ts';
import { readResolved, writeResolved } from './resolved-study.ts';
import { refuseRunning, studyLockFile } from './study-lock.ts';
import type { TargetQuantity } from './target-value.ts';

/** One member in `plan.json`. */
export interface PlannedMember {
  readonly id: string;
  /** Its index on every axis. */
  readonly place: readonly number[];
  /** Its values on the axes. */
  readonly axes: Readonly<Record<string, Coordinate>>;
  readonly seed: string;
  /** Which of the seeds, from 0; null in a study without. */
  readonly repetition: number | null;
  readonly estimate: MemberEstimate;
}

/** What a study will compute, saved as `plan.json`. */
export interface Plan {
  readonly software: 'landau-fisher';
  readonly version: string;
  readonly commit: string | null;
  readonly title: string;
  /** The study file. */
  readonly file: string;
  /** The columns that the targets are made of. */
  readonly columns: Readonly<Record<string, TargetQuantity>>;
  readonly members: readonly PlannedMember[];
}

/** Points whose runs are timed for the estimate; the time of the others is counted, and scaled as these were. */
const timedPoints = 12;

/**
 * Plans the study in `file`: checks the scenario of every member and every target, and writes the study, the plan and the
 * members' scenarios into `directory`. A study that is there is planned anew; members it already has keep their results.
 * Throws InputError, with places in the study file, before anything is written.
 */
export function planStudy(file: string, directory: string): Plan {
  checkDirectory(directory);
  const parsed = readStudy(file);
  const points = new Map<string, ReturnType<typeof checkPoint>>();
  const sums = { timed: 0, counted: 0 };
  const checked = (member: StudyMember) => {
    if (points.size >= timedPoints) {
      const { estimate, columns } = checkPoint(parsed, member, 0);
      return { estimate: { ...estimate, seconds: (estimate.seconds * sums.timed) / sums.counted }, columns };
    }
    const point = checkPoint(parsed, member);
    sums.timed += point.estimate.seconds;
    sums.counted += estimateCost(member.scenario, { budget: 0 }).seconds;
    return point;
  };
  const members = parsed.members.map((member) => {
    const key = member.place.join(' ');
    const point = points.get(key) ?? checked(member);
    points.set(key, point);
    return planMember(parsed, member, point.estimate);
  });
  const [first] = points.values();
  const plan: Plan = {
    software: 'landau-fisher',
    version: packageVersion(),
    commit: programCommit(),
    title: parsed.study.title,
    file: resolve(file),
    columns: first.columns,
    members,
  };
  parsed.members.forEach(({ scenario }, m) => {
    const { id } = members[m];
    const path = memberPath(directory, id, 'scenario');
    if (existsSync(path)) return;
    try {
      makeDirectory(memberFolder(directory, id));
    } catch (cause) {
      throw new InputError(`${directory}: cannot be created (${(cause as Error).message}); choose another --output`);
    }
    writeFileAtomically(path, scenarioToYaml(scenario));
  });
  removeLeftovers(directory);
  writeResolved(directory, parsed.study);
  // Written last: a directory with a plan has all that the plan speaks of.
  writeSealed(join(directory, studyLayout.plan), plan, 1);
  return plan;
}

/** Throws InputError when the directory holds no plan. */
export function readPlan(directory: string): Plan {
  const path = join(directory, studyLayout.plan);
  if (!existsSync(path))
    throw new InputError(
      `${directory}: expected the directory of a study, got one without ${studyLayout.plan}; see landau study plan`,
    );
  return readSealed(path, 'the plan of a study', planSchema);
}

const estimateSchema = z.object({ seconds: z.number(), memory: z.number() });

const planSchema = z.looseObject({
  software: z.literal('landau-fisher'),
  version: z.string(),
  commit: z.string().nullable(),
  title: z.string(),
  file: z.string(),
  columns: z.record(z.string(), z.object({ label: z.string(), unit: z.string() })),
  members: z.array(
    z.looseObject({
      id: z.string().regex(memberIdPattern, 'the id of a member'),
      place: z.array(z.number().int().min(0)),
      axes: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
      seed: z.string(),
      repetition: z.number().int().nullable(),
      estimate: estimateSchema,
    }),
  ),
}) as unknown as z.ZodType<Plan>;

/**
 * The id of a member: 16 hexadecimal digits of the SHA-256 of its resolved scenario, what the files say that it names, and the
 * program's version and commit. Members that would compute the same have the same id, in whatever study they are.
 */
export function memberId(scenario: Scenario, program = `${packageVersion()} ${programCommit()}`): string {
  const inputs = inputFiles(scenario, 'scenario.yaml').map((input) => input.sha256);
  return sha256([program, ...inputs, scenarioToYaml(scenario)].join('\n')).slice(0, 16);
}

/** What a killed process left half written: in the way of nobody, but for nobody. */
function removeLeftovers(directory: string): void {
  for (const name of readdirSync(directory))
    if (Object.values(studyLayout).some((file) => isLeftover(name, file)))
      rmSync(join(directory, name), { force: true });
}

function planMember({ axes }: ParsedStudy, { place, repetition, scenario }: StudyMember, estimate: MemberEstimate) {
  return {
    id: memberId(scenario),
    place,
    axes: Object.fromEntries(axes.map(({ name, values }, a) => [name, values[place[a]]])),
    seed: String(scenario.seed),
    repetition: repetition ?? null,
    estimate,
  };
}

function checkDirectory(directory: string): void {
  if (directory === '')
    throw new InputError("--output: expected the name of a directory, got ''; leave it out for the default");
  if (!existsSync(directory)) return;
  if (!statSync(directory).isDirectory())
    throw new InputError(`${directory}: expected a directory for the study, got a file; choose another --output`);
  refuseRunning(directory);
  if (existsSync(join(directory, studyLayout.plan))) return;
  if (readdirSync(directory).some((name) => name !== 'members' && !isLockFile(name, studyLockFile)))
    throw new InputError(
      `${directory}: expected an empty directory or one with a study, got other files; choose another --output`,
    );
}

/** A planned study: what it is, what it will compute, and which members are done. */
export interface OpenStudy extends StudyHandle {
  readonly study: StudyScenario;
  readonly plan: Plan;
}

/** Opens the directory of a planned study. Throws InputError when it is none. */
export function openStudy(path: string): OpenStudy {
  const directory = resolve(path);
  const plan = readPlan(directory);
  const study = readResolved(directory);
  checkTogether(directory, study, plan);
  // Two points may be one and the same computation.
  const members = [...new Map(plan.members.map(({ id, estimate }) => [id, { id, estimate }])).values()];
  return {
    directory,
    study,
    plan,
    members,
    unfinished: () => members.map(({ id }) => id).filter((id) => !existsSync(memberPath(directory, id, 'result'))),
  };
}

/** Two files of one plan fit together, unless one was put back from elsewhere. */
function checkTogether(directory: string, study: StudyScenario, { members, columns }: Plan): void {
  const lengths = studyAxes(study).map(({ values }) => values.length);
  const fits =
    members.every(({ place }) => place.length === lengths.length && place.every((k, a) => k < lengths[a])) &&
    Object.values(study.targets).every(({ column }) => Object.hasOwn(columns, column));
  if (!fits)
    throw new InputError(
      `${directory}: expected study.yaml and plan.json of one plan, got those of two; plan the study again`,
    );
}
