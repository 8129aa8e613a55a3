import { expect, test } from 'vitest';
import { regularise } from '../../src/methods/regularisation.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';

const species = [{ name: 'a', mass: 1, count: 576, spacing: 0.4, variance: 1, narrowest: 1 }];

/** The levels and the variance of the narrowest mollifier that the method's options stand for. */
function chosen(method: object) {
  const scenario = {
    ...{ title: 'test', dimension: 2, time: { step: 0.1, until: 1 }, output: { every: 1 } },
    species: [{ name: 'a', mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } } }],
    collisions: { exponent: 0, strength: 1 },
    method: { name: 'blob', ...method },
  };
  const options = parseScenario(JSON.stringify(scenario), 'test.yaml').method as unknown as Parameters<
    typeof regularise
  >[0];
  const { rule, variances } = regularise(options, species);
  return { terms: rule.terms, variances };
}

test('levels that are given have the width that they have by default', () => {
  const four = chosen({});
  expect(four.terms).toHaveLength(4);
  expect(chosen({ levels: [1, 1.25, 1.5, 1.75] })).toEqual(four);
  const [two, three] = [
    [1, 2],
    [1, 1.5, 2],
  ].map((levels) => chosen({ levels }).variances[0]);
  expect(three).toBe(two);
  expect(four.variances[0] / two).toBeCloseTo(0.75 / 0.64, 12);
});
