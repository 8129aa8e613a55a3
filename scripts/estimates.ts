// Runs every shipped scenario in full, in a separate process, and records whether its expectations hold; compares the estimates of
// `landau check` with these runs. Exit code 1 if an expectation fails.
// Usage: npm run estimates (writes docs/estimates.md), or npm run estimates -- <scenario.yaml> ... (prints the table)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../dist/output/checksums.js';
import { writeFileAtomically } from '../dist/output/files.js';
import type { RunSummary } from '../dist/output/run-record.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'dist/cli/main.js');
const given = process.argv.slice(2);
const files =
  given.length > 0
    ? given
    : readdirSync(join(root, 'scenarios'))
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => `scenarios/${name}`);

/** Makes a process write its times to its fourth stream when it exits. */
const meter = `data:text/javascript,
  import { writeSync } from 'node:fs';
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    writeSync(3, JSON.stringify({ processor: (user + system) / 1e6, wall: process.uptime() }));
  });`;

/** Seconds of a process. */
interface Times {
  readonly processor: number;
  readonly wall: number;
}

/** The parts of the output of `landau check --json` and `landau run --json` that are used here. */
interface Check {
  readonly cost: { readonly seconds: number; readonly steps: number; readonly evaluations: number };
}
interface Run {
  readonly summary: Pick<RunSummary, 'status' | 'steps' | 'evaluations' | 'verdicts'>;
}

/** Runs a command line with --json. Returns its output and its times. */
function landau<Printed>(...words: readonly string[]): Times & { readonly printed: Printed } {
  const { stdout, output, stderr } = spawnSync(process.execPath, ['--import', meter, program, ...words, '--json'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  if (stdout === '') throw new Error(stderr);
  const times: Times = JSON.parse(output[3] ?? '');
  return { printed: JSON.parse(stdout), ...times };
}

function measure(file: string) {
  const directory = mkdtempSync(join(tmpdir(), 'landau-estimates-'));
  try {
    const check = landau<Check>('check', file);
    const run = landau<Run>('run', file, '--output', join(directory, 'run'), '--quiet');
    const { status, steps, evaluations, verdicts } = run.printed.summary;
    const held = verdicts.filter(({ passed }) => passed).length;
    const outcome = { status, held, expected: verdicts.length };
    const hash = sha256(readFileSync(join(root, file))).slice(0, 12);
    const { cost } = check.printed;
    return {
      file,
      hash,
      ...outcome,
      cost,
      check: check.processor,
      steps,
      evaluations,
      processor: run.processor,
      wall: run.wall,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const digits = (value: number) => String(Number(value.toPrecision(3)));
const before = loadavg()[0];
type Row = ReturnType<typeof measure>;
const rows: Row[] = [];
for (const file of files) {
  const one = measure(file);
  rows.push(one);
  const { status, held, expected } = one;
  process.stderr.write(
    `${one.file}: ${status}, ${held} of ${expected}; ${digits(one.cost.seconds)} s estimated, ${digits(one.processor)} s taken\n`,
  );
}
const isGood = ({ status, held, expected }: Row) => status === 'finished' && held === expected;
const ratios = rows.map(({ cost, processor }) => cost.seconds / processor);
const within = ratios.filter((ratio) => ratio < 1.5 && ratio > 1 / 1.5).length;
const table = [
  '| scenario | SHA-256 | status | expectations | steps | evaluations | estimated | processor time | ratio | wall time | check |',
  '|---|---|---|---|---|---|---|---|---|---|---|',
  ...rows.map(({ file, hash, status, held, expected, cost, steps, evaluations, processor, wall, check }, k) =>
    [
      '',
      ` \`${file.replace(/^scenarios\//, '')}\` `,
      ` ${hash} `,
      ` ${status} `,
      ` ${held} of ${expected} `,
      ` ${cost.steps} of ${steps} `,
      ` ${cost.evaluations} of ${evaluations} `,
      ` ${digits(cost.seconds)} s `,
      ` ${digits(processor)} s `,
      ` ${ratios[k].toFixed(2)} `,
      ` ${digits(wall)} s `,
      ` ${digits(check)} s `,
      '',
    ].join('|'),
  ),
].join('\n');

const page = `# The shipped scenarios in full

${rows.filter(isGood).length} of ${rows.length} shipped scenarios finish without a doubtful result and meet all their expectations. The tests run only the beginning of the
longer ones (\`test/scenarios.slow.test.ts\`); this page records full runs. The table contains the first digits of each file's
SHA-256, and a test fails if a file has changed since.

## Estimates of a run's time

The table compares the estimate of \`landau check\` with the time of \`landau run\`: the whole command, from the start of the program to
its report. The estimate is made by timing a few steps and one row of the run itself, or of a smaller run if that would take more than
1.5 s. It is processor time on one thread, which equals wall time on a free core. Steps and evaluations are listed as estimated of
actual. ${within} of ${rows.length} estimates are within a factor of 1.5.

Measured by \`npm run estimates\` on ${cpus()[0]?.model.trim() ?? 'an unknown processor'} with Node ${process.version}; load of the machine ${before.toFixed(1)} before and ${loadavg()[0].toFixed(1)} after.

${table}
`;
if (given.length > 0) process.stdout.write(page);
else writeFileAtomically(join(root, 'docs/estimates.md'), page);
process.exitCode = rows.every(isGood) ? 0 : 1;
