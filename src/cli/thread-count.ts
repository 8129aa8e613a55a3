import { availableParallelism } from 'node:os';
import { InputError } from '../core/errors.ts';

/** The number behind `--threads`. Throws InputError for more than the machine's cores. */
export function threadCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= availableParallelism()) return count;
  throw new InputError(
    `--threads: expected an integer from 1 to ${availableParallelism()}, the cores of this machine, got ${text}`,
  );
}
