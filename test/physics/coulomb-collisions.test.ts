import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { electronMass, protonMass } from '../../src/physics/constants.ts';
import {
  collisionTime,
  coulombLogarithm,
  type PlasmaSpecies,
  type PlasmaUnits,
  plasmaStrength,
} from '../../src/physics/coulomb-collisions.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { relaxationRates } from '../../src/theory/relaxation-rates.ts';

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

const lnLambda = 14.5;
const units: PlasmaUnits = { mass: 'electron', density: 3e19, temperature: 850, time: 2e-5 };

/** Gaussian units, CODATA 2022: statcoulomb, gram, erg. */
const cgs = { e: 4.803204712570263e-10, electron: 9.1093837139e-28, proton: 1.67262192595e-24, eV: 1.602176634e-12 };

describe('the strength of Coulomb collisions in a plasma', () => {
  it("equilibrates temperatures at Spitzer's rate, computed in Gaussian units", () => {
    // Electrons (T = 850 eV, n = 3e13 cm^-3) and fully ionised carbon-12 like ions with Z = 6 and 12 proton masses.
    const ratio = cgs.proton / cgs.electron;
    const [Z, mass, Te, Ti, ne, ni] = [6, 12 * ratio, 1, 0.4, 1, 1 / 6];
    const strengths = [
      [plasmaStrength(lnLambda, units, -1, -1), plasmaStrength(lnLambda, units, -1, Z)],
      [0, plasmaStrength(lnLambda, units, Z, Z)],
    ];
    const coulomb = [
      [-3, -3],
      [-3, -3],
    ];
    const species = [
      { name: 'electron', mass: 1, charge: -1 },
      { name: 'ion', mass, charge: Z },
    ];
    const rates = relaxationRates(createMixture(3, species, strengths, coulomb), [
      { density: ne, velocity: [0, 0, 0], temperature: Te },
      { density: ni, velocity: [0, 0, 0], temperature: Ti },
    ]);
    const measured = rates[0].temperature / (Ti - Te) / units.time;

    const [m, M] = [cgs.electron, 12 * cgs.proton];
    const [T, U] = [Te * units.temperature * cgs.eV, Ti * units.temperature * cgs.eV];
    const spread = (m * U + M * T) ** 1.5;
    const spitzer =
      ((8 / 3) * Math.sqrt(2 * Math.PI) * Math.sqrt(m * M) * Z ** 2 * cgs.e ** 4 * (ni * 3e13) * lnLambda) / spread;
    // The vacuum permittivity is measured (1.5e-10), the cgs charge follows from it to 10 digits.
    expect(Math.abs(measured / spitzer - 1)).toBeLessThan(2e-9);

    // NRL Plasma Formulary: 1.8e-19 (m_a m_b)^{1/2} Z_a^2 Z_b^2 n_b lambda / (m_a T_b + m_b T_a)^{3/2}, T in eV, two digits.
    const formulary = (1.8e-19 * Math.sqrt(m * M) * Z ** 2 * (ni * 3e13) * lnLambda) / (spread / cgs.eV ** 1.5);
    expect(Math.abs(measured / formulary - 1)).toBeLessThan(0.03);
  });

  it('stops an electron drift in the electron collision time 3.44e5 T^{3/2} / (n lambda) of the NRL Plasma Formulary', () => {
    // Immobile ions of the electrons' density; Te in eV, n in cm^-3; 3.44 has three digits.
    const c = plasmaStrength(lnLambda, units, -1, 1);
    const species = [
      { name: 'electron', mass: 1, charge: -1 },
      { name: 'ion', mass: 1e12, charge: 1 },
    ];
    const mixture = createMixture(
      3,
      species,
      [
        [0, c],
        [c, 0],
      ],
      [
        [-3, -3],
        [-3, -3],
      ],
    );
    const u = 1e-6;
    const rates = relaxationRates(mixture, [
      { density: 1, velocity: [u, 0, 0], temperature: 1 },
      { density: 1, velocity: [0, 0, 0], temperature: 1 },
    ]);
    const time = (-u / rates[0].velocity[0]) * units.time;
    expect(Math.abs(time / ((3.44e5 * 850 ** 1.5) / (3e13 * lnLambda)) - 1)).toBeLessThan(2e-3);
  });

  it('is 1 for unit charges when time is measured in collision times', () => {
    const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(
        positive,
        positive,
        positive,
        fc.constantFrom<PlasmaUnits['mass']>('electron', 'proton', 'amu', 3e-26),
        (a, b, c, mass) => {
          const scales = { mass, density: a * 1e20, temperature: b * 100 };
          const time = collisionTime(c * 10, scales);
          expect(plasmaStrength(c * 10, { ...scales, time }, 1, -1)).toBeCloseTo(1, 14);
        },
      ),
    );
  });

  it('is Z_i^2 Z_j^2, and proportional to density, time, lnLambda and T0^(-3/2) m0^(-1/2)', () => {
    const base = plasmaStrength(lnLambda, { ...units, mass: 1e-27 }, 1, 1);
    const scaled = (change: Partial<PlasmaUnits>, log = lnLambda) =>
      plasmaStrength(log, { ...units, mass: 1e-27, ...change }, 1, 1) / base;
    expect(plasmaStrength(lnLambda, { ...units, mass: 1e-27 }, -2, 3) / base).toBeCloseTo(36, 12);
    expect(scaled({ density: 2 * units.density })).toBeCloseTo(2, 13);
    expect(scaled({ time: 2 * units.time })).toBeCloseTo(2, 13);
    expect(scaled({}, 2 * lnLambda)).toBeCloseTo(2, 13);
    expect(scaled({ temperature: 4 * units.temperature })).toBeCloseTo(1 / 8, 13);
    expect(scaled({ mass: 4e-27 })).toBeCloseTo(1 / 2, 13);
  });

  it('is refused for units that are not positive', () => {
    for (const change of [{ mass: -1 }, { density: 0 }, { temperature: Number.NaN }, { time: Infinity }])
      expect(() => plasmaStrength(lnLambda, { ...units, ...change }, 1, 1)).toThrow(InputError);
    expect(() => plasmaStrength(0, units, 1, 1)).toThrow('plasma lnLambda: expected a positive number, got 0');
    expect(() => plasmaStrength(lnLambda, units, Number.NaN, 1)).toThrow(InputError);
  });
});
