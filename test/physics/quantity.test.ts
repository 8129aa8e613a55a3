import { describe, expect, test } from 'vitest';
import { electronMass, elementaryCharge, speedOfLight } from '../../src/physics/constants.ts';
import { particleOf } from '../../src/physics/particles.ts';
import { parseQuantity, ratioOf, siValue } from '../../src/physics/quantity.ts';

function quantity(text: string) {
  const parsed = parseQuantity(text);
  if ('reason' in parsed) throw new Error(`${text}: ${parsed.reason}`);
  return parsed;
}

describe('a number with its unit', () => {
  test.each([
    ['3.5 MeV', 3.5e6 * elementaryCharge, [1, 2, -2, 0, 0]],
    ['1e20 m^-3', 1e20, [0, -3, 0, 0, 0]],
    ['1e20 m-3', 1e20, [0, -3, 0, 0, 0]],
    ['1e14 cm^-3', 1e20, [0, -3, 0, 0, 0]],
    ['1e14 /cm^3', 1e20, [0, -3, 0, 0, 0]],
    ['1e14 1/cm^3', 1e20, [0, -3, 0, 0, 0]],
    ['1e14 cm⁻³', 1e20, [0, -3, 0, 0, 0]],
    ['2e6 m/s', 2e6, [0, 1, -1, 0, 0]],
    ['2e3 km s-1', 2e6, [0, 1, -1, 0, 0]],
    ['2e3 km*s**-1', 2e6, [0, 1, -1, 0, 0]],
    ['0.05 c', 0.05 * speedOfLight, [0, 1, -1, 0, 0]],
    ['5 ps', 5e-12, [0, 0, 1, 0, 0]],
    ['5µs', 5e-6, [0, 0, 1, 0, 0]],
    ['2 min', 120, [0, 0, 1, 0, 0]],
    ['us', 1e-6, [0, 0, 1, 0, 0]],
    ['2 g', 2e-3, [1, 0, 0, 0, 0]],
    ['2 e', 2 * elementaryCharge, [0, 0, 0, 0, 1]],
    ['3 kN/C', 3e3, [1, 1, -2, 0, -1]],
    ['2 MW/m^3', 2e6, [1, -1, -3, 0, 0]],
    ['-1.5 mC', -1.5e-3, [0, 0, 0, 0, 1]],
  ])('%s', (text, si, exponents) => {
    const parsed = quantity(text);
    expect(siValue(parsed)).toBeCloseTo(si, 12 - Math.round(Math.log10(Math.abs(si))));
    expect(parsed.exponents.map((exponent) => exponent + 0)).toEqual(exponents);
  });

  test('the mass of the electron is 0.51099895069 MeV/c^2, as CODATA 2022 says', () => {
    expect(siValue(quantity('0.51099895069 MeV/c^2')) / electronMass).toBeCloseTo(1, 10);
  });

  test('units that differ by a power of ten give the decimals that were written', () => {
    for (const [text, unit, expected] of [
      ['5 ps', 'us', 5e-6],
      ['0.7 ms', 'us', 700],
      ['1e14 cm^-3', '1e20 m^-3', 1],
      ['5e19 m^-3', '1e20 m^-3', 0.5],
      ['0.1 keV', 'eV', 100],
      ['1.1 eV', 'keV', 1.1e-3],
    ] as const)
      expect(ratioOf(quantity(text), quantity(unit))).toBe(expected);
  });
});

test('ions have the mass of the atom less its electrons, and nuclei with a name their own', () => {
  expect(particleOf('C6+')).toEqual({
    mass: expect.closeTo(12.011 * 1.66053906892e-27 - 6 * electronMass, 35),
    charge: 6,
  });
  expect(particleOf('Ar+')?.charge).toBe(1);
  expect(particleOf('H+')).toEqual(particleOf('proton'));
  expect(particleOf('He2+')).toEqual(particleOf('alpha'));
  // The deuteron weighs 3670.482967655 electrons (CODATA 2022).
  expect(particleOf('D')!.mass / electronMass).toBeCloseTo(3670.482967655, 6);
  for (const name of ['C7+', 'Xx+', 'C', 'H2+', 'constructor', 'e', 'C0+', ''])
    expect(particleOf(name), name).toBeUndefined();
});
