import fc from 'fast-check';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { eachNode, type Lattice, nodeCount } from '../../src/core/lattice.ts';
import { sphereAverages } from '../../src/report/charts/radial-profile.ts';
import { divergingMap, imageAddress, sequentialMap } from '../../src/report/colour.ts';
import { latticeMoments, planeOf, resample } from '../../src/report/lattice-plane.ts';

function lattice(shape: readonly number[], spacing = 0.25): Lattice {
  return {
    d: shape.length as 2 | 3,
    spacing,
    anchor: shape.map(() => 0.1),
    first: shape.map((nodes) => -Math.floor(nodes / 2)),
    shape,
  };
}

function sample(grid: Lattice, f: (v: ArrayLike<number>) => number): Float64Array {
  const values = new Float64Array(nodeCount(grid));
  eachNode(grid, (v, node) => {
    values[node] = f(v);
  });
  return values;
}

describe('a section through a lattice', () => {
  it('puts the first axis across and the second one up', () => {
    const grid = lattice([16, 12]);
    const plane = planeOf(
      grid,
      sample(grid, (v) => v[0] + 10 * v[1]),
      [0, 1],
      [0, 0],
    );
    const size = 8;
    const pixels = resample(plane, { centre: [0, 0], half: 0.8 }, size);
    const at = (column: number, row: number) => pixels[row * size + column];
    for (let column = 0; column < size; column++)
      for (let row = 0; row < size; row++)
        expect(at(column, row)).toBeCloseTo(-0.7 + 0.2 * column + 10 * (-0.7 + 0.2 * row), 10);
  });

  it('is exact for quadratic functions between the nodes, and zero outside of the lattice', () => {
    const grid = lattice([20, 20]);
    const coefficient = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.array(coefficient, { minLength: 6, maxLength: 6 }), ([a, b, c, d, e, g]) => {
        const f = (x: number, y: number) => a + b * x + c * y + d * x * x + e * x * y + g * y * y;
        const plane = planeOf(
          grid,
          sample(grid, (v) => f(v[0], v[1])),
          [0, 1],
          [0, 0],
        );
        const size = 7;
        const half = 1.3;
        resample(plane, { centre: [0.2, -0.1], half }, size).forEach((value, k) => {
          const x = 0.2 - half + ((2 * (k % size) + 1) * half) / size;
          const y = -0.1 - half + ((2 * Math.floor(k / size) + 1) * half) / size;
          expect(Math.abs(value - f(x, y))).toBeLessThan(1e-11);
        });
        expect(resample(plane, { centre: [50, 0], half: 1 }, 4).every((value) => value === 0)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('interpolates the third axis linearly, whichever it is', () => {
    const grid = lattice([7, 6, 8]);
    for (const [axes, normal] of [
      [[0, 1], 2],
      [[0, 2], 1],
      [[1, 2], 0],
    ] as const) {
      const values = sample(grid, (v) => v[0] + 2 * v[1] - 3 * v[2]);
      const point = [0.07, -0.11, 0.03];
      const plane = planeOf(grid, values, axes, point);
      const slope = [1, 2, -3];
      for (let i = 0; i < plane.along; i++)
        for (let j = 0; j < plane.across; j++) {
          const first = plane.first[0] + i * plane.spacing;
          const second = plane.first[1] + j * plane.spacing;
          const expected = slope[axes[0]] * first + slope[axes[1]] * second + slope[normal] * point[normal];
          expect(plane.values[i * plane.across + j]).toBeCloseTo(expected, 12);
        }
    }
  });
});

describe('moments on a lattice', () => {
  it('are those of a drifting anisotropic Maxwellian to the accuracy of the lattice rule', () => {
    const grid = lattice([60, 60, 60], 0.3);
    const [u, s] = [
      [0.3, -0.2, 0.1],
      [1, 1.2, 0.8],
    ];
    const f = (v: ArrayLike<number>) => Math.exp(-u.reduce((sum, uk, k) => sum + ((v[k] - uk) / s[k]) ** 2 / 2, 0));
    const { velocity, variance } = latticeMoments(grid, sample(grid, f));
    for (const k of [0, 1, 2]) {
      expect(velocity[k]).toBeCloseTo(u[k], 10);
      expect(variance[k]).toBeCloseTo(s[k] ** 2, 10);
    }
  });

  it('averages over spheres are those of a Maxwellian to round-off, and of a quadratic f from its centre on', () => {
    const grid = lattice([24, 24, 24]);
    const centre = [0.05, 0, -0.1];
    const speeds = Float64Array.from({ length: 16 }, (_, k) => k / 8);
    const at = (v: ArrayLike<number>) => Math.hypot(v[0] - centre[0], v[1] - centre[1], v[2] - centre[2]);
    const f = (speed: number) => Math.exp(-(speed ** 2) / 2);
    sphereAverages(
      grid,
      sample(grid, (v) => f(at(v))),
      centre,
      speeds,
    ).forEach((value, k) => {
      expect(Math.abs(value - f(speeds[k]))).toBeLessThan(1e-13);
    });
    // Negative, so that f itself is interpolated; the part of degree one has no average.
    sphereAverages(
      grid,
      sample(grid, (v) => at(v) ** 2 - 100 + 3 * (v[0] - centre[0])),
      centre,
      speeds,
    ).forEach((value, k) => {
      expect(Math.abs(value - (speeds[k] ** 2 - 100))).toBeLessThan(1e-12);
    });
  });
});

describe('images', () => {
  const pixels = (address: string) => decode(Buffer.from(address.split(',')[1], 'base64'));

  it('have the highest row first and the ends of the scale at its ends', () => {
    const map = sequentialMap(2);
    const { data, width, height, palette } = pixels(imageAddress(Float64Array.of(0, 2, 1, -5), 2, map));
    expect([width, height]).toEqual([2, 2]);
    expect(Array.from(data)).toEqual([128, 0, 0, 255]);
    expect(palette![0]).toEqual([0x44, 0x01, 0x54]);
    expect(palette![255]).toEqual([0xfd, 0xe7, 0x25]);
  });

  it('show zero of a diverging scale as the page itself, and both signs alike', () => {
    const { data, palette } = pixels(imageAddress(Float64Array.of(-1, 0, 1), 3, divergingMap(1)));
    const [low, zero, high] = Array.from(data, (index) => palette![index]);
    expect(zero[3]).toBe(0);
    expect(low[3]).toBe(high[3]);
    expect(low[2]).toBeGreaterThan(low[0]);
    expect(high[0]).toBeGreaterThan(high[2]);
  });
});
