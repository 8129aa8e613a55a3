import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussHermite, gaussLegendre, logarithmicTrapezoid } from '../../src/core/quadrature.ts';
import { erf } from '../../src/core/special-functions.ts';
import type { Dimension } from '../../src/core/vector-field.ts';
import type { SpeciesState } from '../../src/physics/equilibrium.ts';
import { createMixture, type Mixture } from '../../src/physics/mixture.ts';
import { gaussianAverages, isotropisationFrequency, relaxationRates } from '../../src/theory/relaxation-rates.ts';
import { readTable } from '../reference/read-table.ts';

function pairMixture(d: Dimension, masses: readonly [number, number], cross: number, gamma: number): Mixture {
  const [a, b] = masses.map((mass, i) => ({ name: `s${i}`, mass, charge: 1 }));
  return createMixture(
    d,
    [a, b],
    [
      [0.3, cross],
      [cross, 0.7],
    ],
    [
      [-1, gamma],
      [gamma, -1],
    ],
  );
}

/**
 * dE_0/dt and m du_0/dt of the pair (0, 1) by quadrature of the score-free weak form
 * dE_i/dt = -(d-1) c n_i n_j <|z|^gamma (z.v* / m_i + z.v / m_j)>, m_i du_i/dt = -(d-1) c n_j (1/m_i + 1/m_j) <|z|^gamma z>.
 * z ~ N(D, s I) in spherical coordinates about the drift; v and v* are their means given z plus one independent
 * Gaussian, on which both integrands depend linearly, so that two nodes an axis are exact.
 */
function scoreFreeRates(mixture: Mixture, [one, two]: readonly [SpeciesState, SpeciesState]) {
  const d = mixture.dimension;
  const [m, M] = mixture.species.map(({ mass }) => mass);
  const [a, b] = [one.temperature / m, two.temperature / M];
  const s = a + b;
  const D = Array.from({ length: d }, (_, k) => one.velocity[k] - two.velocity[k]);
  const gamma = mixture.exponent(0, 1);
  const power = Array.from<number>({ length: d }).fill(0);
  let energy = 0;
  const noise = gaussHermite(2).nodes.map((x) => x * Math.sqrt((2 * a * b) / s));
  // |z|^gamma |z|^{d-1} d|z| with |z|^2 = 2 s x: the trapezoid in log x takes any real gamma, weight x^{(d+gamma)/2 - 1}.
  const radial = logarithmicTrapezoid(0);
  radial.nodes.forEach((x, node) => {
    const r = Math.sqrt(2 * s * x);
    for (const [direction, angular] of directions(d)) {
      const z = direction.map((component) => r * component);
      const overlap = z.reduce((sum, component, k) => sum + component * D[k], 0) / s;
      const D2 = D.reduce((sum, component) => sum + component * component, 0);
      const density = Math.exp(overlap - D2 / (2 * s)) / (2 * Math.PI * s) ** (d / 2);
      const weight = radial.weights[node] * angular * density * (r ** (d + gamma) / (2 * x));
      for (let corner = 0; corner < 2 ** d; corner++) {
        let product = 0;
        for (let k = 0; k < d; k++) {
          const xi = noise[(corner >> k) & 1];
          const v = one.velocity[k] + (a / s) * (z[k] - D[k]) + xi;
          const w = two.velocity[k] - (b / s) * (z[k] - D[k]) + xi;
          product += z[k] * (w / m + v / M);
          power[k] += (weight / 2 ** d) * z[k];
        }
        energy += (weight / 2 ** d) * product;
      }
    }
  });
  const frequency = (d - 1) * mixture.strength(0, 1);
  return {
    force: power.map((x) => -frequency * two.density * (1 / m + 1 / M) * x),
    heating: -frequency * one.density * two.density * energy,
  };
}

/** Nodes and weights on the unit sphere. */
function directions(d: Dimension): readonly (readonly [number[], number])[] {
  const azimuths = 16;
  const circle = Array.from({ length: azimuths }, (_, k) => (2 * Math.PI * (k + 0.5)) / azimuths);
  if (d === 2) return circle.map((p) => [[Math.cos(p), Math.sin(p)], (2 * Math.PI) / azimuths]);
  const { nodes, weights } = gaussLegendre(12);
  return Array.from(nodes).flatMap((c, k) =>
    circle.map((p): [number[], number] => {
      const sine = Math.sqrt(1 - c * c);
      return [[sine * Math.cos(p), sine * Math.sin(p), c], (weights[k] * 2 * Math.PI) / azimuths];
    }),
  );
}

describe('the rates of drifting Maxwellians', () => {
  it('are those of the score-free weak form by direct quadrature, for Coulomb and other exponents', () => {
    for (const [d, gamma] of [
      [3, -3],
      [3, -2.3],
      [3, 0.5],
      [2, -2],
      [2, -1],
    ] as const) {
      const mixture = pairMixture(d, [1, 2.5], 0.8, gamma);
      const states: [SpeciesState, SpeciesState] = [
        { density: 1.2, velocity: [0.4, 0.1, -0.3].slice(0, d), temperature: 1 },
        { density: 0.5, velocity: [-0.2, 0.3, 0.1].slice(0, d), temperature: 1.7 },
      ];
      const exact = scoreFreeRates(mixture, states);
      const [rate] = relaxationRates(mixture, states);
      exact.force.forEach((force, k) => {
        expect(Math.abs(rate.velocity[k] - force)).toBeLessThan(1e-12);
      });
      // E = n (m |u|^2 + d T) / 2.
      const push = rate.velocity.reduce((sum, x, k) => sum + x * states[0].velocity[k], 0);
      const heating = states[0].density * (push + (d / 2) * rate.temperature);
      expect(Math.abs(heating - exact.heating)).toBeLessThan(1e-12);
    }
  });

  it('for Coulomb are those of the textbooks', () => {
    const mixture = createMixture(
      3,
      [
        { name: 'a', mass: 1, charge: 1 },
        { name: 'b', mass: 3, charge: 1 },
      ],
      [
        [1, 0.6],
        [0.6, 2],
      ],
      [
        [-3, -3],
        [-3, -3],
      ],
    );
    const positive = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(positive, positive, fc.double({ min: 0.3, max: 8, noNaN: true }), (Ta, Tb, u) => {
        const s = Ta + Tb / 3;
        const still = relaxationRates(mixture, [
          { density: 1, velocity: [0, 0, 0], temperature: Ta },
          { density: 0.9, velocity: [0, 0, 0], temperature: Tb },
        ]);
        const exchange = ((-4 / 3) * Math.sqrt(2 / Math.PI) * 0.6 * 0.9 * (Ta - Tb)) / (3 * s ** 1.5);
        expect(Math.abs(still[0].temperature - exchange)).toBeLessThanOrEqual(1e-14 * Math.abs(exchange));

        const drifting = relaxationRates(mixture, [
          { density: 1, velocity: [0, u, 0], temperature: Ta },
          { density: 0.9, velocity: [0, 0, 0], temperature: Tb },
        ]);
        const x = u / Math.sqrt(2 * s);
        const chandrasekhar = (erf(x) - (2 * x * Math.exp(-x * x)) / Math.sqrt(Math.PI)) / u ** 2;
        const friction = -2 * 0.6 * 0.9 * (1 + 1 / 3) * chandrasekhar;
        // The textbook form loses x^3 to cancellation.
        const tolerance = 1e-14 * (1 + x ** -3);
        expect(Math.abs(drifting[0].velocity[1] / friction - 1)).toBeLessThan(tolerance);
      }),
    );
  });

  it('conserve momentum and energy, and vanish at equilibrium', () => {
    const dimension = fc.constantFrom<Dimension>(2, 3);
    const positive = fc.double({ min: 0.05, max: 20, noNaN: true });
    const speed = fc.integer({ min: -5000, max: 5000 }).map((k) => k / 1000);
    const state = fc.record({ density: positive, temperature: positive, velocity: fc.tuple(speed, speed, speed) });
    const gammas = fc.double({ min: -3.9, max: 1, noNaN: true });
    fc.assert(
      fc.property(dimension, gammas, positive, state, state, (d, gamma, mass, one, two) => {
        const mixture = pairMixture(d, [1, mass], 1, gamma);
        const states = [one, two];
        const rates = relaxationRates(mixture, states);
        const balance = (part: (i: number) => number) => {
          const [a, b] = [part(0), part(1)];
          expect(Math.abs(a + b)).toBeLessThanOrEqual(1e-12 * (Math.abs(a) + Math.abs(b)));
        };
        const flux = (i: number, k: number) => mixture.species[i].mass * states[i].density * rates[i].velocity[k];
        for (let k = 0; k < d; k++) balance((i) => flux(i, k));
        // In the frame of species 1, where only the heat and the work on species 0 remain.
        let work = 0;
        for (let k = 0; k < d; k++) work += flux(0, k) * (one.velocity[k] - two.velocity[k]);
        const heats = states.map(({ density }, i) => (d / 2) * density * rates[i].temperature);
        const scale = Math.abs(work) + Math.abs(heats[0]) + Math.abs(heats[1]);
        expect(Math.abs(work + heats[0] + heats[1])).toBeLessThanOrEqual(1e-12 * scale);

        const equal = relaxationRates(mixture, [one, { ...one, density: two.density }]);
        expect(equal.flatMap(({ velocity, temperature }) => [...velocity, temperature]).every((x) => x === 0)).toBe(
          true,
        );
      }),
    );
  });
});

describe('the averages over a Gaussian relative velocity', () => {
  it('are 1 and d at gamma = 0', () => {
    for (const d of [2, 3] as const)
      for (const drift2 of [0, 1, 100, 1e5]) {
        const { friction, heat } = gaussianAverages(d, 0, 1.3, drift2);
        expect(friction).toBeCloseTo(1, 13);
        expect(heat).toBeCloseTo(d, 13);
      }
  });

  it('are powers of the drift when it is far above the thermal speed', () => {
    for (const d of [2, 3] as const)
      for (const gamma of [1, -1, -2.7, -3.4]) {
        const { friction, heat } = gaussianAverages(d, gamma, 1, 1e12);
        expect(Math.abs(friction / 1e6 ** gamma - 1)).toBeLessThan(1e-11);
        // (d + gamma) <|z|^gamma>; the correction is gamma (gamma + d - 2) s / 2 |D|^2.
        expect(Math.abs(heat / ((d + gamma) * 1e6 ** gamma) - 1)).toBeLessThan(1e-11);
      }
  });

  it('have no seam at y = 100, where the power series hands over to the asymptotic one', () => {
    for (const d of [2, 3] as const)
      for (const gamma of [1, 0.3, -1, -2, -3, -3.8]) {
        const below = gaussianAverages(d, gamma, 0.5, 100);
        const above = gaussianAverages(d, gamma, 0.5, 100 * (1 + 1e-15));
        expect(Math.abs(above.friction / below.friction - 1)).toBeLessThan(1e-14);
        // At gamma = -d the heat is exp(-y), which itself varies by 1e-13.
        expect(Math.abs(above.heat / below.heat - 1)).toBeLessThan(2e-13);
      }
  });
});

describe('the isotropisation rate of a bi-Maxwellian', () => {
  /** 2 int_0^1 s^2 (1 - s^2) / (1 + A s^2)^2 ds: the closed form by parts, free of cancellation. */
  const integral = (A: number) => {
    const { nodes, weights } = gaussLegendre(100, 0, 1);
    return nodes.reduce((sum, s, k) => sum + (weights[k] * 2 * s ** 2 * (1 - s ** 2)) / (1 + A * s ** 2) ** 2, 0);
  };

  it('is the integral over the direction of the relative velocity, also where the closed form cancels', () => {
    for (const A of [-0.9, -0.5, -0.2501, -0.2499, -1e-3, 0, 1e-8, 0.1, 0.2499, 0.2501, 1, 10]) {
      const measured = isotropisationFrequency(2, 3, 4, 1.5 * (1 + A), 1.5);
      const exact = (6 / (Math.sqrt(4 * Math.PI) * 1.5 ** 1.5)) * integral(A);
      expect(Math.abs(measured / exact - 1)).toBeLessThan(2e-13);
    }
  });

  it('is the rate at which the spectral solution of the Landau equation starts', () => {
    const { t, Tperp, Tpar } = readTable('case_b_aniso_Tperp0.75_Tpar1.5.csv');
    const nu = isotropisationFrequency(1, 1, 1, Tperp[0], Tpar[0]);
    // Slope at t = 0 of the polynomial through the first seven rows, t <= 0.4.
    const slope = (values: readonly number[]) =>
      t.slice(1, 7).reduce((sum, tk, k) => {
        const lagrange = t.slice(1, 7).reduce((product, tl, l) => (l === k ? product : (product * tl) / (tl - tk)), 1);
        return sum + (lagrange * (values[k + 1] - values[0])) / tk;
      }, 0);
    // Leaving out the last row changes the slopes by 2e-9 and 4e-9.
    expect(Math.abs(slope(Tperp) + nu * (Tperp[0] - Tpar[0]))).toBeLessThan(5e-9);
    expect(Math.abs(slope(Tpar) - 2 * nu * (Tperp[0] - Tpar[0]))).toBeLessThan(5e-9);
  });
});

it('immobile partners act as a very heavy cold species does', () => {
  for (const [d, gamma] of [
    [3, -3],
    [2, -1],
  ] as const) {
    const heavy = pairMixture(d, [1.5, 1e12], 0.8, gamma);
    const drift = [0.4, 0.1, -0.3].slice(0, d);
    const rest = [0.1, 0, 0.2].slice(0, d);
    const light = { density: 1.2, velocity: drift, temperature: 1 };
    const [expected] = relaxationRates(heavy, [light, { density: 0.5, velocity: rest, temperature: 1e-12 }]);
    const alone = createMixture(
      d,
      [heavy.species[0]],
      [[heavy.strength(0, 0)]],
      [[gamma]],
      [{ species: 0, strength: 0.8 * 0.5, exponent: gamma, velocity: rest }],
    );
    const [rate] = relaxationRates(alone, [light]);
    rate.velocity.forEach((u, k) => {
      expect(u).toBeCloseTo(expected.velocity[k], 10);
    });
    expect(rate.temperature).toBeCloseTo(expected.temperature, 10);
    expect(Math.abs(rate.velocity[0])).toBeGreaterThan(1e-3);
  }
});
