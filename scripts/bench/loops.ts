// Times the individual loops: pair sums and the score, in plain TypeScript, compiled, and in C.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Lattice } from '../../dist/core/lattice.js';
import { createVectorField, type Dimension } from '../../dist/core/vector-field.js';
import { type Kernels, plainKernels } from '../../dist/kernels/kernels.js';
import { gaussianWindow } from '../../dist/kernels/lattice-spread.js';
import { createMachine } from '../../dist/kernels/machine.js';
import { maxwellian, scattered } from './clouds.ts';
import { compare, type Seconds, seconds } from './measure.ts';
import { type Bits, directInC, yardstick } from './yardstick.ts';

const { kernels: simd } = createMachine();
const lattice = yardstick('score');
const fusedProgram = fileURLToPath(new URL('./fused.ts', import.meta.url));

/** Seconds of a direct sum: plain TypeScript, compiled kernels, compiled kernels with fused multiply-add, and C. */
export interface PairTimes {
  readonly name: string;
  readonly kind: 'pairs';
  readonly d: Dimension;
  readonly gamma: number;
  readonly n: number;
  readonly unit: number;
  readonly plain: Seconds;
  readonly simd: number;
  readonly fma: Seconds;
  readonly c: Seconds;
  readonly c256: Seconds;
  readonly c128: Seconds;
}

/** Seconds of a score. */
export interface ScoreTimes {
  readonly name: string;
  readonly kind: 'score';
  readonly d: Dimension;
  readonly n: number;
  readonly nodes: number;
  readonly unit: number;
  readonly plain: Seconds;
  readonly simd: number;
  readonly c: Seconds;
}

/** Times one direct sum over n particles; `long` ones only by the compiled kernels and C. */
export function pairSum(d: Dimension, gamma: number, n: number, rounds: number, { long = false } = {}): PairTimes {
  const side = scattered(d, n);
  const run = (kernels: Kernels) => () => seconds(() => kernels.addPairForces(1, gamma, side, side));
  const fused = () => {
    const words = [...process.execArgv, fusedProgram, String(d), String(gamma), String(n)];
    const { stdout } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    return stdout === '' ? null : Number(stdout);
  };
  const inC = (bits: Bits) => () => (gamma === 0 || gamma === -3 ? directInC[bits](d, gamma, n) : null);
  const few = long ? () => null : undefined;
  const [plain, compiled, fma, c, c256, c128] = compare(
    [few ?? run(plainKernels), run(simd), few ?? fused, inC(512), inC(256), few ?? inC(128)],
    rounds,
  );
  return {
    ...{ name: `pairs d=${d} gamma=${gamma} N=${n}`, kind: 'pairs', d, gamma, n, unit: n * n },
    ...{ plain, simd: compiled, fma, c, c256, c128 },
  };
}

/** Returns a function that computes the score of side^d particles once, with a window of `nodes` nodes per axis. */
export function scoreOf(d: Dimension, side: number, nodes: number): (kernels: Kernels) => void {
  const { weights, velocities, spacing } = maxwellian(d, side);
  const n = weights.length;
  const window = gaussianWindow(0.64 * spacing ** 1.98, spacing, nodes);
  const axes = Array.from({ length: d }, () => 0);
  const area: Lattice = {
    d,
    spacing,
    anchor: axes,
    first: axes.map(() => -Math.ceil(side / 2) - nodes),
    shape: axes.map(() => side + 2 * nodes + 1),
  };
  const count = (side + 2 * nodes + 1) ** d;
  const [values, slope] = [new Float64Array(count), new Float64Array(count)];
  const out = createVectorField(d, n);
  return (kernels) => {
    kernels.spreadDensity(area, window, weights, velocities, values);
    kernels.entropySlope(values, count, slope);
    kernels.gatherGradient(area, window, slope, velocities, spacing ** d, out);
  };
}

/** Seconds of one such score; the C program has twelve nodes. */
export function score(
  d: Dimension,
  side: number,
  nodes: number,
  rounds: number,
  { plain: withPlain = true } = {},
): ScoreTimes {
  const n = side ** d;
  const once = scoreOf(d, side, nodes);
  const run = (kernels: Kernels) => () => seconds(() => once(kernels));
  const [plain, compiled, c] = compare(
    [withPlain ? run(plainKernels) : () => null, run(simd), () => (nodes === 12 ? lattice(d, side) : null)],
    rounds,
  );
  const name = `score d=${d} N=${n}, ${nodes} nodes per axis`;
  return { name, kind: 'score', d, n, nodes, unit: n, plain, simd: compiled, c };
}
