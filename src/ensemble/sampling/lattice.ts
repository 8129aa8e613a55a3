import { InputError } from '../../core/errors.ts';
import { axisNodes, type Lattice, nodeCount } from '../../core/lattice.ts';
import { sumOf } from '../../core/sum.ts';
import { component, createVectorField } from '../../core/vector-field.ts';
import type { Distribution } from '../distribution.ts';
import { weightCorrection } from '../moment-correction.ts';
import { type SamplingOptions, type SamplingRule, velocityBox } from './sampling-rule.ts';

/**
 * Particles at the cell centres of a cubic box with weights f(v_p) h^d. This midpoint rule has spectral accuracy: it integrates a
 * Maxwellian to exp(-2 pi^2 T / m h^2), except for the part outside the box. Nodes where f = 0 get no particle.
 */
export const lattice: SamplingRule = {
  name: 'lattice',
  summary: 'a velocity lattice, free of noise',
  reference:
    'J. A. Carrillo, J. Hu, L. Wang & J. Wu, A particle method for the homogeneous Landau equation, J. Comput. Phys. X 7 (2020) 100066',
  correction: weightCorrection,
  onLattice: true,
  correctedByDefault: true,
  sample(distribution, options) {
    const { dimension: d, density } = distribution;
    const { weightThreshold: threshold = 0 } = options;
    if (!(threshold >= 0 && threshold < 1))
      throw new InputError(`particles.weightThreshold: expected a number in [0, 1), got ${threshold}`);
    const nodes = samplingLattice(distribution, options);
    const axes = Array.from({ length: d }, (_, k) => axisNodes(nodes, k));
    const cells = nodes.shape[0];
    const cell = nodes.spacing ** d;
    const count = nodeCount(nodes);

    const v = new Float64Array(d);
    const moveTo = (node: number) => {
      let rest = node;
      for (let k = d - 1; k >= 0; k--) {
        v[k] = axes[k][rest % cells];
        rest = Math.floor(rest / cells);
      }
    };
    const weightsOfNodes = new Float64Array(count);
    let heaviest = 0;
    for (let node = 0; node < count; node++) {
      moveTo(node);
      const weight = distribution.value(v) * cell;
      weightsOfNodes[node] = weight;
      heaviest = Math.max(heaviest, weight);
    }

    const kept: number[] = [];
    weightsOfNodes.forEach((weight, node) => {
      if (weight > 0 && weight >= threshold * heaviest) kept.push(node);
    });
    if (kept.length === 0)
      throw new InputError(
        'particles.box: expected a box where f > 0 at some lattice node, got f = 0 at all; move the box or raise the count',
      );
    const weights = Float64Array.from(kept, (node) => weightsOfNodes[node]);
    const velocities = createVectorField(d, kept.length);
    const planes = axes.map((_, k) => component(velocities, k));
    kept.forEach((node, p) => {
      moveTo(node);
      for (let k = 0; k < d; k++) planes[k][p] = v[k];
    });
    return {
      particles: { weights, velocities },
      spacing: nodes.spacing,
      anchor: nodes.anchor,
      lostDensity: density - sumOf(weights.length, (p) => weights[p]),
    };
  },
};

/**
 * The cell centres of the box divided into `count` equal cubes, shifted by `stagger` spacings. The anchor is the node at or
 * just above the centre. Throws InputError unless count is a perfect d-th power of 2 or more.
 */
export function samplingLattice(distribution: Distribution, options: SamplingOptions): Lattice {
  const { dimension: d } = distribution;
  const { centre, halfWidth } = velocityBox(distribution, options);
  const cells = cellsPerAxis(options.count, d);
  const spacing = (2 * halfWidth) / cells;
  const stagger = options.stagger ?? new Array<number>(d).fill(0);
  if (stagger.length !== d || !stagger.every(Number.isFinite))
    throw new InputError(`stagger of the lattice: expected ${d} finite numbers, got [${stagger.join(', ')}]`);
  // Cell centres lie at (j - (cells - 1)/2) h from the centre: half-way between nodes when the number of cells is even.
  const offset = cells % 2 === 0 ? 1 / 2 : 0;
  return {
    d,
    spacing,
    anchor: centre.map((c, k) => c + (offset + stagger[k]) * spacing),
    first: new Array<number>(d).fill(-Math.floor(cells / 2)),
    shape: new Array<number>(d).fill(cells),
  };
}

function cellsPerAxis(count: number, d: number): number {
  const cells = Math.round(count ** (1 / d));
  if (cells >= 2 && cells ** d === count) return cells;
  const below = count >= 4 && count < Infinity ? Math.max(2, Math.floor(count ** (1 / d))) : 2;
  const power = d === 2 ? 'square' : 'cube';
  throw new InputError(
    `particles.count: expected a perfect ${power} such as ${below ** d} (${below}^${d}) or ${(below + 1) ** d} (${below + 1}^${d}), got ${count}`,
  );
}

// Nodes of two species closer than this fraction of the finer spacing are treated as coinciding. For the strongest usual kernel
// (gamma = -3, d = 3) such a pair contributes as much as 400 cells of the sum that approximates the collision integral.
const closest = 1e-3;

// Number of shifts tried for each species, per species of the mixture: enough to separate S equal lattices.
const shiftsPerSpecies = 16;

/**
 * Shifts for each axis, in units of each lattice's spacing, after which no two lattices share a node: unlike particles at the
 * same velocity make a singular kernel infinite. The shift is zero for the first lattice and for every lattice that shares no
 * node with earlier ones, so that symmetric set-ups stay symmetric. Otherwise it is the same fraction in (-1/2, 1/2] on every
 * axis, the one with the largest separation. Throws InputError if no shift is possible.
 */
export function staggerLattices(lattices: readonly Lattice[]): number[][] {
  const placed: Lattice[] = [];
  return lattices.map((lattice, i) => {
    const room = (shift: number) => Math.min(...placed.map((other) => separation(other, shifted(lattice, shift))));
    let best = 0;
    let most = room(0);
    const tries = shiftsPerSpecies * lattices.length;
    if (most < closest)
      for (let j = 1; j < tries; j++) {
        const shift = j / tries <= 1 / 2 ? j / tries : j / tries - 1;
        const now = room(shift);
        // Round-off must not decide between equally good shifts.
        if (now > most * (1 + 1e-9)) [best, most] = [shift, now];
      }
    if (!(most > 1e-9))
      throw new InputError(
        `lattice of species ${i + 1}: expected a shift that separates it from the other lattices, got none; change a count or a box`,
      );
    placed.push(shifted(lattice, best));
    return new Array<number>(lattice.d).fill(best);
  });
}

/** The smallest distance of two nodes, one of each lattice, in units of the finer spacing. */
export function separation(a: Lattice, b: Lattice): number {
  const gaps = Array.from({ length: a.d }, (_, k) => smallestGap(axisNodes(a, k), axisNodes(b, k)));
  return Math.hypot(...gaps) / Math.min(a.spacing, b.spacing);
}

function shifted(lattice: Lattice, shift: number): Lattice {
  return { ...lattice, anchor: lattice.anchor.map((position) => position + shift * lattice.spacing) };
}

/** The smallest |x_i - y_j| of two increasing sequences, by merging. */
function smallestGap(x: Float64Array, y: Float64Array): number {
  let gap = Infinity;
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    gap = Math.min(gap, Math.abs(x[i] - y[j]));
    if (x[i] < y[j]) i++;
    else j++;
  }
  return gap;
}
