import type { Particles } from '../core/particles.ts';
import { type PairAverages, sumPairAverages } from './pair-averages.ts';
import type { PairAlpha, PairCore } from './pair-forces.ts';
import { type Wasm, type WasmArray, words } from './wasm.ts';
import { settingsLength, writeSettings } from './wasm-pair-forces.ts';
import { runRounds } from './wasm-team.ts';

/** Doubles of the class `Sides` in ./assembly/averages.ts, eleven words. */
const sidesLength = 6;

/** Particles per block; one thread sums a block. */
const blockSize = 64;

/** Doubles of the sums of a block, and where the second and the mixed moments begin. */
const sumsLength = 24;
const secondSums = 3;
const mixedSums = 9;

/**
 * sumPairAverages of ./pair-averages.ts with the compiled kernel: equal up to round-off, and the same bits for any number of threads.
 * Only powers are compiled.
 */
export function sumPairAveragesSimd(
  wasm: Wasm,
  gamma: PairAlpha,
  a: Particles,
  b: Particles,
  out: PairAverages,
  core?: PairCore,
): void {
  const like = a === b;
  const { d, n } = a.velocities;
  const m = b.velocities.n;
  const blocks = Math.ceil(n / blockSize);
  const even = 2 * Math.ceil(m / 2);
  const arrays =
    typeof gamma === 'number'
      ? wasm.arrays([settingsLength, sidesLength, (d + 1) * even, like ? 0 : (d + 1) * n, sumsLength * blocks])
      : null;
  if (arrays === null || typeof gamma !== 'number') {
    sumPairAverages(gamma, a, b, out, core);
    return;
  }
  const [settings, sides, partners, own, sums] = arrays;
  writeSettings(gamma, like, core, sides, settings);
  place(b, even, partners.data);
  if (!like) place(a, n, own.data);
  const side = (array: WasmArray, count: number) => [array.address, array.address + 8 * d * count, 8 * count];
  words(sides).set([
    ...(like ? side(partners, even) : side(own, n)),
    n,
    ...side(partners, even),
    even,
    Number(like),
    blockSize,
    sums.address,
  ]);
  const task = d === 2 ? 'planeAverages' : 'spaceAverages';
  runRounds(wasm, nothing, [{ task, settings: settings.address, from: 0, to: blocks, grain: 1 }]);
  out.first.fill(0);
  out.second.fill(0);
  out.mixed.fill(0);
  for (let block = 0; block < blocks; block++) {
    const at = block * sumsLength;
    for (let k = 0, second = at + secondSums; k < d; k++) {
      out.first[k] += sums.data[at + k];
      for (let l = 0; l < d; l++) out.mixed[k * d + l] += sums.data[at + mixedSums + 3 * k + l];
      for (let l = 0; l <= k; l++) out.second[k * d + l] += sums.data[second++];
    }
  }
  for (let k = 0; k < d; k++) for (let l = 0; l < k; l++) out.second[l * d + k] = out.second[k * d + l];
}

/** Sums need no memory of a thread's own. */
const nothing = { address: 0, bytes: 0 };

/** Planes of velocities and then weights; a stand-in of weight 0 beyond all others makes their number even. */
function place({ weights, velocities: { d, n, data } }: Particles, count: number, planes: Float64Array): void {
  for (let k = 0; k < d; k++) planes.set(data.subarray(k * n, (k + 1) * n), k * count);
  planes.set(weights, d * count);
  if (count === n) return;
  const far = data.reduce((size, v) => Math.max(size, 1 + 2 * Math.abs(v)), 1);
  for (let k = 0; k < d; k++) planes[k * count + n] = far;
  planes[d * count + n] = 0;
}
