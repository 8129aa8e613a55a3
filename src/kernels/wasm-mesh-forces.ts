import { RunError } from '../core/errors.ts';
import { timed } from '../core/profile.ts';
import { chunkLimit, countLength } from './cell-order.ts';
import type { Mesh, MeshGroup, MeshTarget } from './mesh.ts';
import { equilibriumPart } from './mesh-equilibrium.ts';
import { addMeshForces } from './mesh-forces.ts';
import { layOut, type Wasm, words } from './wasm.ts';
import { planConvolution } from './wasm-mesh-convolution.ts';
import {
  actsAs,
  addForces,
  distinctPacks,
  type Pack,
  packParticles,
  particleLength,
  standsFor,
  stencilCells,
} from './wasm-mesh-particles.ts';
import { type Round, runRounds, teamSize } from './wasm-team.ts';

/**
 * addMeshForces of ./mesh-forces.ts with compiled kernels: the charges of all particles are spread over the meshes of their
 * sources, convolved with the symbols and gathered as forces. Equal up to round-off, and the same bits for any number of
 * threads. All meshes and particles live in the memory of the kernels meanwhile; without room the plain sum steps in.
 */
export function addMeshForcesSimd(
  wasm: Wasm,
  mesh: Mesh,
  order: 4 | 6,
  sources: readonly (readonly MeshGroup[])[],
  targets: readonly MeshTarget[],
): void {
  const d = mesh.shape.length;
  const cells = stencilCells(mesh, order);
  const packs = distinctPacks(sources, targets);
  const sizes = packs.map(({ group }) => group.velocities.n);
  const convolution = planConvolution(mesh, sources.length, targets);
  const threadBytes = 64 * Math.ceil(Math.max(stencilBytes(order, d), convolution.threadBytes) / 64);
  const lengths = {
    ...convolution.lengths,
    threads: [(teamSize() * threadBytes) / 8],
    counts: [Math.ceil(countLength(cells, 'cells') / 2)],
    settings: packs.map(() => settingsLength),
    chunks: packs.map(() => chunkLimit(cells)),
    slots: sizes.map((n) => Math.ceil(n / 2)),
    particles: sizes.map((n) => particleLength(d) * n),
  };
  const room = layOut(wasm, lengths);
  if (room === null) {
    withoutRoom(
      8 *
        Object.values(lengths)
          .flat()
          .reduce((sum, length) => sum + length, 0),
      () => addMeshForces(mesh, order, sources, targets),
    );
    return;
  }
  const counts = words(room.counts[0]).subarray(0, countLength(cells, 'cells'));
  const rest = equilibriumPart(d, sources.flat());
  const slots = sizes.map((n, k) => words(room.slots[k]).subarray(0, n));
  const lay = (pack: Pack, k: number) =>
    packParticles(pack, mesh, cells, rest, { slots: slots[k], counts, particles: room.particles[k].data });
  const orders = timed('particles by cell', () => packs.map(lay));
  const scratch = { address: room.threads[0].address, bytes: threadBytes };
  const [height, depth] = d === 2 ? [1, mesh.shape[1]] : mesh.shape.slice(1);
  const meshes = room.meshes[0];
  // Two charges travel as one complex number and mix by round-off: 1 and v must be of like size. A power of two is exact.
  const unit = 2 ** -Math.round(Math.log2(Math.max(...mesh.shape) / widths));

  /** What the tasks of a pack need to know: see `MeshTask` in assembly/mesh.ts. */
  const settings = (k: number, field: number) => {
    const [head, chunks] = [room.settings[k], room.chunks[k]];
    head.data.set(mesh.shape.map((extent) => (extent - 1) / 2));
    head.data[3] = unit;
    words(chunks).set(orders[k].chunks.flat());
    const grid = meshes.address + field * convolution.meshBytes;
    words(head).set([order, height, depth, grid, room.particles[k].address, chunks.address], 8);
    return head.address;
  };

  const blocks = Math.ceil(meshes.data.length / 8);
  const spread = (groups: readonly MeshGroup[], s: number) => {
    for (const group of groups) {
      const k = packs.findIndex((pack) => actsAs(pack, group));
      const common = { task: d === 2 ? 'spreadPlaneCharges' : 'spreadSpaceCharges', grain: 1 } as const;
      const address = settings(k, s);
      const rounds = orders[k].colours.map(([from, to]): Round => ({ ...common, settings: address, from, to }));
      runRounds(wasm, scratch, rounds);
    }
  };
  const spent = new Set<number>();
  const gather = ({ groups }: MeshTarget, t: number) => {
    for (const group of groups) {
      const k = packs.findIndex((pack) => standsFor(pack, group));
      // forces take the place of the potentials
      if (spent.has(k)) lay(packs[k], k);
      spent.add(k);
      const task = d === 2 ? 'gatherPlaneForces' : 'gatherSpaceForces';
      runRounds(wasm, scratch, [{ task, settings: settings(k, t), from: 0, to: sizes[k], grain: 1024 }]);
      addForces(room.particles[k].data, slots[k], group.factor * (mesh.spacing / unit) ** 2, group.force);
    }
  };
  timed('charges to the mesh', () => {
    runRounds(wasm, scratch, [{ task: 'clearMesh', settings: meshes.address, from: 0, to: blocks, grain: 4096 }]);
    sources.forEach(spread);
  });
  timed('convolution', () => {
    runRounds(wasm, scratch, convolution.rounds(room));
  });
  timed('fields to the particles', () => {
    targets.forEach(gather);
  });
}

/** Widths of a distribution that a mesh is usually wide. */
const widths = 8;

/** Room for a stencil, its splines and the prints of a batch of particles: see assembly/mesh.ts. */
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
      `the mesh sum needs about ${bytes} bytes, more than there is; take a coarser mesh or fewer particles`,
    );
  }
}
