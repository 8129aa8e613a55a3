import process from 'node:process';
import type { Writable } from 'node:stream';
import { InputError } from '../core/errors.ts';
import type { Effort } from '../explore/effort.ts';
import { formatBytes, formatCount, formatDuration } from './texts.ts';

/** A way to ask for less: an option, the values that it may have instead, the one that takes most first, and what they take. */
export interface WayOut {
  /** As in a command, `--degree 2`, or for lists `at most 3 of --exponents`. */
  words(value: number): string;
  readonly values: readonly number[];
  effort(value: number): Effort;
}

/** What an exploration may take without being refused. */
export interface ExplorationLimits {
  readonly bytes: number;
  readonly seconds: number;
  /** Beyond these seconds the estimate is told in advance. */
  readonly silent: number;
}

const usual = { seconds: 24 * 60 * 60, silent: 20 };

/**
 * Throws InputError, one line with the ways out that are enough, for what would take more memory than this machine has free or more than a day; tells in advance what is
 * merely long. `promise` is what Ctrl-C does.
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
        ? [`the ${formatBytes(limits.bytes)} of memory that are free`, `about ${formatBytes(bytes)}`]
        : [formatDuration(limits.seconds), `about ${formatDuration(seconds)}`];
    const take = enough.length > 0 ? enough.join(' or ') : 'fewer species or masses that are closer to each other';
    throw new InputError(
      `${command}: expected at most ${allowed}, got ${needed} for ${formatCount(unknowns)} unknowns; take ${take}`,
    );
  }
  if (seconds > limits.silent)
    err.write(`${command}: about ${roughly(seconds)} for ${formatCount(unknowns)} unknowns; ${promise}\n`);
}

/** To one digit, or whole minutes. */
function roughly(seconds: number): string {
  const rounded = seconds < 60 ? Number(seconds.toPrecision(1)) : 60 * Math.round(seconds / 60);
  return formatDuration(rounded).replace(/ 0 s$/, '');
}

/** For an option that is a list: at most so many of its values. */
export function fewer(option: string, count: number, effort: (count: number) => Effort): WayOut {
  return {
    words: (most) => `at most ${most} of ${option}`,
    values: Array.from({ length: Math.max(0, count - 1) }, (_, k) => count - 1 - k),
    effort,
  };
}
