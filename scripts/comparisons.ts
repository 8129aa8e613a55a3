// Runs the classical Coulomb checks by several methods and writes docs/comparisons.md.
// Usage: npm run comparisons                 (builds first; ten minutes; reuses finished runs in runs/comparisons)
//        npm run comparisons -- --large      (with 5832 blobs and 1e5 random particles per species; half an hour)
import { mkdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { compareMethods, executors, planComparison, renderComparison } from '../dist/index.js';
import {
  type ComparisonMember,
  type ComparisonRecord,
  comparisonLayout,
  type Mean,
  saveComparison,
} from '../dist/output/comparison-record.js';
import { writeFileAtomically } from '../dist/output/files.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const runs = `${root}/runs/comparisons`;

const large = process.argv.includes('--large');

/** Number of runs of every random member. */
const seeds = 2;

const methodsOf = (nodes: readonly number[]) => [
  'rough:legendre',
  'legendre',
  'blob@512',
  'blob@1728',
  ...(large ? ['blob@5832'] : []),
  ...nodes.map((count) => `spectral-grid@${count}`),
  'pair-collisions@10000',
  ...(large ? ['pair-collisions@100000'] : []),
];

interface Check {
  readonly scenario: string;
  readonly species: readonly string[];
  /** Nodes per axis of the spectral grid. */
  readonly nodes: readonly number[];
  /** Time step of pair collisions. */
  readonly step?: number;
  readonly title: string;
}

const checks: readonly Check[] = [
  {
    scenario: 'two-species-3d-coulomb',
    species: ['light', 'heavy'],
    nodes: [16, 24],
    title: 'Temperature equilibration of two species',
  },
  {
    scenario: 'friction-3d-coulomb',
    species: ['light', 'heavy'],
    nodes: [16, 24],
    step: 0.00625,
    title: 'Friction between two species',
  },
  {
    scenario: 'isotropisation-3d-coulomb',
    species: ['gas'],
    // The colder axes need more nodes.
    nodes: [20, 28],
    title: 'Isotropisation of one species',
  },
];

/**
 * Settings of the members. The blob method uses the steps of the scenario, the grid the longest stable ones, pair collisions shorter
 * ones.
 */
function settings({ species, step = 0.0125 }: Check) {
  return [
    'rough:method.order=5',
    'rough:method.tolerance=1e-5',
    'spectral-grid:time.integrator=rk4',
    `pair-collisions:time.step=${step}`,
    'pair-collisions:method.smoothing={ rule: silverman, factor: 1.5 }',
    ...species.map(
      (name) => `pair-collisions:species.${name}.particles={ sampling: monte-carlo, count: 10000, matchMoments: true }`,
    ),
  ];
}

const executor = executors.find(({ name }) => name === 'local')!;

async function compare(scenario: string, list: readonly string[], sets: readonly string[], directory: string) {
  const file = `${root}/scenarios/${scenario}.yaml`;
  const plan = planComparison(file, list.join(','), sets);
  const { record, series } = await compareMethods(plan, {
    directory,
    file,
    executor,
    seeds,
    stepError: true,
    equal: 'cost',
    onRun: ({ name, number, members }) => console.log(`${scenario}: ${name} (${number} of ${members})`),
  });
  saveComparison(directory, record);
  writeFileAtomically(`${directory}/${comparisonLayout.report}`, renderComparison(record, series));
  return { record, series };
}

const short = (value: number, digits = 2) => {
  if (value === 0) return '0';
  return Math.abs(value) < 0.01 ? value.toExponential(digits - 1) : String(Number(value.toPrecision(digits)));
};
const rowOf = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [head, head.map((_, k) => (k === 0 ? '---' : '--:')), ...rows].map(rowOf).join('\n');

/** The results of a finished member. */
function measuredOf({ id, status, measured }: ComparisonMember) {
  if (measured === null) throw new Error(`${id}: expected a finished run, got ${status}`);
  return measured;
}

function errors({ members, quantities }: ComparisonRecord) {
  const error = (mean: Mean | null) => {
    if (mean === null) return '';
    return `${short(mean.mean)}${mean.standardError === null ? '' : ` ± ${short(mean.standardError, 1)}`}`;
  };
  return table(
    [
      'run',
      'unknowns',
      ...quantities.map(({ label }) => label),
      'momentum drift',
      'energy drift',
      'time (s)',
      'memory (MiB)',
    ],
    members.map((member) => {
      const measured = measuredOf(member);
      return [
        member.id,
        measured.particles,
        ...quantities.map(({ name }) => error(measured.errors[name])),
        short(measured.drift.momentum, 1),
        short(measured.drift.energy, 1),
        short(measured.seconds.mean),
        measured.memory === null ? '' : Math.round(measured.memory / 2 ** 20),
      ];
    }),
  );
}

function statements({ members }: ComparisonRecord) {
  const cell = (part: number | null) => (part === null ? '' : short(part));
  return table(
    ['run', 'column', 'found', 'stated', 'within', 'scatter', 'estimator', 'resolution', 'step', 'reference'],
    members.flatMap((member) =>
      measuredOf(member).statements.map(({ estimate, value, reference, uncertainty, parts, stated, within }) => [
        member.id,
        `\`${estimate}\``,
        short(Math.abs(value - reference)),
        stated === null ? '' : short(stated + uncertainty),
        stated === null ? '' : within === null ? 'too wide' : within ? 'yes' : '**no**',
        ...[parts.scatter, parts.estimator, parts.resolution, parts.step, uncertainty].map(cell),
      ]),
    ),
  );
}

/** Counts the statements of each method that hold, over all checks. */
function tally(records: readonly ComparisonRecord[]) {
  const labels = [...new Set(records.flatMap(({ members }) => members.map(({ id }) => id)))];
  return table(
    ['run', 'statements', 'hold'],
    labels.flatMap((label) => {
      const verdicts = records
        .flatMap(({ members }) => members.filter(({ id }) => id === label))
        .flatMap((member) => measuredOf(member).statements)
        .filter(({ within }) => within !== null);
      const holding = verdicts.filter(({ within }) => within);
      return verdicts.length === 0 ? [] : [[label, verdicts.length, holding.length]];
    }),
  );
}

function page(results: readonly { readonly check: Check; readonly record: ComparisonRecord }[]) {
  const [{ record }] = results;
  const sections = results.map(
    ({ check, record }) => `## ${check.title}

\`scenarios/${check.scenario}.yaml\`.

Largest error over the run, relative to the largest magnitude of the reference, for the species with the largest error:

${errors(record)}

Error at the end, found and stated, and the parts of the stated error:

${statements(record)}`,
  );
  return `# The methods on the classical Coulomb checks

There are three checks: two species relax to one temperature, two species drift through each other, and one species becomes isotropic; d = 3, gamma = -3,
t <= 2. Every method runs the same scenario file:

- the Legendre method with its defaults, and a rough variant of order 5 with a tolerance of 1e-5;
- the blob method with the moment-preserving reconstruction and the extrapolated score, 512${large ? ', 1728 and 5832' : ' and 1728'} lattice nodes per species;
- the spectral grid with 16 and 24 nodes per axis (20 and 28 for the isotropisation);
- pair collisions with 1e4${large ? ' and 1e5' : ''} particles per species and ${seeds} seeds: sphere diffusion, dt = 0.0125 (0.00625 for the friction), a
  Monte Carlo start with exact moments, mollifiers 1.5 times as wide as Silverman's.

The reference is the Legendre method with a separately chosen resolution (\`reference: legendre\`, \`docs/compare.md\`). The last column contains its uncertainty.
The member \`legendre\` has about the same resolution or a finer one, so its distance to the reference is about the larger of the two errors.
\`docs/legendre.md\` compares the method with independent solvers. Entropy and Fisher information are the best estimates of
every method.

A run states its own error without the reference. The stated error has these parts (\`docs/compare.md\` has the rules):

- *Scatter*: the 95 % interval of the mean over several seeds.
- *Estimator*: the bound of the bias of H and I.
- *Resolution*: the grid convergence index, from the run's largest distance to the coarser runs of its method. The coarsest run has no such part.
- *Step*: from a run with twice the time step and the order of the method in the step.

A statement holds ("within") if the error found is at most the sum of the parts plus the uncertainty of the reference.
A statement wider than the change of the column is too wide to count.

Times include the measurements at every output. For random particles, these include nearest-neighbour estimates, which take most of the
time with 1e4 particles. Runs with twice the step are not included.

Made by \`npm run comparisons${large ? ' -- --large' : ''}\` on ${availableParallelism()} x ${cpus()[0]?.model ?? 'an unknown processor'}, Node ${process.versions.node}, version ${record.version},
one thread per run. The curves of every check are in \`compare.html\` in \`runs/comparisons\`.

${tally(results.map(({ record }) => record))}

${sections.join('\n\n')}
`;
}

mkdirSync(runs, { recursive: true });
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
