import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relaxationRates } from '../../../src/theory/relaxation-rates.ts';
import { simulate } from './simulate.ts';

/** Exponents of (-d-2, 1], and those at and near the places where an expansion in powers has a logarithm. */
const exponents = (d: 2 | 3) =>
  fc.oneof(
    fc.double({ min: -d - 1.9, max: 1, noNaN: true }),
    fc.constantFrom(...[-4, -3, -2, -1, 0, 1].filter((gamma) => gamma > -d - 2)),
    fc
      .tuple(fc.constantFrom(-4, -2), fc.double({ min: -12, max: -3, noNaN: true }), fc.constantFrom(-1, 1))
      .map(([gamma, size, sign]) => Math.max(gamma + sign * 10 ** size, -d - 1.9)),
  );

describe('the Legendre method at any exponent', () => {
  it.each([2, 3] as const)(
    'has the rates of Maxwellians, friction and heat, at every exponent alike, and keeps the invariants: d = %i',
    (d) => {
      fc.assert(
        fc.property(
          exponents(d),
          fc.double({ min: 0.5, max: 4, noNaN: true }),
          fc.double({ min: 0.5, max: 2, noNaN: true }),
          fc.constantFrom(0, 0.3),
          (exponent, mass, temperature, u) => {
            const drift = [u, ...new Array<number>(d - 1).fill(0)];
            const { mixture, evolution } = simulate({
              dimension: d,
              species: [
                [1, 1, { maxwellian: { temperature: 1 } }],
                [mass, 0.5, { maxwellian: { temperature, drift } }],
              ],
              collisions: { exponent, strength: 0.3 },
              method: u > 0 ? { degree: 6, order: 6, tolerance: 1e-5 } : { order: 10 },
            });
            const states = [
              { density: 1, velocity: new Array<number>(d).fill(0), temperature: 1 },
              { density: 0.5, velocity: drift, temperature },
            ];
            const [, right] = relaxationRates(mixture, states);
            const { exchange } = evolution.snapshot();
            const gain = (i: number, j: number) => exchange!.momentum[(2 * i + j) * d];
            // equal temperatures exchange nothing: the scale is the rate at three times the temperature
            const [, far] = relaxationRates(mixture, [states[0], { ...states[1], temperature: 3 * temperature }]);
            const scale = Math.abs(far.temperature) + Math.abs(right.velocity[0]);
            const allowed = (u > 0 ? 1e-5 : 1e-9) * scale;
            expect(Math.abs(gain(1, 0) / (0.5 * mass) - right.velocity[0])).toBeLessThan(allowed);
            const heat = exchange!.energy[2] - drift[0] * gain(1, 0);
            expect(Math.abs(heat - (d / 2) * 0.5 * right.temperature)).toBeLessThan(allowed);
            expect(Math.abs(gain(0, 1) + gain(1, 0))).toBeLessThan(1e-12 * scale);
            expect(Math.abs(exchange!.energy[1] + exchange!.energy[2])).toBeLessThan(1e-12 * scale);
          },
        ),
        { numRuns: 4 },
      );
    },
  );
});
