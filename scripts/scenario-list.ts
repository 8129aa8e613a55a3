// Writes scenarios/README.md and scenarios/studies/README.md from the files, and docs/watchdogs.md from the registry.
// Usage: npm run scenario-list     (after npm run build)
import { fileURLToPath } from 'node:url';
import { readScenario } from '../dist/index.js';
import { writeFileAtomically } from '../dist/output/files.js';
import { readStudy } from '../dist/scenario/read-scenario.js';
import { places, studyAxes } from '../dist/scenario/study-members.js';
import { watchdogs } from '../dist/simulation/watchdogs/watchdogs.js';
import { listPages } from './scenario-list/pages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
for (const [path, text] of Object.entries(listPages({ readScenario, readStudy, places, studyAxes, watchdogs })))
  writeFileAtomically(root + path, text);
