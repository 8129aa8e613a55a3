import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { plasmaWarnings } from '../../src/simulation/plasma.ts';
import { coulombLogarithms, scenarioMixture } from '../../src/simulation/scenario-mixture.ts';

const text = `title: hydrogen
dimension: 3
units: { mass: electron, density: 1e20 m^-3, temperature: eV, time: us }
species:
  - { name: e, particle: electron, density: 1e20 m^-3, initial: { maxwellian: { temperature: 100 eV } } }
  - { name: p, particle: proton, density: 1e20 m^-3, initial: { maxwellian: { temperature: 50 eV } } }
collisions: { exponent: -3, strength: { coulomb: { lnLambda: auto } } }
time: { step: 1 us, until: 100 us }
output: { every: 5 us }
`;

const parse = (...overrides: string[]) => parseScenario(text, 'hydrogen.yaml', overrides);

describe('an automatic Coulomb logarithm', () => {
  test('is that of each pair, by its formula, and goes into the strengths', () => {
    const found = coulombLogarithms(parse());
    expect(found.map(({ between }) => between.join('-'))).toEqual(['e-e', 'e-p', 'p-p']);
    // The formulary at n = 1e14 cm^-3, T_e = 100 eV, T_p = 50 eV, see test/physics/coulomb-collisions.test.ts.
    expect(found.map(({ value }) => value)).toEqual([12.48706, 12.48707, 12.40336].map((v) => expect.closeTo(v, 4)));
    const [auto, ten] = [scenarioMixture(parse()), scenarioMixture(parse('collisions.strength.coulomb.lnLambda=10'))];
    expect(auto.strength(1, 1) / ten.strength(1, 1)).toBeCloseTo(found[2].value / 10, 12);
  });

  test('leaves a pair with a number of its own alone', () => {
    const pairs = 'collisions.pairs=[{ between: [e, p], strength: { coulomb: { lnLambda: 7 } } }]';
    expect(coulombLogarithms(parse(pairs))[1]).toEqual({ between: ['e', 'p'], value: 7, formula: 'as given' });
  });

  test('needs units, and a plasma that has one', () => {
    const plain = text
      .replace(/^units.*\n/m, '')
      .replaceAll(/particle: (electron|proton)/g, 'mass: 1')
      .replaceAll(/1e20 m\^-3| eV| us/g, (unit) => (unit.startsWith('1') ? '1' : ''));
    expect(() => parseScenario(plain, 'plain.yaml')).toThrow(
      /lnLambda: expected a number > 0, since the scenario has no units, got auto; declare units/,
    );
    expect(() => scenarioMixture(parse('species.e.density=1e32 m^-3', 'species.p.density=1e32 m^-3'))).toThrow(
      /expected a Coulomb logarithm > 0 for e and e, got -\d.* by 23\.5/,
    );
  });
});

describe('a start outside what the equation covers is told', () => {
  test.each([
    ['species.e.initial.maxwellian.temperature=10 keV', /^e: the thermal speed sqrt\(T\/m\) is 0.14 c.*1.96 %$/],
    ['species.p.initial={ maxwellian: { temperature: 50, drift: [0.3 c, 0, 0] } }', /^p: the drift is 0.3 c.*9 %$/],
    // lambda = 6.9191e-10 m at 1 eV, and a tenth of it at 100 eV: its cube is 3.312e-31 m^3.
    ['species.e.density=1e30 m^-3', /^e: the species is degenerate.*n lambda\^3 = 0.331, .* is 2.93 %/],
    ['collisions.strength.coulomb.lnLambda=1.5', /^the Coulomb logarithm of e and e is 1.5, below 2/],
  ])('%s', (override, told) => {
    expect(plasmaWarnings(parse('collisions.strength.coulomb.lnLambda=3', override))[0]).toMatch(told);
  });

  test.each([
    [
      'species.e.initial.maxwellian.temperature=600 keV',
      /^e: expected a thermal speed .* below the speed of light, got 1.08 c/,
    ],
    [
      'species.p.initial={ maxwellian: { temperature: 50, drift: [1.5 c, 0, 0] } }',
      /^p: expected a drift below .* 1.5 c/,
    ],
  ])('and one faster than light refused: %s', (override, told) => {
    expect(() => plasmaWarnings(parse('collisions.strength.coulomb.lnLambda=3', override))).toThrow(told);
  });

  test('and one inside is not', () => {
    expect(plasmaWarnings(parse())).toEqual([]);
  });
});
