import { expect, test } from 'vitest';
import { scenarioJsonSchema, studyJsonSchema } from '../../src/scenario/serialise.ts';

/*
 * What users write is an interface: a key, a range or a default that changes shows here. When that is meant, record it anew with
 * `npx vitest run test/scenario/recorded-schema.test.ts -u`.
 */
test.each([
  ['scenario', scenarioJsonSchema],
  ['study', studyJsonSchema],
])('the JSON schema of a %s is the recorded one, up to the order of keys and choices', async (name, schema) => {
  await expect(`${JSON.stringify(sorted(schema()), null, 1)}\n`).toMatchFileSnapshot(`./recorded-${name}-schema.snap`);
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, sorted(one)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
