import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { createMaxwellian } from '../../src/physics/equilibrium.ts';
import { gaussian, latticeIntegral } from './lattice-integral.ts';

describe('a drifting Maxwellian', () => {
  const cases = [
    createMaxwellian(1, 1, [0.3, -0.2], 1),
    createMaxwellian(2, 0.7, [0, 0], 1.6),
    createMaxwellian(0.5, 1.3, [0.1, 0.5, -0.4], 0.8),
  ];

  it('has the moments it is named after', () => {
    for (const f of cases) {
      const d = f.velocity.length;
      const integral = (g: (v: Float64Array) => number) => latticeIntegral(gaussian(f), (v) => f.value(v) * g(v));
      const c2 = (v: Float64Array) => v.reduce((sum, x, k) => sum + (x - f.velocity[k]) ** 2, 0);
      const v2 = (v: Float64Array) => v.reduce((sum, x) => sum + x * x, 0);
      expect(integral(() => 1)).toBeCloseTo(f.density, 12);
      f.velocity.forEach((u, k) => {
        expect(integral((v) => v[k])).toBeCloseTo(f.density * u, 12);
      });
      expect((f.mass / d) * integral(c2)).toBeCloseTo(f.density * f.temperature, 12);
      expect(integral((v) => v2(v) ** 2) / f.fourthMoment - 1).toBeCloseTo(0, 12);
    }
  });

  it('has the entropy int f log f and the Fisher information (1/m) int |grad f|^2 / f', () => {
    for (const f of cases) {
      const score2 = (v: Float64Array) =>
        v.reduce((sum, x, k) => sum + ((f.mass / f.temperature) * (x - f.velocity[k])) ** 2, 0);
      expect(latticeIntegral(gaussian(f), (v) => f.value(v) * Math.log(f.value(v)))).toBeCloseTo(f.entropy, 12);
      expect(latticeIntegral(gaussian(f), (v) => f.value(v) * score2(v)) / f.mass).toBeCloseTo(f.fisher, 12);
    }
  });

  it('is refused without a positive mass, density and temperature', () => {
    fc.assert(
      fc.property(fc.constantFrom(0, -1, Number.NaN, Infinity), fc.integer({ min: 0, max: 2 }), (bad, position) => {
        const [mass, density, temperature] = [0, 1, 2].map((k) => (k === position ? bad : 1));
        expect(() => createMaxwellian(mass, density, [0, 0], temperature)).toThrow(InputError);
      }),
    );
  });
});
