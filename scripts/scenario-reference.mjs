// Writes docs/scenario-files.md from the schema itself. Usage: npm run scenario-reference (after npm run build)
import { fileURLToPath } from 'node:url';
import { scenarioJsonSchema } from '../dist/index.js';
import { writeFileAtomically } from '../dist/output/files.js';
import { scenarioReference } from './scenario-reference/page.mjs';

writeFileAtomically(
  fileURLToPath(new URL('../docs/scenario-files.md', import.meta.url)),
  scenarioReference(scenarioJsonSchema()),
);
