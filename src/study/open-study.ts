import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { StudyScenario } from '../scenario/study.ts';
import type { StudyHandle } from './executor.ts';
import { memberPath } from './layout.ts';
import { type Plan, readPlan } from './plan-record.ts';

/** A planned study: what it will compute, and which members are done. */
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
    study: plan.study,
    plan,
    members,
    unfinished: () => members.map(({ id }) => id).filter((id) => !existsSync(memberPath(directory, id, 'result'))),
  };
}
