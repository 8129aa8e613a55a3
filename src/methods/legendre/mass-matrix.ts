import { decomposeLu, solveLu } from '../../kernels/dense-algebra.ts';
import type { Layout } from './layout.ts';
import type { RadialGrid } from './pair-weights.ts';
import { massMatrix, type SpeciesBasis } from './species-basis.ts';

/** The mass matrix M: diagonal blocks are the radial mass matrix of the species times int Y_l^2. */
export interface Mass {
  /** out = M y. */
  apply(y: Float64Array, out: Float64Array): void;
  /** M^-1 b, in place. */
  solve(b: Float64Array): void;
  /** Adds factor times the block of species i to a dense matrix in which row and column of node 0 would be at `at`. */
  addBlock(factor: number, i: number, firstNode: number, at: number, size: number, out: Float64Array): void;
}

/** `norms` are int Y_l^2 over the sphere, by harmonic. */
export function createMass(
  bases: readonly SpeciesBasis[],
  grid: RadialGrid,
  layout: Layout,
  norms: Float64Array,
): Mass {
  const radial = bases.map((basis) => massMatrix(basis, grid));
  const { modes } = layout;
  // LU of the radial mass matrices, with and without node 0.
  const inverses = radial.map((mass, i) =>
    [0, 1].map((skipped) => {
      const n = bases[i].nodes.length - skipped;
      const lu = new Float64Array(n * n);
      for (let a = 0; a < n; a++)
        for (let b = 0; b < n; b++) lu[a * n + b] = mass[(a + skipped) * (n + skipped) + b + skipped];
      const exchanges = new Int32Array(n);
      decomposeLu(n, lu, exchanges);
      return { n, lu, exchanges };
    }),
  );

  /** The first and the last node that share an element with node a of species i. */
  const low = (i: number, a: number) => bases[i].order * (Math.ceil(a / bases[i].order) - 1);
  const high = (i: number, a: number) =>
    Math.min(bases[i].nodes.length - 1, bases[i].order * (Math.floor(a / bases[i].order) + 1));

  return {
    apply(y, out) {
      for (let i = 0; i < bases.length; i++) {
        const n = bases[i].nodes.length;
        for (let m = 0; m < modes.length; m++) {
          const at = layout.offset(i, m);
          const first = layout.firstNode(m);
          for (let a = first; a < n; a++) {
            const end = high(i, a);
            let sum = 0;
            for (let b = Math.max(first, low(i, a)); b <= end; b++) sum += radial[i][a * n + b] * y[at + b];
            out[at + a] = norms[m] * sum;
          }
        }
      }
    },
    solve(b) {
      for (let i = 0; i < bases.length; i++)
        for (let m = 0; m < modes.length; m++) {
          const first = layout.firstNode(m);
          const { n, lu, exchanges } = inverses[i][first];
          const begin = layout.offset(i, m) + first;
          const part = b.subarray(begin, begin + n);
          solveLu(n, lu, exchanges, part);
          for (let a = 0; a < n; a++) part[a] /= norms[m];
        }
    },
    addBlock(factor, i, firstNode, at, size, out) {
      const n = bases[i].nodes.length;
      for (let a = firstNode; a < n; a++) {
        const end = high(i, a);
        for (let b = Math.max(firstNode, low(i, a)); b <= end; b++)
          out[(at + a) * size + at + b] += factor * radial[i][a * n + b];
      }
    },
  };
}
