import { type CreateDenseAlgebra, dot } from '../../kernels/dense-algebra.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { usualMachine } from '../../kernels/machine.ts';
import type { LegendreSystem } from './system.ts';

/** Solves (factor M - J(y)) x = b for a sequence of right-hand sides. */
export interface LinearSolver {
  /** Sets factor and y; returns false if the matrix is singular or not finite. */
  prepare(factor: number, y: Float64Array): boolean;
  /** Replaces b by x; returns false if the iteration does not converge. */
  solve(b: Float64Array): boolean;
  /** Products of J with a vector so far, for iterative solvers. */
  readonly products?: number;
}

type DenseKernels = Pick<Kernels, 'decomposeLu' | 'denseAlgebra'>;

export function directSolver(
  system: LegendreSystem,
  { decomposeLu, denseAlgebra }: DenseKernels = usualMachine().kernels,
): LinearSolver {
  const n = system.length;
  const assemble = system.shiftedBlock(system.layout.modes.map((_, m) => m));
  const algebra = denseAlgebra([n * n, n]);
  const [factors, x] = [algebra.array(n * n), algebra.array(n)];
  const exchanges = new Int32Array(n);
  return {
    prepare(factor, y) {
      system.linearise(y);
      assemble(factor, factors);
      return decomposeLu(n, factors, exchanges);
    },
    solve(b) {
      x.set(b);
      algebra.solveLu(n, factors, exchanges, x);
      b.set(x);
      return true;
    },
  };
}

/** The iteration ends at the latest at this residual relative to the right-hand side, both in units of the unknowns. */
const reduction = 1e-11;
/** Up to this number of unknowns a stalled iteration is replaced by a full decomposition, of 128 MiB; beyond, the step is shortened. */
const mostDecomposed = 4096;
/** Directions stored for all right-hand sides of one matrix: more if a stalled iteration costs the step. */
const mostDirections = (unknowns: number) => (unknowns > mostDecomposed ? 640 : 160);

export interface IterativeOptions {
  /** The scale of the error of every unknown. */
  readonly scales: Float64Array;
  /** The residual, in units of the scales, at which the iteration may end. */
  readonly accuracy: number;
  /** Number of directions after which the iteration counts as stalled; by default chosen from the unknowns. */
  readonly directions?: number;
}

/** factor M - J as products with vectors and some of its diagonal blocks, which the preconditioner inverts. */
interface Blocks {
  readonly unknowns: readonly Int32Array[];
  /** Called after system.linearise. */
  prepare(factor: number): void;
  /** Writes the block with this number in row order. */
  assemble(block: number, out: Float64Array): void;
  apply(x: Float64Array, out: Float64Array): void;
}

/**
 * Blocks of single harmonics, each with all species; they are coupled weakly, in the order of the anisotropy of f. The matrix itself is not
 * stored: its products come from two evaluations of fields and potentials.
 */
function harmonicBlocks(system: LegendreSystem): Blocks {
  const assemble = system.layout.modes.map((_, m) => system.shiftedBlock([m]));
  let factor = 0;
  return {
    unknowns: system.layout.modes.map((_, m) => system.layout.harmonic(m)),
    prepare(shift) {
      factor = shift;
    },
    assemble(m, out) {
      assemble[m](factor, out);
    },
    apply(x, out) {
      system.applyShifted(factor, x, out);
    },
  };
}

/**
 * Blocks of single species, for isotropic f. The matrix is stored: with four species and 1140 unknowns it has 1.3 million entries, and the
 * potentials need 4.7 million. The iteration then took 7 to 18 directions per step, for all eight stages.
 */
function speciesBlocks(system: LegendreSystem, denseAlgebra: CreateDenseAlgebra): Blocks {
  const n = system.length;
  const assemble = system.shiftedBlock([0]);
  const algebra = denseAlgebra([n * n, n, n]);
  const [matrix, vector, product] = [algebra.array(n * n), algebra.array(n), algebra.array(n)];
  const unknowns = system.bases.map(({ nodes }, i) => nodes.map((_, a) => system.layout.offset(i, 0) + a));
  return {
    unknowns: unknowns.map((own) => Int32Array.from(own)),
    prepare(factor) {
      assemble(factor, matrix);
    },
    assemble(i, out) {
      const [first] = unknowns[i];
      const size = unknowns[i].length;
      for (let a = 0; a < size; a++) {
        const from = (first + a) * n + first;
        out.set(matrix.subarray(from, from + size), a * size);
      }
    },
    apply(x, out) {
      vector.set(x);
      algebra.multiply(matrix, n, n, vector, product);
      out.set(product);
    },
  };
}

/**
 * Generalised conjugate residuals, preconditioned by the exact decomposition of the diagonal blocks. The directions of one right-hand side
 * are reused for the next one, which begins with the part that they solve. If the iteration stalls, the full matrix is decomposed for this
 * and the other right-hand sides of the same matrix. Source: S. C. Eisenstat, H. C. Elman & M. H. Schultz, Variational iterative methods
 * for nonsymmetric systems of linear equations, SIAM J. Numer. Anal. 20, 345 (1983).
 */
export function iterativeSolver(
  system: LegendreSystem,
  { scales, accuracy, directions: most = mostDirections(system.length) }: IterativeOptions,
  kernels: DenseKernels = usualMachine().kernels,
): LinearSolver {
  const { decomposeLu, denseAlgebra } = kernels;
  const n = system.length;
  const matrix = system.layout.modes.length === 1 ? speciesBlocks(system, denseAlgebra) : harmonicBlocks(system);
  const algebra = denseAlgebra(matrix.unknowns.flatMap(({ length }) => [length * length, length]));
  const blocks = matrix.unknowns.map((unknowns) => {
    const size = unknowns.length;
    return {
      ...{ unknowns, size },
      factors: algebra.array(size * size),
      exchanges: new Int32Array(size),
      part: algebra.array(size),
    };
  });
  /** p with the preconditioned product q = A p of unit length, orthogonal to the previous ones. */
  const directions: { readonly p: Float64Array; readonly q: Float64Array }[] = [];
  let count = 0;
  let products = 0;
  const [work, residual] = [new Float64Array(n), new Float64Array(n)];

  /** Applies the inverse of the diagonal blocks; the result is in units of the scales. */
  function precondition(x: Float64Array) {
    for (const { unknowns, size, factors, exchanges, part } of blocks) {
      for (let a = 0; a < size; a++) part[a] = x[unknowns[a]];
      algebra.solveLu(size, factors, exchanges, part);
      for (let a = 0; a < size; a++) x[unknowns[a]] = part[a] / scales[unknowns[a]];
    }
  }

  /** Adds a direction along the residual; returns false if it is zero or not finite. */
  function extend(): boolean {
    directions[count] ??= { p: new Float64Array(n), q: new Float64Array(n) };
    const { p, q } = directions[count];
    p.set(residual);
    for (let x = 0; x < n; x++) work[x] = p[x] * scales[x];
    matrix.apply(work, q);
    products++;
    precondition(q);
    for (let j = 0; j < count; j++) {
      const along = dot(q, 0, directions[j].q, 0, n);
      subtract(along, directions[j].q, q);
      subtract(along, directions[j].p, p);
    }
    const length = norm(q);
    if (!(length > 0 && length < Infinity)) return false;
    for (let x = 0; x < n; x++) {
      p[x] /= length;
      q[x] /= length;
    }
    count++;
    return true;
  }

  /** Replaces b by x, in units of the scales; returns false if the iteration stalls. */
  function iterate(b: Float64Array): boolean {
    precondition(b);
    residual.set(b);
    const enough = Math.max(reduction * norm(b), accuracy);
    b.fill(0);
    for (let j = 0; ; j++) {
      if (j === count) {
        if (norm(residual) <= enough) return true;
        if (count === most || !extend()) return false;
      }
      const along = dot(residual, 0, directions[j].q, 0, n);
      subtract(along, directions[j].q, residual);
      subtract(-along, directions[j].p, b);
    }
  }

  const given = { factor: 1, state: new Float64Array(0), b: new Float64Array(n) };
  let full: LinearSolver | undefined;
  let stalled = false;
  return {
    get products() {
      return products;
    },
    prepare(factor, y) {
      count = 0;
      stalled = false;
      given.factor = factor;
      given.state = y.slice();
      system.linearise(y);
      matrix.prepare(factor);
      return blocks.every(({ size, factors, exchanges }, number) => {
        matrix.assemble(number, factors);
        return decomposeLu(size, factors, exchanges);
      });
    },
    solve(b) {
      if (!Number.isFinite(norm(b))) return false;
      if (!stalled) {
        given.b.set(b);
        if (iterate(b)) {
          for (let x = 0; x < n; x++) b[x] *= scales[x];
          return true;
        }
        if (n > mostDecomposed) return false;
        full ??= directSolver(system, kernels);
        if (!full.prepare(given.factor, given.state)) return false;
        stalled = true;
        b.set(given.b);
      }
      return full?.solve(b) ?? false;
    },
  };
}

/** y -= factor x */
function subtract(factor: number, x: Float64Array, y: Float64Array) {
  for (let k = 0; k < x.length; k++) y[k] -= factor * x[k];
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, 0, a, 0, a.length));
}
