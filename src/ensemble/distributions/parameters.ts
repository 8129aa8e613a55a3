import { InputError } from '../../core/errors.ts';

/** Throws InputError unless `value` is positive and finite. `where` names the parameter, as `shell.width`. */
export function expectPositive(where: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new InputError(`${where}: expected a number > 0, got ${value}`);
}

/** The d components of a drift, zero when none is given. Throws InputError when they are not d finite numbers. */
export function driftVelocity(where: string, drift: readonly number[] | undefined, d: number): readonly number[] {
  if (drift === undefined) return new Array<number>(d).fill(0);
  if (drift.length !== d || !drift.every(Number.isFinite))
    throw new InputError(`${where}: expected ${d} finite numbers, one for each axis, got [${drift.join(', ')}]`);
  return [...drift];
}
