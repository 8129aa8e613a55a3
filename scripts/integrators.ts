// Measures cost, energy drift and error of every integrator on one problem and writes docs/integrators.md.
// Usage: npm run integrators     (builds first; about a minute)
import { fileURLToPath } from 'node:url';
import { type AssembleOptions, assemble, parseScenario, type Simulation } from '../dist/index.js';
import { writeFileAtomically } from '../dist/output/files.js';

const until = 0.5;
const steps = [0.5, 0.25, 0.1, 0.05, 0.025];
const cut = '1e-5';

/** Maxwell molecules on the exact BKW solution, d = 2, 32 cells per axis. */
const text = `title: integrators
dimension: 2
species:
  - name: gas
    mass: 1
    density: 1
    initial: { bkw: { temperature: 1, amplitude: 0.5 } }
    particles: { sampling: lattice, count: 1024 }
collisions: { exponent: 0, strength: 0.0625 }
method: { name: blob, reconstruction: mollified }
time: { integrator: rk4, step: 0.1, until: ${until} }
output: { every: ${until} }
`;

const contestants: readonly (readonly [name: string, ...time: string[]])[] = [
  ['euler', 'integrator=euler'],
  ['heun', 'integrator=heun'],
  ['heun + projection', 'integrator=heun', 'projection=energy'],
  ['ssp-rk3', 'integrator=ssp-rk3'],
  ['rk4', 'integrator=rk4'],
  ['rk4 + projection', 'integrator=rk4', 'projection=energy'],
  ['rkc', 'integrator=rkc'],
  ['rkc + projection', 'integrator=rkc', 'projection=energy'],
  ['implicit-midpoint, fixed point', 'integrator=implicit-midpoint', 'andersonDepth=0'],
  ['implicit-midpoint, Anderson 3', 'integrator=implicit-midpoint', 'andersonDepth=3'],
  ['implicit-midpoint, Anderson 4', 'integrator=implicit-midpoint', 'andersonDepth=4'],
  ['discrete-gradient, Anderson 4', 'integrator=discrete-gradient', 'andersonDepth=4'],
];

/** Cells per axis, half width of the box, weight threshold of the particles, and the score. */
interface Setting {
  readonly cells: number;
  readonly half: number;
  readonly lightest: number | string;
  readonly score: string;
}

const usual: Setting = { cells: 32, half: 4, lightest: 0, score: 'plain' };
const withCut = (setting: Setting): Setting => ({ ...setting, lightest: cut });

function simulate(
  { cells, half, lightest, score }: Setting,
  time: readonly string[] = [],
  options: AssembleOptions = {},
): Simulation {
  const changes = [
    `species.gas.particles.count=${cells ** 2}`,
    `species.gas.particles.box=[-${half}, ${half}]`,
    `species.gas.particles.weightThreshold=${lightest}`,
    `method.score=${score}`,
    ...time.map((each) => `time.${each}`),
  ];
  return assemble(parseScenario(text, 'integrators.yaml', changes), options);
}

/** sum_p w_p a_p . b_p */
function product(weights: Float64Array, a: Float64Array, b: Float64Array) {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += weights[c % weights.length] * a[c] * b[c];
  return sum;
}

const weightsOf = ({ evolution }: Simulation) => evolution.snapshot().species[0].particles!.weights;

/** The velocities at the end of a run with steps so short that halving them changes less than 1e-11. */
function converged(setting: Setting): Float64Array {
  const end = (count: number) => {
    const { evolution } = simulate(setting, [`step=${until / count}`]);
    evolution.advance(until);
    return evolution.save().y;
  };
  const weights = weightsOf(simulate(setting));
  let coarse = end(64);
  for (let count = 128; count <= 4096; count *= 2) {
    const fine = end(count);
    const change = fine.map((v, c) => v - coarse[c]);
    if (product(weights, change, change) < 1e-22 * product(weights, fine, fine)) return fine;
    coarse = fine;
  }
  throw new Error(`no converged run: half-width ${setting.half}, cut ${setting.lightest}`);
}

/** Measures one run with equal steps; undefined if a step does not converge. */
function measure(setting: Setting, time: readonly string[], step: number, reference: Float64Array) {
  const failed = new Error('a step would have to be halved');
  const onHalving = () => {
    throw failed;
  };
  const simulation = simulate(setting, [...time, `step=${step}`], { onHalving });
  const weights = weightsOf(simulation);
  const { evolution } = simulation;
  const { y: start } = evolution.save();
  try {
    evolution.advance(until);
  } catch (error) {
    if (error !== failed) throw error;
    return undefined;
  }
  const { y } = evolution.save();
  const difference = y.map((v, c) => v - reference[c]);
  return {
    error: Math.sqrt(product(weights, difference, difference) / product(weights, reference, reference)),
    energy: Math.abs(product(weights, y, y) / product(weights, start, start) - 1),
    evaluations: evolution.counts.evaluations / evolution.counts.steps,
  };
}

/**
 * |lambda_max| of the derivative of all accelerations with respect to all velocities at the start: the mean growth of a vector in the
 * second half of forty multiplications, which is also valid for a pair of complex eigenvalues.
 */
function stiffness(setting: Setting) {
  const { evolution } = simulate(setting);
  const state = evolution.save();
  const rate = (y: Float64Array) => {
    evolution.restore({ ...state, y });
    return evolution.snapshot().species[0].drift!.data.slice();
  };
  // Far above the jumps of the forces, 1e-10, at which the mollifier of a particle leaves or reaches a node.
  const step = 1e-4;
  let direction = state.y.map((_, c) => Math.cos(c * c));
  let growth = 0;
  for (let iteration = 0; iteration < 40; iteration++) {
    const factor = step / Math.hypot(...direction);
    const [ahead, behind] = [factor, -factor].map((shift) => rate(state.y.map((v, c) => v + shift * direction[c])));
    direction = ahead.map((v, c) => (v - behind[c]) / (2 * step));
    if (iteration >= 20) growth += Math.log(Math.hypot(...direction)) / 20;
  }
  return Math.exp(growth);
}

const short = (value: number) => (value < 1e-15 ? '< 1e-15' : value.toExponential(1));
type Row = readonly (string | number)[];
const table = (rows: readonly Row[]) => rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
const withHead = (head: readonly string[], rows: readonly Row[]) => table([head, head.map(() => '---'), ...rows]);

function tables(setting: Setting) {
  const reference = converged(setting);
  const results = contestants.map(([name, ...time]) => {
    const runs = steps.map((step) => measure(setting, time, step, reference));
    return { name, runs };
  });
  const head = (title: string) => [title, ...steps.map((step) => `dt = ${step}`)];
  const cells = (show: (run: NonNullable<ReturnType<typeof measure>>) => string | number): Row[] =>
    results.map(({ name, runs }) => [name, ...runs.map((run) => (run ? show(run) : 'diverges'))]);
  const orders = results.map(({ runs }) => {
    const [coarse, fine] = runs.slice(-2);
    if (!coarse || !fine) return '-';
    return (Math.log(coarse.error / fine.error) / Math.log(steps.at(-2)! / steps.at(-1)!)).toFixed(1);
  });
  return [
    withHead(
      [...head('error'), 'order'],
      cells(({ error }) => short(error)).map((row, i) => [...row, orders[i]]),
    ),
    withHead(
      head('energy drift'),
      cells(({ energy }) => short(energy)),
    ),
    withHead(
      head('evaluations per step'),
      cells(({ evaluations }) => Number(evaluations.toFixed(1))),
    ),
  ].join('\n\n');
}

const supports = [usual, { ...usual, cells: 48 }, { ...usual, cells: 64 }, { ...usual, cells: 48, half: 6 }];
const rows = supports.flatMap((all) =>
  [all, withCut(all)].map((setting) => {
    const { lostDensity, particles, evolution } = simulate(setting);
    const [plain, extrapolated] = ['plain', 'extrapolated'].map((score) => stiffness({ ...setting, score }));
    return [
      `[-${setting.half}, ${setting.half}]`,
      setting.cells,
      setting.lightest,
      particles[0],
      lostDensity[0].toExponential(1),
      plain.toPrecision(3),
      (plain * Number(evolution.settings['mollifier variance gas'])).toFixed(2),
      extrapolated.toPrecision(3),
    ];
  }),
);
const stiff = withHead(
  [
    'box',
    'cells',
    'threshold',
    'particles',
    'density lost',
    '\\|lambda\\|',
    '\\|lambda\\| eps',
    '\\|lambda\\|, extrapolated',
  ],
  rows,
);

/** f on the spectral grid: evaluations and error for the requested steps; stability limits the steps of rk4. */
const gridRows = [32, 48, 64].flatMap((nodes) =>
  [['rk4', 0.1], ...[0.1, 0.05, 0.025, 0.0125].map((step) => ['rkc', step])].map(([integrator, step]) => {
    const overrides = [
      `method={ name: spectral-grid, nodes: ${nodes} }`,
      `time={ integrator: ${integrator}, step: ${step}, until: ${until} }`,
    ];
    const { evolution, analysis } = assemble(parseScenario(text, 'integrators', overrides), { file: 'integrators' });
    evolution.advance(until);
    const row = new Float64Array(analysis.quantities.length);
    analysis.measure(evolution.snapshot(), row);
    const error = row[analysis.quantities.findIndex(({ name }) => name === 'error_l2.gas')];
    return [nodes, integrator, step, evolution.counts.steps, evolution.counts.evaluations, short(error)];
  }),
);
const grid = withHead(
  ['nodes per axis', 'integrator', 'requested step', 'steps', 'evaluations', 'error of f'],
  gridRows,
);

const page = `# Integrators: cost, energy and error

The test problem is Maxwell molecules on the exact BKW solution, d = 2, mass 1, T = 1, c = 1/16, C = 1/2, with 32 cells per axis, the plain score, from t = 0
to ${until}. The error contains only the time steps: it is the relative distance of all velocities, weighted with the particles' weights,
to a run with rk4 whose steps are so short that halving them changes less than 1e-11. The energy drift is relative. Evaluations are evaluations
of the forces (for discrete-gradient, of the gradient, each with a value of the entropy). \`diverges\` means that the implicit iteration
does not converge; a run would halve the step.

Made by \`npm run integrators\`.

## The support of the particles

Far out in the tails, a lattice has particles with almost no weight. \`species.<name>.particles.weightThreshold: 1e-5\` removes all particles whose
weight is below 1e-5 times the largest. The run's provenance (\`density lost at sampling\`) and \`landau check\` report the removed density. The weights of the
remaining particles are then corrected so that density, momentum and temperature tensor are exact again.

The table shows the largest eigenvalue |lambda| of the derivative of the accelerations with respect to the velocities at t = 0, by power iteration, with the
mollifier's default tolerance of 1e-10. Explicit steps are stable up to 2/|lambda| (heun) or 2.8/|lambda| (rk4).

${stiff}

The score is the gradient of a logarithm smoothed over eps ~ h^2. |lambda| eps therefore varies little, and halving the lattice spacing reduces the stable
step to a quarter. The particles of smallest weight are the stiffest. The cut lengthens stable steps by a fifth to a half if the box fits f,
and by more if it is too wide. It saves a quarter to two thirds of the particles. The edge that it creates reduces the accuracy of high-order
integrators, by less than the lost density.

## Box [-4, 4], \`particles.weightThreshold: ${cut}\`

${tables(withCut(usual))}

## Box [-4, 4], all particles

${tables(usual)}

## On the spectral grid

The same problem with \`method: spectral-grid\`. The error is the relative L2 error of f against the exact solution. rk4 shortens the requested step to
the longest stable one. rkc takes more stages instead, and its evaluations grow with the square root of the
stiffness.

${grid}

## Recommendations

- Let the box end where f does, and cut the tails. This gives fewer particles and longer stable steps. An edge
  in f limits the attainable accuracy, first of the Fisher information: see the last table of [convergence.md](convergence.md).
- \`heun\` with \`projection: energy\` conserves momentum and energy to round-off with two evaluations per step. The projection costs O(N),
  keeps the order, and hardly changes the error.
- \`rk4\` needs the fewest evaluations for a small error, and also conserves energy with the projection.
- \`rkc\` is the explicit integrator for stiff problems: many nodes, hard potentials, wide lattices. It has order 2 and suits errors of about 1e-6 and
  above.
- \`implicit-midpoint\` conserves by construction. It takes two to six times the evaluations of heun and has half its error.
  \`discrete-gradient\` costs the same and never raises the regularised entropy, at any step. Anderson acceleration of depth 3 and 4
  performs equally. Plain fixed-point iteration (depth 0) is as good only for short steps, and diverges if dt |lambda| exceeds 2.
`;

writeFileAtomically(fileURLToPath(new URL('../docs/integrators.md', import.meta.url)), page);
