import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { StudyScenario } from '../scenario/study.ts';
import type { StudyHandle } from './executor.ts';
import { memberPath } from './layout.ts';
import { type Plan, readPlan } from './plan-record.ts';
import { type MemberResult, readResult } from './result.ts';
import { refuseRunning } from './study-lock.ts';

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
    threads: plan.study.threads,
    members,
    unfinished: () => members.map(({ id }) => id).filter((id) => !existsSync(memberPath(directory, id, 'result'))),
  };
}

/** Removes the results of members, and their runs, so that they are computed anew. Throws InputError while a process runs the study. */
export function forgetResults({ directory, members }: OpenStudy, isForgotten: (result: MemberResult) => boolean): void {
  refuseRunning(directory);
  for (const { id } of members) {
    const result = readResult(directory, id);
    if (result === undefined || !isForgotten(result)) continue;
    rmSync(memberPath(directory, id, 'result'));
    rmSync(memberPath(directory, id, 'run'), { recursive: true, force: true });
  }
}
