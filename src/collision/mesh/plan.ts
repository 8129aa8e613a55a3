import type { Particles } from '../../core/particles.ts';
import { smoothLength } from '../../kernels/fourier.ts';
import type { Mesh } from '../../kernels/mesh.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { SampledSpecies } from '../summation.ts';
import type { MeshOptions } from './options.ts';

/** The meshes for one state of the particles. */
export interface PlannedMesh extends ScaleGroup {
  readonly mesh: Mesh;
}

/**
 * Prepares the meshes of particles, given the sample they started as: the spacing of a species follows its spread in
 * powers of 2. The meshes depend only on the present particles, so a run resumed from a checkpoint has the same
 * meshes. Returns null if velocities are not finite, or too far apart for any mesh.
 */
export function prepareMeshPlan(
  mixture: Mixture,
  sample: readonly SampledSpecies[],
  { spacing, order, torus }: MeshOptions,
): (particles: readonly Particles[]) => readonly PlannedMesh[] | null {
  const spreads = sample.map(({ particles }) => spanOf(particles).spread);
  const collide = (i: number, j: number) => mixture.strength(i, j) > 0;
  const present = mixture.species.flatMap((_, i) => (sample[i].particles.weights.length > 0 ? [i] : []));
  return (particles) => {
    const spans = particles.map(spanOf);
    const spacings = spans.map(({ spread }, i) => spacing * sample[i].spacing * widening(spreads[i], spread));
    const planned: PlannedMesh[] = [];
    for (const group of scaleGroups(present, spacings, collide)) {
      const all = [...group.members, ...group.visitors].map((i) => spans[i]);
      const mesh = meshAround(all, group.spacing, order, torus);
      if (mesh === null) return null;
      planned.push({ ...group, mesh });
    }
    return planned;
  };
}

/**
 * Returns species as samples, with the spacing of as many particles spread evenly over their box: for particles whose lattice is not
 * known.
 */
export function sampleOf(particles: readonly Particles[]): readonly SampledSpecies[] {
  return particles.map((own) => {
    const { d, n } = own.velocities;
    const { low, high } = spanOf(own);
    const width = Math.max(...high.map((value, k) => value - low[k]));
    return { particles: own, spacing: width > 0 && width < Infinity ? width / n ** (1 / d) : 1 };
  });
}

/** Nodes on an axis of the smallest torus: half of it still contains the softened part of every kernel and a spline. */
const smallestTorus = 16;

/**
 * Returns the mesh around all the particles. Its nodes are at integer multiples of the spacing, so the mesh moves with the particles by
 * whole nodes, and the sub-cell positions of particles at rest do not change. The torus is `stretch` times as long as the mesh or slightly
 * longer. Returns null if a velocity is not finite or the particles are so far apart that the torus would have more than `largestTorus`
 * nodes.
 */
export function meshAround(spans: readonly Span[], spacing: number, order: number, stretch: number): Mesh | null {
  const origin: number[] = [];
  const shape: number[] = [];
  for (let k = 0; k < spans[0].low.length; k++) {
    const low = Math.min(...spans.map((span) => span.low[k]));
    const high = Math.max(...spans.map((span) => span.high[k]));
    const before = order / 2 - 1;
    const first = Math.floor(low / spacing) - before;
    // near a node, round-off may put a particle into the cell before: this expression is the one in the kernels
    origin.push((low - first * spacing) / spacing < before ? (first - 1) * spacing : first * spacing);
    shape.push(Math.floor((high - origin[k]) / spacing) + order / 2 + 1);
  }
  if (!shape.every((nodes) => nodes <= largestTorus)) return null;
  const torus = shape.map((nodes) => smoothLength(Math.max(smallestTorus, stretch * nodes)));
  if (torus.reduce((product, nodes) => product * nodes, 1) > largestTorus) return null;
  return { origin, spacing, shape, torus };
}

/** Nodes of the largest torus: 2 GiB for a complex number on each. */
const largestTorus = 2 ** 27;

/** The extent of the particles of a species. */
export interface Span {
  /** Smallest and largest velocity on every axis: NaN if one is NaN, +-infinity without particles. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Root mean square distance from the mean velocity. */
  readonly spread: number;
}

export function spanOf({ weights, velocities }: Particles): Span {
  const { d, n, data } = velocities;
  const [low, high]: [number[], number[]] = [[], []];
  let variance = 0;
  for (let k = 0; k < d; k++) {
    // relative to one of the velocities, not to 0: fast beams keep their digits
    const origin = data[k * n];
    let [least, largest] = [Infinity, -Infinity];
    let [density, flux, square] = [0, 0, 0];
    for (let p = 0, at = k * n; p < n; p++, at++) {
      const v = data[at];
      if (v < least) least = v;
      if (v > largest) largest = v;
      const wv = weights[p] * (v - origin);
      density += weights[p];
      flux += wv;
      square += wv * (v - origin);
    }
    variance += square / density - (flux / density) ** 2;
    // a comparison ignores NaN, a sum does not
    low.push(Number.isNaN(flux) ? Number.NaN : least);
    high.push(Number.isNaN(flux) ? Number.NaN : largest);
  }
  return { low, high, spread: Math.sqrt(Math.max(0, variance)) };
}

/**
 * Returns how much wider a species has become, as a power of 2. A spacing that follows it changes rarely, and is the same for the same
 * particles regardless of their history. 1 while the spread stays within a factor sqrt(2).
 */
function widening(before: number, now: number): number {
  const ratio = now / before;
  return ratio > 0 && ratio < Infinity ? 2 ** Math.round(Math.log2(ratio)) : 1;
}

/** Species that share a mesh, and species that only collide with them on it. */
export interface ScaleGroup {
  /** Mesh spacing: the finest of the members' spacings. */
  readonly spacing: number;
  /** Species with similar spacings; all their collisions with each other belong to this mesh. */
  readonly members: readonly number[];
  /**
   * Species of finer groups that collide with a member. The wider-spaced of two species limits the resolution of their sum.
   */
  readonly visitors: readonly number[];
}

/** Largest ratio of two spacings on one mesh of the finer spacing: beyond it, the wider species would need too many nodes. */
const widestRatio = 2;

/**
 * Assigns every colliding pair to exactly one mesh. A narrow species (ions among electrons) has its own small mesh, and collides with a
 * wide one on the mesh of the wide one. Groups without pairs are left out.
 */
export function scaleGroups(
  species: readonly number[],
  spacings: readonly number[],
  collide: (i: number, j: number) => boolean,
): readonly ScaleGroup[] {
  const sorted = [...species].sort((i, j) => spacings[i] - spacings[j] || i - j);
  const groups: ScaleGroup[] = [];
  for (let start = 0; start < sorted.length; ) {
    const spacing = spacings[sorted[start]];
    let end = start;
    while (end < sorted.length && spacings[sorted[end]] <= widestRatio * spacing) end++;
    const members = sorted.slice(start, end).sort((i, j) => i - j);
    const visitors = sorted.slice(0, start).filter((j) => members.some((i) => collide(i, j)));
    if (members.some((i) => [...members, ...visitors].some((j) => collide(i, j))))
      groups.push({ spacing, members, visitors });
    start = end;
  }
  return groups;
}
