// Plain TypeScript, compiled kernels and, where there is a compiler, C on one core, taken in turns; medians of five.
// Usage: npm run bench [-- --json]    (after npm run build; about two minutes, nothing else should run)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import seedrandom from 'seedrandom';
import { gaussianWindow } from '../dist/kernels/gaussian-window.js';
import { plainKernels, setThreads, simdKernels } from '../dist/kernels/kernels.js';
import { wasm } from '../dist/kernels/wasm.js';

const repeats = 5;
const simd = simdKernels(wasm());
const folder = mkdtempSync(`${tmpdir()}/yardstick-`);
const source = fileURLToPath(new URL('./yardstick', import.meta.url));

/** Compiles a yardstick; null where that is not possible. */
function compile(name) {
  const words = ['-O3', '-march=native', '-ffast-math', '-o', `${folder}/${name}`, `${source}/${name}.c`, '-lm'];
  return spawnSync(process.env.CC ?? 'gcc', words).status === 0 ? `${folder}/${name}` : null;
}

/** Seconds that a yardstick reports, after a warm-up of its own; null without one. */
function yardstick(program, ...words) {
  if (program === null) return null;
  const { status, stdout } = spawnSync(program, words.map(String), { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : null;
}

function seconds(run) {
  const began = performance.now();
  run();
  return (performance.now() - began) / 1000;
}

function median(values) {
  if (values.includes(null)) return null;
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** Medians of the contestants, one after the other in every round; each has run once before. */
function compare(contestants) {
  const times = contestants.map(() => []);
  for (let round = 0; round < repeats; round++) for (const [k, run] of contestants.entries()) times[k].push(run());
  return times.map(median);
}

function particles(d, n) {
  const random = seedrandom.alea(`bench ${d} ${n}\0`).double;
  const field = (next) => ({ d, n, data: Float64Array.from({ length: d * n }, next) });
  return {
    weights: Float64Array.from({ length: n }, () => (0.5 + random()) / n),
    velocities: field(() => 6 * random() - 3),
    potential: field(() => 6 * random() - 3),
    force: field(() => 0),
  };
}

function pairSum(d, gamma, n, program) {
  const side = particles(d, n);
  const few = particles(d, 512);
  for (const kernels of [plainKernels, simd]) kernels.addPairForces(1, gamma, few, few);
  const run = (kernels) => () => seconds(() => kernels.addPairForces(1, gamma, side, side));
  const inC = () => (gamma === 0 || gamma === -3 ? yardstick(program, d, gamma, n) : null);
  const [plain, compiled, c] = compare([run(plainKernels), run(simd), inC]);
  return { name: `pairs d=${d} gamma=${gamma} N=${n}`, unit: n * n, plain, simd: compiled, c };
}

/** A Maxwellian on a smoothly deformed lattice, window of `nodes` nodes an axis, as the yardstick has it. */
function score(d, side, nodes, program) {
  const n = side ** d;
  const spacing = 10 / side;
  const window = gaussianWindow(0.64 * spacing ** 1.98, spacing, nodes);
  const velocities = { d, n, data: new Float64Array(d * n) };
  const weights = new Float64Array(n);
  for (let p = 0; p < n; p++) {
    let r2 = 0;
    for (let k = d - 1, rest = p; k >= 0; k--, rest = Math.floor(rest / side)) {
      const x = ((rest % side) + 0.5 - 0.5 * side) * spacing;
      velocities.data[k * n + p] = x + 0.3 * spacing * Math.sin(3 * x);
      r2 += x * x;
    }
    weights[p] = Math.exp(-r2 / 2) * spacing ** d;
  }
  const axes = Array.from({ length: d }, () => 0);
  const lattice = {
    d,
    spacing,
    anchor: axes,
    first: axes.map(() => -Math.ceil(side / 2) - nodes),
    shape: axes.map(() => side + 2 * nodes + 1),
  };
  const count = (side + 2 * nodes + 1) ** d;
  const [values, slope, out] = [
    new Float64Array(count),
    new Float64Array(count),
    { d, n, data: new Float64Array(d * n) },
  ];
  const run = (kernels) => () =>
    seconds(() => {
      kernels.spreadDensity(lattice, window, weights, velocities, values);
      kernels.entropySlope(values, count, slope);
      kernels.gatherGradient(lattice, window, slope, velocities, spacing ** d, out);
    });
  const runs = [run(plainKernels), run(simd), () => (nodes === 12 ? yardstick(program, d, side) : null)];
  for (const warm of runs) warm();
  const [plain, compiled, c] = compare(runs);
  return { name: `score d=${d} N=${n}, ${nodes} nodes an axis`, unit: n, plain, simd: compiled, c };
}

/** Seconds of one pair sum with one and with two threads, in turns. */
async function threads(d, gamma, n) {
  const side = particles(d, n);
  const times = [[], []];
  for (let round = 0; round < repeats; round++)
    for (const count of [1, 2]) {
      setThreads(count);
      await setTimeout(300);
      times[count - 1].push(seconds(() => simd.addPairForces(1, gamma, side, side)));
    }
  setThreads(1);
  const [one, two] = times.map(median);
  return { name: `pairs d=${d} gamma=${gamma} N=${n}`, one, two };
}

const before = loadavg()[0];
const [direct, lattice] = [compile('direct'), compile('score')];
const rows = [];
for (const n of [4096, 16384])
  for (const d of [2, 3]) for (const gamma of [0, -3, -2.5]) rows.push(pairSum(d, gamma, n, direct));
for (const [d, side] of [
  [2, 316],
  [3, 46],
])
  for (const nodes of [12, 18]) rows.push(score(d, side, nodes, lattice));
const team = [await threads(2, -3, 16384), await threads(3, -3, 16384)];
rmSync(folder, { recursive: true });

const machine = {
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  node: process.version,
  load: { before, after: loadavg()[0] },
  repeats,
};
if (process.argv.includes('--json')) console.log(JSON.stringify({ machine, rows, team }, null, 2));
else {
  console.log(
    `${machine.processor}, ${machine.cores} cores, Node ${machine.node}, load ${before.toFixed(1)} before and ` +
      `${machine.load.after.toFixed(1)} after; medians of ${repeats}, one thread.\n`,
  );
  console.log('| loop | simd, s | plain / simd | simd / C | ns an ordered pair or a particle |\n|---|---|---|---|---|');
  for (const { name, unit, plain, simd: time, c } of rows) {
    const ratio = c === null ? '' : (time / c).toFixed(1);
    console.log(
      `| ${name} | ${time.toPrecision(2)} | ${(plain / time).toFixed(1)} | ${ratio} | ${((1e9 * time) / unit).toPrecision(2)} |`,
    );
  }
  console.log('\n| two threads | one thread / two |\n|---|---|');
  for (const { name, one, two } of team) console.log(`| ${name} | ${(one / two).toFixed(2)} |`);
}
