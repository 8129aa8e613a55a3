import type { UniformNumbers } from './uniform-numbers.ts';

/** `order` := a uniformly random permutation of 0 .. length - 1 (Fisher & Yates, inside out: what it held does not matter). */
export function shuffle(order: Uint32Array, random: UniformNumbers): void {
  for (let p = 0; p < order.length; p++) {
    const q = Math.floor(random.next() * (p + 1));
    order[p] = order[q];
    order[q] = p;
  }
}
