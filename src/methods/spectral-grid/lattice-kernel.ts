import type { Dimension } from '../../core/vector-field.ts';
import { addAxisProduct } from '../../kernels/axis-product.ts';
import { kernelModes } from './kernel-modes.ts';
import { tensorComponents } from './tensor.ts';

/**
 * The collision kernel on a lattice: T_ab(n) such that sum_n' T_ab(n - n') f(n') is the convolution int K_ab(v - v*) f(v*) dv* of
 * the whole kernel with the band-limited interpolant of f,
 *
 *     T_ab(n) = (h/P)^d sum_k K^_ab(k) exp(i h k.n),     k in (2 pi/P) Z^d,  |k_a| <= pi/h,
 *
 * for the offsets 0 <= n_a < nodes, row order, one array per component in the order of `tensorComponents`; on the other
 * offsets by parity, which is odd on the axes a and b when a != b. The cut-off sqrt(d) W and the period P >= W + sqrt(d) W,
 * W = nodes h, leave no image inside the box; the sum is separable, one matrix of cosines or sines for each axis.
 */
export function latticeKernel(d: Dimension, exponent: number, nodes: number, spacing: number): Float64Array[] {
  const last = Math.ceil(((1 + Math.sqrt(d)) * nodes) / 2);
  const modes = kernelModes(d, exponent, Math.sqrt(d) * nodes * spacing, Math.PI / (last * spacing), last);
  const rows = nodes;
  const columns = last + 1;
  const wave = (f: (angle: number) => number) => ({
    rows,
    columns,
    entries: Float64Array.from({ length: rows * columns }, (_, at) => {
      const [n, l] = [Math.floor(at / columns), at % columns];
      // Modes l and -l together count twice; l = 0 and the two halves of the band's edge once.
      return ((l === 0 || l === last ? 1 : 2) * f((Math.PI * ((n * l) % (2 * last))) / last)) / (2 * last);
    }),
  });
  const [even, odd] = [wave(Math.cos), wave(Math.sin)];
  return tensorComponents(d).map(([a, b]) => {
    let values = modes.component(a, b);
    // exp(i x) exp(i y) has the part i sin i sin = -sin sin that is odd in both.
    const sign = a === b ? 1 : -1;
    for (let k = 0; k < d; k++) {
      const outer = rows ** k;
      const inner = columns ** (d - 1 - k);
      const next = new Float64Array(outer * rows * inner);
      addAxisProduct(k === 0 ? sign : 1, a !== b && (k === a || k === b) ? odd : even, outer, inner, values, next);
      values = next;
    }
    return values;
  });
}
