import { evaluateSpline } from '../../kernels/mesh.ts';
import { type PairCore, raiseDistances, softenPowers } from '../../kernels/pair-forces.ts';
import type { PairKernel } from '../../physics/pair-kernel.ts';
import { kernelAlpha } from '../kernel-forces.ts';
import type { MeshOptions } from './options.ts';
import {
  evaluateSoftened,
  meshSymbol,
  type SoftenedPower,
  soften,
  softenBalanced,
  softenKernel,
  transformEven,
} from './softened-power.ts';

/** An exponent, or another kernel with the spacing of its mesh; the shape of a power on the mesh does not depend on the spacing. */
export type MeshLaw = number | { readonly kernel: PairKernel; readonly spacing: number };

/** Returns the law of a pair on a mesh. */
export function meshLaw(kernel: PairKernel, spacing: number): MeshLaw {
  return kernel.exponent ?? { kernel, spacing };
}

/** The approximation of alpha on a mesh, with lengths in mesh spacings: for r^gamma and spacing h, multiply it by h^gamma. */
export interface MeshKernel {
  readonly law: MeshLaw;
  /** A unique number. */
  readonly id: number;
  readonly softened: SoftenedPower;
  /** Whether pairs within the radius get the rest of the kernel one by one. */
  readonly nearField: boolean;
  /** The smallest ratio of computed to intended strength, alpha_h/alpha_a, over pairs anywhere on the mesh. */
  readonly ratio: number;
}

/**
 * Softening radii tried in order; half-integers are hardly more positive than the integer below. With the near field, whose
 * pairs cost as the radius to the power d, a radius of 3 has a third of the error of 2.
 */
const radii = { mesh: [2, 3, 4], nearField: [3, 4] };

/** Only finitely many pairs are examined: a smaller ratio might be negative between them. */
const leastRatio = 0.1;

/**
 * Returns the kernel of a law with the smallest softening that keeps it positive, or with the softening of the options. `unlike` says
 * whether some of its pairs are of two species. The caller must check isPositive.
 */
export function meshKernel(d: number, law: MeshLaw, unlike: boolean, options: MeshOptions): MeshKernel {
  const usual = options.nearField && hasNearField(law) ? radii.nearField : radii.mesh;
  const tried = options.softening === undefined ? usual : [options.softening];
  let kernel = softenedKernel(d, law, tried[0], unlike, options);
  for (const radius of tried.slice(1))
    if (!isPositive(kernel)) kernel = softenedKernel(d, law, radius, unlike, options);
  return kernel;
}

export function isPositive({ ratio }: MeshKernel): boolean {
  return ratio >= leastRatio;
}

/** Returns the factor of alpha_a on a mesh of the given spacing: alpha_a scales as its power does. */
export function amplitude({ law }: MeshKernel, spacing: number): number {
  return typeof law === 'number' ? spacing ** law : 1;
}

/** For exponents >= 0 there is no singularity to restore, and the rest is negative; another kernel may be too steep anywhere on a mesh. */
function hasNearField(law: MeshLaw): boolean {
  return typeof law !== 'number' || law < 0;
}

/** Returns the part of alpha that softening removes from a pair at the squared distance r2. */
function nearRest({ law, softened }: MeshKernel, r2: number): number {
  if (r2 >= softened.radius ** 2) return 0;
  const alpha = typeof law === 'number' ? r2 ** (law / 2) : law.kernel.value(law.spacing * Math.sqrt(r2));
  return alpha - evaluateSoftened(softened, r2);
}

/**
 * The same for many pairs on a mesh of the given spacing: rest[k] := the part removed from alpha(|z|), or from its replacement within a
 * core, at |z|^2 = r2[k].
 */
export function nearRests(
  kernel: MeshKernel,
  spacing: number,
  core: PairCore | undefined,
  r2: Float64Array,
  count: number,
  rest: Float64Array,
): void {
  const { law, softened } = kernel;
  if (typeof law === 'number') {
    raiseDistances(r2, count, law, rest);
    if (core !== undefined) softenPowers(core, r2, count, law, rest);
  } else {
    const alpha = kernelAlpha(law.kernel, core);
    if (typeof alpha === 'number') raiseDistances(r2, count, alpha, rest);
    else alpha.evaluate(r2, count, rest);
  }
  const scale = amplitude(kernel, spacing);
  for (let k = 0; k < count; k++) rest[k] -= scale * evaluateSoftened(softened, r2[k] / (spacing * spacing));
}

const known = new Map<string, MeshKernel>();
/** The numbers that identify kernels that are not powers. */
const numbers = new WeakMap<PairKernel, number>();
let numbered = 0;
let made = 0;

function lawKey(law: MeshLaw): string {
  if (typeof law === 'number') return String(law);
  const number = numbers.get(law.kernel) ?? numbered++;
  numbers.set(law.kernel, number);
  return `kernel ${number} ${law.spacing}`;
}

function softenedKernel(
  d: number,
  law: MeshLaw,
  radius: number,
  unlike: boolean,
  { order, torus, nearField: wanted }: MeshOptions,
): MeshKernel {
  const nearField = wanted && hasNearField(law);
  // with the near field every pair gets the true kernel, so no balance is needed
  const balanced = unlike && !nearField;
  const key = [d, lawKey(law), radius, balanced, order, torus, nearField].join();
  const found = known.get(key);
  if (found !== undefined) return found;
  const softened = softenLaw(law, radius, balanced ? d : undefined);
  const kernel = { law, id: made++, softened, nearField, ratio: 0 };
  const rest = (r2: number) => (nearField ? nearRest(kernel, r2) : 0);
  const floor = typeof law === 'number' ? 0 : roundOff * evaluateSoftened(softened, 0);
  const measured = { ...kernel, ratio: smallestRatio(d, order, torus, softened, rest, floor) };
  known.set(key, measured);
  return measured;
}

function softenLaw(law: MeshLaw, radius: number, d: number | undefined): SoftenedPower {
  if (typeof law !== 'number') return softenKernel(law.kernel, law.spacing, radius, d);
  return d === undefined ? soften(law, radius) : softenBalanced(law, radius, d);
}

/** Fraction of the largest value of a kernel below which its transform is round-off: a screened kernel falls below it. */
const roundOff = 1e-13;

/** Nodes on every axis of the torus that is searched: enough for a radius of 4 and for pairs that interact with an image. */
const nodes = 24;

/** Pairs of positions that are examined: 20 ms of work for cubic splines in 3D. */
const pairs = 20_000;

/**
 * Returns the smallest (alpha_h + rest)/(alpha_a + rest) over pairs of positions on a mesh of unit spacing. Where the kernel bends too
 * sharply the splines between its samples overshoot, and a negative kernel would let the entropy grow. `rest` is the additional strength
 * of a pair by its squared distance, and `floor` is added to both. Pairs farther apart than half the torus have the kernel of the nearest
 * image. Deterministic: the positions are additive recurrences, three quarters of them within 3/2 of the radius and two cells on every
 * axis.
 */
function smallestRatio(
  d: number,
  order: number,
  stretch: number,
  kernel: SoftenedPower,
  rest: (r2: number) => number,
  floor: number,
): number {
  const alphaOnMesh = prepareMeshKernel(d, order, kernel);
  const near = 1.5 * kernel.radius + 2;
  const far = nodes / stretch - order;
  const u = new Array<number>(d).fill(0);
  const z = new Array<number>(d).fill(0);
  let smallest = Infinity;
  for (let t = 1; t <= pairs; t++) {
    const reach = t % 4 === 3 ? far : near;
    let r2 = 0;
    for (let k = 0; k < d; k++) {
      // the extremes are often where the first particle is at a node or midway between two
      u[k] = t % 2 === 0 ? ((t >> (k + 1)) & 1) / 2 : fraction(t * steps[k]);
      z[k] = reach * fraction(t * steps[k + 3]);
      r2 += image(z[k]) ** 2;
    }
    const more = rest(r2) + floor;
    smallest = Math.min(smallest, (alphaOnMesh(u, z) + more) / (evaluateSoftened(kernel, r2) + more));
  }
  return smallest;
}

const steps = [2, 3, 5, 7, 11, 13].map(Math.sqrt);

function fraction(x: number): number {
  return x - Math.floor(x);
}

/** Returns the distance on the torus. */
function image(z: number): number {
  return Math.min(z, nodes - z);
}

/**
 * Prepares alpha_h of a particle at u in a cell and one at u + z, 0 <= z < nodes: sum_n K(n) prod_k c_k(n_k), with the kernel K
 * on the nodes and the correlations c_k(n) = sum_j W(u_k - j) W(u_k + z_k - j - n).
 */
function prepareMeshKernel(d: number, order: number, kernel: SoftenedPower) {
  const torus = new Array<number>(d).fill(nodes);
  const table = meshSymbol(torus, order, (r2) => evaluateSoftened(kernel, r2));
  transformEven(torus, table);
  const kept = nodes / 2 + 1;
  const width = 2 * order - 1;
  const splines = [new Float64Array(order), new Float64Array(order)];
  // for d = 2 the third axis has one layer of weight 1
  const weights = [0, 1, 2].map((k) => new Float64Array(k < d ? width : 1).fill(1));
  const places = [0, 1, 2].map((k) => new Int32Array(k < d ? width : 1));
  return (u: readonly number[], z: readonly number[]): number => {
    for (let k = 0; k < d; k++) {
      const first = evaluateSpline(order, u[k], splines[0], 0);
      const second = evaluateSpline(order, u[k] + z[k], splines[1], 0);
      weights[k].fill(0);
      for (let i = 0; i < order; i++)
        for (let j = 0; j < order; j++) weights[k][order - 1 + j - i] += splines[0][i] * splines[1][j];
      for (let n = 0; n < width; n++) {
        const distance = Math.abs(second - first + n - order + 1);
        places[k][n] = image(distance) * kept ** (d - 1 - k);
      }
    }
    const [onFirst, onSecond, onThird] = weights;
    const [first, second, third] = places;
    let sum = 0;
    for (let a = 0; a < width; a++)
      for (let b = 0; b < width; b++) {
        const at = first[a] + second[b];
        let line = 0;
        for (let c = 0; c < onThird.length; c++) line += onThird[c] * table[at + third[c]];
        sum += onFirst[a] * onSecond[b] * line;
      }
    return sum;
  };
}
