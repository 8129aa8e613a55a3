import { describe, expect, it } from 'vitest';
import { gaussianDensity, maxwellianDensity } from '../../../src/physics/densities.ts';
import { createMaxwellian } from '../../../src/physics/equilibrium.ts';
import { createMixture } from '../../../src/physics/mixture.ts';
import { entropyProductionByQuadrature } from '../../../src/theory/dissipation/by-quadrature.ts';
import { collisionPair } from '../../../src/theory/dissipation/collision-pair.ts';
import { isotropisationFrequency, relaxationRates } from '../../../src/theory/relaxation-rates.ts';
import { modulatedPair, unlikePair } from './densities.ts';

const species = [
  { name: 'light', mass: 1, charge: 0 },
  { name: 'heavy', mass: 2.5, charge: 0 },
];

// log f_i of a Maxwellian is -m |v-u_i|^2 / 2 T_i: dH/dt = -sum_i (d n_i / 2 T_i) dT_i/dt, whatever the shape f_i takes next.
describe.each([
  { d: 2, exponent: 0, drift: 0.4, tolerance: 1e-10 },
  { d: 2, exponent: -2.5, drift: 0.4, tolerance: 1e-10 },
  { d: 3, exponent: -3, drift: 0, tolerance: 1e-12 },
  { d: 3, exponent: 0.5, drift: 0, tolerance: 1e-12 },
  { d: 3, exponent: -3, drift: 0.4, tolerance: 1e-7 },
] as const)(
  'd = $d, gamma = $exponent, drift $drift: the entropy production of two Maxwellians',
  ({ d, exponent, drift, tolerance }) => {
    it('is what the closed rates of temperatures and drifts say', () => {
      const mixture = createMixture(
        d,
        species,
        [
          [0.5, 0.2],
          [0.2, 0.3],
        ],
        [
          [exponent, exponent],
          [exponent, exponent],
        ],
      );
      const states = [
        { density: 1, velocity: [drift, 0, 0].slice(0, d), temperature: 1 },
        { density: 0.6, velocity: [0, -drift, 0].slice(0, d), temperature: 1.7 },
      ];
      const f = states.map(({ density, velocity, temperature }, i) =>
        maxwellianDensity(createMaxwellian(species[i].mass, density, velocity, temperature)),
      );
      const rates = relaxationRates(mixture, states);
      const exact = states.reduce(
        (sum, { density, temperature }, i) => sum + ((d * density) / (2 * temperature)) * rates[i].temperature,
        0,
      );
      const cross = entropyProductionByQuadrature(collisionPair(mixture, 0, 1), f[0], f[1]);
      const back = entropyProductionByQuadrature(collisionPair(mixture, 1, 0), f[1], f[0]);
      expect(exact).toBeGreaterThan(0.01);
      expect(Math.abs((cross.value + back.value) / exact - 1)).toBeLessThan(tolerance);
      // Collisions of a species with itself do nothing to a Maxwellian.
      const own = entropyProductionByQuadrature(collisionPair(mixture, 0, 0), f[0], f[0], {
        resolution: { centre: 6, radius: 6, angle: 6 },
      });
      expect(own.value).toBeLessThan(1e-24);
    });
  },
);

describe('the entropy production', () => {
  it('of a bi-Maxwellian with Coulomb collisions is that of its isotropisation', () => {
    const [c, n, m, perpendicular, parallel] = [0.7, 1.3, 2, 0.9, 1.2];
    const covariance = [perpendicular / m, 0, 0, 0, perpendicular / m, 0, 0, 0, parallel / m];
    const f = gaussianDensity(n, [0, 0, 0], covariance);
    const pair = { masses: [m, m] as const, strength: c, exponent: -3 };
    const nu = isotropisationFrequency(c, n, m, perpendicular, parallel);
    // dH/dt = -n ( (1/T_perp) dT_perp/dt + (1/2 T_par) dT_par/dt ).
    const difference = perpendicular - parallel;
    const exact = n * ((-nu * difference) / perpendicular + (nu * difference) / parallel);
    // The rule is made for one variance on all axes: what is left is due to the other two.
    const resolution = { centre: 8, radius: 16, angle: 9 };
    const { value, error } = entropyProductionByQuadrature(pair, f, f, { resolution });
    expect(exact).toBeGreaterThan(0);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(error);
    expect(Math.abs(value / exact - 1)).toBeLessThan(1e-8);
  });

  it.each([1, 0, -1.3, -2, -3.5])('of unlike species is positive at gamma = %f', (exponent) => {
    const [f_1, f_2] = modulatedPair(2);
    const { value, error } = entropyProductionByQuadrature(unlikePair(exponent), f_1, f_2);
    expect(value).toBeGreaterThan(0.1);
    expect(error).toBeLessThan(1e-4 * value);
  });
});
