import { expect, test } from 'vitest';
import { createStream } from '../../src/core/random.ts';
import { shiftedSobol, sobolDimensions } from '../../src/ensemble/sampling/random.ts';

const unshifted = { next: () => 0, state: () => '', restore: () => {} };

function points(next: (u: Float64Array) => void, dimensions: number, n: number): number[][] {
  const u = new Float64Array(dimensions);
  return Array.from({ length: n }, () => {
    next(u);
    return [...u];
  });
}

test("the unshifted points are those of Joe & Kuo's direction numbers", () => {
  // The first eight points of scipy.stats.qmc.Sobol(6, scramble=False), which uses the same tables, times eight.
  const first = [
    [0, 0, 0, 0, 0, 0],
    [4, 4, 4, 4, 4, 4],
    [6, 2, 2, 2, 6, 6],
    [2, 6, 6, 6, 2, 2],
    [3, 3, 5, 7, 3, 1],
    [7, 7, 1, 3, 7, 5],
    [5, 1, 7, 5, 5, 7],
    [1, 5, 3, 1, 1, 3],
  ];
  expect(points(shiftedSobol(6, unshifted), 6, 8).map((u) => u.map((x) => 8 * x))).toEqual(first);
});

test('any aligned 2^k points put one point into each of 2^k equal intervals of every coordinate, shifted or not', () => {
  for (const stream of [unshifted, createStream('net')]) {
    const next = shiftedSobol(sobolDimensions, stream);
    for (let block = 0; block < 3; block++) {
      const u = points(next, sobolDimensions, 256);
      for (let k = 0; k < sobolDimensions; k++)
        expect(new Set(u.map((x) => Math.floor(256 * x[k]))).size, `block ${block}, coordinate ${k}`).toBe(256);
    }
  }
});

test('the first two coordinates are a net: one point in every elementary rectangle of area 2^-8', () => {
  const u = points(shiftedSobol(2, createStream('rectangles')), 2, 256);
  for (let a = 0; a <= 8; a++) {
    const cells = u.map(([x, y]) => Math.floor(x * 2 ** a) * 2 ** (8 - a) + Math.floor(y * 2 ** (8 - a)));
    expect(new Set(cells).size).toBe(256);
  }
});

test('shifts with different streams give different points in [0, 1)', () => {
  const a = points(shiftedSobol(3, createStream('a')), 3, 1000);
  const b = points(shiftedSobol(3, createStream('b')), 3, 1000);
  expect(a.flat().every((x) => x >= 0 && x < 1)).toBe(true);
  expect(new Set([...a, ...b].flat()).size).toBe(6000);
});

test('more coordinates than the tables hold are refused', () => {
  expect(() => shiftedSobol(sobolDimensions + 1, unshifted)).toThrow(RangeError);
});
