import type { Mesh, MeshSymbol, MeshTarget } from './mesh.ts';
import { type WasmArray, words } from './wasm.ts';
import type { Round } from './wasm-team.ts';

/** A mesh in the plane is one in space with a single node on its middle axis. */
interface Box {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** Nodes of the torus on the three axes. */
  readonly torus: readonly number[];
}

/** The arrays of the convolution; `meshes` holds charges before and fields after. */
export interface ConvolutionRoom {
  readonly meshes: readonly WasmArray[];
  readonly slabs: readonly WasmArray[];
  readonly links: readonly WasmArray[];
  readonly plans: readonly WasmArray[];
  readonly symbols: readonly WasmArray[];
  readonly convolutions: readonly WasmArray[];
}

/** Complex numbers, two charges each, that are transformed together: four fill a cache line. */
const planeBatches = [4, 3];
const spaceBatches = [4, 3, 3, 3];
const complexBytes = 16;

/** Words of the class `Convolution` in assembly/convolution.ts. */
const settingsWords = 20;

/**
 * Lays out the convolution of the charges of `sources` sources: lengths of its arrays, those of charges and fields apart; then
 * the rounds that do it.
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
  // three lines, one for every source, and planes: see convolvePlanes
  return { fields, lengths, meshBytes, threadBytes: (3 + sources) * lineBytes + meshCount * planeBytes, rounds };
}

function boxOf({ shape, torus }: Mesh): Box {
  const [width, height, depth] = shape.length === 2 ? [shape[0], 1, shape[1]] : shape;
  return { width, height, depth, torus: shape.length === 2 ? [torus[0], 1, torus[1]] : torus };
}

/**
 * Bytes of a plane x of the slabs. One cache line more than is in it: without, planes are often a multiple of 4096 bytes
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

/** Words of the class `Plan` in assembly/fourier.ts. */
const headWords = 8;

const plans = new Map<number, Float64Array>();

/** A coprime part p^a of the length of a transform, and the radices that make it up. */
interface Part {
  readonly size: number;
  readonly radices: readonly number[];
}

/**
 * The plan of the transform of n numbers, n = 2^a 3^b 5^c, as assembly/fourier.ts reads it. With the coprime parts n_1, n_2, ..
 * of n, sample j = sum_l j_l n/n_l mod n lies at place (j_1, j_2, ..), j_1 slowest, and wave k at place (.., k_2, k_1) with
 * k_l = k mod n_l: exp(-2 pi i j k / n) is the product of exp(-2 pi i j_l k_l / n_l), and no factor of unity is left between
 * the parts. Throws RangeError for another n.
 */
export function fourierPlan(n: number): Float64Array {
  const known = plans.get(n);
  if (known !== undefined) return known;
  const parts = coprimeParts(n);
  const there = passes(parts);
  const back = passes(parts.toReversed());
  const samples = samplePlaces(n, parts);
  const restored = samples.map((_, j) => samples[(n - j) % n]);
  const waves = waveOrder(n, parts).map((k) => Math.min(k, n - k));
  const lists = [[...there.words, 0], [...back.words, 0], samples, restored, waves];
  const listsAt = lists.map((_, k) => 4 * (headWords + lists.slice(0, k).flat().length));
  const factorsAt = 16 * Math.ceil((headWords + lists.flat().length) / 4);
  const plan = new Float64Array(factorsAt / 8 + there.factors.length + back.factors.length);
  const backFactorsAt = factorsAt + 8 * there.factors.length;
  new Int32Array(plan.buffer).set([n, ...listsAt, factorsAt, backFactorsAt, ...lists.flat()]);
  plan.set([...there.factors, ...back.factors], factorsAt / 8);
  plans.set(n, plan);
  return plan;
}

/** The powers of 2, 3 and 5 in n. */
function coprimeParts(n: number): Part[] {
  const parts: Part[] = [];
  let rest = n;
  for (const prime of [2, 3, 5]) {
    let size = 1;
    for (; rest % prime === 0; rest /= prime) size *= prime;
    if (size > 1) parts.push({ size, radices: radicesOf(size, prime === 2 ? 4 : prime) });
  }
  if (rest !== 1) throw new RangeError(`a transform of ${n} numbers: expected a product of 2, 3 and 5`);
  return parts;
}

/** Few passes over the data: an 8 saves one, and is the last of its part, where there are no factors. */
function radicesOf(size: number, radix: number): number[] {
  return size > 8 ? [radix, ...radicesOf(size / radix, radix)] : [size];
}

/**
 * Radix r and number of groups of every pass, and their factors: for each group g but the first exp(-2 pi i g k / m),
 * k = 1 .. r - 1, each as (re, re, -im, im), m the length left of the part.
 */
function passes(parts: readonly Part[]): { readonly words: readonly number[]; readonly factors: readonly number[] } {
  const words: number[] = [];
  const factors: number[] = [];
  for (const { size, radices } of parts) {
    let length = size;
    for (const r of radices) {
      words.push(r, length / r);
      for (let g = 1; g < length / r; g++)
        for (let k = 1; k < r; k++) {
          const angle = (2 * Math.PI * g * k) / length;
          factors.push(Math.cos(angle), Math.cos(angle), Math.sin(angle), -Math.sin(angle));
        }
      length /= r;
    }
  }
  return { words, factors };
}

/** The place of every sample before the passes. */
function samplePlaces(n: number, parts: readonly Part[]): number[] {
  let order = [0];
  for (const { size } of parts)
    order = order.flatMap((j) => Array.from({ length: size }, (_, digit) => (j + digit * (n / size)) % n));
  const places = order.map(() => 0);
  order.forEach((j, place) => {
    places[j] = place;
  });
  return places;
}

/** The wave at every place after the passes. */
function waveOrder(n: number, parts: readonly Part[]): number[] {
  const order = Array.from({ length: n }, () => 0);
  for (let k = 0; k < n; k++) {
    let place = 0;
    for (const { size } of parts.toReversed()) place = place * size + (k % size);
    order[place] = k;
  }
  return order;
}
