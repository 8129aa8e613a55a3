import { describe, expect, it } from 'vitest';
import { conservation } from '../../src/analysis/conservation.ts';
import { entropy } from '../../src/analysis/entropy.ts';
import { moments } from '../../src/analysis/moments.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { prepareEvolution } from '../../src/simulation/assemble.ts';
import { measure as row, withColumns } from './simulation.ts';

const text = `title: random batches
dimension: 2
seed: 7
species:
  - { name: light, mass: 1, density: 1, initial: { maxwellian: { temperature: 1, drift: [0.4, -0.2] } }, particles: { sampling: lattice, count: 144, weightThreshold: 1e-4 } }
  - { name: heavy, mass: 3, density: 0.5, initial: { anisotropic: { temperatures: [1.5, 0.7] } }, particles: { sampling: quasi-monte-carlo, count: 90 } }
collisions: { exponent: -1.7, strength: 0.5 }
method: { name: blob, summation: random-batch, batch: { size: 12 } }
time: { integrator: implicit-midpoint, step: 0.01, until: 0.2 }
output: { every: 0.05 }
`;

const simulate = (...changes: string[]) =>
  withColumns(prepareEvolution(parseScenario(text, 'batches.yaml', changes)), [conservation, entropy, moments]);

describe('the blob method with random batches', () => {
  it.each([
    ['implicit-midpoint', 'time.integrator=implicit-midpoint'],
    ['discrete-gradient', 'time.integrator=discrete-gradient'],
    ['a projected explicit integrator', 'time.integrator=heun', 'time.projection=energy'],
  ])('keeps momentum and energy with %s, though every step has new batches', (_name, ...changes) => {
    const simulation = simulate(...changes);
    simulation.evolution.advance(0.1);
    const { momentum_drift, energy_drift } = row(simulation);
    expect(momentum_drift).toBeLessThan(1e-14);
    expect(energy_drift).toBeLessThan(1e-12);
  });

  it('never raises the regularised entropy with the discrete gradient', () => {
    const simulation = simulate('time.integrator=discrete-gradient');
    let last = row(simulation).entropy_regularised;
    for (let k = 1; k <= 12; k++) {
      simulation.evolution.advance(0.01 * k);
      const now = row(simulation).entropy_regularised;
      expect(now).toBeLessThan(last);
      last = now;
    }
  });

  it.each([
    ['equal', []],
    ['adaptive', ['time.adaptive={ tolerance: 1e-3 }']],
  ])('goes on from a saved state with the same bits, snapshots included, with %s steps', (_pace, changes) => {
    const whole = simulate(...changes);
    const first = simulate(...changes);
    whole.evolution.advance(0.05);
    first.evolution.advance(0.05);
    const second = simulate(...changes);
    second.evolution.restore(first.evolution.save());
    expect(row(second)).toEqual(row(whole));
    whole.evolution.advance(0.12);
    second.evolution.advance(0.12);
    expect(row(second)).toEqual(row(whole));
    expect(second.evolution.save()).toEqual(whole.evolution.save());
  });

  it('depends on the seed alone', () => {
    const [a, b, c] = [simulate(), simulate(), simulate('seed=8')].map(({ evolution }) => {
      evolution.advance(0.05);
      return evolution.save().y;
    });
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
  });

  it('records the error of a draw and warns when it exceeds the force', () => {
    const { settings, warnings } = simulate('method.batch.size=2').evolution;
    expect(settings['random batch size']).toBe(2);
    expect(settings['force error of one random draw (f-weighted, relative)']).toBeGreaterThan(1);
    expect(warnings).toEqual([expect.stringMatching(/^method\.batch\.size: the force of one draw .* \d+ %/)]);
    const exact = simulate('method.summation=direct', 'method.batch=null').evolution;
    expect(exact.warnings).toEqual([]);
    expect(Object.keys(exact.settings).join()).not.toMatch(/batch/);
  });

  it('is the direct sum when a batch holds everybody', () => {
    const [batches, exact] = [['method.batch.size=1000'], ['method.summation=direct', 'method.batch=null']].map(
      (changes) => {
        const simulation = simulate('time.integrator=rk4', ...changes);
        simulation.evolution.advance(0.05);
        return simulation.evolution.save().y;
      },
    );
    batches.forEach((v, k) => {
      expect(Math.abs(v - exact[k])).toBeLessThan(1e-13);
    });
  });

  it('refuses a batch for another summation, and a batch of one', () => {
    expect(() => simulate('method.summation=direct')).toThrow(
      /expected no batch with the summation direct, got .*; remove it or use summation: random-batch/,
    );
    expect(() => simulate('method.batch.size=1')).toThrow(/expected an integer >= 2, got 1/);
  });
});
