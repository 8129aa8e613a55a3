import type { VectorField } from '../core/vector-field.ts';
import { type CellOrder, type Cells, orderByCell } from './cell-order.ts';
import type { Mesh, MeshGroup, MeshTarget } from './mesh.ts';
import type { EquilibriumPart } from './mesh-equilibrium.ts';

/** Particles that are laid out once, whatever number of sources and targets they occur in; `factor` multiplies the weights. */
export interface Pack {
  readonly group: MeshGroup;
  readonly factor: number;
}

/** The different packs of all sources, then of the targets that no source has. */
export function distinctPacks(
  sources: readonly (readonly MeshGroup[])[],
  targets: readonly MeshTarget[],
): readonly Pack[] {
  const packs: Pack[] = [];
  for (const group of sources.flat())
    if (!packs.some((pack) => actsAs(pack, group))) packs.push({ group, factor: group.factor });
  for (const group of targets.flatMap(({ groups }) => groups))
    if (!packs.some((pack) => standsFor(pack, group))) packs.push({ group, factor: 0 });
  return packs;
}

/** Whether the pack has the charges of the group. */
export function actsAs(pack: Pack, group: MeshGroup): boolean {
  return pack.factor === group.factor && pack.group.weights === group.weights && standsFor(pack, group);
}

/** Whether the pack has the velocities and potentials of the group: all that the forces on it depend on. */
export function standsFor({ group: { velocities, potential } }: Pack, group: MeshGroup): boolean {
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

/** Numbers of a particle: velocity, potential and weight, as assembly/mesh.ts has them. */
export function particleLength(d: number): number {
  return 2 * d + 1;
}

/** Writes the particles in the order of cells, particle p to place slots[p], and their potentials without the part at rest. */
export function packParticles(
  { group: { weights, velocities, potential }, factor }: Pack,
  mesh: Mesh,
  cells: Cells,
  { offset, slope }: EquilibriumPart,
  room: { readonly slots: Uint32Array; readonly counts: Uint32Array; readonly particles: Float64Array },
): CellOrder {
  const { d, n, data: v } = velocities;
  const { data: g } = potential;
  const { slots, particles } = room;
  const order = orderByCell(cells, 'cells', velocities, slots, room.counts);
  const length = particleLength(d);
  const { origin, spacing } = mesh;
  for (let p = 0; p < n; p++) {
    const at = slots[p] * length;
    particles[at] = (v[p] - origin[0]) / spacing;
    particles[at + 1] = (v[n + p] - origin[1]) / spacing;
    particles[at + 2] = g[p] - offset[0] - slope * v[p];
    particles[at + 3] = g[n + p] - offset[1] - slope * v[n + p];
    particles[at + 4] = factor * weights[p];
    if (d === 3) {
      particles[at + 5] = (v[2 * n + p] - origin[2]) / spacing;
      particles[at + 6] = g[2 * n + p] - offset[2] - slope * v[2 * n + p];
    }
  }
  return order;
}

/** force += factor times the forces that stand where the potentials were. */
export function addForces(particles: Float64Array, slots: Uint32Array, factor: number, force: VectorField): void {
  const { d, n, data } = force;
  const length = particleLength(d);
  for (let p = 0; p < n; p++) {
    const at = slots[p] * length;
    data[p] += factor * particles[at + 2];
    data[n + p] += factor * particles[at + 3];
    if (d === 3) data[2 * n + p] += factor * particles[at + 6];
  }
}
