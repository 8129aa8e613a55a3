import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { particleMoments } from '../../src/physics/moments.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble, prepareEvolution, type Simulation } from '../../src/simulation/assemble.ts';
import { maxwellMoments } from '../../src/theory/maxwell-moments.ts';
import { readTable } from '../reference/read-table.ts';

interface Gas {
  readonly name: string;
  readonly mass: number;
  readonly density: number;
  readonly temperatures: readonly number[];
  readonly drift?: number;
  readonly count: number;
  readonly sampling?: string;
}

interface Run {
  readonly gases: readonly Gas[];
  readonly exponent: number;
  readonly strength?: number;
  readonly step: number;
  readonly seed?: number;
  readonly scheme?: string;
  readonly extra?: string;
}

/** A scenario whose random particles have the exact first and second moments at the start. */
function scenarioOf({ gases, exponent, strength = 1, step, seed = 1, scheme = 'sphere-diffusion', extra = '' }: Run) {
  const d = gases[0].temperatures.length;
  const species = gases.map(
    ({ name, mass, density, temperatures, drift = 0, count, sampling = 'monte-carlo' }) =>
      `  - { name: ${name}, mass: ${mass}, density: ${density}, initial: { anisotropic: { temperatures: [${temperatures}], drift: [${[drift, 0, 0].slice(0, d)}] } }, particles: { sampling: ${sampling}, count: ${count}, matchMoments: ${sampling !== 'lattice'} } }`,
  );
  return parseScenario(
    `
title: random pairs
dimension: ${d}
seed: ${seed}
species:
${species.join('\n')}
collisions: { exponent: ${exponent}, strength: ${strength}${extra} }
method: { name: pair-collisions, scheme: ${scheme}, smoothing: { temperature: 0.5 } }
time: { step: ${step}, until: 10 }
output: { every: 10 }
`,
    'random.yaml',
  );
}

type Gases = Pick<Simulation, 'mixture' | 'evolution'>;

function simulate(run: Run): Gases {
  return prepareEvolution(scenarioOf(run));
}

function momentsOf({ mixture, evolution }: Gases) {
  return evolution
    .snapshot()
    .species.map(({ particles }, i) =>
      particleMoments(mixture.species[i].mass, particles!.weights, particles!.velocities),
    );
}

/** Means of some numbers over independent runs, and their standard errors. */
function overSeeds(runs: number, measure: (seed: number) => readonly number[]) {
  const rows = Array.from({ length: runs }, (_, k) => measure(k + 1));
  const mean = rows[0].map((_, m) => rows.reduce((sum, row) => sum + row[m], 0) / runs);
  const error = mean.map((average, m) =>
    Math.sqrt(rows.reduce((sum, row) => sum + (row[m] - average) ** 2, 0) / (runs * (runs - 1))),
  );
  return { mean, error };
}

/** The exact moments of a Maxwell gas at time t, by 200 Runge-Kutta steps. */
function maxwellSolution({ mixture, evolution }: Gases, t: number): Float64Array {
  const initial = momentsOf({ mixture, evolution });
  const equations = maxwellMoments(
    mixture,
    initial.map(({ density }) => density),
  );
  const y = Float64Array.from(
    initial.flatMap(({ velocity, temperatureTensor }, i) => [
      ...velocity,
      ...temperatureTensor.map((T) => T / mixture.species[i].mass),
    ]),
  );
  const k1 = new Float64Array(y.length);
  const k2 = new Float64Array(y.length);
  for (let step = 0; step < 200; step++) {
    equations.rate(0, y, k1);
    equations.rate(
      0,
      y.map((value, m) => value + (t / 400) * k1[m]),
      k2,
    );
    for (let m = 0; m < y.length; m++) y[m] += (t / 200) * k2[m];
  }
  return y;
}

describe('the pair-collision method', () => {
  it.each([2, 3])(
    'relaxes three Maxwell gases of unlike masses, weights and numbers as the moment equations say, d = %i',
    (d) => {
      const gases: Gas[] = [
        { name: 'a', mass: 1, density: 1, temperatures: [2, 1, 1].slice(0, d), drift: 0.8, count: 600 },
        { name: 'b', mass: 3, density: 0.5, temperatures: [0.5, 1, 0.7].slice(0, d), drift: -0.5, count: 250 },
        { name: 'c', mass: 0.5, density: 2, temperatures: [1, 0.4, 0.4].slice(0, d), count: 401 },
      ];
      const t = 0.2 / (d - 1);
      const run = (seed: number) => simulate({ gases, exponent: 0, strength: 0.2, step: t / 40, seed });
      const exact = maxwellSolution(run(1), t);
      const { mean, error } = overSeeds(12, (seed) => {
        const simulation = run(seed);
        simulation.evolution.advance(t);
        return momentsOf(simulation).flatMap(({ velocity, temperatureTensor }, i) => [
          ...velocity,
          ...temperatureTensor.map((T) => T / gases[i].mass),
        ]);
      });
      // a step of 1/40 of the run errs by about 1/80 of the 30 % that relax; the finite numbers by 1/250
      mean.forEach((value, m) => {
        expect(Math.abs(value - exact[m])).toBeLessThan(3.5 * error[m] + 0.006);
      });
    },
  );

  it.each([
    [1, 1],
    [1, 3],
    [3, 1],
  ])(
    'exchanges energy by Coulomb collisions like the reference solution, to order 2/3 in dt, weights %i:%i',
    (w, W) => {
      const columns = readTable('case_i_m1_m2.csv');
      const t = 0.5;
      const exact = columns.T1[columns.t.indexOf(t)];
      const each = 4800;
      const at = (step: number) =>
        overSeeds(4, (seed) => {
          const simulation = simulate({
            gases: [
              {
                name: 'light',
                mass: 1,
                density: 1,
                temperatures: [1, 1, 1],
                count: each / w,
                sampling: 'quasi-monte-carlo',
              },
              {
                name: 'heavy',
                mass: 2,
                density: 1,
                temperatures: [2, 2, 2],
                count: each / W,
                sampling: 'quasi-monte-carlo',
              },
            ],
            exponent: -3,
            step,
            seed,
          });
          simulation.evolution.advance(t);
          return [momentsOf(simulation)[0].temperature];
        });
      const [coarse, fine] = [at(t), at(t / 16)];
      expect(coarse.mean[0] - 1).toBeLessThan(0.85 * (exact - 1));
      // Error ~ dt^(2/3): the two are extrapolated to dt = 0.
      const ratio = 16 ** (2 / 3);
      const limit = (ratio * fine.mean[0] - coarse.mean[0]) / (ratio - 1);
      const sigma = Math.hypot(ratio * fine.error[0], coarse.error[0]) / (ratio - 1);
      expect(sigma).toBeLessThan(0.1 * (exact - 1));
      expect(Math.abs(limit - exact)).toBeLessThan(3 * sigma);
    },
  );

  it.each(['sphere-diffusion', 'takizuka-abe', 'nanbu', 'delta-angle'])(
    'makes an anisotropic plasma isotropic like the reference solution by %s',
    (scheme) => {
      const columns = readTable('case_b_aniso_Tperp0.75_Tpar1.5.csv');
      const t = 1;
      const row = columns.t.indexOf(t);
      const { mean, error } = overSeeds(4, (seed) => {
        const simulation = simulate({
          gases: [
            {
              name: 'gas',
              mass: 1,
              density: 1,
              temperatures: [0.75, 0.75, 1.5],
              count: 8000,
              sampling: 'quasi-monte-carlo',
            },
          ],
          exponent: -3,
          step: t / 40,
          seed,
          scheme,
        });
        simulation.evolution.advance(t);
        return [momentsOf(simulation)[0].temperatureTensor[8]];
      });
      expect(error[0]).toBeLessThan(0.01);
      expect(Math.abs(mean[0] - columns.Tpar[row])).toBeLessThan(3 * error[0]);
    },
  );

  it('keeps a Maxwellian, fourth moment included', () => {
    const gases: Gas[] = [
      { name: 'a', mass: 1, density: 1, temperatures: [1, 1, 1], count: 3000 },
      { name: 'b', mass: 4, density: 1, temperatures: [1, 1, 1], count: 1000 },
    ];
    const { mean, error } = overSeeds(6, (seed) => {
      const simulation = simulate({ gases, exponent: -3, step: 0.5, seed });
      simulation.evolution.advance(10);
      const kurtosis = simulation.evolution.snapshot().species.map(({ particles }, i) => {
        const { data } = particles!.velocities;
        return (gases[i].mass ** 2 * data.reduce((sum, v) => sum + v ** 4, 0)) / data.length;
      });
      return [...momentsOf(simulation).map(({ temperature }) => temperature), ...kurtosis];
    });
    [1, 1, 3, 3].forEach((value, m) => {
      expect(error[m]).toBeLessThan(0.03 * value);
      expect(Math.abs(mean[m] - value)).toBeLessThan(3.5 * error[m]);
    });
  });

  it('errs by first order in dt: a step takes (1 - exp(-2 d s))/2 of the anisotropy of a Maxwell gas', () => {
    const N = 4000;
    for (const steps of [1, 2, 4]) {
      // s = c w (N-1) dt / mu^2 with w = 1/N, and <w w^T> over unlike particles is 2 N/(N-1) times the covariance
      const s = (4 * 0.1 * (N - 1)) / N / steps;
      const factor = (1 - ((N / (N - 1)) * -Math.expm1(-4 * s)) / 2) ** steps;
      const { mean, error } = overSeeds(24, (seed) => {
        const gases = [{ name: 'gas', mass: 1, density: 1, temperatures: [1.5, 0.5], count: N }];
        const simulation = simulate({ gases, exponent: 0, strength: 0.1, step: 1 / steps, seed });
        simulation.evolution.advance(1);
        const { temperatureTensor: T } = momentsOf(simulation)[0];
        return [T[0] - T[3]];
      });
      expect(error[0]).toBeLessThan(0.01);
      expect(Math.abs(mean[0] - factor)).toBeLessThan(3.5 * error[0]);
      // Half the square of d c n dt 4/m^2, the leading error of a step, is resolved.
      expect(factor - Math.exp(-0.8)).toBeGreaterThan(5 * error[0]);
    }
  });

  it('keeps momentum and energy to round-off in every step, whatever the weights, masses, exponents and schemes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2, 3),
        fc.constantFrom('sphere-diffusion', 'takizuka-abe'),
        fc.constantFrom('monte-carlo', 'lattice'),
        fc.double({ min: -3.9, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.integer({ min: 3, max: 70 }),
        fc.integer({ min: 1, max: 1000 }),
        (d, scheme, sampling, exponent, mass, density, count, seed) => {
          const temperatures = [1, 3, 0.5].slice(0, d);
          const simulation = simulate({
            gases: [
              {
                name: 'a',
                mass: 1,
                density: 1,
                temperatures,
                drift: 3,
                count: sampling === 'lattice' ? 4 ** d : count + d,
                sampling,
              },
              { name: 'b', mass, density, temperatures, count: 31 },
            ],
            exponent,
            step: 0.1,
            seed,
            scheme,
          });
          const totals = () => {
            const moments = momentsOf(simulation);
            const rho = moments.reduce((sum, { density: n }, i) => sum + n * simulation.mixture.species[i].mass, 0);
            const energy = moments.reduce((sum, each) => sum + each.energy, 0);
            const momentum = moments[0].momentum.map((P, k) => P + moments[1].momentum[k]);
            return { energy, momentum, scale: Math.sqrt(2 * energy * rho) };
          };
          const before = totals();
          for (let k = 1; k <= 3; k++) {
            simulation.evolution.advance(0.1 * k);
            const now = totals();
            expect(Math.abs(now.energy / before.energy - 1)).toBeLessThan(1e-14 * k);
            const drift = now.momentum.map((P, c) => P - before.momentum[c]);
            expect(Math.hypot(...drift) / before.scale).toBeLessThan(1e-14 * k);
          }
        },
      ),
      { numRuns: 40, seed: 1 },
    );
  });

  it('keeps the energies of species that do not collide apart', () => {
    const simulation = simulate({
      gases: [
        { name: 'a', mass: 1, density: 1, temperatures: [1, 2], count: 100 },
        { name: 'b', mass: 2, density: 1, temperatures: [3, 1], count: 30 },
      ],
      exponent: -1,
      step: 0.1,
      extra: ', pairs: [{ between: [a, b], strength: 0 }]',
    });
    const before = momentsOf(simulation);
    simulation.evolution.advance(1);
    momentsOf(simulation).forEach(({ energy, temperatureTensor }, i) => {
      expect(Math.abs(energy / before[i].energy - 1)).toBeLessThan(1e-14 * 10);
      expect(Math.abs(temperatureTensor[0] - before[i].temperatureTensor[0])).toBeGreaterThan(0.1);
    });
  });

  it.each([2, 3])(
    'scatters from immobile partners exactly for any step: the drift falls by <exp(-(d-1) c n |v|^gamma t)>, d = %i',
    (d) => {
      const simulation = simulate({
        gases: [{ name: 'a', mass: 2, density: 1, temperatures: [1, 1, 1].slice(0, d), drift: 1.5, count: 20_000 }],
        exponent: 0,
        strength: 0,
        step: 1,
        extra: `, background: [{ species: a, strength: 0.5, exponent: -3, velocity: [${[0, 0, 0].slice(0, d)}] }]`,
      });
      const velocities = () => simulation.evolution.snapshot().species[0].particles!.velocities;
      const speed2 = () => {
        const { n, data } = velocities();
        return Float64Array.from(
          { length: n },
          (_, p) => data[p] ** 2 + data[n + p] ** 2 + (d === 3 ? data[2 * n + p] ** 2 : 0),
        );
      };
      const before = speed2();
      const { n, data } = velocities();
      let expected = 0;
      let variance = 0;
      before.forEach((r2, p) => {
        const left = Math.exp((-(d - 1) * 0.5 * r2 ** -1.5) / 4);
        expected += (left * data[p]) / n;
        variance += r2 / n ** 2;
      });
      simulation.evolution.advance(1);
      expect(Math.abs(momentsOf(simulation)[0].velocity[0] - expected)).toBeLessThan(3 * Math.sqrt(variance / d));
      const changed = speed2().reduce((largest, r2, p) => Math.max(largest, Math.abs(r2 / before[p] - 1)), 0);
      expect(changed).toBeLessThan(1e-14);
    },
  );

  const small: Run = {
    gases: [
      { name: 'a', mass: 1, density: 1, temperatures: [1, 2, 1], count: 101 },
      { name: 'b', mass: 2, density: 1, temperatures: [1, 1, 1], count: 64 },
    ],
    exponent: -3,
    step: 0.05,
  };

  it('gives the same bits for the same seed, and others for another', () => {
    const [a, b, c] = [1, 1, 2].map((seed) => {
      const { evolution } = simulate({ ...small, seed });
      evolution.advance(0.3);
      return evolution.save();
    });
    expect(a).toEqual(b);
    expect(a.y).not.toEqual(c.y);
  });

  it('goes on from a saved state with the same bits', () => {
    const [whole, first, second] = [simulate(small), simulate(small), simulate(small)];
    whole.evolution.advance(0.2);
    first.evolution.advance(0.2);
    second.evolution.restore(first.evolution.save());
    expect(second.evolution.t).toBe(0.2);
    whole.evolution.advance(0.5);
    second.evolution.advance(0.5);
    expect(second.evolution.save()).toEqual(whole.evolution.save());
    expect(second.evolution.counts).toEqual(whole.evolution.counts);
  });

  it('takes as many equal steps as the nominal one asks for', () => {
    const { evolution } = simulate(small);
    evolution.advance(0.3);
    expect(evolution.counts.steps).toBe(6);
    evolution.advance(0.33);
    expect(evolution.counts.steps).toBe(7);
  });

  it('lets every analyzer measure a number', () => {
    const gases = small.gases.map((gas) => ({ ...gas, temperatures: [1, 1, 1] }));
    const simulation = assemble(scenarioOf({ ...small, gases }));
    const row = new Float64Array(simulation.analysis.quantities.length).fill(Number.NaN);
    simulation.analysis.measure(simulation.evolution.snapshot(), row);
    const names = simulation.analysis.quantities.map(({ name }) => name);
    // At equilibrium this ratio would be of noise.
    const empty = ['log_sobolev_ratio', 'log_sobolev_ratio_error'];
    expect(names.filter((_, k) => !Number.isFinite(row[k]))).toEqual(empty);
    expect(names).toContain('fisher');
    expect(names).not.toContain('entropy_rate');
  });

  it('refuses what it cannot do in one line with the way out', () => {
    const plane = small.gases.map((gas) => ({ ...gas, temperatures: [1, 1] }));
    expect(() => simulate({ ...small, gases: plane, scheme: 'nanbu' })).toThrow(
      'method.scheme: expected a scheme with a law in dimension 2, got nanbu; take sphere-diffusion',
    );
    expect(() => simulate({ ...small, step: '0.1, adaptive: { tolerance: 1e-3 }' as unknown as number })).toThrow(
      'time.adaptive: expected equal steps',
    );
  });
});
