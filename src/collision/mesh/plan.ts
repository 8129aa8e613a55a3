import type { Ensemble } from '../../ensemble/ensemble.ts';
import type { Mesh } from '../../kernels/mesh.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { SampledSpecies } from '../summation.ts';
import { meshAround } from './geometry.ts';
import type { MeshOptions } from './options.ts';
import { type ScaleGroup, scaleGroups } from './scale-groups.ts';
import { spanOf, widening } from './span.ts';

/** The meshes for one state of the particles. */
export interface PlannedMesh extends ScaleGroup {
  readonly mesh: Mesh;
}

/**
 * From the particles to their meshes, given the sample they started as: the spacing of a species follows its spread in
 * powers of 2. A function of the present particles alone, so that a run that goes on from a checkpoint has the same
 * meshes. null when particles are not at finite velocities, or too far apart for any mesh.
 */
export function prepareMeshPlan(
  mixture: Mixture,
  sample: readonly SampledSpecies[],
  { spacing, order, torus }: MeshOptions,
): (ensembles: readonly Ensemble[]) => readonly PlannedMesh[] | null {
  const spreads = sample.map(({ ensemble }) => spanOf(ensemble).spread);
  const collide = (i: number, j: number) => mixture.strength(i, j) > 0;
  const present = mixture.species.flatMap((_, i) => (sample[i].ensemble.weights.length > 0 ? [i] : []));
  return (ensembles) => {
    const spans = ensembles.map(spanOf);
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
 * Species as they are, with the spacing of as many particles evenly in their box: for particles whose lattice is not
 * known.
 */
export function sampleOf(ensembles: readonly Ensemble[]): readonly SampledSpecies[] {
  return ensembles.map((ensemble) => {
    const { d, n } = ensemble.velocities;
    const { low, high } = spanOf(ensemble);
    const width = Math.max(...high.map((value, k) => value - low[k]));
    return { ensemble, spacing: width > 0 && width < Infinity ? width / n ** (1 / d) : 1 };
  });
}
