import type { Dimension } from '../../core/vector-field.ts';
import { dot } from '../../kernels/dense-lu.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { PairKernel } from '../../physics/pair-kernel.ts';
import { collisionMatrices, type ModeMatrices } from './collision-matrices.ts';
import type { RadialGrid } from './pair-weights.ts';
import type { SpeciesBasis } from './species-basis.ts';

/**
 * The matrices of ModeMatrices from nodal values of species j to Gauss radii of species i, rows x nodes_j, by harmonic of j; empty where they
 * vanish.
 */
export interface PartnerOperator {
  readonly rows: number;
  readonly rr: readonly Float64Array[];
  readonly rt: readonly Float64Array[];
  readonly tt: readonly Float64Array[];
  readonly tt2: readonly Float64Array[];
  readonly kr: readonly Float64Array[];
  readonly kt: readonly Float64Array[];
}

export const operatorKinds = ['rr', 'rt', 'tt', 'tt2', 'kr', 'kt'] as const;

/**
 * The operators of all ordered pairs [i][j]; undefined where two species do not collide. They depend on i by the number of points alone, and the
 * points of all species are the first ones of the grid: pairs with one partner and one kernel share an operator, which has the rows of the
 * species with the most.
 */
export function partnerOperators(
  mixture: Mixture,
  grid: RadialGrid,
  bases: readonly SpeciesBasis[],
  modes: readonly number[],
): readonly (readonly (PartnerOperator | undefined)[])[] {
  const S = bases.length;
  const operators = bases.map(() => new Array<PartnerOperator | undefined>(S));
  const matricesOf = kernelMatrices(mixture.dimension, grid, modes);
  bases.forEach((partner, j) => {
    const colliding = [...bases.keys()].filter((i) => mixture.strength(i, j) !== 0);
    for (const kernel of distinctKernels(colliding.map((i) => mixture.kernel(i, j)))) {
      const known = matricesOf(kernel);
      const own = colliding.filter((i) => lawOf(mixture.kernel(i, j)) === lawOf(kernel));
      const rows = Math.max(...own.map((i) => bases[i].points));
      const operator = restrict(known, grid, rows, partner, modes);
      for (const i of own) operators[i][j] = operator;
    }
  });
  return operators;
}

/** One kernel of each law. */
export function distinctKernels(kernels: readonly PairKernel[]): readonly PairKernel[] {
  return [...new Map(kernels.map((kernel) => [lawOf(kernel), kernel])).values()];
}

/** What two kernels have in common if they are the same function: their powers, or the object itself. */
function lawOf(kernel: PairKernel): unknown {
  return kernel.powers === undefined ? kernel : JSON.stringify(kernel.powers);
}

/** The matrices of a kernel, which are linear in it: those of a sum of powers are the sum of theirs. Those of a power, and of any other kernel, are made once. */
function kernelMatrices(
  d: Dimension,
  grid: RadialGrid,
  modes: readonly number[],
): (kernel: PairKernel) => readonly ModeMatrices[] {
  const ofPower = new Map<number, readonly ModeMatrices[]>();
  const matrices = (exponent: number) => {
    const known = ofPower.get(exponent) ?? collisionMatrices(d, exponent, grid, modes);
    ofPower.set(exponent, known);
    return known;
  };
  const ofOthers = new Map<PairKernel, readonly ModeMatrices[]>();
  return (kernel) => {
    const { powers } = kernel;
    if (powers === undefined) {
      const known = ofOthers.get(kernel) ?? collisionMatrices(d, kernel, grid, modes);
      ofOthers.set(kernel, known);
      return known;
    }
    if (powers.length === 1 && powers[0].strength === 1) return matrices(powers[0].exponent);
    const terms = powers.map(({ strength, exponent }) => ({ strength, of: matrices(exponent) }));
    return modes.map((_, m) => summed(terms.map(({ strength, of }) => ({ strength, of: of[m] }))));
  };
}

function summed(terms: readonly { readonly strength: number; readonly of: ModeMatrices }[]): ModeMatrices {
  const sum = (kind: keyof ModeMatrices) => {
    const out = new Float64Array(terms[0].of[kind].length);
    for (const { strength, of } of terms) for (let at = 0; at < out.length; at++) out[at] += strength * of[kind][at];
    return out;
  };
  return {
    ...{ rr: sum('rr'), rt: sum('rt'), tt: sum('tt'), tt2: sum('tt2') },
    ...{ kr: sum('kr'), krt: sum('krt'), kt: sum('kt'), ktt: sum('ktt') },
  };
}

/** The matrices between Gauss points, applied to the basis of the partner. */
function restrict(
  matrices: readonly ModeMatrices[],
  grid: RadialGrid,
  rows: number,
  partner: SpeciesBasis,
  modes: readonly number[],
): PartnerOperator {
  const N = grid.radii.length;
  const n = partner.nodes.length;
  const width = partner.order + 1;
  const none = new Float64Array(0);
  const groups = groupsOf(partner);
  /** Adds matrix . table to out; `scale` is a factor for every point of the partner. */
  function add(matrix: Float64Array, table: Float64Array, out: Float64Array, scale?: Float64Array) {
    const columns = new Float64Array(table.length);
    for (const { start, count } of groups)
      for (let a = 0; a < width; a++)
        for (let q = start; q < start + count; q++)
          columns[start * width + a * count + q - start] = table[q * width + a] * (scale === undefined ? 1 : scale[q]);
    for (let p = 0; p < rows; p++)
      for (const { start, count, node } of groups)
        for (let a = 0; a < width; a++)
          out[p * n + node + a] += dot(matrix, p * N + start, columns, start * width + a * count, count);
  }
  const inverse = grid.radii.map((r) => 1 / r);
  function through(onValues: Float64Array | undefined, onSlopes?: Float64Array, scale?: Float64Array): Float64Array {
    const out = new Float64Array(rows * n);
    if (onValues !== undefined) add(onValues, partner.values, out, scale);
    if (onSlopes !== undefined) add(onSlopes, partner.slopes, out);
    return out;
  }
  return {
    rows,
    rr: matrices.map(({ rr }) => through(rr)),
    rt: matrices.map(({ rt }, m) => (modes[m] > 0 ? through(rt) : none)),
    tt: matrices.map(({ tt }) => (modes.length > 1 ? through(tt) : none)),
    // In d = 2 there is no azimuth to average over, and it vanishes.
    tt2: matrices.map(({ tt2 }, m) => (modes[m] > 1 && tt2.length > 0 ? through(tt2) : none)),
    kr: matrices.map(({ kr, krt }, m) => through(modes[m] > 0 ? krt : undefined, kr, inverse)),
    kt: matrices.map(({ kt, ktt }, m) => (modes[m] > 0 ? through(ktt, kt, inverse) : none)),
  };
}

/** The points of each element, and the node at which its polynomials begin. */
function groupsOf({ first, points }: SpeciesBasis) {
  const groups: { start: number; count: number; node: number }[] = [];
  for (let q = 0; q < points; q++)
    if (q > 0 && first[q] === first[q - 1]) groups[groups.length - 1].count++;
    else groups.push({ start: q, count: 1, node: first[q] });
  return groups;
}
