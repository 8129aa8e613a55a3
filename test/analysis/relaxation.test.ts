import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inverseLowerGamma, lowerGamma } from '../../src/core/special-functions.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';

const hot = { mass: 1, density: 1, temperature: 3 };
const cold = { mass: 2, density: 2, temperature: 1 };

/** The columns of two Maxwellians at their start, and after `until`. */
function rows(d: number, method: string, species: readonly (typeof hot)[], particles = '', until = 0) {
  const text = `
title: two temperatures
dimension: ${d}
seed: 1
species:
${species.map((one, i) => `  - { name: s${i}, mass: ${one.mass}, density: ${one.density}, initial: { maxwellian: { temperature: ${one.temperature} } }${particles} }`).join('\n')}
collisions: { exponent: 0, strength: 1 }
method: ${method}
time: { step: 0.01, until: 1${/legendre/.test(method) ? '' : ', integrator: rk4'} }
output: { every: 0.1 }
`;
  const { analysis, evolution, places } = assemble(parseScenario(text, 'two.yaml'), { file: 'two.yaml' });
  const read = () => {
    const row = new Float64Array(analysis.quantities.length);
    analysis.measure(evolution.snapshot(), row);
    return (column: string) => row[places.get(column)!];
  };
  const first = read();
  if (until > 0) evolution.advance(until);
  return { first, last: until > 0 ? read() : first };
}

const common = (species: readonly (typeof hot)[]) =>
  species.reduce((sum, { density, temperature }) => sum + density * temperature, 0) /
  species.reduce((sum, { density }) => sum + density, 0);

const positive = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true });
const aSpecies = fc.record({ mass: positive(0.3, 3), density: positive(0.5, 2), temperature: positive(0.5, 2) });

describe('distance to the equilibrium', () => {
  test('of Maxwellians has closed forms', () => {
    fc.assert(
      fc.property(fc.constantFrom(2, 3), fc.tuple(aSpecies, aSpecies), (d, species) => {
        const { first } = rows(d, '{ name: legendre, tolerance: 1e-6 }', species);
        const theta = common(species);
        let entropy = 0;
        let fisher = 0;
        species.forEach(({ mass, density, temperature }, i) => {
          const x = temperature / theta;
          const own = (d / 2) * density * (x - 1 - Math.log(x));
          entropy += own;
          fisher += (d * density * (1 - x) ** 2) / temperature;
          const w2 = Math.sqrt((d * theta) / mass) * Math.abs(Math.sqrt(x) - 1);
          expect(Math.abs(first(`distance_w2.s${i}`) - w2)).toBeLessThan(first(`distance_w2_error.s${i}`) + 1e-9);
          expect(first(`distance_l1_bound.s${i}`) ** 2).toBeCloseTo((2 * own) / density, 4);
          expect(first(`distance_w2_bound.s${i}`) ** 2).toBeCloseTo((2 * theta * own) / (mass * density), 4);
          // f and mu cross at one speed: twice what f has less below it than mu has.
          const square = (d * Math.log(x)) / (1 / theta - 1 / temperature) / 2 || 0;
          const l1 = 2 * Math.abs(lowerGamma(d / 2, square / temperature) - lowerGamma(d / 2, square / theta));
          expect(Math.abs(first(`distance_l1.s${i}`) - l1)).toBeLessThan(first(`distance_l1_error.s${i}`) + 1e-9);
        });
        expect(first('relative_entropy_best')).toBeCloseTo(entropy, 7);
        expect(first('relative_fisher_best')).toBeCloseTo(fisher, 6);
      }),
      { numRuns: 4, seed: 3 },
    );
  });

  test('a ratio is as right as its error says, and no ratio is made of round-off', () => {
    const { first } = rows(3, '{ name: legendre, tolerance: 1e-6 }', [hot, cold]);
    const ratio = (2 * first('relative_entropy_best')) / (common([hot, cold]) * first('relative_fisher_best'));
    expect(first('log_sobolev_ratio')).toBeCloseTo(ratio, 14);
    expect(first('log_sobolev_ratio')).toBeLessThan(1);
    expect(first('log_sobolev_ratio_error')).toBeLessThan(1e-6);
    const still = rows(3, '{ name: legendre, tolerance: 1e-6 }', [hot, { ...cold, temperature: 3 }]).first;
    expect(still('log_sobolev_ratio')).toBeNaN();
    expect(still('entropy_production_ratio')).toBeNaN();
  });

  test('the rate of the entropy is its derivative', () => {
    const { first, last } = rows(2, '{ name: legendre, tolerance: 1e-9 }', [hot, cold], '', 0.002);
    const slope = (last('relative_entropy_best') - first('relative_entropy_best')) / 0.002;
    const mean = (first('entropy_rate') + last('entropy_rate')) / 2;
    expect(slope).toBeCloseTo(mean, 4);
    expect(mean).toBeLessThan(-0.1);
    expect(last('entropy_production_ratio')).toBeCloseTo(-last('entropy_rate') / last('relative_entropy_best'), 12);
  });

  test.each([
    ['{ name: blob }', ', particles: { sampling: lattice, count: 400 }'],
    ['{ name: pair-collisions }', ', particles: { sampling: monte-carlo, count: 4000 }'],
    ['{ name: spectral-grid, nodes: 24 }', ''],
  ])('of the computed f of %s agrees', (method, particles) => {
    const { first } = rows(2, method, [hot, cold], particles);
    const theta = common([hot, cold]);
    [hot, cold].forEach(({ mass, temperature }, i) => {
      const x = temperature / theta;
      const w2 = Math.sqrt((2 * theta) / mass) * Math.abs(Math.sqrt(x) - 1);
      expect(Math.abs(first(`distance_w2.s${i}`) / w2 - 1)).toBeLessThan(0.06);
      // Points stand for cells or are a sample: the change between neighbours alone would be ten times too small.
      const error = first(`distance_w2_error.s${i}`);
      expect(Math.abs(first(`distance_w2.s${i}`) - w2)).toBeLessThan(error);
      expect(error).toBeLessThan(0.6 * w2);
      expect(first(`distance_w2.s${i}`)).toBeLessThan(first(`distance_w2_bound.s${i}`));
      const l1 = first(`distance_l1_bound.s${i}`) ** 2 / 2;
      expect(l1).toBeGreaterThan(0.98 * (x - 1 - Math.log(x)));
      const square = Math.log(x) / (1 / theta - 1 / temperature);
      const exact = 2 * Math.abs(lowerGamma(1, square / temperature) - lowerGamma(1, square / theta));
      // Only where f is known on a grid.
      if (method.includes('grid')) expect(Math.abs(first(`distance_l1.s${i}`) / exact - 1)).toBeLessThan(0.02);
    });
  });
});

test('the quantile of a chi square law inverts it, from its smallest to its largest values', () => {
  for (const a of [1, 1.5])
    for (const x of [1e-12, 1e-5, 0.1, 1, 10]) expect(inverseLowerGamma(a, lowerGamma(a, x)) / x).toBeCloseTo(1, 6);
  expect(inverseLowerGamma(1, 1, 1e-20)).toBeCloseTo(20 * Math.LN10, 8);
});
