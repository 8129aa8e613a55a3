// Runs the shipped studies, compares them with the estimates of `landau study plan`, and writes docs/studies: a page for each, and
// estimates.md.
// Usage: npm run shipped-studies               (builds first; a quarter of an hour on one core)
//        npm run shipped-studies -- name ...   (only the named ones: their pages, and a table on the terminal)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { writeFileAtomically } from '../dist/output/files.js';
import { studySeconds } from '../dist/study/executor.js';
import type { Plan } from '../dist/study/open-study.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'dist/command/main.js');
const given = process.argv.slice(2);
const all = readdirSync(join(root, 'scenarios/studies'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => basename(name, '.yaml'));
const names = given.length > 0 ? given : all;

/** Runs a command line. Returns its output and the processor seconds of all its processes, as measured by the shell. */
function landau(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="processor %U %S"; time "$@"', 'bash', process.execPath, program, ...words],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  const [, user, system] = /processor ([\d.]+) ([\d.]+)\s*$/.exec(stderr) ?? [];
  if (status !== 0 && stdout === '') throw new Error(stderr);
  return { status, stdout, processor: Number(user) + Number(system) };
}

function measure(name: string) {
  const directory = mkdtempSync(join(tmpdir(), 'landau-study-'));
  const study = join(directory, name);
  try {
    const plan = landau('study', 'plan', `scenarios/studies/${name}.yaml`, '--output', study, '--json');
    const { members }: Pick<Plan, 'members'> = JSON.parse(plan.stdout);
    const estimated = studySeconds(members);
    const run = landau('study', 'run', study, '--workers', '1', '--quiet', '--json');
    const claims: readonly { readonly passed: boolean }[] = JSON.parse(run.stdout).verdicts;
    landau('study', 'report', study, '--markdown', join(root, 'docs/studies', `${name}.md`));
    const held = claims.filter(({ passed }) => passed).length;
    return {
      name,
      members: members.length,
      estimated,
      taken: run.processor,
      held,
      claims: claims.length,
      ends: run.status,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const digits = (value: number) => String(Number(value.toPrecision(3)));
const before = loadavg()[0];
const rows = names.map((name) => {
  const row = measure(name);
  process.stderr.write(
    `${name}: ${row.held} of ${row.claims} claims; ${digits(row.estimated)} s estimated, ${digits(row.taken)} s taken\n`,
  );
  return row;
});
const ratio = ({ estimated, taken }: (typeof rows)[number]) => estimated / taken;
const within = rows.filter((row) => ratio(row) < 1.5 && ratio(row) > 1 / 1.5).length;
const page = `# The shipped studies in full

Every study of [scenarios/studies](../../scenarios/studies/README.md) in a full run: the number of its claims that hold, and the estimate of \`landau study plan\`
next to the time of \`landau study run\`, in processor time of all its processes. Exit code 4 means that some members are doubtful. These members have coarse
lattices or long steps, which the study needs to show how the errors decrease. ${within} of ${rows.length} estimates are within a factor of 1.5.

Made by \`npm run shipped-studies\` on ${cpus()[0]?.model.trim() ?? 'an unknown processor'} with Node ${process.version}, one worker; load of the machine ${before.toFixed(1)} before and
${loadavg()[0].toFixed(1)} after.

| study | members | claims that hold | exit code | estimated | processor time | ratio |
|---|--:|--:|--:|--:|--:|--:|
${rows.map((row) => `| [${row.name}](${row.name}.md) | ${row.members} | ${row.held} of ${row.claims} | ${row.ends} | ${digits(row.estimated)} s | ${digits(row.taken)} s | ${ratio(row).toFixed(2)} |`).join('\n')}
`;
if (given.length > 0) process.stdout.write(page);
else writeFileAtomically(join(root, 'docs/studies/estimates.md'), page);
process.exitCode = rows.every(({ ends, held, claims }) => (ends === 0 || ends === 4) && held === claims) ? 0 : 1;
