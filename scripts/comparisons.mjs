// Runs the classical Coulomb checks by several methods and writes docs/comparisons.md.
// Usage: npm run comparisons     (builds first; half an hour; what is finished in runs/comparisons is not run again)
//        npm run comparisons -- --reference     (makes test/reference/coulomb_friction.csv; as long again)
import { mkdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { saveComparison } from '../dist/compare/save-comparison.js';
import { compareMethods, planComparison, renderComparison, runMemberApart } from '../dist/index.js';
import { comparisonLayout } from '../dist/output/comparison-record.js';
import { writeFileAtomically } from '../dist/output/files.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const runs = `${root}/runs/comparisons`;

/** Runs of every random member. */
const seeds = 4;

const methodsOf = (nodes) => [
  'blob@512',
  'blob@1728',
  'blob@5832',
  ...nodes.map((count) => `spectral-grid@${count}`),
  'pair-collisions@10000',
  'pair-collisions@100000',
];

const checks = [
  {
    scenario: 'two-species-3d-coulomb',
    species: ['light', 'heavy'],
    nodes: [16, 20, 24],
    title: 'Temperature equilibration of two species',
    truth: 'an isotropic finite-element solution in |v|, converged to 2e-11',
  },
  {
    scenario: 'friction-3d-coulomb',
    species: ['light', 'heavy'],
    nodes: [16, 20, 24],
    step: 0.00625,
    title: 'Friction between two species',
    truth:
      'the spectral grid of 28 nodes, its error the distance to that of 24, whose own verdicts prove nothing here; its initial rates are those of the closed formula',
  },
  {
    scenario: 'isotropisation-3d-coulomb',
    species: ['gas'],
    // The colder axes need more nodes.
    nodes: [20, 24, 28],
    title: 'Isotropisation of one species',
    truth: 'a Burnett expansion of degree 42, its error the distance to degree 36',
  },
];

/** The blob method has the steps of the scenario, the grid the longest stable ones, pair collisions shorter ones. */
function settings({ species, step = 0.0125 }) {
  return [
    'spectral-grid:time.integrator=rk4',
    `pair-collisions:time.step=${step}`,
    'pair-collisions:method.smoothing={ rule: silverman, factor: 1.5 }',
    ...species.map(
      (name) => `pair-collisions:species.${name}.particles={ sampling: monte-carlo, count: 10000, correct: true }`,
    ),
  ];
}

async function compare(scenario, list, sets, directory) {
  const file = `${root}/scenarios/${scenario}.yaml`;
  const plan = planComparison(file, list.join(','), sets);
  const onRun = ({ name, number, members }) => console.log(`${scenario}: ${name} (${number} of ${members})`);
  const { record, series } = await compareMethods(plan, {
    directory,
    file,
    run: runMemberApart,
    seeds,
    stepError: true,
    equal: 'cost',
    onRun,
  });
  saveComparison(directory, record);
  writeFileAtomically(`${directory}/${comparisonLayout.report}`, renderComparison(record, series));
  return { record, series };
}

const short = (value, digits = 2) => {
  if (value === 0) return '0';
  return Math.abs(value) < 0.01 ? value.toExponential(digits - 1) : String(Number(value.toPrecision(digits)));
};
const rowOf = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [head, head.map((_, k) => (k === 0 ? '---' : '--:')), ...rows].map(rowOf).join('\n');

function errors({ members, quantities }) {
  const error = (mean) => (mean.standardError === null ? '' : ` ± ${short(mean.standardError, 1)}`);
  return table(
    [
      'run',
      'particles or nodes',
      ...quantities.map(({ label }) => label),
      'momentum drift',
      'energy drift',
      'time (s)',
      'memory (MiB)',
    ],
    members.map(({ id, measured }) => [
      id,
      measured.particles,
      ...quantities.map(({ name }) => `${short(measured.errors[name].mean)}${error(measured.errors[name])}`),
      short(measured.drift.momentum, 1),
      short(measured.drift.energy, 1),
      short(measured.seconds.mean),
      Math.round(measured.memory / 2 ** 20),
    ]),
  );
}

function statements({ members }) {
  const cell = (part) => (part === null ? '' : short(part));
  return table(
    ['run', 'column', 'found', 'stated', 'within', 'scatter', 'estimator', 'resolution', 'step', 'truth'],
    members.flatMap(({ id, measured }) =>
      measured.statements.map(({ estimate, value, truth, uncertainty, parts, stated, within }) => [
        id,
        `\`${estimate}\``,
        short(Math.abs(value - truth)),
        stated === null ? '' : short(stated + uncertainty),
        stated === null ? '' : within ? 'yes' : '**no**',
        ...[parts.scatter, parts.estimator, parts.resolution, parts.step, uncertainty].map(cell),
      ]),
    ),
  );
}

/** How many of a method's statements hold, over all checks. */
function tally(records) {
  const labels = [...new Set(records.flatMap(({ members }) => members.map(({ id }) => id)))];
  return table(
    ['run', 'statements', 'hold'],
    labels.flatMap((label) => {
      const verdicts = records
        .flatMap(({ members }) => members.filter(({ id }) => id === label))
        .flatMap(({ measured }) => measured.statements)
        .filter(({ within }) => within !== null);
      const holding = verdicts.filter(({ within }) => within);
      return verdicts.length === 0 ? [] : [[label, verdicts.length, holding.length]];
    }),
  );
}

function page(results) {
  const [{ record }] = results;
  const sections = results.map(
    ({ check, record }) => `## ${check.title}

\`scenarios/${check.scenario}.yaml\`. The truth: ${check.truth}.

The largest error over the run, in parts of the truth's largest magnitude, the worst of the species:

${errors(record)}

The error at the end, found and stated, and the parts of what is stated:

${statements(record)}`,
  );
  return `# The methods on the classical Coulomb checks

Two species that come to one temperature, two that drift through each other, one that becomes isotropic: d = 3, gamma = -3. Each by
the blob method at 512, 1728 and 5832 lattice nodes a species, by the spectral grid at 16, 20 and 24 nodes an axis (20, 24 and 28 for
the isotropisation), and by pair collisions at 1e4 and 1e5 particles a species with ${seeds} seeds: sphere diffusion, dt = 0.0125 (0.00625
for the friction), Monte Carlo start with exact moments. Entropy and Fisher information are corrected for the smoothing; those of
random particles are jackknifed, from mollifiers 1.5 times as wide as Silverman's (\`docs/fisher-estimators.md\`).

What a run says of its own error it says without the truth, part by part; \`docs/compare.md\` has the rules. Of several seeds: the 95 %
interval of their mean, and for H and I the bound of the estimate's bias, from two smoothings. Of a single run: the grid convergence
index of its largest distance over the run to the coarser ones of its method; the coarsest states nothing. Of both: what the time step
does, from runs with twice the step and the order that the method has in it, 2/3 for the pairs of unlike species, 1 for those of like
ones, 2 for the implicit midpoint rule of the blob method. Stability ties the grid's steps to its nodes, so that the coarser grid tells
of both. The sum of the parts and of the truth's own uncertainty is what is stated; the verdict compares it with the error found, and
nothing else. The entropy of the grids comes to a floor of some 1e-5, the negative density of the waves in the tails of f, 1e-7 to 1e-6,
times the logarithm of f there: with 24 nodes and two temperatures it is within what is stated by a fifth only.

Wall times include the measurements of every output; those of up to 20 000 random particles have estimates from nearest neighbours,
for which most of the time at 1e4 is spent. Runs with twice the step are not in them.

Made by \`npm run comparisons\` on ${availableParallelism()} x ${cpus()[0].model}, Node ${process.versions.node}, version ${record.version},
one thread a run; each check's \`compare.html\` with its curves is in \`runs/comparisons\`.

${tally(results.map(({ record }) => record))}

${sections.join('\n\n')}
`;
}

/** The friction of two species on the two finest grids: the finer one is the reference, its error their distance. */
async function makeReference() {
  const columns = {
    'velocity_x.light': 'velocity_x.light',
    'temperature.light': 'temperature.light',
    'temperature.heavy': 'temperature.heavy',
    entropy: 'entropy_corrected',
    fisher: 'fisher_corrected',
  };
  // The file may not be there yet, and is no part of what it is made from.
  const sets = ['spectral-grid:time.integrator=rk4', 'time.step=0.025', 'output.every=0.05', 'reference=null'];
  const nodes = [24, 28];
  const { series } = await compare(
    'friction-3d-coulomb',
    nodes.map((n) => `spectral-grid@${n}`),
    sets,
    `${runs}/friction-reference`,
  );
  const [coarse, fine] = series.map((one) => one.series.columns);
  const names = Object.keys(columns);
  const rows = Array.from(fine.t, (t, k) => [
    Number(t.toPrecision(12)),
    ...Object.values(columns).flatMap((name) => [
      fine[name][k].toPrecision(14),
      Math.abs(fine[name][k] - coarse[name][k]).toExponential(1),
    ]),
  ]);
  const text = [
    `# spectral grid of ${nodes[1]} nodes an axis; d=3 gamma=-3 m=[1, 2] c=1 T=[1, 2] u=[2/3, -1/3]; made by npm run comparisons -- --reference`,
    `# errors: the distance to ${nodes[0]} nodes`,
    ['t', ...names.flatMap((name) => [name, `${name} error`])].join(','),
    ...rows.map((row) => row.join(',')),
  ].join('\n');
  writeFileAtomically(`${root}/test/reference/coulomb_friction.csv`, `${text}\n`);
}

mkdirSync(runs, { recursive: true });
if (process.argv.includes('--reference')) await makeReference();
else {
  const results = [];
  for (const check of checks) {
    const { record } = await compare(
      check.scenario,
      methodsOf(check.nodes),
      settings(check),
      `${runs}/${check.scenario}`,
    );
    results.push({ check, record });
  }
  writeFileAtomically(`${root}/docs/comparisons.md`, page(results));
}
