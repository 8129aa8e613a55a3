import { eachNode } from '../core/lattice.ts';
import type { Distribution } from '../ensemble/distribution.ts';
import type { Mixture } from '../physics/mixture.ts';

/** Nodes per axis of the finer of two sums, by dimension. */
const nodes = { 2: 160, 3: 64 } as const;

/** The coarser sum has this fraction of the nodes per axis. */
const coarser = 3 / 4;

/** If the two sums do not agree to this fraction, the value is unknown. The sums for an f with an edge differ by a third. */
const agreement = 0.05;

/**
 * Factor on the difference: if sqrt f has a cone at a zero of f, sums converge like h^d, and the finer errs by 1.3 (d = 2) or 0.7 of it.
 */
const margin = 2;

/** Half width of the cube in extents of f: 7 thermal widths of a Maxwellian, beyond which I has 1e-9 of its value. */
const cube = 1.75;

/** Weights of the central difference of sixth order, h f' = sum_k w_k (f(x + kh) - f(x - kh)). */
const difference = [3 / 4, -3 / 20, 1 / 60];

type Known = Readonly<Record<'value' | 'error', number>>;

const unknown: Known = { value: Number.NaN, error: Number.NaN };

/**
 * H and I of the initial distributions of all species by sums over a lattice, with the gradient of sqrt f by differences of sixth
 * order: I = (4/m) int |grad sqrt f|^2. The error is twice the difference from a sum over a coarser lattice. Value and error are NaN if the
 * difference is large, as for an f with an edge.
 */
export function startingFunctionals(
  { species }: Mixture,
  distributions: readonly Distribution[],
): Record<'entropy' | 'fisher', Known[]> {
  const found = distributions.map((distribution, i) => {
    // For a sum of Gaussians around given particles, H and I would depend on the chosen width.
    if (distribution.particles !== undefined) return { entropy: unknown, fisher: unknown };
    const count = nodes[distribution.dimension];
    const fine = latticeFunctionals(distribution, count);
    const coarse = latticeFunctionals(distribution, Math.round(coarser * count));
    const known = (a: number, b: number, scale: number, mass = 1) =>
      Math.abs(a - b) <= agreement * scale ? { value: a / mass, error: (margin * Math.abs(a - b)) / mass } : unknown;
    return {
      entropy: known(fine.entropy, coarse.entropy, distribution.density),
      fisher: known(fine.fisher, coarse.fisher, fine.fisher, species[i].mass),
    };
  });
  return { entropy: found.map(({ entropy }) => entropy), fisher: found.map(({ fisher }) => fisher) };
}

/**
 * Names of the species whose initial f has no known Fisher information: f jumps, so that I is infinite, or f is steeper than a lattice
 * over its extent resolves.
 */
export function speciesWithEdges(
  { species }: Mixture,
  distributions: readonly Distribution[],
  known: ReturnType<typeof startingFunctionals>,
): readonly string[] {
  return species.flatMap(({ name }, i) =>
    distributions[i].mayJump && Number.isNaN(known.fisher[i].value) ? [name] : [],
  );
}

/** int f log f and int |grad f|^2 / f. An even f is evaluated in one orthant of the lattice and mirrored. */
function latticeFunctionals({ dimension: d, velocity, extent, value, isEven = false }: Distribution, count: number) {
  const spacing = (2 * cube * extent) / (count - 1);
  const anchor = velocity.map((u) => u - cube * extent);
  const nodes = isEven ? count / 2 : count;
  const lattice = { d, spacing, anchor, first: velocity.map(() => 0), shape: velocity.map(() => nodes) };
  const roots = new Float64Array(count ** d);
  let entropy = 0;
  let at = 0;
  eachNode(lattice, (v, x) => {
    const f = value(v);
    const column = x % nodes;
    if (column === 0) at = placeOf(x, nodes, count, d);
    roots[at + column] = Math.sqrt(f);
    if (f > 0) entropy += f * Math.log(f);
  });
  if (isEven) {
    entropy *= 2 ** d;
    for (let k = 0, stride = roots.length / count; k < d; k++, stride /= count) mirror(roots, count, stride);
  }
  let squares = 0;
  for (let stride = roots.length / count; stride >= 1; stride /= count) squares += squaredSlopes(roots, count, stride);
  return { entropy: spacing ** d * entropy, fisher: 4 * spacing ** (d - 2) * squares };
}

/** The flat index, in a lattice with `count` nodes per axis, of node x of the sublattice with the first `nodes` per axis. */
function placeOf(x: number, nodes: number, count: number, d: number): number {
  let place = 0;
  for (let k = 0, rest = x, stride = 1; k < d; k++, rest = Math.floor(rest / nodes), stride *= count)
    place += (rest % nodes) * stride;
  return place;
}

/** Fills the second half of the axis with this stride with the mirror image of the first half. */
function mirror(values: Float64Array, count: number, stride: number): void {
  for (let row = 0; row < values.length; row += count * stride)
    for (let j = 0; j < count / 2; j++)
      for (let x = row + j * stride, end = x + stride, shift = (count - 1 - 2 * j) * stride; x < end; x++)
        values[x + shift] = values[x];
}

/** The sum of the squared differences along the axis with this stride. */
function squaredSlopes(roots: Float64Array, count: number, stride: number): number {
  const [near, middle, far] = difference;
  const reach = difference.length;
  let sum = 0;
  for (let row = 0; row < roots.length; row += count * stride)
    for (let x = row + reach * stride; x < row + (count - reach) * stride; x++) {
      const slope =
        near * (roots[x + stride] - roots[x - stride]) +
        middle * (roots[x + 2 * stride] - roots[x - 2 * stride]) +
        far * (roots[x + 3 * stride] - roots[x - 3 * stride]);
      sum += slope * slope;
    }
  return sum;
}
