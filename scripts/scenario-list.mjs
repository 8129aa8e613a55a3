// Writes scenarios/README.md and scenarios/studies/README.md from the files themselves.
// Usage: npm run scenario-list     (after npm run build)
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readScenario } from '../dist/index.js';
import { writeFileAtomically } from '../dist/output/files.js';
import { readStudy } from '../dist/scenario/read-scenario.js';
import { places, studyAxes } from '../dist/scenario/study-members.js';

const scenarios = fileURLToPath(new URL('../scenarios', import.meta.url));
const studies = `${scenarios}/studies`;

const rowsOf = (folder, cells) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `| [${name}](${name}) | ${cells(`${folder}/${name}`).join(' | ')} |`)
    .join('\n');
const words = ({ title, description }) => [title, description].filter(Boolean).join('. ').trim();

writeFileAtomically(
  `${scenarios}/README.md`,
  `# Scenarios

Each file is an example, a test (its \`expect\` block) and a starting point of your own. This list is made from the files by
\`npm run scenario-list\`. [studies](studies/README.md) vary a scenario over a grid of its values.

| file | what it shows | expectations |
|---|---|---|
${rowsOf(scenarios, (file) => {
  const scenario = readScenario(file);
  return [words(scenario), Object.values(scenario.expect).flat().length];
})}
`,
);

writeFileAtomically(
  `${studies}/README.md`,
  `# Studies

Each file is one scenario over a grid of its values, what is measured there and what must come out: \`landau study run <file>\`. What
they gave is recorded in docs/studies. This list is made from the files by \`npm run scenario-list\`.

| file | what it shows | members | claims |
|---|---|---|---|
${rowsOf(studies, (file) => {
  const { study } = readStudy(file);
  const claims = Object.values(study.targets).flatMap(({ expect }) => Object.values(expect).flat());
  return [words(study), places(studyAxes(study)).length * (study.seeds?.count ?? 1), claims.length];
})}
`,
);
