import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { InputError } from '../core/errors.ts';
import { isThere } from '../core/file-system.ts';
import { readSealed, writeSealed } from '../output/checksums.ts';
import { withoutFile } from '../output/layout.ts';
import { type Lock, lockHolder, takeLock } from '../output/lock-file.ts';
import { inWords, type WorkingProcess } from '../output/working-process.ts';
import { type Coordinate, type StudyScenario, studySchema } from '../scenario/study.ts';
import { studyAxes } from '../scenario/study-members.ts';
import type { ResolvedStudy } from '../scenario/study-point.ts';
import type { MemberEstimate, StudyHandle } from './executor.ts';
import { memberIdPattern, memberPath, studyLayout } from './layout.ts';
import { type MemberResult, readResult } from './result.ts';
import type { TargetQuantity } from './target-value.ts';

/** One member in `plan.json`. */
export interface PlannedMember {
  readonly id: string;
  /** Its index on every axis. */
  readonly place: readonly number[];
  /** Its values on the axes. */
  readonly axes: Readonly<Record<string, Coordinate>>;
  readonly seed: string;
  /** Index of the seed; null in a study without seeds. */
  readonly repetition: number | null;
  readonly estimate: MemberEstimate;
}

/**
 * What a study will compute, saved as `plan.json`: the study with all defaults, and its members. The scenario of a member is
 * made from both when it is needed, so that a plan of 60 000 members is one file.
 */
export interface Plan extends ResolvedStudy {
  readonly software: 'landau-fisher';
  readonly version: string;
  readonly commit: string | null;
  readonly title: string;
  /** The study file. */
  readonly file: string;
  /** The columns that the targets use. */
  readonly columns: Readonly<Record<string, TargetQuantity>>;
  /** Number of points that were assembled, as at the start of a run; the scenarios of all points are valid. */
  readonly assembled: number;
  readonly members: readonly PlannedMember[];
}

/** Writes the plan. Throws RunError if writing fails; an older plan is then kept. */
export function writePlan(directory: string, plan: Plan): void {
  writeSealed(join(directory, studyLayout.plan), plan, plan.members.length > mostIndented ? 0 : 1);
}

/** A longer plan is written without line breaks, which would double its size. */
const mostIndented = 1000;

/** Reads the plan of a study. Throws InputError if the directory contains none. */
export function readPlan(directory: string): Plan {
  const path = join(directory, studyLayout.plan);
  if (!isThere(path))
    throw new InputError(
      `${directory}: expected the directory of a study, got ${withoutFile(directory, studyLayout.plan)}; see landau study plan`,
    );
  const plan = readSealed(path, 'the plan of a study', planSchema);
  const study = resolvedStudy(plan.study, path);
  checkTogether(path, study, plan);
  return { ...plan, study };
}

function resolvedStudy(value: unknown, path: string): StudyScenario {
  const result = studySchema().safeParse(value);
  if (result.success) return result.data;
  const [{ path: place, message }] = result.error.issues;
  throw new InputError(
    `${path} ${['study', ...place].join('.')}: expected ${message}, got something else; plan the study again with this version`,
  );
}

/** Checks what the schema does not: every member has a place on the axes, and every target a column. Throws InputError. */
function checkTogether(path: string, study: StudyScenario, { members, columns }: Plan): void {
  const lengths = studyAxes(study).map(({ values }) => values.length);
  const repetitions = study.seeds?.count;
  const fits =
    members.length > 0 &&
    members.every(
      ({ place, repetition }) =>
        place.length === lengths.length &&
        place.every((k, a) => k < lengths[a]) &&
        (repetitions === undefined ? repetition === null : repetition !== null && repetition < repetitions),
    ) &&
    Object.values(study.targets).every(({ column }) => Object.hasOwn(columns, column));
  if (!fits)
    throw new InputError(`${path}: expected the members of its study, got members of another; plan the study again`);
}

const estimateSchema = z.object({ seconds: z.number(), memory: z.number() });

const planSchema = z.looseObject({
  software: z.literal('landau-fisher'),
  version: z.string(),
  commit: z.string().nullable(),
  title: z.string(),
  file: z.string(),
  tables: z.string(),
  assembled: z.number(),
  columns: z.record(z.string(), z.object({ label: z.string(), unit: z.string() })),
  members: z.array(
    z.looseObject({
      id: z.string().regex(memberIdPattern, 'the id of a member'),
      place: z.array(z.number().int().min(0)),
      axes: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
      seed: z.string(),
      repetition: z.number().int().min(0).nullable(),
      estimate: estimateSchema,
    }),
  ),
}) as unknown as z.ZodType<Plan>;

/** A planned study: what it will compute, and which members are done. */
export interface OpenStudy extends StudyHandle {
  readonly study: StudyScenario;
  readonly plan: Plan;
}

/** Opens the directory of a planned study. Throws InputError if it is not one. */
export function openStudy(path: string): OpenStudy {
  const directory = resolve(path);
  const plan = readPlan(directory);
  // Two points may be the same computation.
  const members = [...new Map(plan.members.map(({ id, estimate }) => [id, { id, estimate }])).values()];
  return {
    directory,
    study: plan.study,
    plan,
    threads: plan.study.threads,
    members,
    unfinished: () => members.map(({ id }) => id).filter((id) => !isThere(memberPath(directory, id, 'result'))),
  };
}

/** Removes the results and the runs of members, so that they are computed again. Throws InputError while a process runs the study. */
export function forgetResults({ directory, members }: OpenStudy, isForgotten: (result: MemberResult) => boolean): void {
  refuseRunning(directory);
  for (const { id } of members) {
    const result = readResult(directory, id);
    if (result === undefined || !isForgotten(result)) continue;
    rmSync(memberPath(directory, id, 'result'));
    rmSync(memberPath(directory, id, 'run'), { recursive: true, force: true });
  }
}

/** The lock in the directory of a study while an executor works on it. */
export const studyLockFile = 'study.lock';

/**
 * Locks a study for the executor in this process: two executors would compute everything twice, which takes time but damages no result.
 * Throws InputError if another process holds the lock.
 */
export function lockStudy(directory: string): Lock {
  return takeLock(join(directory, studyLockFile), (holder) => inUse(directory, holder));
}

/** Throws InputError if a process holds the lock of the study; changes nothing. */
export function refuseRunning(directory: string): void {
  const holder = lockHolder(join(directory, studyLockFile));
  if (holder !== undefined) throw inUse(directory, holder);
}

function inUse(directory: string, holder: WorkingProcess): InputError {
  return new InputError(
    `${directory}: expected a study that no process runs, got one run by ${inWords(holder)}; ` +
      'watch it with landau study status, or end it and run this again (jobs in a queue keep running)',
  );
}
