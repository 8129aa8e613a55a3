import { describe, expect, it } from 'vitest';
import { at, drive, evolve, one } from './drive.ts';

const sampling = {
  blob: { sampling: 'lattice', count: 6 ** 2 },
  'pair-collisions': { sampling: 'monte-carlo', count: 64 },
} as const;
/** As many as give particles of density 3 the same weights: only the loss makes them differ. */
const heavier = { sampling: 'monte-carlo', count: 3 * 64 };
const methods = ['blob', 'pair-collisions'] as const;

describe.each(methods)('losses from particles of the method %s', (name) => {
  const particles = sampling[name];
  const run = (keys: Readonly<Record<string, unknown>>, make: typeof evolve = evolve) =>
    make({
      dimension: 2,
      species: [
        one('a', { charge: 1, particles }),
        one('b', { mass: 2, density: 3, charge: 0, particles: name === 'blob' ? particles : heavier }),
      ],
      collisions: { exponent: -1, strength: 0.2 },
      method: { name },
      time: { step: 0.1, until: 10, ...(name === 'blob' ? { integrator: 'implicit-midpoint' } : {}) },
      ...keys,
    });
  const lost = (species: string, rate: number) => ({ loss: { species, rate } });

  it('obey the balance of density, momentum and energy beside collisions and a field', () => {
    const simulation = run({
      forcing: [lost('a', 0.5), lost('b', 0.2), lost('a', 0.3), { 'electric-field': { field: [0.4, 0] } }],
    });
    const start = at(simulation, 0);
    const row = at(simulation, 1);
    expect(row['density.a']).toBeCloseTo(Math.exp(-0.8), 13);
    expect(row['density.b']).toBeCloseTo(3 * Math.exp(-0.2), 13);
    expect(row['density_from.loss']).toBeCloseTo((0.5 / 0.8) * (Math.exp(-0.8) - 1), 13);
    expect(row['density_from.loss-3']).toBeCloseTo((0.3 / 0.8) * (Math.exp(-0.8) - 1), 13);
    expect(row['density_from.loss-2']).toBeCloseTo(3 * (Math.exp(-0.2) - 1), 13);
    expect(row['energy_from.loss']).toBeLessThan(-0.2);
    // The push of the field is int q n(t) E dt, to second order in the step.
    expect(Math.abs(row['momentum_x_from.electric-field'] - (0.4 * (1 - Math.exp(-0.8))) / 0.8)).toBeLessThan(2e-3);
    for (const drift of ['density_drift', 'momentum_drift', 'energy_drift']) expect(row[drift]).toBeLessThan(1e-12);
    expect(start.density_drift).toBe(0);
  });

  it('take the same part of everything where all species lose at one rate, whatever the collisions', () => {
    const simulation = run({ forcing: [lost('a', 0.7), lost('b', 0.7)] });
    const start = at(simulation, 0);
    const row = at(simulation, 1);
    for (const column of ['energy', 'density.a', 'density.b'])
      expect(row[column] / start[column]).toBeCloseTo(Math.exp(-0.7), 12);
  });

  it('and heating at constant power obey dE/dt = P - nu E', () => {
    const end = (step: number) =>
      at(
        run({
          collisions: { exponent: 0, strength: 0 },
          forcing: [lost('a', 0.5), { heating: { species: 'a', power: 0.4 } }],
          time: { step, until: 10 },
        }),
        1,
      );
    const [start, coarse, fine] = [0, 0.2, 0.1].map((step) => (step === 0 ? at(run({}), 0) : end(step)));
    const right = 0.4 / 0.5 + (start['temperature.a'] - 0.4 / 0.5) * Math.exp(-0.5);
    const [far, near] = [coarse, fine].map((row) => row['density.a'] * row['temperature.a'] - right);
    expect(Math.abs(near)).toBeLessThan(1e-4);
    expect(Math.log2(far / near)).toBeCloseTo(2, 1);
  });

  it('leave H and I of what is left, by every estimate', () => {
    const keys = {
      species: [one('a', { particles: { ...particles, count: 144 } })],
      collisions: { exponent: 0, strength: 0 },
      forcing: [lost('a', 1.5)],
    };
    const simulation = run(keys, drive);
    const [start, row] = [at(simulation, 0), at(simulation, 1)];
    const left = Math.exp(-1.5);
    // Particles stay where they are; the lattice holds f~ to the truncation of the mollifier.
    const columns = Object.keys(row).filter((name) => /^(entropy|fisher)[a-z_]*\.a$/.test(name));
    const values = columns.filter((name) => !/error|bias|deviation|rate|production/.test(name));
    expect(values).toContain(name === 'blob' ? 'fisher_lagrangian.a' : 'fisher_jackknife.a');
    for (const column of values) {
      const right = left * (start[column] + (column.startsWith('entropy') ? Math.log(left) : 0));
      if (Number.isNaN(start[column])) expect(row[column], column).toBeNaN();
      else expect(Math.abs(row[column] - right), column).toBeLessThan(2e-5);
    }
  });

  it('resume to the same bits', () => {
    const keys = { forcing: [lost('a', 0.5), { heating: { species: 'b', power: 1 } }] };
    const whole = run(keys);
    at(whole, 0.2);
    const saved = whole.evolution.save();
    const right = at(whole, 0.5);
    const second = run(keys);
    second.evolution.restore(saved);
    expect(at(second, 0.5)).toEqual(right);
    expect(second.evolution.save()).toEqual(whole.evolution.save());
  });
});

const losing = (keys: Readonly<Record<string, unknown>>) => ({
  species: [one('a', keys, 2), one('b', keys)],
  collisions: { exponent: -1, strength: 0.3 },
  forcing: [{ loss: { species: 'b', rate: 2 } }],
});
/** By the Legendre method, with the loss and without. */
const [right, whole] = [{}, { forcing: [] }].map((keys) =>
  at(evolve({ ...losing({}), method: { name: 'legendre', degree: 0, tolerance: 1e-6 }, ...keys }), 1),
);

it.each([
  ['blob', { sampling: 'lattice', count: 10 ** 3 }, { integrator: 'rk4', step: 0.2 }, 0.02],
  ['pair-collisions', { sampling: 'quasi-monte-carlo', count: 4096, matchMoments: true }, { step: 0.02 }, 0.04],
] as const)(
  '%s: a species that loses particles exchanges as much less energy as in the Legendre method',
  (name, particles, time, error) => {
    const own = at(evolve({ ...losing({ particles }), method: { name }, time: { until: 10, ...time } }), 1);
    const change = 2 - right['temperature.a'];
    expect(Math.abs(own['temperature.a'] - right['temperature.a'])).toBeLessThan(error * change);
    // Without the loss the change is much larger.
    expect(2 - whole['temperature.a']).toBeGreaterThan(1.2 * change);
  },
);
