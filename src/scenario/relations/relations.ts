import type { Draft } from '../draft.ts';
import type { Problem } from '../problem.ts';
import { batchProblems } from './batch.ts';
import { collisionProblems } from './collisions.ts';
import { expectationProblems } from './expectations.ts';
import { meshProblems } from './mesh.ts';
import { nameProblems } from './names.ts';
import { particleProblems } from './particles.ts';
import { perturbedProblems } from './perturbed.ts';
import { projectionProblems } from './projection.ts';
import { scheduleProblems } from './schedule.ts';

/** What no field can tell alone: every check looks at the valid fields of a draft, whatever else is wrong with it. */
export const relations: readonly ((draft: Draft) => Problem[])[] = [
  nameProblems,
  meshProblems,
  particleProblems,
  collisionProblems,
  perturbedProblems,
  scheduleProblems,
  projectionProblems,
  batchProblems,
  expectationProblems,
];
