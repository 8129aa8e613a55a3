import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStream } from '../../src/core/random.ts';
import type { Dimension } from '../../src/core/vector-field.ts';
import type { Distribution } from '../../src/ensemble/distribution.ts';
import { createDistribution, type Initial } from '../../src/ensemble/distributions.ts';
import { gridTable } from '../../src/ensemble/grid-table.ts';
import { shiftedSobol } from '../../src/ensemble/sampling/random.ts';
import { productMoments } from './quadrature.ts';

const species = (dimension: Dimension) => ({ dimension, mass: 2, density: 1.5 });

/** Unequal steps. */
const axisOf = (lower: number, upper: number, count: number) =>
  Float64Array.from({ length: count }, (_, j) => {
    const x = j / (count - 1);
    return lower + (upper - lower) * (x + 0.06 * Math.sin(2 * Math.PI * x));
  });

/** The values of g on the grid, in row order. */
function valuesOn(axes: readonly Float64Array[], g: (v: number[]) => number): Float64Array {
  const points = axes.reduce<number[][]>((all, axis) => all.flatMap((p) => Array.from(axis, (x) => p.concat(x))), [[]]);
  return Float64Array.from(points, g);
}

function tabulatedOn(kind: 'grid' | 'gyrotropic', axes: readonly Float64Array[], g: (v: number[]) => number) {
  return { path: 'f.npz', kind, axes, values: valuesOn(axes, g) };
}

/** Mean and covariance of points of the law. */
function sampled(f: Distribution, count: number) {
  const d = f.dimension;
  const next = shiftedSobol(f.uniforms, createStream(3, 'a', 'sampling'));
  const u = new Float64Array(f.uniforms);
  const v = new Float64Array(d);
  const mean = new Array<number>(d).fill(0);
  const covariance = new Array<number>(d * d).fill(0);
  for (let p = 0; p < count; p++) {
    next(u);
    f.transform(u, v);
    for (let k = 0; k < d; k++) {
      mean[k] += v[k] / count;
      for (let l = 0; l < d; l++) covariance[k * d + l] += ((v[k] - f.velocity[k]) * (v[l] - f.velocity[l])) / count;
    }
  }
  return { mean, covariance };
}

function expectLaw(f: Distribution, digits = 2, count = 2 ** 14): void {
  const { mean, covariance } = sampled(f, count);
  for (const [k, u] of f.velocity.entries()) expect(mean[k]).toBeCloseTo(u, digits);
  for (const [kl, c] of f.covariance.entries()) expect(covariance[kl]).toBeCloseTo(c, digits);
}

describe.each([2, 3] as const)('in d = %i', (d) => {
  const oblique: Initial = {
    'bi-maxwellian': {
      parallel: 0.8,
      perpendicular: 1.6,
      axis: [1, 2, -2].slice(0, d),
      drift: [0.3, -0.2, 0.1].slice(0, d),
    },
  };
  const exact = createDistribution(oblique, species(d));
  const axes = [0, 1, 2].slice(0, d).map((k) => axisOf(-5 - 0.2 * k, 5, d === 2 ? 31 : 19));
  const f = createDistribution(
    { tabulated: { table: tabulatedOn('grid', axes, (v) => 7 * exact.value(v)) } },
    species(d),
  );

  test('a Maxwellian of any drift and axes on a grid is that Maxwellian between the nodes too', () => {
    for (let p = 0; p < 50; p++) {
      const v = axes.map((_, k) => 3 * Math.sin(p * (k + 1) + k));
      expect(f.value(v) / exact.value(v)).toBeCloseTo(1, 5);
    }
    expect(f.value(axes.map(() => 5.5))).toBe(0);
    for (const [k, u] of exact.velocity.entries()) expect(f.velocity[k]).toBeCloseTo(u, 6);
    for (const [kl, c] of exact.covariance.entries()) expect(f.covariance[kl]).toBeCloseTo(c, 5);
  });

  test('its samples have the law', () => {
    expectLaw(f);
  });

  test('a drift moves it', () => {
    const drift = [1, 2, 3].slice(0, d);
    const table = tabulatedOn('grid', axes, (v) => exact.value(v));
    const moved = createDistribution({ tabulated: { table, drift } }, species(d));
    expect(moved.value(drift) / f.value(drift.map(() => 0))).toBeCloseTo(1, 10);
    for (const [k, u] of f.velocity.entries()) expect(moved.velocity[k]).toBeCloseTo(u + drift[k], 10);
  });

  test('a table of v_par and v_perp is symmetric about its axis, and has the moments of what it interpolates', () => {
    const axis = [2, -1, 2].slice(0, d);
    const drift = [0.4, 0.2, -0.3].slice(0, d);
    // A mean velocity along the axis; the first v_perp is half a cell from it.
    const g = ([par, perp]: number[]) => Math.exp(-((par - 0.5) ** 2) / 0.9 - perp ** 2 / 1.7);
    const table = tabulatedOn('gyrotropic', [axisOf(-4, 5, 41), axisOf(0.08, 5.5, 33)], g);
    const bi = createDistribution({ tabulated: { table, axis, drift } }, species(d));
    const length = Math.hypot(...axis);
    const same: Initial = {
      'bi-maxwellian': {
        ...{ parallel: 0.9, perpendicular: 1.7, axis },
        drift: drift.map((u, k) => u + (0.5 * axis[k]) / length),
      },
    };
    const expected = createDistribution(same, { ...species(d) });
    for (let p = 0; p < 30; p++) {
      const v = drift.map((u, k) => u + 2 * Math.sin(p * (k + 1) + k));
      expect(bi.value(v) / expected.value(v)).toBeCloseTo(1, 5);
    }
    for (const [k, u] of expected.velocity.entries()) expect(bi.velocity[k]).toBeCloseTo(u, 6);
    for (const [kl, c] of expected.covariance.entries()) expect(bi.covariance[kl]).toBeCloseTo(c, 5);
    expectLaw(bi);
  });

  test('an expression is what it says', () => {
    const text = d === 2 ? 'exp(-v^2/2)*(1+0.5*vx)^2' : 'exp(-v^2/2)*(1+0.5*vz)^2';
    // In space the box is as wide as 16 cells along an axis resolve.
    const half = d === 2 ? 7 : 6.5;
    const own = createDistribution({ expression: { f: text, box: [-half, half] } }, species(d));
    const g = (v: readonly number[]) =>
      Math.exp(-v.reduce((sum, x) => sum + x * x, 0) / 2) * (1 + 0.5 * v[d === 2 ? 0 : 2]) ** 2;
    const [a, b] = [[0.3, -1, 0.5].slice(0, d), [1, 0.2, -0.7].slice(0, d)];
    expect(own.value(a) / own.value(b)).toBeCloseTo(g(a) / g(b), 12);
    // <1 + x + x^2/4> = 5/4, <x (..)> = 1, of the variance 2 <x^2 (..)> = 1 + 3/4 over 5/4, less the square of the mean.
    expect(own.velocity[d === 2 ? 0 : 2]).toBeCloseTo(1 / 1.25, 8);
    expect(own.covariance[d === 2 ? 0 : 8]).toBeCloseTo(1.75 / 1.25 - 0.64, 7);
    const { density } = productMoments(
      own,
      own.velocity.map(() => 0),
      half,
      26,
    );
    expect(density).toBeCloseTo(1.5, 8);
    expectLaw(own, 2, 2 ** 14);
  });
});

test('tables stay positive where they are, and all values are met', () => {
  const tables = fc.tuple(fc.integer({ min: 3, max: 6 }), fc.integer({ min: 3, max: 6 })).chain(([a, b]) =>
    fc.tuple(
      fc.constant([axisOf(-1, 1, a), axisOf(0, 3, b)]),
      fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-300, max: 1e3, noNaN: true })), {
        minLength: a * b,
        maxLength: a * b,
      }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    ),
  );
  fc.assert(
    fc.property(tables, ([axes, values, s, t]) => {
      const { value } = gridTable(axes, Float64Array.from(values));
      const point = [-1 + 2 * s, 3 * t];
      expect(value(point)).toBeGreaterThanOrEqual(0);
      if (values.every((f) => f > 0)) expect(value(point)).toBeGreaterThan(0);
      axes[0].forEach((x, i) => {
        axes[1].forEach((y, j) => {
          const wanted = values[i * axes[1].length + j];
          expect(Math.abs(value([x, y]) - wanted)).toBeLessThanOrEqual(1e-10 * wanted);
        });
      });
    }),
  );
});

test('zeros far out do no harm inside', () => {
  const g = (v: number[]) => (Math.abs(v[0]) > 4.2 ? 0 : Math.exp(-(v[0] ** 2) - v[1] ** 2 + v[0] * v[1]));
  const { value } = gridTable(
    [axisOf(-5, 5, 31), axisOf(-5, 5, 31)],
    valuesOn([axisOf(-5, 5, 31), axisOf(-5, 5, 31)], g),
  );
  for (let p = 0; p < 30; p++) {
    const v = [3 * Math.sin(p), 3 * Math.cos(2 * p)];
    expect(value(v) / g(v)).toBeCloseTo(1, 9);
  }
  expect(value([4.9, 0])).toBe(0);
});

test('a table with an edge has the moments of the linear interpolation', () => {
  const axes = [Float64Array.of(-1, 0, 1), Float64Array.of(-1, 0, 1)];
  const f = createDistribution(
    { tabulated: { table: { path: 'f', kind: 'grid', axes, values: Float64Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0) } } },
    species(2),
  );
  // A product of two hats: variance 1/6 each, integral 1.
  expect(f.value([0, 0])).toBeCloseTo(1.5, 12);
  expect(f.covariance[0]).toBeCloseTo(1 / 6, 12);
  expect(f.covariance[1]).toBeCloseTo(0, 12);
  expectLaw(f, 3);
});

test.each<[string, Initial, RegExp]>([
  [
    'negative',
    { expression: { f: 'vx', box: [-1, 1] } },
    /expected f >= 0 in the box, got -.* at \(-.*; fit the box to f, or cut it with max\(0/,
  ],
  [
    'with an edge',
    { expression: { f: 'v < 0.7', box: [-1, 1] } },
    /moments are accurate to 0.000001.*smooth its edges/,
  ],
  ['nowhere', { expression: { f: '0', box: [-1, 1] } }, /expected f > 0 somewhere/],
  [
    'of an unknown name',
    { expression: { f: 'exp(-w)', box: [-1, 1] } },
    /an expression in vx, vy, v with the functions exp/,
  ],
  ['with a random number', { expression: { f: 'random(1)', box: [-1, 1] } }, /an expression in vx/],
  ['that assigns', { expression: { f: 'vx = 3', box: [-1, 1] } }, /an expression in vx/],
  ['that reaches out', { expression: { f: 'vx.constructor', box: [-1, 1] } }, /an expression in vx/],
  ['that is a text', { expression: { f: '"a"', box: [-1, 1] } }, /expected f >= 0 in the box, got NaN/],
  ['of brackets', { expression: { f: '('.repeat(5000), box: [-1, 1] } }, /an expression in vx/],
  ['in an empty box', { expression: { f: '1', box: [1, 1] } }, /lower < upper/],
])('an expression %s is refused', (_name, initial, told) => {
  expect(() => createDistribution(initial, species(2))).toThrow(told);
});
