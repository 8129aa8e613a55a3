import { RunError } from '../core/errors.ts';
import { addTensorConvolutions, type Cube, type CubeField, type TensorTarget } from './tensor-convolution.ts';
import { doublesOf, layOut, type Wasm, type WasmArray, words } from './wasm.ts';
import { fourierPlan, wavesInPlace } from './wasm-fourier.ts';
import { runRounds, teamSize } from './wasm-team.ts';

/**
 * addTensorConvolutions of ./tensor-convolution.ts with compiled kernels: equal up to round-off, and identical to the bit for any
 * number of threads. If the memory of the kernels does not suffice, the plain function is used.
 */
export function addTensorConvolutionsSimd(
  wasm: Wasm,
  cube: Cube,
  sources: readonly CubeField[],
  targets: readonly TensorTarget[],
): void {
  const { d, nodes, torus } = cube;
  const height = d === 2 ? 1 : nodes;
  const middle = d === 2 ? 1 : torus;
  const half = torus / 2 + 1;
  const functions = sources.flatMap(({ values, gradient }) => [values, ...gradient]);
  const entries = targets.flatMap(({ diffusion, friction }) => [...diffusion, ...friction]);
  const perTarget = targets.length === 0 ? 0 : entries.length / targets.length;
  const [batch, slots] = [even(functions.length), even(perTarget)];
  const symbols = [...new Set(targets.flatMap(({ from }) => from.map(({ symbol }) => symbol)))];
  const lineBytes = 8 * Math.max(batch, slots) * (nodes + 3 * torus);
  const planeBytes =
    complexBytes *
    (2 * torus * Math.max(batch, slots) + torus * (batch + slots) + nodes * middle * (batch + targets.length * slots));
  const threadBytes = 64 * Math.ceil(Math.max(lineBytes, planeBytes) / 64);
  const lengths = {
    functions: functions.map(({ length }) => length),
    entries: entries.map(({ length }) => length),
    symbols: symbols.map(({ length }) => length),
    slabs: [2 * half * nodes * height * batch],
    fields: [2 * half * nodes * height * slots * targets.length],
    plans: [torus, middle].map((length) => fourierPlan(length).length),
    signs: [torus, middle],
    places: [Math.ceil(torus / 2)],
    addresses: [batch / 2, Math.ceil(entries.length / 2)],
    links: [targets.reduce((sum, { from }) => sum + 1 + 3 * from.length, 0)],
    settings: [settingsWords / 2],
    threads: [(teamSize(wasm) * threadBytes) / 8],
  };
  const room = layOut(wasm, lengths);
  if (room === null) {
    withoutRoom(8 * doublesOf(lengths), () => addTensorConvolutions(cube, sources, targets));
    return;
  }
  const [planX, planY] = room.plans;
  planX.data.set(fourierPlan(torus));
  planY.data.set(fourierPlan(middle));
  const waves = wavesInPlace(torus);
  waves.forEach((k, place) => {
    words(room.places[0])[k] = place;
  });
  for (const [signs, length] of [
    [room.signs[0], torus],
    [room.signs[1], middle],
  ] as const)
    signs.data.set(wavesInPlace(length).map((k) => (2 * k > length ? -1 : 1)));
  const fill = (arrays: readonly WasmArray[], values: readonly Float64Array[]) =>
    arrays.forEach(({ data }, k) => {
      data.set(values[k]);
    });
  fill(room.functions, functions);
  fill(room.entries, entries);
  fill(room.symbols, symbols);
  const addresses = (arrays: readonly WasmArray[]) => arrays.map(({ address }) => address);
  words(room.addresses[0]).fill(0);
  words(room.addresses[0]).set(addresses(room.functions));
  words(room.addresses[1]).set(addresses(room.entries));
  writeLinks(targets, (symbol) => room.symbols[symbols.indexOf(symbol)].address, room.links[0]);
  words(room.settings[0]).set([
    ...[nodes, height, nodes, 1 + d, batch, perTarget, slots, targets.length],
    ...[planX.address, planY.address, planX.address, ...addresses(room.signs), room.places[0].address],
    ...[...addresses(room.addresses), room.slabs[0].address, room.fields[0].address, room.links[0].address],
  ]);
  const common = { settings: room.settings[0].address, from: 0, grain: 1 };
  runRounds(wasm, { address: room.threads[0].address, bytes: threadBytes }, [
    { ...common, task: 'transformFunctions', to: nodes },
    { ...common, task: 'convolveTensors', to: half },
    { ...common, task: 'restorePotentials', to: nodes },
  ]);
  entries.forEach((entry, k) => {
    entry.set(room.entries[k].data);
  });
}

const complexBytes = 16;

/** Words of the class `TensorConvolution` in assembly/tensors.ts. */
const settingsWords = 20;

function even(count: number): number {
  return 2 * Math.ceil(count / 2);
}

/** Writes for every target the number of its links, and for each link its source, the address of its symbol and two factors. */
function writeLinks(
  targets: readonly TensorTarget[],
  addressOf: (symbol: Float64Array) => number,
  list: WasmArray,
): void {
  const whole = words(list);
  let at = 0;
  for (const { from } of targets) {
    whole[2 * at] = from.length;
    at++;
    for (const { source, symbol, diffusion, friction } of from) {
      whole[2 * at] = source;
      whole[2 * at + 1] = addressOf(symbol);
      list.data[at + 1] = diffusion;
      list.data[at + 2] = friction;
      at += 3;
    }
  }
}

function withoutRoom(bytes: number, plain: () => void): void {
  try {
    plain();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RunError(`the grid needs about ${bytes} bytes, more than available; take fewer nodes`);
  }
}
