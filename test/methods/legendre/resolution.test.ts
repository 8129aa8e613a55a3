import { describe, expect, it } from 'vitest';
import type { Simulation } from '../../../src/simulation/assemble.ts';
import { readTable } from '../../reference/read-table.ts';
import { drive, one } from '../driven/drive.ts';
import { measure } from '../simulation.ts';
import { simulate } from './simulate.ts';

const table = readTable('case_i_m1_m2.csv');
const end = table.t.indexOf(2);

/** Two Maxwellians of case_i_m1_m2.csv, on elements of a given kind. */
const pair = (order: number, elements: number) =>
  simulate({
    dimension: 3,
    species: [
      [1, 1, { maxwellian: { temperature: 1 } }],
      [2, 1, { maxwellian: { temperature: 2 } }],
    ],
    collisions: { exponent: -3, strength: 1 },
    method: { order, elements, tolerance: 1e-9 },
  });

/** At t = 2. */
function relaxed(order: number, elements: number) {
  const simulation = pair(order, elements);
  simulation.evolution.advance(2);
  return measure(simulation);
}

/** The species with the largest last terms. */
function worst({ evolution }: Simulation) {
  return evolution
    .snapshot()
    .species.reduce((most, one) => (one.integrals!.unresolved > most.integrals!.unresolved ? one : most));
}

const shell = (elements: object) =>
  measure(
    simulate({
      dimension: 3,
      species: [[1, 1, { shell: { radius: 2, width: 0.2 } }]],
      collisions: { exponent: -3, strength: 1 },
      method: { tolerance: 1e-7, ...elements },
    }),
  );

describe('what the Legendre method says of its own resolution', () => {
  it('bounds the errors of H and I by the decay of the coefficients, from useless elements to good ones', () => {
    let [unresolved, before] = [1, Infinity];
    for (const [order, elements] of [
      [3, 0.5],
      [4, 0.5],
      [4, 0.9],
      [6, 0.9],
      [8, 0.9],
    ]) {
      const row = relaxed(order, elements);
      expect(Math.abs(row.entropy - table.H[end])).toBeLessThan(row.entropy_best_error);
      expect(Math.abs(row.fisher - table.I[end])).toBeLessThan(row.fisher_best_error);
      expect(row.fisher_best_error).toBeLessThan(before / 2);
      expect(row['unresolved.b']).toBeLessThan(unresolved / 2);
      [unresolved, before] = [row['unresolved.b'], row.fisher_best_error];
    }
    expect(before).toBeLessThan(1e-6);
  });

  it('tells the smallest f that is resolved, and where f is negative', () => {
    const [coarse, fine] = [shell({ elements: 0.5 }), shell({})];
    expect(coarse['unresolved.a']).toBeGreaterThan(0.01);
    expect(coarse['smallest_resolved.a']).toBeGreaterThan(0.1);
    expect(coarse['minimum.a']).toBeLessThan(-0.01);
    expect(coarse['negative_density.a']).toBeGreaterThan(1e-3);
    expect(coarse['negative_nodes.a']).toBeGreaterThan(0);
    // the elements were chosen to hold the start to the tolerance
    expect(fine['unresolved.a']).toBeLessThan(1e-5);
    expect(fine['smallest_resolved.a']).toBeLessThan(1e-5);
    expect(fine['minimum.a']).toBeGreaterThan(-1e-6);
    // a Maxwellian: nothing is negative but round-off in the tail
    const maxwellian = relaxed(8, 0.9);
    expect(maxwellian['smallest_resolved.b']).toBeLessThan(1e-12);
    expect(maxwellian['negative_density.b']).toBeLessThan(1e-15);
  });

  it('names elements that are short enough, and they are', () => {
    for (const [order, elements, allowed] of [
      [3, 0.5, 1e-2],
      [4, 0.5, 1e-4],
      [6, 0.4, 1e-5],
    ]) {
      const coarse = pair(order, elements);
      coarse.evolution.advance(0.3);
      const told = worst(coarse).finer!(allowed)!;
      expect(told).toMatch(/^take method\.elements: [\d.]+ or more$/);
      expect(worst(coarse).integrals!.unresolved).toBeGreaterThan(allowed);
      const fine = pair(order, Number(/elements: ([\d.]+)/.exec(told)![1]));
      fine.evolution.advance(0.3);
      for (const one of fine.evolution.snapshot().species) {
        expect(one.finer!(allowed)).toBeUndefined();
        // several harmonics and elements add up
        expect(one.integrals!.unresolved).toBeLessThan(2 * allowed);
      }
    }
  });

  it.each([0.7, 1.5])('names the degree that a drift by a field needs after t = %d, and it is enough', (t) => {
    const allowed = 1e-2;
    const at = (method: object) => {
      const { evolution } = accelerated(t, method);
      return evolution.snapshot().species[0];
    };
    const told = at({ degree: 4 }).finer!(allowed)!;
    expect(told).toMatch(/^take method\.degree: \d+ or more$/);
    const enough = at({ degree: Number(/degree: (\d+)/.exec(told)![1]) });
    expect(enough.finer!(allowed)).toBeUndefined();
    expect(enough.integrals!.unresolved).toBeLessThan(2 * allowed);
  });

  it('says that f has come to its largest speed', () => {
    const { evolution } = accelerated(4, { degree: 8, elements: 0.5 });
    expect(evolution.snapshot().species[0].finer!(1e-6)).toMatch(
      /^f reaches the largest speed of its elements, 8\.\d+: take method\.hottest: \d\S* or more, an earlier time\.until, or the method spectral-grid or blob$/,
    );
  });
});

/** A species in a field without collisions: a Maxwellian with the drift t. */
function accelerated(t: number, method: object) {
  const simulation = drive({
    species: [one('a', { charge: 1 })],
    forcing: [{ 'electric-field': { field: [0, 0, 1] } }],
    method: { name: 'legendre', order: 6, tolerance: 1e-5, ...method },
  });
  simulation.evolution.advance(t);
  return simulation;
}
