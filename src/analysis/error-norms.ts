import { eachNode } from '../core/lattice.ts';
import type { Analyzer } from './analyzer.ts';

/** Relative L1, L2 and Linf distance of the reconstructed f_i to the exact solution, both on the nodes of the lattice. */
export const errorNorms: Analyzer = {
  name: 'error-norms',
  prepare({ initial, exact }) {
    if (exact === undefined) return { quantities: [], measure() {} };
    return {
      quantities: initial.mixture.species.flatMap(({ name }) =>
        Object.entries(normWords).map(([norm, words]) => ({
          name: `error_${norm}.${name}`,
          label: `relative ${words} error of ${name}`,
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

const normWords = { l1: 'L1', l2: 'L2', linf: 'maximum' } as const;

function addNorms(norms: { l1: number; l2: number; linf: number }, value: number): void {
  norms.l1 += value;
  norms.l2 += value * value;
  if (value > norms.linf) norms.linf = value;
}
