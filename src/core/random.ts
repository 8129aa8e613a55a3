// The whole package would load all its generators, and node:crypto.
import alea from 'seedrandom/lib/alea.js';
import { InputError } from './errors.ts';

/** A reproducible sequence of uniform random numbers, independent of all streams with different names. */
export interface RandomStream {
  /** The next uniform number in [0, 1), a multiple of 2^-53. */
  next(): number;
  /** The position in the stream, as JSON, for checkpoints. */
  state(): string;
  /** Continues bit for bit from the saved `state`. Throws InputError if `state` is not a state of this generator. */
  restore(state: string): void;
}

/**
 * Creates the stream for one purpose in one run, e.g. `createStream(seed, 'sampling', 'light')`. The seeds 1 and '1' are the same.
 *
 * Generator: alea (J. Baagoe, 2010) from seedrandom, with two 32-bit draws for each 53-bit number.
 */
export function createStream(seed: string | number, ...names: string[]): RandomStream {
  // JSON distinguishes ('a', 'b') from ('ab') and ('a/b'); the \0 ends the key, otherwise seed '1' could be continued to '11'.
  let generator = alea(`${JSON.stringify([String(seed), ...names])}\0`, { state: true });
  return {
    next: () => generator.double(),
    state: () => JSON.stringify(generator.state()),
    restore(state) {
      generator = alea('', { state: parseState(state) });
    },
  };
}

function parseState(text: string): { c: number; s0: number; s1: number; s2: number } {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    state = undefined;
  }
  const { c, s0, s1, s2 } = { ...(typeof state === 'object' ? state : undefined) } as Record<string, unknown>;
  if (Number.isInteger(c) && [s0, s1, s2].every((s) => typeof s === 'number' && s >= 0 && s < 1))
    return { c, s0, s1, s2 } as { c: number; s0: number; s1: number; s2: number };
  throw new InputError(
    `random stream: expected a saved state {c, s0, s1, s2}, got ${text.slice(0, 40)}; restart from an intact checkpoint`,
  );
}
