import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scenarioReference } from '../../scripts/scenario-reference/page.mjs';
import { scenarioJsonSchema } from '../../src/scenario/serialise.ts';

test('docs/scenario-files.md is what npm run scenario-reference writes', () => {
  const page = readFileSync(new URL('../../docs/scenario-files.md', import.meta.url), 'utf8');
  expect(scenarioReference(scenarioJsonSchema())).toBe(page);
});
