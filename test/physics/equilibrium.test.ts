import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { createMaxwellian, mixtureEquilibrium, type SpeciesState } from '../../src/physics/equilibrium.ts';
import { createMixture, type Mixture } from '../../src/physics/mixture.ts';
import { dimension } from '../arbitraries.ts';
import { gaussian, latticeIntegral } from './lattice-integral.ts';

const positive = fc.double({ min: 0.01, max: 100, noNaN: true });

interface Gas {
  readonly mixture: Mixture;
  readonly states: readonly SpeciesState[];
}

const gas: fc.Arbitrary<Gas> = fc.tuple(dimension, fc.integer({ min: 1, max: 4 })).chain(([d, S]) =>
  fc
    .array(
      fc.record({
        mass: positive,
        density: positive,
        temperature: positive,
        velocity: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: d, maxLength: d }),
      }),
      { minLength: S, maxLength: S },
    )
    .map((parts) => {
      const zero = parts.map(() => parts.map(() => 0));
      // a chain: every species collides with the next one only
      const chain = parts.map((_, i) => parts.map((_, j) => (Math.abs(i - j) === 1 ? 1 : 0)));
      const species = parts.map(({ mass }, i) => ({ name: `s${i}`, mass, charge: 0 }));
      return { mixture: createMixture(d, species, chain, zero), states: parts };
    }),
);

/** Momentum and twice the energy of a mixture, from the moments of its species. */
function conserved({ mixture, states }: Gas): { momentum: number[]; twiceEnergy: number } {
  const { dimension: d, species } = mixture;
  const momentum = Array.from({ length: d }, (_, k) =>
    states.reduce((sum, { density, velocity }, i) => sum + species[i].mass * density * velocity[k], 0),
  );
  const twiceEnergy = states.reduce((sum, { density, velocity, temperature }, i) => {
    const u2 = Array.from(velocity).reduce((square, u) => square + u * u, 0);
    return sum + density * (species[i].mass * u2 + d * temperature);
  }, 0);
  return { momentum, twiceEnergy };
}

describe('the equilibrium of a mixture', () => {
  it('has the densities, momentum and energy of the state', () => {
    fc.assert(
      fc.property(gas, ({ mixture, states }) => {
        const { maxwellians } = mixtureEquilibrium(mixture, states);
        const before = conserved({ mixture, states });
        const after = conserved({ mixture, states: maxwellians });
        maxwellians.forEach((mu, i) => {
          expect(mu.density).toBe(states[i].density);
        });
        // Momentum is measured against sqrt(rho 2E), its bound by Cauchy-Schwarz.
        const rho = states.reduce((sum, { density }, i) => sum + mixture.species[i].mass * density, 0);
        before.momentum.forEach((p, k) => {
          expect(Math.abs(after.momentum[k] - p)).toBeLessThan(1e-14 * Math.sqrt(rho * before.twiceEnergy));
        });
        expect(Math.abs(after.twiceEnergy / before.twiceEnergy - 1)).toBeLessThan(1e-14);
      }),
    );
  });

  it('has the temperature (2E - rho |u|^2) / (d sum n_i)', () => {
    fc.assert(
      fc.property(gas, ({ mixture, states }) => {
        const { massDensity, velocity, temperature } = mixtureEquilibrium(mixture, states);
        const { twiceEnergy } = conserved({ mixture, states });
        const drift = massDensity * velocity.reduce((sum, u) => sum + u * u, 0);
        const particles = states.reduce((sum, { density }) => sum + density, 0);
        const exact = (twiceEnergy - drift) / (mixture.dimension * particles);
        expect(Math.abs(temperature - exact)).toBeLessThan((1e-14 * twiceEnergy) / particles);
      }),
    );
  });

  it('has the Fisher information d sum n_i / theta, the least that its densities and energy allow', () => {
    fc.assert(
      fc.property(gas, ({ mixture, states }) => {
        const { fisher, temperature } = mixtureEquilibrium(mixture, states);
        const particles = states.reduce((sum, { density }) => sum + density, 0);
        expect(Math.abs(fisher / ((mixture.dimension * particles) / temperature) - 1)).toBeLessThan(1e-14);
        // Cramer-Rao: every state has I >= d sum n_i / T_i, and sum n_i / T_i >= (sum n_i)^2 / sum n_i T_i.
        const floor = states.reduce((sum, { density, temperature: T }) => sum + (mixture.dimension * density) / T, 0);
        expect(floor).toBeGreaterThanOrEqual(fisher * (1 - 1e-14));
      }),
    );
  });

  it('has the least entropy of all Maxwellian states with its densities, momentum and energy', () => {
    fc.assert(
      fc.property(gas, ({ mixture, states }) => {
        const { entropy, temperature, maxwellians } = mixtureEquilibrium(mixture, states);
        const d = mixture.dimension;
        // H = sum n_i [log(n_i (m_i / 2 pi T_i)^{d/2}) - d/2]: only log T_i differs.
        const state = states.reduce(
          (sum, { density, temperature: T }, i) =>
            sum + maxwellians[i].entropy + (density * d * Math.log(temperature / T)) / 2,
          0,
        );
        const scale = states.reduce((sum, { density }) => sum + density, 0);
        expect(state).toBeGreaterThanOrEqual(entropy - 1e-12 * scale);
      }),
    );
  });

  it('has a temperature and a velocity for every group of species that collide', () => {
    // 0 and 2 collide, 1 and 3 are alone
    const species = [1, 2, 3, 4].map((mass, i) => ({ name: `s${i}`, mass, charge: 0 }));
    const zero = species.map(() => species.map(() => 0));
    const strengths = zero.map((row) => [...row]);
    strengths[0][2] = 1;
    strengths[1][1] = 1;
    const states = [1, 3, 2, 5].map((temperature, i) => ({ density: 1, temperature, velocity: [i, 0] }));
    const { maxwellians, common, temperature, entropy, fisher } = mixtureEquilibrium(
      createMixture(2, species, strengths, zero),
      states,
    );
    expect(common).toBe(false);
    // u = (0 + 3 2)/4; 2 theta (1 + 1) = 2 (1 + 2) + 1 u^2 + 3 (2 - u)^2
    const [u, theta] = [1.5, (2 * 3 + 1.5 ** 2 + 3 * 0.25) / 4];
    for (const i of [0, 2]) {
      expect(maxwellians[i].velocity[0]).toBeCloseTo(u, 14);
      expect(maxwellians[i].temperature).toBeCloseTo(theta, 14);
    }
    expect(temperature).toBe(maxwellians[0].temperature);
    for (const i of [1, 3]) {
      expect(maxwellians[i].velocity).toEqual([i, 0]);
      expect(maxwellians[i].temperature).toBeCloseTo(states[i].temperature, 14);
    }
    expect(fisher).toBeCloseTo(2 * (2 / theta + 1 / 3 + 1 / 5), 13);
    expect(entropy).toBeCloseTo(
      maxwellians.reduce((sum, mu) => sum + mu.entropy, 0),
      13,
    );
    const all = mixtureEquilibrium(createMixture(2, species, zero, zero), states, 'all');
    expect(all.common).toBe(true);
    expect(new Set(all.maxwellians.map((mu) => mu.temperature)).size).toBe(1);
  });

  it('has the velocity of immobile partners in the group that meets them alone', () => {
    const species = [1, 2].map((mass, i) => ({ name: `s${i}`, mass, charge: 0 }));
    const zero = [
      [0, 0],
      [0, 0],
    ];
    const partners = { species: 1, strength: 1, exponent: -3, velocity: [1, 0] };
    const states = [1, 2].map((temperature) => ({ density: 1, temperature, velocity: [0, 0] }));
    const { maxwellians } = mixtureEquilibrium(createMixture(2, species, zero, zero, [partners]), states);
    expect(maxwellians.map(({ velocity }) => velocity)).toEqual([
      [0, 0],
      [1, 0],
    ]);
    // 2 T = 2 2 + 2 1^2
    expect(maxwellians.map(({ temperature }) => temperature)).toEqual([1, 3]);
    const idle = createMixture(2, species, zero, zero, [{ ...partners, strength: 0 }]);
    expect(mixtureEquilibrium(idle, states).maxwellians[1].velocity).toEqual([0, 0]);
  });

  it('keeps the temperature of a gas that drifts a million thermal speeds', () => {
    const mixture = createMixture(2, [{ name: 'beam', mass: 1, charge: 0 }], [[1]], [[0]]);
    const { temperature } = mixtureEquilibrium(mixture, [{ density: 3, velocity: [1e6, -1e6], temperature: 0.7 }]);
    expect(temperature).toBeCloseTo(0.7, 15);
  });

  it('does not exist without thermal energy', () => {
    const mixture = createMixture(2, [{ name: 'cold', mass: 1, charge: 0 }], [[1]], [[0]]);
    const cold = [{ density: 1, velocity: [1, 0], temperature: 0 }];
    expect(() => mixtureEquilibrium(mixture, cold)).toThrow(InputError);
  });
});

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
