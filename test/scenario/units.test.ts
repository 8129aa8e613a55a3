import { describe, expect, test } from 'vitest';
import { exampleColumns } from '../../src/cli/example-columns.ts';
import { InputError } from '../../src/core/errors.ts';
import { siSize, udunitsOf } from '../../src/physics/units.ts';
import { columnUnit } from '../../src/scenario/column-units.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { scenarioToYaml } from '../../src/scenario/serialise.ts';
import { scenarioUnits } from '../../src/scenario/units.ts';
import { scenarioMixture } from '../../src/simulation/scenario-mixture.ts';

/** Electrons and protons at 100 and 50 eV. */
const plasma = `title: electron-proton equilibration
dimension: 3
units: { mass: electron, density: 1e20 m^-3, temperature: eV, time: us }
species:
  - { name: e, particle: electron, density: 1e20 m^-3, initial: { maxwellian: { temperature: 100 eV } } }
  - { name: p, particle: proton, density: 1e14 cm^-3, initial: { maxwellian: { temperature: 0.05 keV } } }
collisions: { exponent: -3, strength: { coulomb: { lnLambda: 10 } } }
method: { name: legendre }
time: { step: 1 us, until: 0.1 ms }
output: { every: 5000 ns }
`;

const parse = (...overrides: string[]) => parseScenario(plasma, 'ep.yaml', overrides);

function problems(...overrides: string[]): readonly string[] {
  try {
    parse(...overrides);
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

describe('a scenario in physical units', () => {
  test('has the numbers of the same scenario in the units of electrons, 1e20 m^-3, eV and us', () => {
    const { species, time, output } = parse();
    expect(species.map(({ mass }) => mass)).toEqual([1, expect.closeTo(1836.152673426, 6)]);
    expect(species.map(({ charge, density }) => [charge, density])).toEqual([
      [-1, 1],
      [1, 1],
    ]);
    expect(species.map(({ initial }) => initial)).toEqual([
      { maxwellian: { temperature: 100 } },
      { maxwellian: { temperature: 50 } },
    ]);
    expect([time.step, time.until, output.every]).toEqual([1, 100, 5]);
  });

  test('has the strength of the same plasma data', () => {
    const old = plasma
      .replace(/^units.*\n/m, '')
      .replace('particle: electron', 'mass: 1, charge: -1')
      .replace('particle: proton', 'mass: 1836.15, charge: 1')
      .replace('1e20 m^-3', '1')
      .replace('1e14 cm^-3', '1')
      .replace('100 eV', '100')
      .replace('0.05 keV', '50')
      .replace('lnLambda: 10', 'lnLambda: 10, units: { mass: electron, density: 1e20, temperature: 1, time: 1e-6 }')
      .replace('step: 1 us, until: 0.1 ms', 'step: 1, until: 100')
      .replace('5000 ns', '5');
    const before = parseScenario(old, 'old.yaml');
    for (const [i, j] of [
      [0, 0],
      [0, 1],
      [1, 1],
    ] as const)
      expect(scenarioMixture(parse()).strength(i, j) / scenarioMixture(before).strength(i, j)).toBeCloseTo(1, 13);
    expect(siSize(scenarioUnits(before)!, 'v')).toBeCloseTo(siSize(scenarioUnits(parse())!, 'v'), 6);
  });

  test('means the same in plain SI: the relaxation rate c n / (m^2 v^3) per second is that of other units', () => {
    const rate = (...overrides: string[]) => {
      const scenario = parse(...overrides);
      const [{ mass, density, initial }] = scenario.species;
      const temperature = 'maxwellian' in initial ? initial.maxwellian.temperature : Number.NaN;
      const strength = scenarioMixture(scenario).strength(0, 1);
      return (strength * density) / (Math.sqrt(mass) * temperature ** 1.5) / siSize(scenarioUnits(scenario)!, 't');
    };
    expect(rate('units=SI') / rate()).toBeCloseTo(1, 12);
    expect(rate('units={ mass: 2 u, density: 1e13 cm^-3, temperature: keV, time: 3 ps }') / rate()).toBeCloseTo(1, 12);
  });

  test('is read back from its own YAML to the same numbers', () => {
    const scenario = parse('species.e.initial={ shell: { radius: 0.05 c, width: 1e6 m/s } }');
    expect(parseScenario(scenarioToYaml(scenario), 'again.yaml')).toEqual(scenario);
  });

  test('takes temperatures in kelvin, drifts and boxes in m/s, and the energy of a particle for a speed', () => {
    const { species } = parse(
      'species.e.initial={ maxwellian: { temperature: 11604.518 K, drift: [419382.88 m/s, 0, 0.01 c] } }',
      'species.e.particles={ box: [-1e6 m/s, 1e6 m/s] }',
      'species.p.initial={ shell: { radius: 50 keV, width: 1e5 m/s } }',
    );
    const [e, p] = species.map(({ initial }) => initial);
    if (!('maxwellian' in e && 'shell' in p)) throw new Error('expected a Maxwellian and a shell');
    expect(e.maxwellian.temperature).toBeCloseTo(1, 6);
    expect(e.maxwellian.drift![0]).toBeCloseTo(1, 6);
    expect(e.maxwellian.drift![2]).toBeCloseTo(7.148416, 5);
    // (m/2) v^2 = 50 keV.
    expect((species[1].mass / 2) * p.shell.radius ** 2).toBeCloseTo(50000, 6);
  });

  test('takes bounds on columns in their units', () => {
    const { expect: bounds } = parse(
      'expect={ temperature.e: { at: 20000 ns, near: 0.08 keV, within: 100 meV }, energy: { above: 1e20 m^-3 eV }, energy_drift: { below: 1e-9 } }',
    );
    expect(bounds['temperature.e'][0]).toMatchObject({ at: 20, near: 80, within: 0.1 });
    expect(bounds.energy[0].above).toBeCloseTo(1, 12);
    expect(bounds.energy_drift[0].below).toBe(1e-9);
  });

  test('leaves texts that are no quantities alone', () => {
    expect(parse('expect={ energy_drift: { at: always, below: 1e-9 } }').expect.energy_drift[0].at).toBe('always');
  });
});

describe('units of results', () => {
  const own = scenarioUnits(parse())!;

  test.each([
    ['t', 'us'],
    ['n', '1e20 m-3'],
    ['m v^2', 'eV'],
    ['m n v^2', '1e20 m-3 eV'],
    ['m n v^2/t', '1e20 m-3 eV us-1'],
    ['n/(m v^2)', '1e20 m-3 eV-1'],
    ['n/(m v^2 t)', '1e20 m-3 eV-1 us-1'],
    ['m', '9.1093837139e-31 kg'],
    ['1', '1'],
  ])('%s is %s', (unit, text) => {
    expect(udunitsOf(own, unit)).toBe(text);
  });

  test('kelvins stand for temperatures only, energies are in joules then', () => {
    const kelvin = scenarioUnits(parse('units.temperature=1e6 K'))!;
    expect(udunitsOf(kelvin, 'm v^2')).toBe('1e6 K');
    expect(udunitsOf(kelvin, 'm n v^2')).toBe('1380.649 m-3 J');
    expect(siSize(kelvin, 'm v^2')).toBeCloseTo(1.380649e-17, 30);
  });

  test('the unit of every column that an analyzer may write is known from its name', () => {
    for (const { columns } of exampleColumns())
      for (const { name, unit } of columns) expect(columnUnit(name), name).toBe(unit);
  });
});

/** What users get wrong, where, and what they are told. */
const refused: readonly (readonly [override: string, told: RegExp])[] = [
  ['species.e.density=1e20', /^$/],
  ['species.e.density=5 eV', /density such as 1e20 m\^-3, got "5 eV", an energy/],
  ['species.e.density=1e20 m', /got "1e20 m", a unit of another dimension/],
  ['species.e.density=1e20 m^3', /another dimension/],
  ['species.e.density=1e20 m^-2', /another dimension/],
  ['species.e.density=-1e20 m^-3', /expected a number > 0, got "-1e20 m\^-3"/],
  ['species.e.density=0 m^-3', /expected a number > 0/],
  ['species.e.density=1e999 m^-3', /a number that is too large/],
  ['species.e.density=1e20m^', /density such as/],
  ['species.e.density=1e20 m^-3 m', /another dimension/],
  ['species.e.density="1e20"', /a number in quotes; write 100000000000000000000/],
  ['species.e.density=1,5 m^-3', /a decimal comma; write 1.5 m\^-3/],
  ['species.e.density=5x10^19 m^-3', /a power of ten; write 5e19 m\^-3/],
  ['species.e.density=5 * 10^19 m^-3', /write 5e19 m\^-3/],
  ['species.e.density=1e20 per m3', /the unknown unit per/],
  ['species.e.density=1 2 m^-3', /after the number/],
  ['species.e.density=1e20 m^-33', /the power -33 of m/],
  ['species.e.density=1e20 (m^-3)', /no unit at/],
  ['species.e.density=1e20 /', /a sign where a unit should follow/],
  ['species.e.density=one m^-3', /the unknown unit one/],
  ['species.e.initial.maxwellian.temperature=1 kev', /the unknown unit kev; did you mean keV/],
  ['species.e.initial.maxwellian.temperature=1 KeV', /did you mean keV/],
  ['species.e.initial.maxwellian.temperature=20 degC', /the unknown unit degC/],
  ['species.e.initial.maxwellian.temperature=1 m/s', /got "1 m\/s", a velocity/],
  ['species.e.initial.maxwellian.temperature=1 kg', /a mass/],
  [
    'species.e.initial={ maxwellian: { temperature: 1, drift: [1 eV, 0, 0] } }',
    /velocity such as 2e6 m\/s, got "1 eV", an energy/,
  ],
  ['species.e.initial={ maxwellian: { temperature: 1, drift: 1 m/s } }', /a list of 3 numbers/],
  ['time.step=1 parsec', /time such as 5 ps, got "1 parsec", the unknown unit parsec/],
  ['time.step=1 second', /did you mean s/],
  ['time.step=5 usec', /did you mean us/],
  ['time.step=-1 us', /expected a number > 0, got "-1 us"/],
  ['time.until=-1 us', /a time after the start 0, got "-1 us"/],
  ['time.step=1 s', /no more than the length of the run, 100, got "1 s"/],
  ['time.step=1 s s', /another dimension/],
  ['time.step=.', /expected a/],
  ['species.e.particle=elektron', /did you mean electron/],
  ['species.e.particle=C7+', /one of electron, .* or an ion such as C6\+, got "C7\+"/],
  ['species.e.mass=2 u', /1, the mass of electron, got "2 u"; remove mass or particle/],
  ['species.e.charge=2 e', /-1, the charge of electron, got "2 e"; remove charge or particle/],
  ['units.time=eV', /a unit of time such as 5 ps, got "eV", an energy/],
  ['units.time=-1 s', /a unit that is not positive/],
  ['units.mass=lepton', /electron, .*got "lepton", the unknown unit lepton/],
  ['units.density=1e20', /text|a unit of density/],
  ['units={ mass: electron, density: 1 m^-3, temperature: eV }', /units.time|expected .*time/],
  ['units=CGS', /SI, or a map with the keys mass, density, temperature, time/],
  [
    'collisions.strength.coulomb.units={ mass: electron, density: 1, temperature: 1, time: 1 }',
    /since the scenario has the key units/,
  ],
  [
    'expect={ temperature.e: { near: 80 us, within: 1 eV } }',
    /a value of temperature.e such as 1 eV, got "80 us", a time/,
  ],
  ['forcing=[{ electric-field: { field: [0, 0, 10 V] } }]', /expected an electric field such as 10 V\/m, got "10 V"/],
  [
    'forcing=[{ magnetic-field: { field: [0, 0, 2 V/m] } }]',
    /a magnetic field such as 2 T, got "2 V\/m", an electric field/,
  ],
  [
    'forcing=[{ electric-field: { field: [0, 0, 1 V/m], frequency: 3 GHz } }]',
    /a frequency such as 1e9 s\^-1, got "3 GHz", the unknown unit GHz; angular frequencies are in s\^-1, 2 pi times/,
  ],
  ['expect={ energy_drift: { below: 1 eV } }', /a pure number, got "1 eV", an energy/],
];

describe('what cannot be a quantity is refused in one line', () => {
  test.each(refused)('%s', (override, told) => {
    const [first = '', ...others] = problems(override);
    expect(first).toMatch(told);
    expect(first).not.toMatch(/\n/);
    expect(others).toEqual([]);
  });

  test('without units, with what the way out is', () => {
    const [first] = problems('units=null');
    expect(first).toMatch(
      /ep.yaml:5:16 species\[0\].particle: expected mass and charge, since the scenario has no units/,
    );
    expect(first).toMatch(/declare units with the key units, such as units: \{ mass: electron/);
  });
});
