// Writes scenarios/README.md from the scenario files themselves. Usage: npm run scenario-list (after npm run build)
import { readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readScenario } from '../dist/index.js';

const folder = fileURLToPath(new URL('../scenarios', import.meta.url));
const rows = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => {
    const scenario = readScenario(`${folder}/${name}`);
    const checks = Object.values(scenario.expect).flat().length;
    const what = [scenario.title, scenario.description].filter(Boolean).join('. ').trim();
    return `| [${name}](${name}) | ${what} | ${checks} |`;
  });

writeFileSync(
  `${folder}/README.md`,
  `# Scenarios

Each file is an example, a test (its \`expect\` block) and a starting point of your own. This list is made from the files by
\`npm run scenario-list\`.

| file | what it shows | expectations |
|---|---|---|
${rows.join('\n')}
`,
);
