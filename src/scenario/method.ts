import * as z from 'zod';
import { oneOf, withDefault } from './fields.ts';
import { blobMethod } from './methods/blob.ts';
import { legendreMethod } from './methods/legendre.ts';
import { linearFokkerPlanckMethod } from './methods/linear-fokker-planck.ts';
import { momentsMethod } from './methods/moments.ts';
import { pairCollisionsMethod } from './methods/pair-collisions.ts';
import { spectralGridMethod } from './methods/spectral-grid.ts';

/** Every method. A new one is a file in methods/, told apart by its `name`, and an entry here. */
const methods = () =>
  [
    blobMethod(),
    linearFokkerPlanckMethod(),
    pairCollisionsMethod(),
    spectralGridMethod(),
    legendreMethod(),
    momentsMethod(),
  ] as const;

export function method() {
  const known = methods();
  const names = known.flatMap((one) => [...one.shape.name.values]);
  const expected = (issue: z.core.$ZodRawIssue) =>
    issue.code === 'invalid_union' ? oneOf(names) : 'a map with the key name';
  const union = z
    .discriminatedUnion('name', known, { error: expected })
    .describe('How the mixture is evolved: the name of a method and its options.');
  return withDefault(union, { name: 'blob' });
}
