import process from 'node:process';
import type { Writable } from 'node:stream';
import { InputError } from '../core/errors.ts';
import type { Effort } from '../explore/effort.ts';
import { formatBytes, formatCount, formatDuration } from './texts.ts';

/** A way to reduce the effort: an option, alternative values with the most expensive first, and the effort of each. */
export interface WayOut {
  /** As in a command, `--degree 2`, or for lists `at most 3 of --exponents`. */
  words(value: number): string;
  readonly values: readonly number[];
  effort(value: number): Effort;
}

/** The largest effort that is not refused. */
export interface ExplorationLimits {
  readonly bytes: number;
  readonly seconds: number;
  /** Estimates above this number of seconds are announced in advance. */
  readonly silent: number;
}

const usual = { seconds: 24 * 60 * 60, silent: 20 };

/**
 * Throws InputError, one line with the sufficient ways out, when the effort exceeds the free memory of this machine or one day. Announces
 * the estimate of a computation that is only long. `promise` says what Ctrl-C does.
 */
export function announce(
  err: Writable,
  command: string,
  effort: Effort,
  waysOut: readonly WayOut[],
  promise = 'Ctrl-C ends it without a result',
  limits: ExplorationLimits = { bytes: process.availableMemory(), ...usual },
): void {
  const within = ({ bytes, seconds }: Effort) => bytes <= limits.bytes && seconds <= limits.seconds;
  const { unknowns, bytes, seconds } = effort;
  if (!within(effort)) {
    const enough = waysOut.flatMap(({ words, values, effort: of }) => {
      const value = values.find((one) => within(of(one)));
      return value === undefined ? [] : [words(value)];
    });
    const [allowed, needed] =
      bytes > limits.bytes
        ? [`the ${formatBytes(limits.bytes)} of free memory`, `about ${formatBytes(bytes)}`]
        : [formatDuration(limits.seconds), `about ${formatDuration(seconds)}`];
    const take = enough.length > 0 ? enough.join(' or ') : 'fewer species or masses that are closer to each other';
    throw new InputError(
      `${command}: expected at most ${allowed}, got ${needed} for ${formatCount(unknowns)} unknowns; take ${take}`,
    );
  }
  if (seconds > limits.silent)
    err.write(`${command}: about ${roughly(seconds)} for ${formatCount(unknowns)} unknowns; ${promise}\n`);
}

/** A duration rounded to one digit, or to whole minutes. */
function roughly(seconds: number): string {
  const rounded = seconds < 60 ? Number(seconds.toPrecision(1)) : 60 * Math.round(seconds / 60);
  return formatDuration(rounded).replace(/ 0 s$/, '');
}

/** A way out for an option that is a list: fewer of its values. */
export function fewer(option: string, count: number, effort: (count: number) => Effort): WayOut {
  return {
    words: (most) => `at most ${most} of ${option}`,
    values: Array.from({ length: Math.max(0, count - 1) }, (_, k) => count - 1 - k),
    effort,
  };
}
