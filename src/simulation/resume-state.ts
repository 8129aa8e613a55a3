import { join } from 'node:path';
import * as z from 'zod';
import { InputError } from '../core/errors.ts';
import type { Checkpoint } from '../output/checkpoint.ts';
import { checked } from '../output/files.ts';
import { layout } from '../output/layout.ts';
import type { OpenedRun } from '../output/open-run.ts';
import { violationSchema } from '../output/record-schemas.ts';
import { identityChanges, type RunIdentity } from '../output/run-identity.ts';
import type { Violation } from '../output/run-record.ts';
import type { Simulation } from './assemble.ts';

/** The changes since the run began, in words, when it may go on with them. Throws InputError when it may not. */
export function acceptedChanges(
  { directory, identity }: OpenedRun,
  now: RunIdentity,
  accept: boolean,
): readonly string[] {
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
        'restore them, or continue anyway with --accept-changes',
    );
  return texts;
}

/** What a checkpoint keeps besides the state of the evolution. */
export interface Earlier {
  readonly wallSeconds: number;
  readonly violations: readonly Violation[];
}

export const noEarlier: Earlier = { wallSeconds: 0, violations: [] };
const earlierSchema: z.ZodType<Earlier> = z.looseObject({
  wallSeconds: z.number().min(0),
  violations: z.array(violationSchema),
});

/** Puts the evolution where the checkpoint has it. Throws InputError when that is the state of another system. */
export function restoreState({ evolution }: Simulation, { t, arrays, meta }: Checkpoint, directory: string): Earlier {
  const path = join(directory, layout.checkpoint);
  const wayOut = `start the run again with --overwrite`;
  for (const [name, { length }] of Object.entries(evolution.grows === true ? {} : evolution.save())) {
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
