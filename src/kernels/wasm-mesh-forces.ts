import { RunError } from '../core/errors.ts';
import type { Timed } from '../core/profile.ts';
import type { VectorField } from '../core/vector-field.ts';
import type { Mesh, MeshParticles, MeshTarget } from './mesh.ts';
import { equilibriumOf } from './mesh-charges.ts';
import { addMeshForces } from './mesh-forces.ts';
import { carve, doublesOf, layOut, type Wasm, words } from './wasm.ts';
import { planConvolution } from './wasm-mesh-convolution.ts';
import { beginSort, type Cells, finishSorts, lastingLengths, passingLengths, sortingBytes } from './wasm-order.ts';
import { type Round, runRounds, teamSize } from './wasm-team.ts';

/**
 * addMeshForces of ./mesh-forces.ts with compiled kernels: the particles are sorted by cell, their charges are spread over the
 * meshes of their sources, convolved with the symbols and gathered as forces. Equal up to round-off, and identical to the bit for any
 * number of threads. All meshes and particles are in the memory of the kernels; temporary arrays of the sort occupy the place of
 * the meshes. If the memory does not suffice, the plain sum is used.
 */
export function addMeshForcesSimd(
  wasm: Wasm,
  timed: Timed,
  mesh: Mesh,
  order: 4 | 6,
  sources: readonly (readonly MeshParticles[])[],
  targets: readonly MeshTarget[],
): void {
  const d = mesh.shape.length;
  const cells = stencilCells(mesh, order);
  const packing = packGroups(sources, targets);
  const particles = packing.packs.map(({ group, factor }) => ({ ...group, factor }));
  const convolution = planConvolution(mesh, sources.length, targets);
  const threadBytes =
    64 * Math.ceil(Math.max(stencilBytes(order, d), convolution.threadBytes, sortingBytes(cells)) / 64);
  const passing = particles.map((each) => passingLengths(cells, each));
  const lasting = particles.map((each) => lastingLengths(cells, each));
  const largest = Math.max(0, ...particles.map(({ velocities }) => velocities.data.length));
  const fields = {
    meshes: convolution.fields.meshes,
    slabs: convolution.fields.slabs.map((n) => Math.max(n, largest)),
  };
  const lengths = {
    ...convolution.lengths,
    threads: [(teamSize(wasm) * threadBytes) / 8],
    settings: particles.map(() => settingsLength),
    sorts: lasting.map(doublesOf),
    shared: [Math.max(doublesOf(fields), doublesOf({ passing: passing.map(doublesOf) }))],
  };
  const room = layOut(wasm, lengths);
  if (room === null) {
    withoutRoom(8 * doublesOf(lengths), () => addMeshForces(mesh, order, sources, targets));
    return;
  }
  const scratch = { address: room.threads[0].address, bytes: threadBytes };
  const run = (rounds: readonly Round[]) => runRounds(wasm, scratch, rounds);
  const { meshes, slabs } = carve(room.shared[0], fields);
  const lastingRoom = lasting.map((each, k) => carve(room.sorts[k], each));
  const sorts = timed('particles by cell', () => {
    const blocks = carve(room.shared[0], { passing: passing.map(doublesOf) }).passing;
    const begun = particles.map((each, k) =>
      beginSort(cells, each, carve(blocks[k], passing[k]), lastingRoom[k], slabs[0]),
    );
    return finishSorts(begun, run, (moments) =>
      equilibriumOf(
        d,
        packing.sources.flat().map((k) => [particles[k].factor, moments[k]]),
      ),
    );
  });
  const [height, depth] = d === 2 ? [1, mesh.shape[1]] : mesh.shape.slice(1);
  // Two charges form one complex number and mix by round-off, so 1 and v must be of similar size. A power of two is exact.
  const unit = 2 ** -Math.round(Math.log2(Math.max(...mesh.shape) / widths));

  /** Writes the settings of the tasks of a pack, see `MeshTask` in assembly/mesh.ts; returns their address. */
  const settings = (k: number, field: number) => {
    const head = room.settings[k];
    const { sorted, bounds } = lastingRoom[k];
    head.data.set(mesh.shape.map((extent) => (extent - 1) / 2));
    head.data[3] = unit;
    const grid = meshes[0].address + field * convolution.meshBytes;
    words(head).set([order, height, depth, grid, sorted[0].address, bounds[0].address], 8);
    return head.address;
  };

  const spread = (packs: readonly number[], s: number) => {
    for (const k of packs) {
      const common = { task: d === 2 ? 'spreadPlaneCharges' : 'spreadSpaceCharges', grain: 1 } as const;
      const address = settings(k, s);
      run(sorts[k].chunks.colours.map(([from, to]): Round => ({ ...common, settings: address, from, to })));
    }
  };
  const gather = ({ groups }: MeshTarget, t: number) => {
    groups.forEach(({ factor, force }, g) => {
      const k = packing.targets[t][g];
      const task = d === 2 ? 'gatherPlaneForces' : 'gatherSpaceForces';
      run([{ task, settings: settings(k, t), from: 0, to: force.n, grain: 1024 }, sorts[k].sort.bring]);
      addForces(slabs[0].data, factor * (mesh.spacing / unit) ** 2, force);
    });
  };
  timed('charges to the mesh', () => {
    const blocks = Math.ceil(meshes[0].data.length / 8);
    run([{ task: 'clearMesh', settings: meshes[0].address, from: 0, to: blocks, grain: 4096 }]);
    packing.sources.forEach(spread);
  });
  timed('convolution', () => {
    run(convolution.rounds({ ...room, meshes, slabs }));
  });
  timed('fields to the particles', () => {
    targets.forEach(gather);
  });
}

/** Typical width of a mesh in widths of the distribution. */
const widths = 8;

/** Returns the bytes of a stencil, its splines and the prints of a batch of particles: see assembly/mesh.ts. */
function stencilBytes(order: number, d: number): number {
  return 256 + 8 * (224 + 8 * order ** d);
}

/** Doubles of the class `MeshTask` in assembly/mesh.ts. */
const settingsLength = 7;

function withoutRoom(bytes: number, plain: () => void): void {
  try {
    plain();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RunError(
      `the mesh sum needs about ${bytes} bytes, more than available; take a coarser mesh or fewer particles`,
    );
  }
}

/** Particles as stored for a mesh sum: `factor` multiplies the weights, and the forces replace the scaled scores. */
export interface Pack {
  readonly group: MeshParticles;
  readonly factor: number;
}

/** Packs for all groups, and the indices of the packs of the groups of every source and every target. */
export interface Packing {
  readonly packs: readonly Pack[];
  readonly sources: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
}

/** Uses as few packs as possible: sources may share a pack, and each pack serves one target. */
function packGroups(sources: readonly (readonly MeshParticles[])[], targets: readonly MeshTarget[]): Packing {
  const packs: Pack[] = [];
  const find = (fits: (pack: Pack, k: number) => boolean, group: MeshParticles, factor: number) => {
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

/** Returns whether the pack has the charges of the group. */
function actsAs(pack: Pack, group: MeshParticles): boolean {
  return pack.factor === group.factor && pack.group.weights === group.weights && standsFor(pack, group);
}

/** Returns whether the pack has the velocities and scaled scores of the group, which determine the forces on it. */
function standsFor({ group: { velocities, scaledScore } }: Pack, group: MeshParticles): boolean {
  return velocities.data === group.velocities.data && scaledScore.data === group.scaledScore.data;
}

/** Returns the cells of the mesh: all particles of a cell have the same stencil of order^d nodes. */
function stencilCells({ origin, spacing, shape }: Mesh, order: number): Cells {
  return {
    origin,
    spacing,
    first: shape.map(() => order / 2 - 1),
    extents: shape.map((extent) => extent - order + 1),
    stencil: order,
  };
}

/** force += factor sums, component after component. */
function addForces(sums: Float64Array, factor: number, { data }: VectorField): void {
  for (let at = 0; at < data.length; at++) data[at] += factor * sums[at];
}
