// Writes docs/scenario-files.md and the schemas for editors, scenarios/*.schema.json, from the schema of the program.
// Usage: npm run scenario-reference (after npm run build)
import { fileURLToPath } from 'node:url';
import { editorSchema } from '../dist/cli/catalogue.js';
import { scenarioJsonSchema } from '../dist/index.js';
import { writeFileAtomically } from '../dist/output/files.js';
import { scenarioReference } from './scenario-reference/page.ts';

writeFileAtomically(
  fileURLToPath(new URL('../docs/scenario-files.md', import.meta.url)),
  scenarioReference(scenarioJsonSchema()),
);
for (const kind of ['scenario', 'study'] as const)
  writeFileAtomically(fileURLToPath(new URL(`../scenarios/${kind}.schema.json`, import.meta.url)), editorSchema(kind));
