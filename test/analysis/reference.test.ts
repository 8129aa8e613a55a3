import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localCubic, prepareReference } from '../../src/analysis/reference.ts';
import { logLogSlope } from '../../src/core/statistics.ts';

describe('the local cubic', () => {
  const increasing = fc
    .array(fc.double({ min: 0.1, max: 2, noNaN: true }), { minLength: 5, maxLength: 12 })
    .map((steps) => steps.map((_, k) => steps.slice(0, k + 1).reduce((sum, step) => sum + step, -3)));
  const coefficient = fc.double({ min: -5, max: 5, noNaN: true });

  it('is exact for cubics on any points, and says so', () => {
    fc.assert(
      fc.property(
        increasing,
        fc.tuple(coefficient, coefficient, coefficient, coefficient),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (x, [a, b, c, d], part) => {
          const cubic = (at: number) => a + at * (b + at * (c + at * d));
          const at = x[0] + part * (x[x.length - 1] - x[0]);
          const { value, error } = localCubic(x, x.map(cubic), at);
          const size = 20 * Math.max(...x.map((node) => Math.abs(node)), 1) ** 3;
          // divided differences over gaps down to a tenth amplify the round-off of the data
          expect(Math.abs(value - cubic(at))).toBeLessThan(1e-10 * size);
          expect(error).toBeLessThan(1e-8 * size);
        },
      ),
    );
  });

  it('passes through every point', () => {
    const x = [0, 0.3, 1, 1.4, 2.5, 2.6, 4];
    const y = [1, -2, 5, 0.5, 3, -1, 8];
    x.forEach((node, k) => {
      const { value, error } = localCubic(x, y, node);
      expect(value).toBeCloseTo(y[k], 12);
      expect(error).toBe(0);
    });
  });

  it('is of fourth order, at the ends too, and its estimate becomes its error', () => {
    const counts = [20, 40, 80, 160];
    const intervals: readonly ((count: number) => number)[] = [() => 0, (count) => count / 2, (count) => count - 1];
    for (const from of intervals) {
      const results = counts.map((count) => {
        const x = Array.from({ length: count + 1 }, (_, k) => (2 * k) / count);
        // the same place within an interval for every count: 0.4 of it from one of the points
        const place = (from(count) + 0.4) * (2 / count);
        const { value, error } = localCubic(x, x.map(Math.exp), place);
        return { true: Math.abs(value - Math.exp(place)) / Math.exp(place), estimated: error / Math.exp(place) };
      });
      const order = logLogSlope(
        counts,
        results.map((result) => result.true),
      );
      expect(Math.abs(order + 4)).toBeLessThan(0.1);
      for (const { true: error, estimated } of results) expect(Math.abs(estimated / error - 1)).toBeLessThan(0.15);
      const finest = results[results.length - 1];
      expect(Math.abs(finest.estimated / finest.true - 1)).toBeLessThan(0.02);
    }
  });
});

describe('the columns beside a reference', () => {
  const columns = ['energy', 'temperature.light'].map((name) => ({ name, label: `the ${name}`, unit: 'm v^2' }));
  const curve = (name: string) => ({ name, at: (t: number) => ({ value: 2 * t, uncertainty: 0.25 }) });

  it('carry the suffix before the species, and the unit of the column', () => {
    const { quantities } = prepareReference({ curves: [curve('temperature.light'), curve('energy')] }, columns);
    expect(quantities.map(({ name }) => name)).toEqual([
      'temperature_reference.light',
      'temperature_reference_error.light',
      'temperature_reference_uncertainty.light',
      'temperature_reference_excess.light',
      'energy_reference',
      'energy_reference_error',
      'energy_reference_uncertainty',
      'energy_reference_excess',
    ]);
    expect(new Set(quantities.map(({ unit }) => unit))).toEqual(new Set(['m v^2']));
  });

  it('are the reference, the distance, the uncertainty, and the distance beyond it', () => {
    const { compare } = prepareReference({ curves: [curve('temperature.light')] }, columns);
    const row = new Float64Array(4);
    compare(3, [1, 7], row);
    expect([...row]).toEqual([6, 1, 0.25, 0.75]);
    compare(3, [1, 6.125], row);
    expect([...row]).toEqual([6, 0.125, 0.25, 0]);
  });

  it('are refused for a column that the run does not have', () => {
    expect(() => prepareReference({ curves: [curve('temperature.ligth')] }, columns)).toThrow(
      'reference.columns.temperature.ligth: expected a column of the series, got temperature.ligth; did you mean temperature.light?',
    );
  });
});
