import { describe, expect, it } from 'vitest';
import { InputError, RunError } from '../../src/core/errors.ts';
import { relaxationRates } from '../../src/theory/relaxation-rates.ts';
import { readTable } from '../reference/read-table.ts';
import { measure, type Setup, simulation } from './simulation.ts';

/** Two species, light and heavy, on a spectral grid. */
const simulate = ({ method, time, ...setup }: Setup) =>
  simulation({
    ...setup,
    names: ['light', 'heavy'],
    method: { name: 'spectral-grid', ...method },
    time: { integrator: 'rk4', step: 0.05, until: 20, ...time },
  });

const maxwellian = (temperature: number, drift?: readonly number[]) => ({
  maxwellian: { temperature, ...(drift && { drift }) },
});
const bkw = (amplitude: number) => ({ bkw: { temperature: 1, amplitude } });
const relative = (value: number, exact: number) => Math.abs(value / exact - 1);

describe('the spectral grid on the BKW solution', () => {
  it('converges faster than any power of the nodes in d = 2, down to 1e-13', () => {
    const errors = [24, 32, 40, 64].map((nodes) => {
      const simulation = simulate({
        dimension: 2,
        species: [[1, 1, bkw(0.4)]],
        collisions: { exponent: 0, strength: 1 / 16 },
        method: { nodes },
        time: { step: 0.02 },
      });
      simulation.evolution.advance(0.01);
      return measure(simulation)['error_linf.light'];
    });
    // With box and spacing balanced the logarithm of the error goes like the nodes; a fixed order would gain the same factor for the same ratio.
    expect(errors[0]).toBeLessThan(1e-3);
    expect(errors[1]).toBeLessThan(errors[0] / 10);
    expect(errors[2]).toBeLessThan(errors[1] / 10);
    expect(errors[3]).toBeLessThan(1e-13);
  });

  it('converges in d = 3 likewise', () => {
    const errors = [20, 24].map((nodes) => {
      const simulation = simulate({
        dimension: 3,
        species: [[1, 1, bkw(1)]],
        collisions: { exponent: 0, strength: 1 / 24 },
        method: { nodes },
        time: { start: 8, step: 0.004 },
      });
      simulation.evolution.advance(8.004);
      return measure(simulation)['error_linf.light'];
    });
    expect(errors[0]).toBeLessThan(2e-4);
    expect(errors[1]).toBeLessThan(errors[0] / 4);
  });

  it('holds for two species on grids of their own, with boxes that differ by sqrt 2', () => {
    const simulation = simulate({
      dimension: 2,
      species: [
        [1, 1, bkw(0.4)],
        [2, 1, bkw(0.4)],
      ],
      collisions: {
        exponent: 0,
        strength: 1 / 16,
        pairs: [
          { between: ['light', 'light'], strength: 1 / 32 },
          { between: ['heavy', 'heavy'], strength: 1 / 8 },
        ],
      },
      method: { nodes: 40 },
    });
    simulation.evolution.advance(0.01);
    const row = measure(simulation);
    for (const name of ['light', 'heavy']) expect(row[`error_linf.${name}`]).toBeLessThan(1e-6);
    const [light, heavy] = simulation.evolution.snapshot().species;
    expect(light.lattice.spacing / heavy.lattice.spacing).toBeCloseTo(Math.SQRT2, 12);
  });
});

describe('the spectral grid against other solvers of the Coulomb and soft cases', () => {
  const pair = [
    [1, 1, maxwellian(1)],
    [2, 1, maxwellian(2)],
  ] as const;

  it.each([
    ['case_i_m1_m2.csv', 3, -3, 20, 0.025, { T: 3e-6, H: 1e-5, I: 3e-3 }],
    ['extra_d3_g-2_m1_m2.csv', 3, -2, 20, 0.05, { T: 3e-6, H: 1e-5, I: 3e-3 }],
    ['extra_d2_g-3_m1_m2.csv', 2, -3, 64, 0.1, { T: 2e-10, H: 1e-7, I: 5e-6 }],
  ] as const)(
    'agrees with %s in temperatures, entropies and Fisher information',
    (file, d, exponent, nodes, until, tolerance) => {
      const reference = readTable(file);
      const simulation = simulate({
        dimension: d,
        species: pair,
        collisions: { exponent, strength: 1 },
        method: { nodes },
      });
      reference.t.forEach((t, k) => {
        if (t > until) return;
        simulation.evolution.advance(t);
        const row = measure(simulation);
        ['light', 'heavy'].forEach((name, i) => {
          expect(relative(row[`temperature.${name}`], reference[`T${i + 1}`][k])).toBeLessThan(tolerance.T);
          expect(relative(row[`entropy.${name}`], reference[`H${i + 1}`][k])).toBeLessThan(tolerance.H);
          expect(relative(row[`fisher.${name}`], reference[`I${i + 1}`][k])).toBeLessThan(tolerance.I);
        });
      });
    },
  );

  it('agrees with the spectral Burnett solution of an isotropisation', () => {
    const reference = readTable('case_b_aniso_Tperp0.75_Tpar1.5.csv');
    const simulation = simulate({
      dimension: 3,
      species: [[1, 1, { anisotropic: { temperatures: [0.75, 0.75, 1.5] } }]],
      collisions: { exponent: -3, strength: 1 },
      method: { nodes: 20 },
    });
    reference.t.forEach((t, k) => {
      if (t > 0.05) return;
      simulation.evolution.advance(t);
      const row = measure(simulation);
      expect(relative(row['temperature_xx.light'], reference.Tperp[k])).toBeLessThan(5e-5);
      expect(relative(row['temperature_zz.light'], reference.Tpar[k])).toBeLessThan(5e-5);
      expect(relative(row.entropy, reference.H[k])).toBeLessThan(2e-5);
    });
  });
});

describe('the exchange between two drifting Maxwellians', () => {
  it.each([
    [2, -1.7, 1, 40, 1e-9],
    [2, 0.6, 3, 40, 1e-9],
    [2, -3, 24, 40, 1e-8],
    [3, -3, 6, 16, 1e-3],
  ] as const)(
    'has the exact rates in d = %i for the exponent %f and the mass ratio %i',
    (d, exponent, mass, nodes, tolerance) => {
      const drift = [0.4, -0.2, 0.1].slice(0, d);
      const simulation = simulate({
        dimension: d,
        species: [
          [1, 1, maxwellian(1, drift)],
          [mass, 0.5, maxwellian(1.6)],
        ],
        collisions: { exponent, strength: 0.7 },
        method: { nodes },
      });
      const { mixture, evolution } = simulation;
      const states = [
        { density: 1, velocity: drift, temperature: 1 },
        { density: 0.5, velocity: drift.map(() => 0), temperature: 1.6 },
      ];
      const rates = relaxationRates(mixture, states);
      const { momentum, energy } = evolution.snapshot().exchange!;
      [0, 1].forEach((i) => {
        const { density, velocity } = states[i];
        const m = mixture.species[i].mass;
        const j = 1 - i;
        const force = rates[i].velocity.map((rate) => m * density * rate);
        const power =
          density *
          ((d / 2) * rates[i].temperature + velocity.reduce((sum, u, k) => sum + m * u * rates[i].velocity[k], 0));
        const size = Math.hypot(...force);
        force.forEach((exact, k) => {
          expect(Math.abs(momentum[(i * 2 + j) * d + k] - exact) / size).toBeLessThan(tolerance);
        });
        expect(Math.abs(energy[i * 2 + j] / power - 1)).toBeLessThan(tolerance);
      });
    },
  );
});

describe('a partner much narrower than the spacing of a grid', () => {
  const gas = (mass: number, exponent: number, nodes: number): Setup => ({
    dimension: 2,
    species: [
      [1, 1, maxwellian(1)],
      [mass, 1, maxwellian(0.5)],
    ],
    collisions: { exponent, strength: 1 },
    method: { nodes },
    time: { integrator: 'heun', step: 1e-7, until: 1 },
  });

  it('is refused before the start, with the number of nodes that is enough', () => {
    for (const [exponent, mass] of [
      [-3, 15],
      [-1.5, 25],
    ] as const) {
      let told = '';
      try {
        simulate(gas(mass, exponent, 24));
      } catch (error) {
        told = String(error);
      }
      expect(told).toMatch(
        /^InputError: [^\n]*method.nodes of light: expected a spacing of at most [\d.]+, twice the thermal speed [\d.]+ of its partner heavy, got [\d.]+ with 24 nodes per axis; take \d+ nodes or more, or the method blob or pair-collisions$/,
      );
      const enough = Number(/take (\d+) nodes/.exec(told)?.[1]);
      expect(() => simulate(gas(mass, exponent, enough - 2))).toThrow(/partner heavy/);
      expect(() => simulate(gas(mass, exponent, enough))).not.toThrow();
    }
  });

  it('and what is let through has the rates of both temperatures to 3 %', () => {
    const simulation = simulate(gas(6, -3, 20));
    const states = [1, 0.5].map((temperature) => ({ density: 1, velocity: [0, 0], temperature }));
    const rates = relaxationRates(simulation.mixture, states);
    const before = measure(simulation);
    const dt = 1e-6 / Math.abs(rates[0].temperature);
    simulation.evolution.advance(dt);
    const after = measure(simulation);
    ['light', 'heavy'].forEach((name, i) => {
      const rate = (after[`temperature.${name}`] - before[`temperature.${name}`]) / dt;
      expect(Math.abs(rate / rates[i].temperature - 1)).toBeLessThan(0.03);
    });
  });
});

/** Two drifting species with different widths, on grids of their own, a few milliseconds a rate. */
const small = (
  time: object = {},
  method: object = {},
  collisions: object = { exponent: -1.3, strength: 0.5 },
): Setup => ({
  dimension: 2,
  species: [
    [1, 1, maxwellian(1, [0.5, 0.2])],
    [4, 0.5, { anisotropic: { temperatures: [1.4, 0.8] } }],
  ],
  collisions,
  method: { nodes: 24, ...method },
  time,
});

describe('a run on spectral grids', () => {
  it('keeps every density to round-off, and momentum and energy as far as the grids resolve f', () => {
    const simulation = simulate(small());
    const before = measure(simulation);
    simulation.evolution.advance(0.1);
    const after = measure(simulation);
    for (const name of ['light', 'heavy'])
      expect(relative(after[`density.${name}`], before[`density.${name}`])).toBeLessThan(1e-14);
    // The grids leave out 1e-5 of f at the edges of their boxes and beyond their shortest waves.
    expect(after.momentum_drift).toBeLessThan(1e-5);
    expect(after.energy_drift).toBeLessThan(1e-5);
    expect(after.entropy).toBeLessThan(before.entropy);
    // Nothing keeps f positive: what is lost is reported.
    expect(before['negative_density.light']).toBe(0);
    expect(after['negative_density.light']).toBeGreaterThan(0);
    expect(after['negative_density.light']).toBeLessThan(1e-5);
    expect(after['minimum.light']).toBeLessThan(0);
    for (const value of Object.values(after)) expect(value).not.toBeNaN();
  });

  it('cuts steps that would be unstable and says so', () => {
    const { species } = small();
    const simulation = simulate({ ...small({ step: 1 }, { nodes: 32 }), species: species.slice(1) });
    const steps = Number(simulation.evolution.settings['steps for one time step at the start']);
    simulation.evolution.advance(1);
    expect(steps).toBeGreaterThan(5);
    expect(simulation.evolution.counts.steps).toBeGreaterThan(steps / 2);
    expect(measure(simulation).energy_drift).toBeLessThan(1e-6);
  });

  it('takes the steps it is asked for with rkc, at a fraction of the evaluations', () => {
    const { species } = small();
    const [stabilised, classical] = (['rkc', 'rk4'] as const).map((integrator) => {
      const simulation = simulate({ ...small({ step: 0.2, integrator }, { nodes: 64 }), species: species.slice(1) });
      simulation.evolution.advance(0.4);
      const proposed = simulation.evolution.warnings?.filter((warning) => warning.startsWith('time.integrator'));
      return { ...simulation.evolution.counts, proposed, temperature: measure(simulation)['temperature_xx.light'] };
    });
    expect(stabilised.proposed).toEqual([]);
    expect(classical.proposed).toEqual([
      expect.stringMatching(
        /^time\.integrator: rk4 is stable up to a step of [\d.]+, and cuts a time\.step of 0\.2 into \d+ with \d+ evaluations; rkc takes one step with \d+$/,
      ),
    ]);
    expect(stabilised.steps).toBe(2);
    expect(stabilised.evaluations).toBeLessThan(classical.evaluations / 3);
    expect(Math.abs(stabilised.temperature / classical.temperature - 1)).toBeLessThan(1e-4);
  });

  it.each([
    ['heun', 2],
    ['rkc', 2],
    ['rk4', 4],
  ] as const)('has the order of its integrator in the time step: %s', (integrator, order) => {
    const { species } = small();
    const value = (step: number) => {
      const simulation = simulate({ ...small({ integrator, step }), species: species.slice(1) });
      expect(simulation.evolution.settings['steps for one time step at the start']).toBe(1);
      simulation.evolution.advance(0.32);
      return measure(simulation)['temperature_xx.light'];
    };
    const [coarse, middle, fine] = [0.08, 0.04, 0.02].map(value);
    expect(Math.abs(Math.log2((coarse - middle) / (middle - fine)) - order)).toBeLessThan(0.3);
  });

  it('goes on from a saved state with the same bits, also with adaptive steps', () => {
    for (const time of [{}, { step: 0.02, adaptive: { tolerance: 1e-4 } }]) {
      const [whole, second] = [0, 1].map(() => simulate(small(time)));
      whole.evolution.advance(0.03);
      second.evolution.restore(whole.evolution.save());
      whole.evolution.advance(0.06);
      second.evolution.advance(0.06);
      expect(second.evolution.save()).toEqual(whole.evolution.save());
    }
  });

  it('ends with the species and the node of a value that is not finite', () => {
    const { evolution } = simulate(small());
    const state = evolution.save();
    state.y[24 * 24 + 24 * 3 + 5] = Number.NaN;
    evolution.restore(state);
    expect(() => evolution.advance(0.1)).toThrow(RunError);
    expect(() => evolution.advance(0.1)).toThrow(/f at node \(3, 5\) of species heavy is NaN/);
  });
});

describe('the spectral grid refuses', () => {
  const refused = (setup: Setup, message: RegExp) => {
    expect(() => simulate(setup)).toThrow(InputError);
    expect(() => simulate(setup)).toThrow(message);
  };

  it('implicit integrators, odd nodes and immobile partners', () => {
    refused(
      small({ integrator: 'implicit-midpoint' }),
      /time.integrator: expected an explicit integrator .*got implicit-midpoint/,
    );
    refused(small({}, { nodes: 33 }), /method.nodes: expected an even integer/);
    refused(small({}, { nodes: { lite: 32 } }), /lite/);
    const background = [{ species: 'light', strength: 1, exponent: -3 }];
    refused(small({}, {}, { exponent: -1, strength: 0.5, background }), /collisions.background: expected none/);
  });

  it('grids that are too coarse, with the nodes that would do, and boxes that are too small', () => {
    refused(
      small({}, { nodes: { light: 32, heavy: 8 }, box: { heavy: 4 } }),
      /method.nodes of heavy: .*take 26 nodes or more/,
    );
    refused(small({}, { box: { light: 3 } }), /method.box of light: .*at least 5.57/);
  });

  it('a start with jumps, which no grid resolves', () => {
    const setup = { ...small({}, { nodes: 64 }), species: [[1, 1, { ball: { radius: 1.5 } }]] } as const;
    refused(setup, /method.nodes of light: .*too sharp/);
  });
});
