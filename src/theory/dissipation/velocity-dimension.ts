import { InputError } from '../../core/errors.ts';
import type { Dimension } from '../../core/vector-field.ts';

/** The dimension of a velocity. Throws InputError unless it is 2 or 3. */
export function velocityDimension(u: readonly number[]): Dimension {
  if (u.length !== 2 && u.length !== 3)
    throw new InputError(`mean velocity: expected 2 or 3 components, got ${u.length}`);
  return u.length;
}
