import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { scenarioJsonSchema, studyJsonSchema } from '../../src/scenario/serialise.ts';
import { accepts, subschemas } from './json-schema-check.ts';
import { maximal, minimal } from './texts.ts';

const schema = scenarioJsonSchema();

describe('the JSON schema of scenarios', () => {
  test('is of draft 2020-12 and plain JSON', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(JSON.parse(JSON.stringify(schema))).toStrictEqual(schema);
  });

  test('names exactly the keys without a default as required', () => {
    expect(schema.required).toStrictEqual(['title', 'dimension', 'species', 'collisions', 'time', 'output']);
  });

  test('forbids unknown keys in every map with fixed keys', () => {
    const maps = [...subschemas(schema)].filter(([, one]) => one.properties !== undefined);
    expect(maps.length).toBeGreaterThan(20);
    for (const [path, one] of maps) expect([path, one.additionalProperties]).toStrictEqual([path, false]);
  });

  test('describes every field in a sentence', () => {
    const fields = [...subschemas(schema)].flatMap(([path, one]) =>
      Object.entries((one.properties ?? {}) as Record<string, { description?: string }>).map(([key, field]) => ({
        path: `${path}.${key}`,
        field,
      })),
    );
    expect(fields.length).toBeGreaterThan(60);
    for (const { path, field } of fields) expect(`${path}: ${field.description}`).toMatch(/: (?!undefined)\S.{8,}\.$/);
  });

  test('states a default in the help text of every key that may be absent', () => {
    for (const [path, one] of subschemas(schema))
      for (const [key, field] of Object.entries((one.properties ?? {}) as Record<string, { description?: string }>))
        if (!((one.required ?? []) as string[]).includes(key))
          expect(`${path}.${key}: ${field.description}`).toMatch(/ Default: /);
  });

  test.each([minimal, maximal])('accepts what the parser accepts', (text) => {
    expect(accepts(schema, parse(text))).toBe(true);
  });

  test.each([
    ['mass: 1', 'mass: 0'],
    ['mass: 1', 'mass: heavy'],
    ['    mass: 1\n', ''],
    ['mass: 1', 'mas: 1'],
    ['name: light', 'name: 1st'],
    ['dimension: 3', 'dimension: 4'],
    ['sampling: lattice', 'sampling: grid'],
    ['count: 8000', 'count: 8000.5'],
    ['weightThreshold: 1e-8', 'weightThreshold: 1'],
    ['exponent: -3', 'exponent: -5'],
    ['strength: 0.25', 'strength: -1'],
    ['strength: 0.25', 'strength: { coulomb: {} }'],
    ['maxwellian:', 'maxwell:'],
    ['name: blob', 'name: bolb'],
    ['drift: [0, 0, 0.5]', 'drift: [0]'],
    ['integrator: discrete-gradient', 'integrator: leapfrog'],
    ['never: decreases', 'never: falls'],
    ['energy_drift:', 'energy drift:'],
  ])('rejects %s changed to %s', (from, to) => {
    const text = maximal.replace(from, to);
    expect(text).not.toBe(maximal);
    expect(accepts(schema, parse(text))).toBe(false);
  });
});

describe('the JSON schema of studies', () => {
  const schema = studyJsonSchema();
  const folder = new URL('../../scenarios/studies/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');

  test('describes every field in a sentence and forbids unknown keys', () => {
    for (const [path, { properties, additionalProperties }] of subschemas(schema))
      for (const [key, field] of Object.entries((properties ?? {}) as Record<string, { description?: string }>)) {
        expect(`${path}.${key}: ${field.description}`).toMatch(/: (?!undefined)\S.{8,}\.$/);
        expect([path, additionalProperties]).toStrictEqual([path, false]);
      }
  });

  test.each(files)('accepts %s', (name) => {
    expect(accepts(schema, parse(read(name)))).toBe(true);
  });

  test.each([
    ['axes:', 'axis:'],
    ['label: cells per axis', 'label: 7'],
    ['fit: {', 'fits: {'],
    ['values: [30', 'values: [[30]'],
  ])('rejects %s changed to %s', (from, to) => {
    const text = read('lattice.yaml').replace(from, to);
    expect(text).not.toBe(read('lattice.yaml'));
    expect(accepts(schema, parse(text))).toBe(false);
  });
});
