import type { Mesh, MeshSymbol, MeshTarget } from './mesh.ts';
import { type WasmArray, words } from './wasm.ts';
import { fourierPlan } from './wasm-fourier.ts';
import type { Round } from './wasm-team.ts';

/** A mesh as a 3D box; in 2D the middle axis has a single node. */
interface Box {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** Nodes of the torus on the three axes. */
  readonly torus: readonly number[];
}

/** The arrays of the convolution; `meshes` holds first the charges and then the fields. */
export interface ConvolutionRoom {
  readonly meshes: readonly WasmArray[];
  readonly slabs: readonly WasmArray[];
  readonly links: readonly WasmArray[];
  readonly plans: readonly WasmArray[];
  readonly symbols: readonly WasmArray[];
  readonly convolutions: readonly WasmArray[];
}

/** Complex numbers, of two charges each, that are transformed together: four fill a cache line. */
const planeBatches = [4, 3];
const spaceBatches = [4, 3, 3, 3];
const complexBytes = 16;

/** Words of the class `Convolution` in assembly/convolution.ts. */
const settingsWords = 20;

/**
 * Plans the convolution of the charges of `sources` sources: the lengths of its arrays, with charges and fields listed separately, and
 * the rounds that compute it.
 */
export function planConvolution(mesh: Mesh, sources: number, targets: readonly MeshTarget[]) {
  const box = boxOf(mesh);
  const { width, height, depth, torus } = box;
  const batches = mesh.shape.length === 2 ? planeBatches : spaceBatches;
  const nodeBytes = complexBytes * batches.reduce((sum, batch) => sum + batch, 0);
  const meshBytes = nodeBytes * width * height * depth;
  const meshCount = Math.max(sources, targets.length);
  const symbols = [...new Set(targets.flatMap(({ from }) => from.map(({ symbol }) => symbol)))];
  const links = targets.reduce((count, { from }) => count + 1 + 2 * from.length, 0);
  const largest = complexBytes * Math.max(...batches);
  const lineBytes = largest * Math.max(...torus);
  const planeBytes = torus[1] === 1 ? 0 : largest * width * torus[1];
  const fields = {
    meshes: [(meshCount * meshBytes) / 8],
    slabs: [(meshCount * width * layerBytes(box, largest)) / 8],
  };
  const lengths = {
    links: [Math.ceil(links / 2)],
    plans: torus.map((nodes) => fourierPlan(nodes).length),
    symbols: symbols.map(({ length }) => length),
    convolutions: batches.map(() => settingsWords / 2),
  };
  const rounds = (room: ConvolutionRoom): readonly Round[] => {
    room.plans.forEach(({ data }, k) => {
      data.set(fourierPlan(torus[k]));
    });
    symbols.forEach((symbol, k) => {
      room.symbols[k].data.set(symbol);
    });
    writeLinks(targets, symbols, room);
    const plans = room.plans.map(({ address }) => address);
    return batches.flatMap((batch, k) => {
      const bytes = complexBytes * batch;
      const begun = complexBytes * batches.slice(0, k).reduce((sum, each) => sum + each, 0);
      const layer = layerBytes(box, bytes);
      const [grid, slabs, list] = [room.meshes, room.slabs, room.links].map(([{ address }]) => address);
      const sizes = [width, height, depth, sources, targets.length];
      const addresses = [grid + begun, slabs, layer, width * layer, list];
      words(room.convolutions[k]).set([...sizes, ...plans, bytes, lineBytes, nodeBytes, meshBytes, ...addresses]);
      const common = { settings: room.convolutions[k].address, from: 0, grain: 1 };
      return [
        { ...common, task: 'transformCharges', to: sources * width } as const,
        { ...common, task: 'convolvePlanes', to: torus[2] } as const,
        { ...common, task: 'restoreFields', to: targets.length * width } as const,
      ];
    });
  };
  // three lines, one per source, and planes: see convolvePlanes
  return { fields, lengths, meshBytes, threadBytes: (3 + sources) * lineBytes + meshCount * planeBytes, rounds };
}

function boxOf({ shape, torus }: Mesh): Box {
  const [width, height, depth] = shape.length === 2 ? [shape[0], 1, shape[1]] : shape;
  return { width, height, depth, torus: shape.length === 2 ? [torus[0], 1, torus[1]] : torus };
}

/**
 * Returns the bytes of a plane x of the slabs, including one unused cache line. Without it, planes are often a multiple of 4096 bytes
 * apart, and a line along x falls into a single set of the first-level cache.
 */
function layerBytes({ height, torus }: Box, batchBytes: number): number {
  return batchBytes * height * torus[2] + 64;
}

function writeLinks(targets: readonly MeshTarget[], symbols: readonly MeshSymbol[], room: ConvolutionRoom): void {
  const list = targets.flatMap(({ from }) => [
    from.length,
    ...from.flatMap(({ source, symbol }) => [source, room.symbols[symbols.indexOf(symbol)].address]),
  ]);
  words(room.links[0]).set(list);
}
