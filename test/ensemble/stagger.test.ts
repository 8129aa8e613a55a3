import fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisNodes, type Lattice } from '../../src/core/lattice.ts';
import { separation, staggerLattices } from '../../src/ensemble/sampling/lattice.ts';

/** The cell centres of a cube of half-width R about a centre, n cells an axis. */
function cells(centre: readonly number[], R: number, n: number): Lattice {
  const d = centre.length as 2 | 3;
  const h = (2 * R) / n;
  const offset = n % 2 === 0 ? 1 / 2 : 0;
  return {
    d,
    spacing: h,
    anchor: centre.map((c) => c + offset * h),
    first: centre.map(() => -Math.floor(n / 2)),
    shape: centre.map(() => n),
  };
}

const shifted = (lattice: Lattice, shift: readonly number[]): Lattice => ({
  ...lattice,
  anchor: lattice.anchor.map((a, k) => a + shift[k] * lattice.spacing),
});

/** Smallest distance of any two nodes, all pairs. */
function nearest(a: Lattice, b: Lattice): number {
  const nodes = (lattice: Lattice) => {
    let list: number[][] = [[]];
    for (let k = 0; k < lattice.d; k++)
      list = list.flatMap((head) => Array.from(axisNodes(lattice, k), (x) => [...head, x]));
    return list;
  };
  const others = nodes(b);
  return Math.min(...nodes(a).map((x) => Math.min(...others.map((y) => Math.hypot(...x.map((xk, k) => xk - y[k]))))));
}

test('the separation is the smallest distance of two nodes in finer spacings', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(2, 3),
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      fc.integer({ min: 2, max: 5 }),
      fc.integer({ min: 2, max: 5 }),
      (d, centre, R, m, n) => {
        const [a, b] = [cells(new Array(d).fill(0), 1, m), cells(centre.slice(0, d), R, n)];
        expect(separation(a, b)).toBeCloseTo(nearest(a, b) / Math.min(a.spacing, b.spacing), 12);
      },
    ),
    { numRuns: 50 },
  );
});

// Half-widths in simple ratios, square roots of mass ratios, and anything; centres that coincide or do not.
const lattices = fc.constantFrom(2, 3).chain((d) =>
  fc.array(
    fc
      .record({
        R: fc.oneof(
          fc.constantFrom(1, 2, 1 / 2, 3, 2 / 3, Math.SQRT1_2, 1 / Math.sqrt(3), 1 / Math.sqrt(1836)),
          fc.double({ min: 0.1, max: 3, noNaN: true }),
        ),
        n: fc.integer({ min: 4, max: 40 }),
        centre: fc.constantFrom([0, 0, 0], [0, 0, 0.25], [1, 0.5, 0], [0.1, 0.1, 0.1]),
      })
      .map(({ R, n, centre }) => cells(centre.slice(0, d), R, n)),
    { minLength: 1, maxLength: 6 },
  ),
);

test('no two staggered lattices share a node, whatever their spacings, sizes and centres', () => {
  fc.assert(
    fc.property(lattices, (given) => {
      const shifts = staggerLattices(given);
      const placed = given.map((lattice, i) => shifted(lattice, shifts[i]));
      expect(shifts[0].every((shift) => shift === 0)).toBe(true);
      placed.forEach((a, i) => {
        for (const b of placed.slice(0, i)) expect(separation(a, b)).toBeGreaterThan(1e-4);
        // Lattices that meet nothing stay where they were.
        const room = Math.min(...placed.slice(0, i).map((b) => separation(given[i], b)));
        if (room >= 1e-3) expect(shifts[i].every((shift) => shift === 0)).toBe(true);
        expect(shifts[i].every((shift) => shift > -1 / 2 && shift <= 1 / 2)).toBe(true);
      });
    }),
  );
});

test('an equal lattice is shifted by half a spacing, a third one to a quarter', () => {
  const same = cells([0, 0], 4, 20);
  expect(staggerLattices([same, same])).toEqual([
    [0, 0],
    [1 / 2, 1 / 2],
  ]);
  const three = staggerLattices([same, same, same]).map(([shift]) => shift);
  expect(three.slice(0, 2)).toEqual([0, 1 / 2]);
  expect(three[2]).toBeCloseTo(1 / 4, 12);
});

test('a lattice whose nodes lie on a finer one moves to the middle of the finer cells, and the finer one by half its spacing', () => {
  // Odd numbers of cells about one centre: every node of the coarse lattice is one of the fine.
  const [coarse, fine] = [cells([0, 0, 0], 3, 3), cells([0, 0, 0], 3, 9)];
  expect((staggerLattices([fine, coarse])[1][0] * 3) % 1).toBeCloseTo(1 / 2, 12);
  expect(staggerLattices([coarse, fine])[1]).toEqual([1 / 2, 1 / 2, 1 / 2]);
});

test('drift along one axis alone keeps lattices apart', () => {
  expect(staggerLattices([cells([0, 0], 4, 20), cells([0.1, 0], 4, 20)])[1]).toEqual([0, 0]);
});

test('masses 1 and 2 on even lattices stay symmetric', () => {
  expect(staggerLattices([cells([0, 0], 4, 40), cells([0, 0], 4 / Math.SQRT2, 40)])[1]).toEqual([0, 0]);
});
