import type { Dimension } from '../../core/vector-field.ts';
import { type AxisMatrix, addAxisProduct } from '../../kernels/axis-product.ts';
import { type Cube, type TensorSymbol, tensorComponents } from '../../kernels/tensor-convolution.ts';
import { latticeKernel } from './truncated-kernel.ts';

/**
 * The symbol of the lattice kernel continued to the torus,
 *
 *     T^_ab(k) = torus^{-d} sum_n T_ab(n) exp(-2 pi i k.n / torus),    |n_a| < nodes,
 *
 * with which a convolution on the torus is that of the whole kernel with the band-limited interpolants on the cube. By parity a
 * product of cosines, or on the axes a and b of sines when a != b: one matrix for each axis.
 */
export function torusSymbol({ d, nodes, torus }: Cube, exponent: number, spacing: number): TensorSymbol {
  const half = torus / 2 + 1;
  const wave = (f: (angle: number) => number): AxisMatrix => ({
    rows: half,
    columns: nodes,
    entries: Float64Array.from({ length: half * nodes }, (_, at) => {
      const [k, n] = [Math.floor(at / nodes), at % nodes];
      return ((n === 0 ? 1 : 2) * f((2 * Math.PI * ((k * n) % torus)) / torus)) / torus;
    }),
  });
  const [even, odd] = [wave(Math.cos), wave(Math.sin)];
  const kernel = latticeKernel(d as Dimension, exponent, nodes, spacing);
  const components = tensorComponents(d);
  const symbol = new Float64Array(components.length * half ** d);
  components.forEach(([a, b], c) => {
    let values = kernel[c];
    for (let k = 0; k < d; k++) {
      const outer = half ** k;
      const inner = nodes ** (d - 1 - k);
      const next = new Float64Array(outer * half * inner);
      // (-i)^2 sin sin is the part of exp(-i x) exp(-i y) that is odd in both
      const sign = k === 0 && a !== b ? -1 : 1;
      addAxisProduct(sign, a !== b && (k === a || k === b) ? odd : even, outer, inner, values, next);
      values = next;
    }
    for (let x = 0; x < values.length; x++) symbol[transposedPlace(d, half, x) * components.length + c] = values[x];
  });
  return symbol;
}

/** From the last axis fastest to the last axis slowest. */
function transposedPlace(d: number, side: number, x: number): number {
  let place = 0;
  for (let k = 0, rest = x; k < d; k++, rest = Math.floor(rest / side)) place = place * side + (rest % side);
  return place;
}
