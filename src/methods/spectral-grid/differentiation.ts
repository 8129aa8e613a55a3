import type { AxisMatrix } from '../../kernels/axis-product.ts';

/**
 * The derivative of the trigonometric interpolant on a period of `nodes` (even) equal spacings,
 *
 *     D[j, l] = (pi / (nodes spacing)) (-1)^{j-l} cot( pi (j-l) / nodes ),    D[j, j] = 0.
 *
 * Antisymmetric, so that sum_j u_j (D v)_j = -sum_j v_j (D u)_j and sum_j (D v)_j = 0 to round-off. As a matrix product it costs no
 * more than transforms do at up to a hundred nodes, and suits any even number. Source: L. N. Trefethen, Spectral Methods in
 * MATLAB (2000), chapter 3.
 */
export function differentiationMatrix(nodes: number, spacing: number): AxisMatrix {
  const entries = new Float64Array(nodes * nodes);
  for (let j = 0; j < nodes; j++)
    for (let l = 0; l < j; l++) {
      const sign = (j - l) % 2 === 0 ? 1 : -1;
      const entry = (sign * Math.PI) / (nodes * spacing * Math.tan((Math.PI * (j - l)) / nodes));
      entries[j * nodes + l] = entry;
      entries[l * nodes + j] = -entry;
    }
  return { rows: nodes, columns: nodes, entries };
}
