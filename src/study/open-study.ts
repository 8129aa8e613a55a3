import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { InputError } from '../core/errors.ts';
import { readBytes } from '../output/input-file.ts';
import { type StudyScenario, studySchema } from '../scenario/study.ts';
import type { StudyHandle } from './executor.ts';
import { memberPath, studyLayout } from './layout.ts';
import { type Plan, readPlan } from './plan.ts';

/** A planned study: what it is, what it will compute, and which members are done. */
export interface OpenStudy extends StudyHandle {
  readonly study: StudyScenario;
  readonly plan: Plan;
}

/** Opens the directory of a planned study. Throws InputError when it is none. */
export function openStudy(path: string): OpenStudy {
  const directory = resolve(path);
  const plan = readPlan(directory);
  // Two points may be one and the same computation.
  const members = [...new Map(plan.members.map(({ id, estimate }) => [id, { id, estimate }])).values()];
  return {
    directory,
    study: readResolved(directory),
    plan,
    members,
    unfinished: () => members.map(({ id }) => id).filter((id) => !existsSync(memberPath(directory, id, 'result'))),
  };
}

/** The study as it was written with the plan. */
export function readResolved(directory: string): StudyScenario {
  const path = join(directory, studyLayout.study);
  const result = studySchema().safeParse(parse(readBytes(path, 'a resolved study').toString('utf8')));
  if (result.success) return result.data;
  throw new InputError(
    `${path}: expected a study as landau study plan writes it, got ${result.error.issues[0].message}`,
  );
}
