import { describe, expect, it } from 'vitest';
import { readTable } from '../../reference/read-table.ts';
import { measure, simulate } from './simulate.ts';

const table = readTable('case_i_m1_m2.csv');
const end = table.t.indexOf(2);

/** Two Maxwellians of case_i_m1_m2.csv at t = 2, on elements of a given kind. */
function relaxed(order: number, elements: number) {
  const simulation = simulate({
    dimension: 3,
    species: [
      [1, 1, { maxwellian: { temperature: 1 } }],
      [2, 1, { maxwellian: { temperature: 2 } }],
    ],
    collisions: { exponent: -3, strength: 1 },
    method: { order, elements, tolerance: 1e-9 },
  });
  simulation.evolution.advance(2);
  return measure(simulation);
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
});
