import type { Dimension } from '../../core/vector-field.ts';
import { truncatedKernel } from './truncated-kernel.ts';

/** The transformed kernel on the modes k = step (l_1, .., l_d), 0 <= l_a <= last. */
export interface KernelModes {
  /** K^_ab(k) = across delta_ab + (along - across) k_a k_b/|k|^2 in row order; on the other modes odd in l_a and l_b when a != b. */
  component(a: number, b: number): Float64Array;
}

/** Tabulates the kernel cut off at `radius`; its two eigenvalues are computed once for every |l|^2 that occurs. */
export function kernelModes(d: Dimension, exponent: number, radius: number, step: number, last: number): KernelModes {
  const kernel = truncatedKernel(d, exponent, radius, Math.sqrt(d) * last * step);
  const across = new Float64Array(d * last * last + 1).fill(Number.NaN);
  const along = new Float64Array(across.length);
  const side = last + 1;
  const count = side ** d;
  const l = Array.from({ length: d }, (_, axis) => {
    const stride = side ** (d - 1 - axis);
    return Int32Array.from({ length: count }, (_, at) => Math.floor(at / stride) % side);
  });
  const squares = new Int32Array(count);
  for (let at = 0; at < count; at++) {
    let s = 0;
    for (let axis = 0; axis < d; axis++) s += l[axis][at] ** 2;
    squares[at] = s;
    if (Number.isNaN(across[s])) {
      const symbol = kernel(step * Math.sqrt(s));
      across[s] = symbol.across;
      along[s] = symbol.along;
    }
  }
  return {
    component: (a, b) =>
      Float64Array.from(squares, (s, at) => {
        const rest = s === 0 ? 0 : ((along[s] - across[s]) * l[a][at] * l[b][at]) / s;
        return a === b ? across[s] + rest : rest;
      }),
  };
}
