import type { VectorField } from '../core/vector-field.ts';
import type { Cells } from './chunks.ts';
import type { Mesh, MeshGroup, MeshTarget } from './mesh.ts';

/** Particles as they are laid out for a mesh sum: `factor` multiplies the weights, and the forces replace the potentials. */
export interface Pack {
  readonly group: MeshGroup;
  readonly factor: number;
}

/** Packs for all groups, and which of them the groups of every source and every target are. */
export interface Packing {
  readonly packs: readonly Pack[];
  readonly sources: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
}

/** As few packs as serve all sources and targets: sources may share one, and each serves one target. */
export function packGroups(sources: readonly (readonly MeshGroup[])[], targets: readonly MeshTarget[]): Packing {
  const packs: Pack[] = [];
  const find = (fits: (pack: Pack, k: number) => boolean, group: MeshGroup, factor: number) => {
    const k = packs.findIndex(fits);
    return k >= 0 ? k : packs.push({ group, factor }) - 1;
  };
  const acting = sources.map((groups) =>
    groups.map((group) => find((pack) => actsAs(pack, group), group, group.factor)),
  );
  const taken = new Set<number>();
  const feeling = targets.map(({ groups }) =>
    groups.map((group) => {
      const k = find((pack, at) => standsFor(pack, group) && !taken.has(at), group, 0);
      taken.add(k);
      return k;
    }),
  );
  return { packs, sources: acting, targets: feeling };
}

/** Whether the pack has the charges of the group. */
function actsAs(pack: Pack, group: MeshGroup): boolean {
  return pack.factor === group.factor && pack.group.weights === group.weights && standsFor(pack, group);
}

/** Whether the pack has the velocities and potentials of the group: all that the forces on it depend on. */
function standsFor({ group: { velocities, potential } }: Pack, group: MeshGroup): boolean {
  return velocities.data === group.velocities.data && potential.data === group.potential.data;
}

/** The cells of the mesh: all particles of one have the same stencil of order^d nodes. */
export function stencilCells({ origin, spacing, shape }: Mesh, order: number): Cells {
  return {
    origin,
    spacing,
    first: shape.map(() => order / 2 - 1),
    extents: shape.map((extent) => extent - order + 1),
    stencil: order,
  };
}

/** force += factor sums, component after component. */
export function addForces(sums: Float64Array, factor: number, { data }: VectorField): void {
  for (let at = 0; at < data.length; at++) data[at] += factor * sums[at];
}
