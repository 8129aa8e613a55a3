import { eachNode } from '../core/lattice.ts';
import type { Distribution } from '../ensemble/distribution.ts';
import type { Mixture } from '../physics/mixture.ts';

/** Nodes per axis of the finer of two sums, by dimension. */
const nodes = { 2: 160, 3: 64 } as const;

/** The coarser sum has this fraction of them. */
const coarser = 3 / 4;

/** The two sums have to agree to this fraction; else the value counts as unknown. The sums for an f with an edge differ by a third. */
const agreement = 0.05;

/** Where sqrt f is a cone, at a zero of f, the sums converge like h^d: the finer one errs by 1.3 (d = 2) or 0.7 of the difference. */
const margin = 2;

/** Half width of the cube in extents of f: 7 thermal widths of a Maxwellian, beyond which I has 1e-9 of its value. */
const cube = 1.75;

/** Weights of the central difference of sixth order, h f' = sum_k w_k (f(x + kh) - f(x - kh)). */
const difference = [3 / 4, -3 / 20, 1 / 60];

type Known = Readonly<Record<'value' | 'error', number>>;

const unknown: Known = { value: Number.NaN, error: Number.NaN };

/**
 * H and I of the initial distributions by sums over a lattice, species after species, the gradient of sqrt f by differences of sixth
 * order: I = (4/m) int |grad sqrt f|^2. The error is twice the difference to a sum over a coarser lattice; both are NaN where that is large, as for
 * an f with an edge.
 */
export function startingFunctionals(
  { species }: Mixture,
  distributions: readonly Distribution[],
): Record<'entropy' | 'fisher', Known[]> {
  const found = distributions.map((distribution, i) => {
    // Of a sum of normal laws round some particles, whose width is a choice, they would be those of the choice.
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
 * Species whose initial f has no Fisher information that can be stated: it jumps somewhere, so that I is infinite, or it is steeper than a
 * lattice over its extent resolves.
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

/** The flat index, in a lattice with `count` nodes per axis, of node x of the part with the first `nodes` per axis. */
function placeOf(x: number, nodes: number, count: number, d: number): number {
  let place = 0;
  for (let k = 0, rest = x, stride = 1; k < d; k++, rest = Math.floor(rest / nodes), stride *= count)
    place += (rest % nodes) * stride;
  return place;
}

/** Fills the second half of the axis on which neighbours are a stride apart with the mirror image of the first. */
function mirror(values: Float64Array, count: number, stride: number): void {
  for (let row = 0; row < values.length; row += count * stride)
    for (let j = 0; j < count / 2; j++)
      for (let x = row + j * stride, end = x + stride, shift = (count - 1 - 2 * j) * stride; x < end; x++)
        values[x + shift] = values[x];
}

/** The sum of the squared differences along the axis on which neighbours are a stride apart. */
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
