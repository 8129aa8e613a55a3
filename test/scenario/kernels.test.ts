import { expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { scenarioToYaml } from '../../src/scenario/serialise.ts';
import { scenarioMixture } from '../../src/simulation/scenario-mixture.ts';
import { problems } from './texts.ts';

const scenario = (collisions: string, more = '') => `title: Two species
dimension: 3
species:
  - { name: a, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } } }
  - { name: b, mass: 2, density: 1, initial: { maxwellian: { temperature: 2 } } }
collisions: ${collisions}
${more}time: { step: 1, until: 1 }
output: { every: 1 }
`;

it('a kernel of all pairs stands in the place of the exponent, and a pair may have either of its own', () => {
  const text = scenario(
    '{ kernel: { screened: { exponent: -3, length: 2 } }, pairs: [{ between: [b, b], exponent: -1 }, { between: [a, b], kernel: { table: { r: [1, 2], alpha: [1, 0.5] } } }] }',
  );
  const parsed = parseScenario(text, 'file.yaml');
  const mixture = scenarioMixture(parsed);
  expect(mixture.kernel(0, 0).formula).toBe('r^-3 exp(-r/2)');
  expect(mixture.kernel(1, 1).exponent).toBe(-1);
  expect(mixture.kernel(0, 1).shape).toBe('table');
  expect(parseScenario(scenarioToYaml(parsed), 'again.yaml')).toEqual(parsed);
});

it.each([
  ['{ strength: 1 }', 'collisions: expected the key exponent or the key kernel, got a map with the keys strength'],
  [
    '{ exponent: -3, kernel: { softened: { exponent: -3, radius: 1 } } }',
    'collisions.kernel: expected an exponent or a kernel, got both; remove one of them',
  ],
  [
    '{ kernel: { yukawa: { length: 1 } } }',
    'collisions.kernel.yukawa: expected a map with exactly one of the keys powers, screened, softened, table, got yukawa',
  ],
  [
    '{ kernel: { powers: [{ strength: -1, exponent: 0 }] } }',
    'collisions.kernel.powers[0].strength: expected a number > 0, got -1',
  ],
  [
    '{ kernel: { table: { r: [2, 1], alpha: [1, 1] } } }',
    'collisions.kernel.table.r: expected a list of at least 2 numbers > 0 in ascending order, got [2, 1]',
  ],
  [
    '{ kernel: { table: { r: [1, 2], alpha: [1, 4] } } }',
    'collisions.kernel: expected a kernel that grows no faster than r at large r, got r^2',
  ],
  [
    '{ kernel: { softened: { exponent: -3, radius: 1 } }, strength: { coulomb: { lnLambda: 10 } } }',
    'collisions.strength.coulomb: expected a number, since collisions.kernel is not the exponent -3, got coulomb',
  ],
])('%s is refused in one line', (collisions, message) => {
  const lines = problems(scenario(collisions));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(message);
});

it('a bath needs an exponent', () => {
  const baths = 'baths: [{ name: c, mass: 1, density: 1, temperature: 1 }]\n';
  expect(problems(scenario('{ kernel: { softened: { exponent: -3, radius: 1 } } }', baths))[0]).toContain(
    'collisions.kernel: expected an exponent for the bath c, since baths support only powers, got a kernel; give the pairs with the bath an exponent under collisions.pairs',
  );
});
