import { raiseDistances } from '../../kernels/pair-power.ts';
import type { MeshOptions } from './options.ts';
import { smallestRatio } from './positivity.ts';
import { evaluateSoftened, type SoftenedPower, soften, softenBalanced } from './softened-power.ts';

/** What stands for r^gamma on a mesh, with lengths in mesh spacings. */
export interface MeshKernel {
  readonly softened: SoftenedPower;
  /** Pairs within its radius get the rest of the power one by one. */
  readonly nearField: boolean;
  /** The smallest ratio of what a pair gets to what it should, alpha_h/alpha_a, over pairs all over the mesh. */
  readonly ratio: number;
}

/**
 * Radii of softening that are tried; halves are hardly more positive than the integer below. With the near field, whose
 * pairs cost as the radius to the power d, 3 leaves a third of the error of 2.
 */
const radii = { mesh: [2, 3, 4], nearField: [3, 4] };

/** The pairs that are looked at are finitely many: a smaller ratio might be negative between them. */
const leastRatio = 0.1;

/**
 * The kernel for an exponent with the smallest softening that keeps it positive, or with that of the options; `unlike`
 * when some of its pairs are of two species. Look at isPositive before it is used.
 */
export function meshKernel(d: number, exponent: number, unlike: boolean, options: MeshOptions): MeshKernel {
  const usual = options.nearField && exponent < 0 ? radii.nearField : radii.mesh;
  const tried = options.softening === undefined ? usual : [options.softening];
  let kernel = softenedKernel(d, exponent, tried[0], unlike, options);
  for (const radius of tried.slice(1))
    if (!isPositive(kernel)) kernel = softenedKernel(d, exponent, radius, unlike, options);
  return kernel;
}

export function isPositive({ ratio }: MeshKernel): boolean {
  return ratio >= leastRatio;
}

/** What the softening took from a pair at the squared distance r2. */
function nearRest({ softened }: MeshKernel, r2: number): number {
  return r2 < softened.radius ** 2 ? r2 ** (softened.exponent / 2) - evaluateSoftened(softened, r2) : 0;
}

/** What it took from many, with a mesh of the given spacing: rest[k] := what it took from |z|^gamma at |z|^2 = r2[k]. */
export function nearRests(
  { softened }: MeshKernel,
  spacing: number,
  r2: Float64Array,
  count: number,
  rest: Float64Array,
): void {
  const { exponent, inner } = softened;
  const radius = softened.radius * spacing;
  const scale = radius ** exponent;
  raiseDistances(r2, count, exponent, rest);
  for (let k = 0; k < count; k++) {
    const y = 1 - r2[k] / (radius * radius);
    let sum = 0;
    for (let j = inner.length - 1; j >= 0; j--) sum = sum * y + inner[j];
    rest[k] -= scale * sum;
  }
}

const known = new Map<string, MeshKernel>();

function softenedKernel(
  d: number,
  exponent: number,
  radius: number,
  unlike: boolean,
  { order, torus, nearField: wanted }: MeshOptions,
): MeshKernel {
  // from 0 on there is nothing singular to restore, and the rest is negative
  const nearField = wanted && exponent < 0;
  // with the near field every pair gets the true power: there is nothing to balance
  const balanced = unlike && !nearField;
  const key = [d, exponent, radius, balanced, order, torus, nearField].join();
  const found = known.get(key);
  if (found !== undefined) return found;
  const softened = balanced ? softenBalanced(exponent, radius, d) : soften(exponent, radius);
  const kernel = { softened, nearField, ratio: 0 };
  const rest = (r2: number) => (nearField ? nearRest(kernel, r2) : 0);
  const measured = { ...kernel, ratio: smallestRatio(d, order, torus, softened, rest) };
  known.set(key, measured);
  return measured;
}
