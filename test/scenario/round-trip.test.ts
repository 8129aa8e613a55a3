import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import type { ScenarioInput } from '../../src/scenario/scenario.ts';
import { scenarioJsonSchema, scenarioToYaml } from '../../src/scenario/serialise.ts';
import { accepts } from './json-schema-check.ts';
import { scenarioInput } from './scenario-input.ts';
import { maximal, minimal } from './texts.ts';

const written = (input: ScenarioInput) => stringify(input, { aliasDuplicateObjects: false });

describe('the YAML of a resolved scenario', () => {
  test.each([minimal, maximal])('reads back to the same scenario', (text) => {
    const scenario = parseScenario(text, 'file.yaml');
    expect(parseScenario(scenarioToYaml(scenario), 'file.yaml')).toStrictEqual(scenario);
  });

  test('reads back to the same scenario, bit for bit, whatever the scenario', () => {
    fc.assert(
      fc.property(scenarioInput(), (input) => {
        const scenario = parseScenario(written(input), 'file.yaml');
        expect(parseScenario(scenarioToYaml(scenario), 'file.yaml')).toStrictEqual(scenario);
      }),
      { numRuns: 60 },
    );
  });

  test('holds every key of the scenario as it was written', () => {
    fc.assert(
      fc.property(scenarioInput(), (input) => {
        const { expect: _bounds, species: _species, ...rest } = input;
        expect(parseScenario(written(input), 'file.yaml')).toMatchObject(rest);
      }),
      { numRuns: 30 },
    );
  });

  test('is accepted by the JSON schema, as the scenario is in the form it was written', () => {
    const schema = scenarioJsonSchema();
    fc.assert(
      fc.property(scenarioInput(), (input) => {
        expect(accepts(schema, input)).toBe(true);
        expect(accepts(schema, parseScenario(written(input), 'file.yaml'))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
