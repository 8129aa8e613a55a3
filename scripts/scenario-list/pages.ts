import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { readScenario, readStudy } from '../../src/scenario/read-scenario.ts';
import type { places, studyAxes } from '../../src/scenario/study-members.ts';
import type { watchdogs } from '../../src/simulation/watchdogs/watchdogs.ts';

/** The built program or its sources. */
interface Program {
  readonly readScenario: typeof readScenario;
  readonly readStudy: typeof readStudy;
  readonly places: typeof places;
  readonly studyAxes: typeof studyAxes;
  readonly watchdogs: readonly Pick<(typeof watchdogs)[number], 'name' | 'statement' | 'kind'>[];
}

const scenarios = fileURLToPath(new URL('../../scenarios', import.meta.url));
const studies = `${scenarios}/studies`;

const rowsOf = (folder: string, cells: (file: string) => readonly (string | number)[]) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `| [${name}](${name}) | ${cells(`${folder}/${name}`).join(' | ')} |`)
    .join('\n');
const words = ({ title, description }: { readonly title: string; readonly description?: string | undefined }) =>
  [title, description].filter(Boolean).join('. ').trim();

/** The pages by their paths from the root, made with the given functions and registry of the program. */
export function listPages({
  readScenario,
  readStudy,
  places,
  studyAxes,
  watchdogs,
}: Program): Readonly<Record<string, string>> {
  return {
    'scenarios/README.md': `# Scenarios

Each file is an example, a test (its \`expect\` block) and a starting point for your own scenario.
[Estimates](../docs/estimates.md) records the full runs; the tests run only the beginning of the longer ones. This list is made from the files by
\`npm run scenario-list\`. [Studies](studies/README.md) vary a scenario over a grid of parameter values.

| file | what it shows | expectations |
|---|---|---|
${rowsOf(scenarios, (file) => {
  const scenario = readScenario(file);
  return [words(scenario), Object.values(scenario.expect).flat().length];
})}
`,
    'scenarios/studies/README.md': `# Studies

Each file is one scenario over a grid of parameter values, with the quantities to measure and the claims to check: \`landau study run <file>\`. The
results are recorded in docs/studies. A claim is checked at every line or point that it covers, so a run counts more verdicts than
the file has claims. This list is made from the files by \`npm run scenario-list\`.

| file | what it shows | members | claims |
|---|---|---|---|
${rowsOf(studies, (file) => {
  const { study } = readStudy(file);
  const claims = Object.values(study.targets).flatMap(({ expect }) => Object.values(expect).flat());
  return [words(study), places(studyAxes(study)).length * (study.seeds?.count ?? 1), claims.length];
})}
`,
    'docs/watchdogs.md': `# Watchdogs

Watchdogs check every run at every output. Each finding is printed and saved in \`summary.json\`, \`events.jsonl\` and the report, with its
value, the time and a remedy. A \`doubtful\` finding ends the run with status \`doubtful\` and exit code 4. With \`landau run --allow doubtful\` the
exit code is 0, or 1 if an expectation fails. A \`note\` does not change the exit code. \`landau study run\` follows the same rules for its members.
A method that knows the stability limit of its explicit steps provides it as \`stepOverStability\`; the stability watchdog also works without it.
This list is made from the program by \`npm run scenario-list\`.

| watchdog | condition | if violated |
|---|---|---|
${watchdogs.map(({ name, statement, kind }) => `| ${name} | ${statement} | ${kind} |`).join('\n')}

Exit codes of \`landau run\`: 0 success, 1 an expectation fails, 2 bad input, 3 the run broke down, 4 the results are doubtful, 70 an internal
error, 74 the results could not be printed, 75 stopped by \`--max-time\`, 128 + n stopped by signal n, with a checkpoint.

## What a run says about I

The best estimates of H and I (columns \`entropy_best\`, \`fisher_best\`) come with a bound of their systematic error (\`_best_error\`) and a standard
deviation (\`_best_deviation\`). The estimate is the jackknife for random samples, the extrapolation to zero smoothing for lattice particles, and the
functional of f on its grid for methods on grids. It refers to the computed f; only finer runs can tell how far that f is from the solution.
The program gives one of three answers: I increases (a lower bound lies above an earlier upper bound), I does not increase (it falls by more than the error, and no row
lies above the one before it), or \`undetermined\`. \`npm run false-alarms -- 200\` counts the answers of 200 runs at equilibrium: none increases.
`,
  };
}
