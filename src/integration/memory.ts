import { InputError } from '../core/errors.ts';

/** Refuses memory saved by another integrator or for another number of particles. */
export function checkMemory(memory: Float64Array, length: number, name: string): void {
  if (memory.length === length) return;
  throw new InputError(
    `checkpoint: expected ${length} numbers of memory for ${name}, got ${memory.length}: ` +
      'resume with the integrator and the particles that saved it',
  );
}

export function joinMemory(...parts: readonly ArrayLike<number>[]): Float64Array {
  const memory = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let start = 0;
  for (const part of parts) {
    memory.set(part, start);
    start += part.length;
  }
  return memory;
}
