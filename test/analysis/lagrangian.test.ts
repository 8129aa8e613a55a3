import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble, type Simulation } from '../../src/simulation/assemble.ts';

function prepare(
  particles: string,
  { initial = 'bkw: { temperature: 1, amplitude: 0.5 }', start = 2, more = '' } = {},
) {
  return assemble(
    parseScenario(
      `
title: carried
dimension: 2
seed: 1
species:
  - { name: gas, mass: 2, density: 3, initial: { ${initial} }, particles: ${particles} }
collisions: { exponent: 0, strength: 0.08333333333333333 }
method: { name: blob, levels: [1, 2]${more} }
time: { integrator: rk4, step: 0.05, until: 5, start: ${start} }
output: { every: 1 }
`,
      'carried.yaml',
    ),
  );
}

function measure({ analysis, evolution }: Simulation): Record<string, number> {
  const row = new Float64Array(analysis.quantities.length);
  analysis.measure(evolution.snapshot(), row);
  return Object.fromEntries(analysis.quantities.map(({ name }, k) => [name, row[k]]));
}

// Box of 5 thermal widths.
const lattice = '{ sampling: lattice, count: 784, box: [-3.6, 3.6] }';

describe('H and I of the f that the particles carry', () => {
  it('are the known ones at the start and follow the exact solution closer than f~', () => {
    const simulation = prepare(lattice);
    const first = measure(simulation);
    for (const [functional, within] of [
      ['fisher', 1e-3],
      ['entropy', 1e-4],
    ] as const) {
      const off = Math.abs(first[`${functional}_lagrangian`] - first[`${functional}_exact`]);
      expect(off / Math.abs(first[`${functional}_exact`])).toBeLessThan(within);
      expect(off).toBeLessThan(1.000001 * first[`${functional}_lagrangian_error`]);
    }
    simulation.evolution.advance(2.25);
    const later = measure(simulation);
    // 3.5e-3 is what the drift of so few particles errs by.
    expect(Math.abs(later.fisher_lagrangian / later.fisher_exact - 1)).toBeLessThan(5e-3);
    expect(later.fisher_lagrangian_error / later.fisher_exact).toBeLessThan(3e-3);
    // f~ of the same particles, which the mollifier blurs
    expect(Math.abs(later.fisher_corrected / later.fisher_exact - 1)).toBeGreaterThan(0.01);
    expect(later['fisher_lagrangian.gas']).toBe(later.fisher_lagrangian);
  });

  it('are sums over the particles with 1e-6 of the largest f or more, and the rest counts as error of H', () => {
    const simulation = prepare(lattice, { initial: 'maxwellian: { temperature: 1 }' });
    const { weights, velocities } = simulation.evolution.snapshot().species[0].particles!;
    let [inside, outside, sum] = [0, 0, 0];
    weights.forEach((w, p) => {
      const exponent = -(velocities.data[p] ** 2) - velocities.data[velocities.n + p] ** 2;
      if (exponent > Math.log(1e-6)) {
        inside += w;
        sum += w * (Math.log(3 / Math.PI) + exponent);
      } else outside += w;
    });
    const { entropy_lagrangian: value, entropy_lagrangian_error: error } = measure(simulation);
    expect(outside).toBeGreaterThan(1e-7 * inside);
    expect(Math.abs(value / ((1 + outside / inside) * sum) - 1)).toBeLessThan(1e-11);
    expect(error / (outside * Math.log(1e6))).toBeGreaterThan(1 - 1e-6);
    expect(error / (outside * Math.log(1e6))).toBeLessThan(1.5);
  });

  it('contain what they miss of the known I at the start: a cut sample has lost its tail', () => {
    const {
      fisher_lagrangian: value,
      fisher_lagrangian_error: error,
      fisher_exact: exact,
    } = measure(prepare('{ sampling: lattice, count: 400, box: [-1.8, 1.8] }'));
    expect(Math.abs(value / exact - 1)).toBeGreaterThan(0.003);
    expect(error).toBeGreaterThanOrEqual(Math.abs(value - exact));
  });

  it('are there for particles that start on a lattice that resolves f_0, and follow a smooth drift', () => {
    const columns = ({ analysis }: Simulation) =>
      analysis.quantities.filter(({ name }) => name.includes('lagrangian')).length;
    expect(columns(prepare(lattice))).toBe(8);
    // f_0 vanishes at v = 0
    expect(columns(prepare(lattice, { start: 0 }))).toBe(0);
    expect(columns(prepare('{ sampling: monte-carlo, count: 400 }'))).toBe(0);
    expect(columns(prepare(lattice, { more: ', summation: random-batch' }))).toBe(0);
  });
});
