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

/** The pages by their paths from the root, made by the given functions and registry of the program. */
export function listPages({
  readScenario,
  readStudy,
  places,
  studyAxes,
  watchdogs,
}: Program): Readonly<Record<string, string>> {
  return {
    'scenarios/README.md': `# Scenarios

Each file is an example, a test (its \`expect\` block) and a starting point of your own.
[Whole runs](../docs/estimates.md) are recorded; the tests run the longer ones only from their start. This list is made from the files by
\`npm run scenario-list\`. [studies](studies/README.md) vary a scenario over a grid of its values.

| file | what it shows | expectations |
|---|---|---|
${rowsOf(scenarios, (file) => {
  const scenario = readScenario(file);
  return [words(scenario), Object.values(scenario.expect).flat().length];
})}
`,
    'scenarios/studies/README.md': `# Studies

Each file is one scenario over a grid of its values, what is measured there and what must come out: \`landau study run <file>\`. What
they gave is recorded in docs/studies. A claim is held against every line or point that it is about, so that a run counts more verdicts than
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

Every run looks at itself at every output. What it finds is printed, and saved in \`summary.json\`, \`events.jsonl\` and the report, with the
number, the time and the way out. A \`doubtful\` finding ends the run with status \`doubtful\` and exit code 4; \`landau run --allow doubtful\` ends
it with 0, or with 1 where an expectation fails. A \`note\` changes nothing. The same holds for \`landau study run\`, whose members it is about.
A method that knows the stability of its explicit steps offers it as \`stepOverStability\`; the watchdog of the stability works without it too.
This list is made from the program by \`npm run scenario-list\`.

| watchdog | what has to hold | otherwise |
|---|---|---|
${watchdogs.map(({ name, statement, kind }) => `| ${name} | ${statement} | ${kind} |`).join('\n')}

Exit codes of \`landau run\`: 0 all is well, 1 an expectation fails, 2 bad input, 3 the run broke down, 4 its numbers are doubtful, 70 an error of
the program, 74 the results could not be printed, 75 stopped by \`--max-time\`, 128 + n stopped by signal n, with a checkpoint.

## What a run says of I

The best estimates of H and I (columns \`entropy_best\`, \`fisher_best\`) come with a bound of their systematic error (\`_best_error\`) and a standard
deviation (\`_best_deviation\`). They are the jackknife for random samples, the values extrapolated to no smoothing for lattice particles, and f on
its grid for methods on grids. They are about the f that was computed; how far that is from the solution only finer runs can tell. There are
three answers: I increases (a lower bound lies above an earlier upper one), I does not increase (it falls by more than the error, and no row lies
above the one before it), or it cannot be told. \`npm run false-alarms -- 200\` counts the answers of 200 runs at equilibrium: none increases.
`,
  };
}
