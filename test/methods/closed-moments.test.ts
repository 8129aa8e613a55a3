import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { latticeFisher } from '../../src/analysis/fisher.ts';
import { speciesMoments } from '../../src/analysis/moments.ts';
import { sumEntropy } from '../../src/kernels/lattice-gather.ts';
import { gaussianOnLattice } from '../../src/methods/closed-moments.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import { estimateCost } from '../../src/simulation/estimate.ts';
import { readTable } from '../reference/read-table.ts';

/** The two species of gamma0_moments_d2.csv. */
const two = `title: moments
dimension: 2
species:
  - { name: a, mass: 1, density: 1, initial: { anisotropic: { temperatures: [1.5, 0.5], drift: [0.5, 0] } }, particles: { sampling: lattice, count: 400 } }
  - { name: b, mass: 2, density: 0.5, initial: { anisotropic: { temperatures: [0.8, 2], drift: [-0.5, 0.3] } }, particles: { sampling: lattice, count: 400 } }
collisions: { exponent: 0, strength: 1 }
method: { name: moments }
time: { step: 0.5, until: 3 }
output: { every: 0.5 }
`;

const bkw = `title: bkw
dimension: 3
species:
  - { name: gas, mass: 2, density: 1.5, initial: { bkw: { temperature: 1.3, amplitude: 0.35 } }, particles: { sampling: lattice, count: 125 } }
collisions: { exponent: 0, strength: 0.1 }
method: { name: moments }
time: { step: 0.5, until: 3 }
output: { every: 0.5 }
`;

function simulate(text: string, changes: readonly string[] = []) {
  const simulation = assemble(parseScenario(text, 'moments.yaml', changes));
  const { evolution, analysis } = simulation;
  const row = new Float64Array(analysis.quantities.length);
  const measure = (t: number): Readonly<Record<string, number>> => {
    evolution.advance(t);
    analysis.measure(evolution.snapshot(), row);
    return Object.fromEntries(analysis.quantities.map(({ name }, k) => [name, row[k]]));
  };
  return { ...simulation, measure };
}

describe('the closed moment equations as a method', () => {
  it('write the reference moments of two drifting, anisotropic species into the columns, to 1e-12 at any time', () => {
    const table = readTable('gamma0_moments_d2.csv');
    const { measure, evolution } = simulate(two);
    let worst = 0;
    table.t.forEach((t, row) => {
      const now = measure(t);
      for (const [name, mass, k] of [
        ['a', 1, 1],
        ['b', 2, 2],
      ] as const) {
        const [ux, uy] = [now[`velocity_x.${name}`], now[`velocity_y.${name}`]];
        const uncentred = (pair: string, product: number) => now[`temperature_${pair}.${name}`] / mass + product;
        const pairs = [
          [ux, `u${k}_0`],
          [uy, `u${k}_1`],
          [uncentred('xx', ux * ux), `S${k}_00`],
          [uncentred('xy', ux * uy), `S${k}_01`],
          [uncentred('yy', uy * uy), `S${k}_11`],
          [now[`temperature.${name}`], `T${k}`],
          [now.energy, 'E'],
        ] as const;
        for (const [value, column] of pairs) worst = Math.max(worst, Math.abs(value - table[column][row]));
      }
    });
    expect(worst).toBeLessThan(1e-12);
    expect(evolution.settings['time integrator']).toMatch(/closed form/);
  });

  it('keep momentum and energy to round-off, and a common equilibrium as it is', () => {
    const { measure } = simulate(two);
    for (const t of [0.1, 1, 10, 1e6]) {
      const { energy_drift, momentum_drift } = measure(t);
      expect(energy_drift).toBeLessThan(2e-14);
      expect(momentum_drift).toBeLessThan(2e-14);
    }
    const end = measure(1e6);
    expect(end['temperature.a']).toBeCloseTo(end['temperature.b'], 13);
    expect(Math.abs(end.relative_entropy)).toBeLessThan(1e-13);
  });

  it('give an entropy that never increases', () => {
    const { measure } = simulate(two);
    const entropies = Array.from({ length: 40 }, (_, k) => measure(0.05 * k).entropy);
    for (const [k, H] of entropies.entries()) if (k > 0) expect(H).toBeLessThan(entropies[k - 1]);
  });

  it('bound entropy and Fisher information of an exact solution from below, and are equal to them in the end', () => {
    const { measure } = simulate(bkw);
    for (const t of [0, 0.5, 1, 2, 4]) {
      const { entropy, entropy_exact, fisher, fisher_exact } = measure(t);
      expect(entropy).toBeLessThan(entropy_exact);
      expect(fisher).toBeLessThan(fisher_exact);
    }
    const end = measure(200);
    expect(end.entropy).toBeCloseTo(end.entropy_exact, 12);
    expect(end.fisher).toBeCloseTo(end.fisher_exact, 12);
  });

  it('tell what the species exchange: the rates of change of momentum and energy, antisymmetric', () => {
    const { measure, evolution, mixture } = simulate(two);
    const h = 1e-3;
    const [before, now, after] = [0.3 - h, 0.3, 0.3 + h].map(measure);
    const momentum = (row: Readonly<Record<string, number>>, axis: string) => row[`velocity_${axis}.a`];
    for (const axis of ['x', 'y']) {
      const slope = (momentum(after, axis) - momentum(before, axis)) / (2 * h);
      expect(now[`momentum_exchange_${axis}.a.b`]).toBeCloseTo(slope, 5);
    }
    const energy = (row: Readonly<Record<string, number>>) =>
      row['temperature.a'] + (row['velocity_x.a'] ** 2 + row['velocity_y.a'] ** 2) / 2;
    expect(now['energy_exchange.a.b']).toBeCloseTo((energy(after) - energy(before)) / (2 * h), 5);
    const { exchange } = evolution.snapshot();
    const S = mixture.species.length;
    expect(exchange!.energy[1]).toBeCloseTo(-exchange!.energy[S], 15);
    for (const k of [0, 1]) expect(exchange!.momentum[2 + k]).toBe(-exchange!.momentum[2 * S + k]);
  });

  it('need no particles and go on from a saved state with the same bits', () => {
    const whole = simulate(two);
    expect(whole.lostDensity).toEqual([]);
    whole.evolution.advance(0.5);
    const other = simulate(two);
    other.evolution.restore(whole.evolution.save());
    whole.evolution.advance(1.7);
    other.evolution.advance(1.7);
    expect(other.evolution.snapshot()).toEqual({ ...whole.evolution.snapshot(), mixture: other.mixture });
    expect(other.evolution.save()).toEqual(whole.evolution.save());
    expect(other.evolution.counts).toEqual(whole.evolution.counts);
  });

  it('are refused where they do not close, with the way out', () => {
    const attempt =
      (...changes: string[]) =>
      () =>
        simulate(two, changes);
    expect(attempt('collisions.exponent=-3')).toThrow(/pair a-b: expected exponent 0, got -3; take the method blob/);
    const partners = 'collisions.background=[{ species: a, strength: 1, exponent: 0 }]';
    expect(attempt(partners)).toThrow(/expected no immobile partners, got 1; take the method blob/);
    expect(attempt('time.adaptive={ tolerance: 1e-3 }')).toThrow(/^time\.adaptive: expected no adaptive steps/);
    expect(attempt('time.projection=energy', 'time.integrator=heun')).toThrow(
      'time.projection=energy: expected no projection with moments, which does not use the integrator, got energy; remove it',
    );
  });
});

test('a Gaussian that a lattice cannot hold is refused by its size, before anything is allocated', () => {
  const changes = ['species.b.initial={ anisotropic: { temperatures: [6375342080, 1.4] } }'];
  expect(() => estimateCost(parseScenario(two, 'moments.yaml', changes), { budget: 0 })).toThrow(
    /^species b: expected temperatures of its directions so close .* at most 4000000 nodes, .* got 5\.\d\de\+7 nodes; take/,
  );
  expect(estimateCost(parseScenario(two, 'moments.yaml'), { budget: 0 }).nodes).toBeLessThan(5e3);
});

test('a Gaussian on its lattice has its moments, entropy and Fisher information to round-off', () => {
  const speed = fc.integer({ min: -2000, max: 2000 }).map((k) => k / 1000);
  const gaussian = fc.constantFrom(2 as const, 3 as const).chain((d) =>
    fc.record({
      d: fc.constant(d),
      density: fc.integer({ min: 1, max: 1000 }).map((k) => k / 100),
      velocity: fc.array(speed, { minLength: d, maxLength: d }),
      // Widths of a factor up to 3, turned by an angle.
      widths: fc.array(fc.integer({ min: 60, max: 180 }), { minLength: d, maxLength: d }),
      angle: fc.integer({ min: 0, max: 314 }),
    }),
  );
  fc.assert(
    fc.property(gaussian, ({ d, density, velocity, widths, angle }) => {
      const variances = widths.map((width) => (width / 100) ** 2);
      const [c, s] = [Math.cos(angle / 100), Math.sin(angle / 100)];
      const covariance = Array.from({ length: d * d }, (_, e) => (e % (d + 1) === 0 ? variances[e % d] : 0));
      covariance[0] = c * c * variances[0] + s * s * variances[1];
      covariance[d + 1] = s * s * variances[0] + c * c * variances[1];
      covariance[1] = covariance[d] = c * s * (variances[0] - variances[1]);
      const species = gaussianOnLattice(d, { density, velocity, covariance });
      const mixture = createMixture(d, [{ name: 's', mass: 1, charge: 0 }], [[1]], [[0]]);
      const [moments] = speciesMoments({ t: 0, mixture, species: [species] });
      const largest = Math.max(...variances);
      expect(Math.abs(moments.density / density - 1)).toBeLessThan(1e-13);
      velocity.forEach((u, k) => {
        expect(Math.abs(moments.velocity[k] - u)).toBeLessThan(1e-13);
      });
      covariance.forEach((c, e) => {
        expect(Math.abs(moments.temperatureTensor[e] - c)).toBeLessThan(1e-13 * largest);
      });
      // Plain sums over 1e3 to 1e5 nodes.
      const determinant = variances.reduce((product, value) => product * value, 1);
      const exact = density * (Math.log(density / Math.sqrt((2 * Math.PI) ** d * determinant)) - d / 2);
      const H = species.lattice.spacing ** d * sumEntropy(species.values, species.values.length);
      expect(Math.abs(H - exact)).toBeLessThan(5e-13 * (Math.abs(exact) + density * d));
      const bound = density * variances.reduce((sum, value) => sum + 1 / value, 0);
      expect(Math.abs(latticeFisher(1, species) / bound - 1)).toBeLessThan(5e-13);
    }),
    { numRuns: 20 },
  );
});
