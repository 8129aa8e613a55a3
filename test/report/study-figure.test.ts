import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SlopedLine, slopeNotes } from '../../src/report/study-figure.ts';

const x = { domain: [1, 100], type: 'log' } as const;
const y = { domain: [1e-6, 1], type: 'log' } as const;
const power = (height: number, slope: number): SlopedLine => ({
  ...{ colour: 'black', ends: [1, 100], power: true, slope },
  at: (x) => height * x ** slope,
});
const part = (at: readonly [number, number]) => [Math.log(at[0]) / Math.log(100), 1 + Math.log(at[1]) / Math.log(1e6)];

test('A slope stands at its line, with the rise of its triangle', () => {
  const [{ path, text, at }] = slopeNotes([power(1, -2)], x, y);
  const [, corner, end] = path;
  const [start] = path;
  expect(Math.log(end[1] / start[1]) / Math.log(end[0] / start[0])).toBeCloseTo(-2, 12);
  expect(corner).toEqual([end[0], start[1]]);
  expect([text, at[0]]).toEqual(['slope −2', end[0]]);
});

test('Two of three lines at one height have their slopes side by side, and no words stand over others', () => {
  expect(slopeNotes([power(1, -2), power(1, -2.1), power(1, -1.9)], x, y)).toHaveLength(2);
  const lines = fc.array(
    fc.tuple(fc.double({ min: 1e-3, max: 1, noNaN: true }), fc.double({ min: -3, max: 0, noNaN: true })),
    {
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(lines, (each) => {
      const places = slopeNotes(
        each.map(([height, slope]) => power(height, slope)),
        x,
        y,
      ).map(({ at }) => part(at));
      for (const [k, [across, up]] of places.entries())
        for (const [other, height] of places.slice(0, k))
          expect(Math.abs(across - other) >= 0.4 || Math.abs(up - height) >= 0.13).toBe(true);
    }),
  );
});
