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
  /** The first and the last node that share an element with node a of species i. */
  const low = (i: number, a: number) => bases[i].order * (Math.ceil(a / bases[i].order) - 1);
  const high = (i: number, a: number) =>
    Math.min(bases[i].nodes.length - 1, bases[i].order * (Math.floor(a / bases[i].order) + 1));

  // With and without node 0.
  const factors = radial.map((mass, i) =>
    [0, 1].map((first) => bandFactor(mass, bases[i].nodes.length, first, low.bind(null, i))),
  );

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
          const n = bases[i].nodes.length;
          const begin = layout.offset(i, m);
          factors[i][first].solve(b, begin);
          for (let a = first; a < n; a++) b[begin + a] /= norms[m];
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

/**
 * The Cholesky factor of a symmetric positive definite matrix of n rows, without the rows and columns before `first`. Row a of the matrix,
 * and of its factor, begins at column `low(a)`. `solve` works in place on the vector with element a at index `at + a`.
 */
function bandFactor(matrix: Float64Array, n: number, first: number, low: (a: number) => number) {
  const begin = Int32Array.from({ length: n }, (_, a) => Math.max(first, low(a)));
  const factor = new Float64Array(n * n);
  for (let a = first; a < n; a++)
    for (let b = begin[a]; b <= a; b++) {
      let sum = matrix[a * n + b];
      for (let k = Math.max(begin[a], begin[b]); k < b; k++) sum -= factor[a * n + k] * factor[b * n + k];
      factor[a * n + b] = b === a ? Math.sqrt(sum) : sum / factor[b * n + b];
    }
  return {
    solve(x: Float64Array, at: number): void {
      for (let a = first; a < n; a++) {
        let sum = x[at + a];
        for (let k = begin[a]; k < a; k++) sum -= factor[a * n + k] * x[at + k];
        x[at + a] = sum / factor[a * n + a];
      }
      for (let a = n - 1; a >= first; a--) {
        x[at + a] /= factor[a * n + a];
        for (let k = begin[a]; k < a; k++) x[at + k] -= factor[a * n + k] * x[at + a];
      }
    },
  };
}
