import { describe, expect, it } from 'vitest';
import { conservation } from '../../src/analysis/conservation.ts';
import { entropy, entropyLaw } from '../../src/analysis/entropy.ts';
import { moments, speciesMoments } from '../../src/analysis/moments.ts';
import { mixtureEquilibrium } from '../../src/physics/equilibrium.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble, prepareEvolution } from '../../src/simulation/assemble.ts';
import { measure, withColumns } from './simulation.ts';

/** Two species of unlike mass and temperature, the lighter with a drift, on lattices of `cells` per axis. */
function scenario(
  cells: number,
  { strength = 0, drift = '[0, 0]', integrator = 'implicit-midpoint', reconstruction = 'moment-preserving' } = {},
) {
  return parseScenario(
    `
title: linear Fokker-Planck
dimension: 2
species:
  - { name: a, mass: 1, density: 1, initial: { maxwellian: { temperature: 1, drift: ${drift} } }, particles: { sampling: lattice, count: ${cells ** 2}, box: [-6.4, 6.4], weightThreshold: 1e-7 } }
  - { name: b, mass: 2, density: 0.5, initial: { maxwellian: { temperature: 2 } }, particles: { sampling: lattice, count: ${cells ** 2}, box: [-4.6, 4.6], weightThreshold: 1e-7 } }
collisions: { exponent: 0, strength: ${strength} }
method: { name: linear-fokker-planck, score: extrapolated, reconstruction: ${reconstruction} }
time: { integrator: ${integrator}, step: 0.05, until: 0.5 }
output: { every: 0.1 }
`,
    'fokker-planck.yaml',
  );
}

function run(cells: number, options = {}) {
  const columns = [conservation, entropy, entropyLaw, moments];
  const simulation = withColumns(prepareEvolution(scenario(cells, options)), columns, { among: 'all' });
  const { mixture, evolution } = simulation;
  const { temperature } = mixtureEquilibrium(mixture, speciesMoments(evolution.snapshot()), 'all');
  const rows = [0, 0.1, 0.2, 0.3, 0.4, 0.5].map((t) => {
    evolution.advance(t);
    return measure(simulation);
  });
  return { rows, theta: temperature };
}

/** Where the reconstruction is mollified, on two lattices. */
const mollified = [24, 48].map((cells) => run(cells, { reconstruction: 'mollified', integrator: 'rk4' }));

describe('the linear Fokker-Planck method', () => {
  it('lets Maxwellians relax as exp(-2t/theta) on any lattice where moments are preserved: lambda is 1/theta', () => {
    for (const cells of [12, 20]) {
      const { rows, theta } = run(cells, { integrator: 'rk4' });
      const exact = theta + (1 - theta) * Math.exp(-1 / theta);
      // rk4 at dt = 0.05 leaves 1e-8
      expect(Math.abs(rows[5]['temperature.a'] - exact)).toBeLessThan(1e-7);
    }
  });

  it('lets mollified Maxwellians relax as exp(-2t/theta), the closer the finer the lattice', () => {
    const errors = mollified.map(({ rows, theta }) =>
      Math.abs(rows[5]['temperature.a'] - (theta + (1 - theta) * Math.exp(-1 / theta))),
    );
    expect(errors[1]).toBeLessThan(3e-3);
    expect(errors[0] / errors[1]).toBeGreaterThan(4);
  });

  it('lets a drift decay as exp(-t/theta) towards the common one', () => {
    const { rows, theta } = run(28, { drift: '[0.5, 0]' });
    const common = 0.5 / 2; // masses times densities are equal
    const exact = common + (0.5 - common) * Math.exp(-0.5 / theta);
    expect(Math.abs(rows[5]['velocity_x.a'] - exact)).toBeLessThan(3e-3);
  });

  it('conserves momentum and energy, and never raises the regularised entropy', () => {
    const { rows } = run(20, { drift: '[0.5, 0.2]', integrator: 'discrete-gradient' });
    rows.forEach((now, k) => {
      expect(now.energy_drift).toBeLessThan(1e-13);
      expect(now.momentum_drift).toBeLessThan(1e-13);
      if (k > 0) expect(now.entropy_regularised).toBeLessThan(rows[k - 1].entropy_regularised);
    });
  });

  it('lowers the entropy at the rate -I + (d/theta) sum n_i along the run', () => {
    const { rows } = run(20);
    // what is left is the edge of the boxes at five thermal widths; the mollified reconstruction is off by 0.31 here
    for (const now of rows)
      expect(Math.abs(now.entropy_rate - now.entropy_rate_fisher)).toBeLessThan(0.015 * Math.abs(rows[0].entropy_rate));
  });

  it('lowers a mollified entropy at that rate the closer the finer the lattice', () => {
    // relative to the rate at the start
    const closing = mollified.map(({ rows }) =>
      Math.max(...rows.map((now) => Math.abs((now.entropy_rate - now.entropy_rate_fisher) / rows[0].entropy_rate))),
    );
    expect(closing[1]).toBeLessThan(0.02);
    expect(closing[0] / closing[1]).toBeGreaterThan(3);
  });

  it('refuses collisions, which it would ignore', () => {
    expect(() => assemble(scenario(8, { strength: 1 }))).toThrow(/expected 0 for every pair with linear-fokker-planck/);
  });
});
