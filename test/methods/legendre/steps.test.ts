import { describe, expect, it } from 'vitest';
import { measure } from '../simulation.ts';
import { simulate } from './simulate.ts';

const maxwellian = (temperature: number) => ({ maxwellian: { temperature } });
const pair = (method: object, time: object = {}) =>
  simulate({
    dimension: 3,
    species: [
      [1, 1, maxwellian(1)],
      [2, 1, maxwellian(2)],
    ],
    collisions: { exponent: -1, strength: 0.2 },
    method: { order: 6, elements: 0.5, ...method },
    time,
  });

describe('the steps of the Legendre method', () => {
  it('may be those of an explicit integrator, of its order, with every invariant', () => {
    const exact = pair({ tolerance: 1e-12 });
    exact.evolution.advance(0.1);
    const temperature = measure(exact)['temperature.a'];
    const errors = [1 / 400, 1 / 800].map((step) => {
      const simulation = pair({ steps: 'given' }, { integrator: 'heun', step });
      expect(simulation.evolution.order).toBe(2);
      expect(simulation.evolution.stableStep!()).toBeGreaterThan(step);
      simulation.evolution.advance(0.1);
      const row = measure(simulation);
      expect(row.energy_drift).toBeLessThan(1e-12);
      return Math.abs(row['temperature.a'] - temperature);
    });
    expect(Math.log2(errors[0] / errors[1])).toBeGreaterThan(1.8);
    expect(errors[1]).toBeLessThan(1e-6);
  });

  it('may be long ones of a stabilised integrator', () => {
    const simulation = pair({ steps: 'given' }, { integrator: 'rkc', step: 0.05 });
    const exact = pair({ tolerance: 1e-10 });
    for (const { evolution } of [simulation, exact]) evolution.advance(0.5);
    expect(simulation.evolution.counts.steps).toBe(10);
    expect(Math.abs(measure(simulation)['temperature.a'] - measure(exact)['temperature.a'])).toBeLessThan(1e-4);
  });

  it('go on from a saved state to the same bits, whoever takes them', () => {
    for (const [method, time] of [
      [{ tolerance: 1e-8 }, {}],
      [{ steps: 'given' }, { integrator: 'rkc', step: 0.05 }],
    ]) {
      const [whole, first, second] = [0, 1, 2].map(() => pair(method, time).evolution);
      whole.advance(0.2);
      whole.advance(0.4);
      first.advance(0.2);
      second.restore(structuredClone(first.save()));
      second.advance(0.4);
      expect(second.t).toBe(0.4);
      const f = ({ snapshot }: typeof whole) => snapshot().species.map(({ integrals }) => integrals);
      expect(f(second)).toStrictEqual(f(whole));
    }
  });

  it('do not depend on the times of output, and are as good between their ends', () => {
    const [once, often, exact] = [pair({ tolerance: 1e-8 }), pair({ tolerance: 1e-8 }), pair({ tolerance: 1e-12 })];
    for (let k = 1; k <= 20; k++) {
      for (const { evolution } of [often, exact]) evolution.advance(k / 20);
      expect(Math.abs(measure(often)['temperature.a'] - measure(exact)['temperature.a'])).toBeLessThan(1e-8);
    }
    once.evolution.advance(1);
    expect(measure(often)).toStrictEqual(measure(once));
    expect(once.evolution.counts.steps).toBeLessThan(20);
  });

  it('are no implicit ones: refused in one line', () => {
    expect(() => pair({ steps: 'given' }, { integrator: 'implicit-midpoint' })).toThrow(
      /^[^\n]*time\.integrator: expected an explicit integrator[^\n]*got implicit-midpoint; take time\.integrator: rk4$/,
    );
  });
});
