// The loops one by one: pair sums and the score, plain TypeScript, compiled, and C.
import { gaussianWindow } from '../../dist/kernels/gaussian-window.js';
import { plainKernels, simdKernels } from '../../dist/kernels/kernels.js';
import { wasm } from '../../dist/kernels/wasm.js';
import { maxwellian, scattered } from './clouds.mjs';
import { compare, seconds } from './measure.mjs';
import { yardstick } from './yardstick.mjs';

const simd = simdKernels(wasm());
const [direct, lattice] = [yardstick('direct'), yardstick('score')];

/** One direct sum over n particles. */
export function pairSum(d, gamma, n, rounds) {
  const side = scattered(d, n);
  const run = (kernels) => () => seconds(() => kernels.addPairForces(1, gamma, side, side));
  const inC = () => (gamma === 0 || gamma === -3 ? direct(d, gamma, n) : null);
  const [plain, compiled, c] = compare([run(plainKernels), run(simd), inC], rounds);
  return {
    name: `pairs d=${d} gamma=${gamma} N=${n}`,
    kind: 'pairs',
    d,
    gamma,
    n,
    unit: n * n,
    plain,
    simd: compiled,
    c,
  };
}

/** One score of side^d particles by a window of `nodes` nodes an axis; the C program has twelve. */
export function score(d, side, nodes, rounds, { plain: withPlain = true } = {}) {
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
  const run = (kernels) => () =>
    seconds(() => {
      kernels.spreadDensity(area, window, weights, velocities, values);
      kernels.entropySlope(values, count, slope);
      kernels.gatherGradient(area, window, slope, velocities, spacing ** d, out);
    });
  const runs = [withPlain ? run(plainKernels) : () => null, run(simd), () => (nodes === 12 ? lattice(d, side) : null)];
  const [plain, compiled, c] = compare(runs, rounds);
  return {
    name: `score d=${d} N=${n}, ${nodes} nodes an axis`,
    kind: 'score',
    d,
    n,
    nodes,
    unit: n,
    plain,
    simd: compiled,
    c,
  };
}
