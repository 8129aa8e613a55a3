import { axisNodes, type Lattice } from '../core/lattice.ts';
import type { Analyzer } from './analyzer.ts';

/** Relative L1, L2 and Linf distance of the reconstructed f_i to the exact solution, both on the nodes of the lattice. */
export const errorNorms: Analyzer = {
  name: 'error-norms',
  prepare({ initial, exact }) {
    if (exact === undefined) return { quantities: [], measure() {} };
    return {
      quantities: initial.mixture.species.flatMap(({ name }) =>
        ['l1', 'l2', 'linf'].map((norm) => ({
          name: `error_${norm}.${name}`,
          label: `relative ${norm.toUpperCase()} error of ${name}`,
          unit: '1',
        })),
      ),
      measure(now, row) {
        now.species.forEach(({ lattice, values }, i) => {
          const { value } = exact.at(i, now.t);
          const error = { l1: 0, l2: 0, linf: 0 };
          const size = { l1: 0, l2: 0, linf: 0 };
          eachNode(lattice, (v, x) => {
            const f = value(v);
            addNorms(error, Math.abs(values[x] - f));
            addNorms(size, Math.abs(f));
          });
          row[3 * i] = error.l1 / size.l1;
          row[3 * i + 1] = Math.sqrt(error.l2 / size.l2);
          row[3 * i + 2] = error.linf / size.linf;
        });
      },
    };
  },
};

function addNorms(norms: { l1: number; l2: number; linf: number }, value: number): void {
  norms.l1 += value;
  norms.l2 += value * value;
  if (value > norms.linf) norms.linf = value;
}

/** Visits every node with its velocity (one reused array) and flat index. */
export function eachNode(lattice: Lattice, visit: (v: Float64Array, x: number) => void): void {
  const { d, shape } = lattice;
  const axes = Array.from({ length: d }, (_, k) => axisNodes(lattice, k));
  const v = new Float64Array(d);
  const total = shape.reduce((product, nodes) => product * nodes, 1);
  for (let x = 0; x < total; x++) {
    let rest = x;
    for (let k = d - 1; k >= 0; k--) {
      v[k] = axes[k][rest % shape[k]];
      rest = Math.floor(rest / shape[k]);
    }
    visit(v, x);
  }
}
