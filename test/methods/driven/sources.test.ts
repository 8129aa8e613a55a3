import { describe, expect, it } from 'vitest';
import { at, drive, evolve, one, type Row } from './drive.ts';

const source = (species: string, rate: number, temperature: number, velocity?: readonly number[]) => ({
  source: { species, rate, temperature, ...(velocity && { velocity }) },
});
const loss = (species: string, rate: number) => ({ loss: { species, rate } });

const kinds = [
  ['blob', { sampling: 'lattice', count: 8 ** 2 }, { integrator: 'implicit-midpoint' }],
  ['pair-collisions', { sampling: 'monte-carlo', count: 128 }, {}],
] as const;

describe.each(kinds)('sources of particles of the method %s', (name, particles, time) => {
  const run = (keys: Readonly<Record<string, unknown>>, make: typeof evolve = evolve) =>
    make({
      dimension: 2,
      species: [one('a', { charge: 1, particles }), one('b', { mass: 2, charge: 0, particles })],
      collisions: { exponent: -1, strength: 0.2 },
      method: { name },
      time: { step: 0.1, until: 2, ...time },
      ...keys,
    });
  /** What the density of a lags behind or leads: half a particle of each source that adds them one by one. */
  const half = name === 'blob' ? 1e-13 : 1 / 128 / 2;

  it('obey the balance of density, momentum and energy beside losses, collisions, heating and a field', () => {
    const simulation = run({
      forcing: [
        source('a', 0.7, 0.5, [0.5, 0]),
        loss('a', 0.5),
        source('a', 0.2, 2),
        loss('a', 0.3),
        source('b', 0.3, 1),
        { 'electric-field': { field: [0.4, 0.1] } },
        { heating: { species: 'b', power: 0.2 } },
      ],
    });
    for (const t of [0.35, 1.2]) {
      const row = at(simulation, t);
      const density = 0.9 / 0.8 + (1 - 0.9 / 0.8) * Math.exp(-0.8 * t);
      expect(Math.abs(row['density.a'] - density)).toBeLessThan(2 * half + 1e-13);
      expect(Math.abs(row['density.b'] - 1 - 0.3 * t)).toBeLessThan(half + 1e-13);
      expect(Math.abs(row['density_from.source'] - 0.7 * t)).toBeLessThan(half + 1e-13);
      expect(Math.abs(row['density_from.source-2'] - 0.2 * t)).toBeLessThan(half + 1e-13);
      const lost = row['density.a'] - 1 - row['density_from.source'] - row['density_from.source-2'];
      expect(row['density_from.loss']).toBeCloseTo((0.5 / 0.8) * lost, 13);
      for (const drift of ['density_drift', 'momentum_drift', 'energy_drift'])
        expect(row[drift], `${drift} at ${t}`).toBeLessThan(1e-12);
    }
  });

  it('bring in their own momentum and energy', () => {
    const simulation = run({ forcing: [source('a', 1, 0.5, [0.6, -0.2])] });
    // Velocities of every 64 particles have the source's moments.
    for (const t of [0.5, 1]) {
      const row = at(simulation, t);
      expect(row['momentum_x_from.source']).toBeCloseTo(0.6 * t, 12);
      expect(row['momentum_y_from.source']).toBeCloseTo(-0.2 * t, 12);
      expect(row['energy_from.source']).toBeCloseTo((0.5 + 0.4 / 2) * t, 12);
    }
  });

  it('have no part in anything before their time', () => {
    const keys = { forcing: [source('a', 0.7, 50, [3, 0])] };
    const free = at(run({}, drive), 0);
    const row = at(run(keys, drive), 0);
    const shared = Object.keys(free).filter((column) => column in row);
    expect(shared.length).toBeGreaterThan(60);
    for (const column of shared) expect(row[column], column).toEqual(free[column]);
    if (name === 'blob') return;
    const [short, long] = [2, 200].map((until) => at(run({ ...keys, time: { step: 0.1, until, ...time } }), 1.2));
    expect(long).toEqual(short);
  });

  it('resume to the same bits, and refuse the state of other particles', () => {
    const keys = {
      forcing: [source('a', 0.7, 0.5), loss('a', 0.5), source('b', 0.1, 2), { heating: { species: 'b', power: 1 } }],
    };
    for (const t of [0, 1.3]) {
      const whole = run(keys);
      at(whole, t);
      const saved = whole.evolution.save();
      const right = at(whole, 1.6);
      const second = run(keys);
      at(second, 0.7);
      second.evolution.restore(saved);
      expect(second.evolution.t).toBe(t);
      expect(at(second, 1.6)).toEqual(right);
      expect(second.evolution.save()).toEqual(whole.evolution.save());
      expect(second.evolution.counts).toEqual(whole.evolution.counts);
    }
    const other = run({
      ...keys,
      species: [one('a', { particles: { ...particles, count: 256 } }), one('b', { mass: 2, particles })],
    });
    at(other, 1);
    const saved = other.evolution.save();
    expect(() => run(keys).evolution.restore(saved)).toThrow(/^checkpoint: expected \d+ numbers/);
  });

  it('give the same bits after a pause at every step', () => {
    const keys = { forcing: [source('a', 0.7, 0.5), loss('a', 0.5)] };
    const straight = run(keys);
    const right = at(straight, 1.3);
    const paused = run(keys);
    while (paused.evolution.t < 1.3) paused.evolution.advance(1.3, () => true);
    expect(at(paused, 1.3)).toEqual(right);
    expect(paused.evolution.save().y).toEqual(straight.evolution.save().y);
  });
});

it.each([
  [
    8 ** 2,
    25,
    /source: its particles are 9\.\d standard deviations of their mollifier apart \(at most 3\), .*; take more particles of a$/,
  ],
  [
    8 ** 2,
    0.1,
    /source: the mollifier has \d\.\d times the variance of the source, .* or a smaller method\.smoothing\.factor$/,
  ],
  [20 ** 2, 1, undefined],
])('%i blobs and a source at the temperature %d', (count, temperature, warning) => {
  const { warnings } = drive({
    dimension: 2,
    species: [one('a', { particles: { sampling: 'lattice', count } })],
    forcing: [source('a', 1, temperature)],
    method: { name: 'blob' },
    time: { step: 0.1, until: 1 },
  });
  const told = warnings.filter((text) => text.includes('source'));
  if (warning === undefined) expect(told).toEqual([]);
  else expect(told).toEqual([expect.stringMatching(warning)]);
});

it.each([
  { integrator: 'implicit-midpoint' },
  { integrator: 'discrete-gradient' },
  { integrator: 'implicit-midpoint', adaptive: { tolerance: 1e-3 } },
])('the budgets of the blob method hold with %o', (time) => {
  const simulation = drive({
    dimension: 2,
    species: [one('a', { particles: { sampling: 'lattice', count: 6 ** 2 } })],
    collisions: { exponent: -2, strength: 1 },
    forcing: [source('a', 0.6, 2), loss('a', 0.8)],
    method: { name: 'blob', reconstruction: 'mollified' },
    time: { step: 0.2, until: 1, ...time },
  });
  const row = at(simulation, 1);
  expect(row['density_from.source']).toBeCloseTo(0.6, 12);
  expect(row['energy_from.source']).toBeCloseTo(1.2, 12);
  for (const drift of ['density_drift', 'momentum_drift', 'energy_drift'])
    expect(row[drift], drift).toBeLessThan(1e-12);
  // What the forcings give is no error of H.
  expect(row['entropy_best_error.a']).toBeLessThan(0.2);
});

/** Second moments at exponent 0, where they are closed: n, T of two species at rest with a source and a loss of a and heating of b. */
function exactTemperatures(d: number, c: number, t: number) {
  const m = [1, 2];
  const rate = ([n, E, F]: readonly number[]) => {
    const [T, U] = [(2 * E) / (d * n), (2 * F) / d];
    const gain = ((d - 1) * c * n * d * (U - T)) / (m[0] * m[1]);
    return [0.8 - 0.4 * n, gain + 0.8 * (d / 2) * 0.5 - 0.4 * E, -gain + 0.3];
  };
  const steps = 400;
  let y: readonly number[] = [1, d / 2, (2 * d) / 2];
  const add = (y: readonly number[], k: readonly number[], h: number) => y.map((x, i) => x + h * k[i]);
  for (let step = 0; step < steps; step++) {
    const h = t / steps;
    const k1 = rate(y);
    const k2 = rate(add(y, k1, h / 2));
    const k3 = rate(add(y, k2, h / 2));
    const k4 = rate(add(y, k3, h));
    y = y.map((x, i) => x + (h / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]));
  }
  const [n, E, F] = y;
  return { n, Ta: (2 * E) / (d * n), Tb: (2 * F) / d };
}

describe.each([2, 3])(
  'temperatures with source, loss, heating and collisions obey their closed equations at exponent 0, d = %i',
  (d) => {
    const run = (method: object, particles: object, step: number, seed = 1) =>
      at(
        evolve({
          seed,
          dimension: d,
          species: [one('a', { particles }), one('b', { mass: 2, particles }, 2)],
          collisions: { exponent: 0, strength: 0.3 },
          forcing: [source('a', 0.8, 0.5), loss('a', 0.4), { heating: { species: 'b', power: 0.3 } }],
          method,
          time: { step, until: 1, integrator: 'rk4' },
        }),
        1,
      );
    const right = exactTemperatures(d, 0.3, 1);
    const errorOf = (row: Row) => Math.hypot(row['temperature.a'] - right.Ta, row['temperature.b'] - right.Tb);

    it('by the blob method, to second order in the step', () => {
      const [coarse, fine] = [1 / 8, 1 / 16].map((step) =>
        run({ name: 'blob' }, { sampling: 'lattice', count: 7 ** d }, step),
      );
      expect(fine['density.a']).toBeCloseTo(right.n, 12);
      expect(errorOf(fine)).toBeLessThan(5e-4);
      expect(Math.log2(errorOf(coarse) / errorOf(fine))).toBeCloseTo(2, 0);
    });

    it('by pair collisions to their standard errors, which fall as N^(-1/2)', () => {
      const columns = ['temperature.a', 'temperature.b'] as const;
      const [few, many] = [32, 256].map((count) => {
        const particles = { sampling: 'monte-carlo', count: 16 * count };
        const row = run({ name: 'pair-collisions', groups: 16 }, particles, 0.1);
        const [errors, deviations] = ['', '_standard_error'].map((end) =>
          columns.map((column) => {
            const [name, of] = column.split('.');
            return row[`${name}${end}.${of}`];
          }),
        );
        columns.forEach((_, k) => {
          expect(Math.abs(errors[k] - [right.Ta, right.Tb][k])).toBeLessThan(4 * deviations[k]);
        });
        return Math.hypot(...deviations);
      });
      expect(many).toBeLessThan(0.03);
      expect(few / many).toBeGreaterThan(Math.sqrt(8) / 1.7);
      expect(few / many).toBeLessThan(Math.sqrt(8) * 1.7);
    });
  },
);
