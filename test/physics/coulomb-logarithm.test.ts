import { expect, test } from 'vitest';
import { electronMass, protonMass } from '../../src/physics/constants.ts';
import { coulombLogarithm, type PlasmaSpecies } from '../../src/physics/coulomb-logarithm.ts';

const species = (name: string, mass: number, charge: number, density: number, temperature: number): PlasmaSpecies => ({
  ...{ name, mass, charge, density, temperature, velocity: [0, 0, 0] },
});

/** n = 1e14 cm^-3, ln n = 32.2362. */
const e = species('e', electronMass, -1, 1e20, 100);
const p = species('p', protonMass, 1, 1e20, 50);

// By hand from the formulary, with ln 1e14 = 32.23619, ln 100 = 4.60517, ln 50 = 3.91202, ln 2 = 0.69315.
test.each([
  // 23.5 - 16.11810 + 1.25 * 4.60517 - sqrt(1e-5 + 2.60517^2/16)
  ['electrons', e, e, 23.5 - 16.1181 + 5.75646 - 0.6513],
  // T_e = 100 > 10: 24 - 16.11810 + 4.60517
  ['electrons above 10 Z^2 eV with ions', e, p, 12.48707],
  // T_e = 5 < 10: 23 - 16.11810 + 1.5 * 1.60944
  ['electrons below 10 Z^2 eV with ions', { ...e, temperature: 5 }, p, 9.29606],
  // mu = 1: 23 - ln[(2 / 100) (2e14 / 50)^(1/2)] = 23 - (-3.91202) - (32.92934 - 3.91202)/2
  ['ions', p, p, 12.40336],
  // T_e = 0.01 < 50/1836: 16 - 16.11810 + 1.5 * 3.91202
  ['electrons slower than the ions', { ...e, temperature: 0.01 }, p, 5.74993],
])('the Coulomb logarithm of %s is that of the NRL formulary', (_, a, b, expected) => {
  const plasma = a === b ? [a, a === e ? p : e] : [a, b];
  expect(coulombLogarithm(a, b, plasma).value).toBeCloseTo(expected, 4);
  expect(coulombLogarithm(b, a, plasma)).toEqual(coulombLogarithm(a, b, plasma));
});

test('ions that stream through each other faster than they spread are screened by the electrons', () => {
  const beam = { ...p, name: 'beam', velocity: [1e6, 0, 0] };
  const { value, formula } = coulombLogarithm(p, beam, [{ ...e, temperature: 1000 }, p, beam]);
  // 43 - ln[ 2 (c/v)^2 (1e14/1000)^(1/2) ]: (c/v)^2 = 89875.5
  expect(value).toBeCloseTo(43 - Math.log(2 * 89875.5179 * Math.sqrt(1e11)), 6);
  expect(formula).toMatch(/^43/);
});
