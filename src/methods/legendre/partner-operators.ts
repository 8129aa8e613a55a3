import type { Dimension } from '../../core/vector-field.ts';
import type { CreateDenseAlgebra, DenseAlgebra, OwnArray } from '../../kernels/dense-algebra.ts';
import { usualMachine } from '../../kernels/machine.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { PairKernel } from '../../physics/pair-kernel.ts';
import { collisionMatrices, type ModeMatrices } from './collision-matrices.ts';
import type { RadialGrid } from './pair-weights.ts';
import type { SpeciesBasis } from './species-basis.ts';

/**
 * The matrices of ModeMatrices from nodal values of species j to Gauss radii of species i, rows x nodes_j, by harmonic of j; empty if they
 * vanish.
 */
export interface PartnerOperator {
  readonly rows: number;
  readonly rr: readonly OwnArray[];
  readonly rt: readonly OwnArray[];
  readonly tt: readonly OwnArray[];
  readonly tt2: readonly OwnArray[];
  readonly kr: readonly OwnArray[];
  readonly kt: readonly OwnArray[];
  /** matrix x; the next product of any operator overwrites it. */
  apply(matrix: OwnArray, x: Float64Array): Float64Array;
  /** matrix^T factors, with the factors of the first rows; the next product of any operator overwrites it. */
  transposed(matrix: OwnArray, factors: Float64Array): Float64Array;
  /**
   * sum_p slopes[a, p] R_p + values[a, p] T_p over the points p = first .. of an element, by its basis functions a and all nodes of the
   * partner. R_p and T_p are the rows p of the kinds that act along the radius (rr, kr, rt) times `along`, and across it (rt, tt, tt2, kt)
   * times `across`, for harmonic m, without those that vanish. The next product of any operator overwrites it.
   */
  elementBlock(m: number, element: ElementFactors): Float64Array;
}

export interface ElementFactors {
  readonly first: number;
  readonly count: number;
  readonly width: number;
  /** Entry a count + p. */
  readonly slopes: Float64Array;
  readonly values: Float64Array;
  /** By point, then by kind. */
  readonly along: Float64Array;
  /** Empty for a test function that does not depend on the angle. */
  readonly across: Float64Array;
}

export const operatorKinds = ['rr', 'kr', 'rt', 'tt', 'tt2', 'kt'] as const;
type OperatorKind = (typeof operatorKinds)[number];

/**
 * The operators of all ordered pairs [i][j]; undefined if two species do not collide. They depend on i only by the number of points, and
 * the points of all species are the first ones of the grid, so pairs with one partner and one kernel share an operator, which has the rows
 * of the species with the most points.
 */
export function partnerOperators(
  mixture: Mixture,
  grid: RadialGrid,
  bases: readonly SpeciesBasis[],
  modes: readonly number[],
  createAlgebra: CreateDenseAlgebra = usualMachine().kernels.denseAlgebra,
): readonly (readonly (PartnerOperator | undefined)[])[] {
  const S = bases.length;
  const operators = bases.map(() => new Array<PartnerOperator | undefined>(S));
  const matricesOf = kernelMatrices(mixture.dimension, grid, modes, createAlgebra);
  const needed = bases.flatMap((partner, j) => {
    const colliding = [...bases.keys()].filter((i) => mixture.strength(i, j) !== 0);
    return distinctKernels(colliding.map((i) => mixture.kernel(i, j))).map((kernel) => {
      const own = colliding.filter((i) => lawOf(mixture.kernel(i, j)) === lawOf(kernel));
      return { partner, j, kernel, own, rows: Math.max(...own.map((i) => bases[i].points)) };
    });
  });
  const room = operatorRoom(needed, bases, mixture.dimension, modes, createAlgebra);
  for (const { partner, j, kernel, own, rows } of needed) {
    const operator = restrict(matricesOf(kernel), grid, rows, partner, modes, room);
    for (const i of own) operators[i][j] = operator;
  }
  return operators;
}

/** The memory of all operators, with space for the inputs and outputs of products. */
interface OperatorRoom {
  readonly d: Dimension;
  readonly algebra: DenseAlgebra;
  readonly onNodes: OwnArray;
  readonly onPoints: OwnArray;
  /**
   * Columns for the points of an element, the basis at these points, factors of their rows, the rows, and a block of the functions of an
   * element.
   */
  readonly columns: OwnArray;
  readonly basis: OwnArray;
  readonly factors: OwnArray;
  readonly rows: OwnArray;
  readonly block: OwnArray;
}

function operatorRoom(
  needed: readonly { readonly partner: SpeciesBasis; readonly rows: number }[],
  bases: readonly SpeciesBasis[],
  d: Dimension,
  modes: readonly number[],
  createAlgebra: CreateDenseAlgebra,
): OperatorRoom {
  const nodes = Math.max(...bases.map((basis) => basis.nodes.length));
  const points = Math.max(...bases.map((basis) => basis.points));
  const perElement = Math.max(...bases.flatMap((basis) => groupsOf(basis).map(({ count }) => count)));
  const width = Math.max(...bases.map(({ order }) => order + 1));
  const lengths = [
    nodes,
    points,
    points * perElement,
    width * perElement,
    6 * perElement,
    perElement * nodes,
    width * nodes,
  ];
  const matrices = needed.flatMap(({ partner, rows }) =>
    modes.map((l) => kindsOf(l, modes, d).length * rows * partner.nodes.length),
  );
  const algebra = createAlgebra([...lengths, ...matrices]);
  const [onNodes, onPoints, columns, basis, factors, rows, block] = lengths.map((length) => algebra.array(length));
  return { d, algebra, onNodes, onPoints, columns, basis, factors, rows, block };
}

/** The kinds whose matrices of harmonic l do not vanish. In d = 2 there is no azimuth to average over. */
function kindsOf(l: number, modes: readonly number[], d: Dimension): readonly OperatorKind[] {
  return operatorKinds.filter((kind) => {
    if (kind === 'rr' || kind === 'kr') return true;
    if (kind === 'tt') return modes.length > 1;
    return kind === 'tt2' ? d === 3 && l > 1 : l > 0;
  });
}

/** Returns one kernel of each law. */
export function distinctKernels(kernels: readonly PairKernel[]): readonly PairKernel[] {
  return [...new Map(kernels.map((kernel) => [lawOf(kernel), kernel])).values()];
}

/** Equal for two kernels that are the same function: their powers, or the object itself. */
function lawOf(kernel: PairKernel): unknown {
  return kernel.powers === undefined ? kernel : JSON.stringify(kernel.powers);
}

/**
 * Returns a function that gives the matrices of a kernel. They are linear in it, so those of a sum of powers are sums. Those of a power,
 * and of any other kernel, are computed once.
 */
function kernelMatrices(
  d: Dimension,
  grid: RadialGrid,
  modes: readonly number[],
  createAlgebra: CreateDenseAlgebra,
): (kernel: PairKernel) => readonly ModeMatrices[] {
  const ofPower = new Map<number, readonly ModeMatrices[]>();
  const matrices = (exponent: number) => {
    const known = ofPower.get(exponent) ?? collisionMatrices(d, exponent, grid, modes, undefined, createAlgebra);
    ofPower.set(exponent, known);
    return known;
  };
  const ofOthers = new Map<PairKernel, readonly ModeMatrices[]>();
  return (kernel) => {
    const { powers } = kernel;
    if (powers === undefined) {
      const known = ofOthers.get(kernel) ?? collisionMatrices(d, kernel, grid, modes, undefined, createAlgebra);
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

/** Applies the matrices between Gauss points to the basis of the partner. */
function restrict(
  matrices: readonly ModeMatrices[],
  grid: RadialGrid,
  rows: number,
  partner: SpeciesBasis,
  modes: readonly number[],
  { d, algebra, ...room }: OperatorRoom,
): PartnerOperator {
  const N = grid.radii.length;
  const n = partner.nodes.length;
  const width = partner.order + 1;
  const size = rows * n;
  const groups = groupsOf(partner);
  /** Adds matrix . table to out; `scale` is an optional factor for every point of the partner. */
  function add(matrix: Float64Array, table: Float64Array, out: OwnArray, scale?: Float64Array) {
    const { columns, basis } = room;
    for (const { start, count, node } of groups) {
      for (let p = 0, at = 0; p < rows; p++)
        for (let q = p * N + start; q < p * N + start + count; q++, at++) columns[at] = matrix[q];
      for (let a = 0, at = 0; a < width; a++)
        for (let q = start; q < start + count; q++, at++)
          basis[at] = table[q * width + a] * (scale === undefined ? 1 : scale[q]);
      algebra.addProducts(columns, rows, basis, width, count, out, node, n);
    }
  }
  const inverse = grid.radii.map((r) => 1 / r);
  // The kinds of a harmonic, one after the other.
  const all = matrices.map((own, m) => {
    const kinds = kindsOf(modes[m], modes, d);
    const whole = algebra.array(kinds.length * size);
    const parts = new Map<OperatorKind, OwnArray>();
    kinds.forEach((kind, k) => {
      const out = algebra.part(whole, k * size, size);
      const onTurns = kind === 'kr' ? own.krt : own.ktt;
      if (kind !== 'kr' && kind !== 'kt') add(own[kind], partner.values, out);
      else {
        if (onTurns.length > 0) add(onTurns, partner.values, out, inverse);
        add(own[kind], partner.slopes, out);
      }
      parts.set(kind, out);
    });
    return { kinds, whole, parts };
  });
  const none = algebra.array(0);
  const of = (kind: OperatorKind) => all.map(({ parts }) => parts.get(kind) ?? none);
  return {
    rows,
    ...{ rr: of('rr'), kr: of('kr'), rt: of('rt'), tt: of('tt'), tt2: of('tt2'), kt: of('kt') },
    apply(matrix, x) {
      room.onNodes.set(x);
      algebra.multiply(matrix, rows, n, room.onNodes, room.onPoints);
      return room.onPoints;
    },
    transposed(matrix, factors) {
      room.onPoints.set(factors);
      room.onNodes.fill(0);
      algebra.addTransposed(matrix, factors.length, n, room.onPoints, room.onNodes);
      return room.onNodes;
    },
    elementBlock(m, { first, count, width, slopes, values, along, across }) {
      const { kinds, whole } = all[m];
      const { block, basis, factors, rows: scratch } = room;
      block.fill(0, 0, width * n);
      const addKinds = (from: number, terms: number, given: Float64Array, table: Float64Array) => {
        factors.set(given);
        basis.set(table);
        const matrix = algebra.part(whole, from * size, terms * size);
        const sizes = { count, terms, width, columns: n };
        algebra.addElement({ matrix, gap: size, first, ...sizes, factors, table: basis, rows: scratch, out: block });
      };
      addKinds(0, kinds.includes('rt') ? 3 : 2, along, slopes);
      if (across.length > 0) addKinds(2, kinds.length - 2, across, values);
      return block;
    },
  };
}

/** The points of each element, and the first node of its polynomials. */
export function groupsOf({ first, points }: SpeciesBasis) {
  const groups: { start: number; count: number; node: number }[] = [];
  for (let q = 0; q < points; q++)
    if (q > 0 && first[q] === first[q - 1]) groups[groups.length - 1].count++;
    else groups.push({ start: q, count: 1, node: first[q] });
  return groups;
}
