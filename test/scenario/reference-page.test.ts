import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { scenarioReference } from '../../scripts/scenario-reference/page.ts';
import { editorSchema } from '../../src/cli/catalogue.ts';
import { scenarioJsonSchema } from '../../src/scenario/serialise.ts';
import { accepts } from './json-schema-check.ts';

test('docs/scenario-files.md is what npm run scenario-reference writes', () => {
  const page = readFileSync(new URL('../../docs/scenario-files.md', import.meta.url), 'utf8');
  expect(scenarioReference(scenarioJsonSchema())).toBe(page);
});

const scenarios = new URL('../../scenarios/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, scenarios), 'utf8');

test.each(['scenario', 'study'] as const)(
  'the schema of a %s for editors is what npm run scenario-reference writes',
  (kind) => {
    expect(editorSchema(kind)).toBe(read(`${kind}.schema.json`));
  },
);

test.each([
  ['', 'scenario.schema.json'],
  ['studies/', 'studies/../study.schema.json'],
])('every file in scenarios/%s tells the editor its schema, which accepts it', (folder, schemaPath) => {
  const schema = JSON.parse(read(schemaPath));
  const names = readdirSync(new URL(folder, scenarios)).filter((name) => name.endsWith('.yaml'));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const text = read(folder + name);
    expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${schemaPath.replace('studies/', '')}`);
    expect(accepts(schema, parse(text)), name).toBe(true);
  }
});

test('the schema for editors offers the columns of every shipped expectation, and refuses a bound that is none', () => {
  const { properties, patternProperties, defaultSnippets } = JSON.parse(read('scenario.schema.json')).properties.expect;
  const offered = (column: string) =>
    Object.hasOwn(properties, column) ||
    Object.keys(patternProperties).some((pattern) => new RegExp(pattern).test(column));
  const shipped = readdirSync(scenarios).filter((name) => name.endsWith('.yaml'));
  const columns = shipped.flatMap((name) => Object.keys(parse(read(name)).expect ?? {}));
  expect(columns.length).toBeGreaterThan(100);
  expect(columns.filter((column) => !offered(column))).toEqual([]);
  expect(defaultSnippets).toHaveLength(Object.keys(patternProperties).length);
  const schema = JSON.parse(read('scenario.schema.json'));
  const scenario = parse(read('two-beams-2d-coulomb.yaml'));
  for (const column of ['fisher_best', 'temperature.gas', 'anything.else'])
    expect(accepts(schema, { ...scenario, expect: { [column]: { bellow: 1 } } }), column).toBe(false);
});
