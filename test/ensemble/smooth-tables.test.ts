import { describe, expect, it } from 'vitest';
import type { Dimension } from '../../src/core/vector-field.ts';
import { createDistribution } from '../../src/ensemble/distributions.ts';
import type { Table } from '../../src/ensemble/read-table.ts';
import { type Rows, smoothTable } from '../../src/ensemble/smooth-table.ts';
import { createLogDerivatives } from '../../src/physics/density.ts';

const steps = (from: number, to: number, step: number) =>
  Float64Array.from({ length: Math.round((to - from) / step) + 1 }, (_, k) => from + k * step);

function tableOf(kind: Table['kind'], axes: readonly Float64Array[], f: (x: readonly number[]) => number): Table {
  const points = axes.reduce<number[][]>((all, axis) => all.flatMap((p) => Array.from(axis, (x) => [...p, x])), [[]]);
  return { path: 'f.csv', kind, axes, values: Float64Array.from(points, f) };
}

const species = (dimension: Dimension) => ({ dimension, mass: 1, density: 1.5 });
const made = (table: Table, d: Dimension, rows: Rows = 'all', drift?: readonly number[]) =>
  createDistribution({ tabulated: { table, rows, drift } }, species(d));

describe('a smooth table', () => {
  it.each([2, 3] as const)('of speeds is the kappa distribution that it was made of, d = %i', (d) => {
    const exact = createDistribution({ kappa: { temperature: 1, kappa: 5 } }, species(d));
    const at = (v: number) => Float64Array.from({ length: d }, (_, k) => (k === 1 ? v : 0));
    for (const start of [0, 0.1]) {
      const f = made(
        tableOf('radial', [steps(start, 40, 0.2)], ([v]) => exact.value(at(v))),
        d,
      );
      for (const v of [0, 0.05, 0.33, 1.7, 4.1, 12.3])
        expect(Math.abs(f.value(at(v)) / exact.value(at(v)) - 1)).toBeLessThan(1e-6);
      expect(f.mayJump ?? false).toBe(false);
    }
  });

  it.each([2, 3] as const)('on a grid has the derivatives of log f, d = %i', (d) => {
    const drift = [0.4, -0.3, 0.2].slice(0, d);
    const parts = [-1, 1].map((u) => ({
      weight: 1,
      maxwellian: { temperature: 1, drift: drift.map((w, k) => w + (k === 0 ? u : 0)) },
    }));
    const exact = createDistribution({ mixture: parts }, species(d));
    const axes = drift.map((_, k) => steps(-6.2 - 0.3 * k, 6.4, d === 2 ? 0.2 : 0.4));
    const table = tableOf('grid', axes, (x) => 7 * exact.value(x.map((v, k) => v + drift[k])));
    const { smooth, velocity } = made(table, d, 'all', drift);
    const [found, right] = [createLogDerivatives(d), createLogDerivatives(d)];
    for (let p = 0; p < 20; p++) {
      const v = drift.map((u, k) => u + 3 * Math.sin(p * (k + 1) + k));
      smooth!.evaluate(v, found);
      exact.smooth!.evaluate(v, right);
      expect(Math.abs(found.value - right.value)).toBeLessThan(d === 2 ? 1e-5 : 1e-3);
      for (const part of ['gradient', 'hessian', 'laplacianGradient'] as const)
        found[part].forEach((value, k) => {
          expect(Math.abs(value - right[part][k])).toBeLessThan(d === 2 ? 0.005 : 0.05);
        });
    }
    velocity.forEach((u, k) => {
      expect(u).toBeCloseTo(exact.velocity[k], 5);
    });
    smooth!.evaluate(
      drift.map(() => 9),
      found,
    );
    expect([found.value, ...found.gradient]).toEqual([-Infinity, ...drift.map(() => 0)]);
  });

  it('goes on beyond its end as a Maxwellian does, along and across an axis', () => {
    const f = ([par, perp]: readonly number[]) => Math.exp(-((par - 0.5) ** 2) / 2 - perp ** 2 / 3);
    const { value } = smoothTable(tableOf('gyrotropic', [steps(-5, 6, 0.25), steps(0.125, 6.5, 0.25)], f), 'all');
    for (const x of [
      [6.5, 0.3],
      [0.2, 7.5],
      [-5.5, 7],
      [1, -2],
    ])
      expect(value(x) / f(x)).toBeCloseTo(1, 3);
    // A tail that does not fall any more at the end of the table ends nevertheless.
    const flat = smoothTable(
      tableOf('radial', [steps(0, 9, 0.25)], ([v]) => Math.exp(-(v * v) / 2) + 1e-7),
      'all',
    );
    expect(flat.value([18])).toBeLessThan(1e-12);
  });

  it('goes through every second row', () => {
    const bump = ([v]: readonly number[]) => Math.exp(-(v * v) / 2);
    const table = tableOf('radial', [steps(0, 8, 0.25)], bump);
    table.values[5] *= 1.1;
    const at = (rows: Rows) => smoothTable(table, rows).value([table.axes[0][5]]) / bump([table.axes[0][5]]);
    expect([at('all'), at('odd')].map((ratio) => ratio.toFixed(9))).toEqual(['1.100000000', '1.100000000']);
    expect(at('even')).toBeCloseTo(1, 9);
  });
});

describe('a table that cannot be made smooth is refused', () => {
  const gauss = ([v]: readonly number[]) => Math.exp(-(v * v) / 2);
  const cases: readonly (readonly [string, Table, string])[] = [
    [
      'with zeros inside',
      tableOf('radial', [steps(0, 8, 0.2)], ([v]) => (v < 1 ? 0 : gauss([v]))),
      'f.csv: expected f > 0 except in its outer rows, so that log f has derivatives, got zeros among values of up to 0.6065; take --draws, or an expression',
    ],
    [
      'that ends early',
      tableOf('radial', [steps(0, 3, 0.2)], gauss),
      'f.csv: expected f at the ends of the table below 0.00001 of its largest value, since it is zero outside, got 0.01111 at 3; add rows further out',
    ],
    [
      'of few rows',
      tableOf('radial', [steps(0, 8, 0.8)], gauss),
      'f.csv: expected at least 12 rows with f > 0 along each axis, so that derivatives of log f are known, got 11; take more rows, --draws, or an expression',
    ],
    [
      'that begins far from 0',
      tableOf('radial', [steps(1, 8, 0.2)], gauss),
      'f.csv: expected speeds that begin at 0 or at most one row spacing from it, got 1 before 1.2; add rows',
    ],
  ];
  it.each(cases)('%s', (_, table, message) => {
    expect(() => smoothTable(table, 'all')).toThrow(message);
  });

  it('but outer rows of zeros are left out', () => {
    const table = tableOf('grid', [steps(-9, 9, 0.5), steps(-9, 9, 0.5)], ([x, y]) =>
      Math.max(Math.abs(x), Math.abs(y)) > 7.1 ? 0 : Math.exp(-(x * x + y * y) / 2),
    );
    const { value, edges } = smoothTable(table, 'all');
    expect([edges[0][0], edges[1][edges[1].length - 1]]).toEqual([-7, 7]);
    expect(value([0.3, 1.2]) / Math.exp(-(0.3 ** 2 + 1.2 ** 2) / 2)).toBeCloseTo(1, 9);
  });
});
