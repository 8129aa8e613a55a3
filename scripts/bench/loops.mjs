// The loops one by one: pair sums and the score, plain TypeScript, compiled, and C.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { plainKernels } from '../../dist/kernels/kernels.js';
import { gaussianWindow } from '../../dist/kernels/lattice-spread.js';
import { createMachine } from '../../dist/kernels/machine.js';
import { maxwellian, scattered } from './clouds.mjs';
import { compare, seconds } from './measure.mjs';
import { directInC, yardstick } from './yardstick.mjs';

const { kernels: simd } = createMachine();
const lattice = yardstick('score');
const fusedProgram = fileURLToPath(new URL('./fused.mjs', import.meta.url));

/** One direct sum over n particles; `long` ones by the compiled kernels and C alone. */
export function pairSum(d, gamma, n, rounds, { long = false } = {}) {
  const side = scattered(d, n);
  const run = (kernels) => () => seconds(() => kernels.addPairForces(1, gamma, side, side));
  const fused = () => {
    const { stdout } = spawnSync(process.execPath, [fusedProgram, d, gamma, n].map(String), { encoding: 'utf8' });
    return stdout === '' ? null : Number(stdout);
  };
  const inC = (bits) => () => (gamma === 0 || gamma === -3 ? directInC[bits](d, gamma, n) : null);
  const few = long ? () => null : undefined;
  const contestants = [few ?? run(plainKernels), run(simd), few ?? fused, inC(512), inC(256), few ?? inC(128)];
  const [plain, compiled, fma, c, c256, c128] = compare(contestants, rounds);
  return {
    ...{ name: `pairs d=${d} gamma=${gamma} N=${n}`, kind: 'pairs', d, gamma, n, unit: n * n },
    ...{ plain, simd: compiled, fma, c, c256, c128 },
  };
}

/** The score of side^d particles by a window of `nodes` nodes an axis: a function of the kernels that does it once. */
export function scoreOf(d, side, nodes) {
  const { weights, velocities, spacing } = maxwellian(d, side);
  const n = weights.length;
  const window = gaussianWindow(0.64 * spacing ** 1.98, spacing, nodes);
  const axes = Array.from({ length: d }, () => 0);
  const area = {
    d,
    spacing,
    anchor: axes,
    first: axes.map(() => -Math.ceil(side / 2) - nodes),
    shape: axes.map(() => side + 2 * nodes + 1),
  };
  const count = (side + 2 * nodes + 1) ** d;
  const [values, slope] = [new Float64Array(count), new Float64Array(count)];
  const out = { d, n, data: new Float64Array(d * n) };
  return (kernels) => {
    kernels.spreadDensity(area, window, weights, velocities, values);
    kernels.entropySlope(values, count, slope);
    kernels.gatherGradient(area, window, slope, velocities, spacing ** d, out);
  };
}

/** Seconds of one such score; the C program has twelve nodes. */
export function score(d, side, nodes, rounds, { plain: withPlain = true } = {}) {
  const n = side ** d;
  const once = scoreOf(d, side, nodes);
  const run = (kernels) => () => seconds(() => once(kernels));
  const runs = [withPlain ? run(plainKernels) : () => null, run(simd), () => (nodes === 12 ? lattice(d, side) : null)];
  const [plain, compiled, c] = compare(runs, rounds);
  const name = `score d=${d} N=${n}, ${nodes} nodes an axis`;
  return { name, kind: 'score', d, n, nodes, unit: n, plain, simd: compiled, c };
}
