import { describe, expect, it } from 'vitest';
import { equalTable } from '../../src/compare/equal.ts';
import { meanOf, meanSeries } from '../../src/compare/measure.ts';
import type { ComparisonMember, Measured } from '../../src/output/comparison-record.ts';

/** A finished member with an error and a cost. */
function member(label: string, seconds: number, error: number | null): ComparisonMember {
  const measured: Measured = {
    ...{ particles: 1, steps: 1, evaluations: 1, memory: null, drift: { momentum: 0, energy: 0 } },
    increase: { entropy: 0, fisher: 0 },
    statements: [],
    seconds: { mean: seconds, standardError: null },
    errors: { q: error === null ? null : { mean: error, standardError: null } },
  };
  const id = `${label}@${seconds}`;
  return {
    id,
    label,
    method: label,
    resolution: seconds,
    status: 'finished',
    runs: [id],
    doubleStep: null,
    measured,
    warnings: [],
  };
}

/** error = scale cost^-order at the costs. */
const curve = (label: string, scale: number, order: number, costs: readonly number[]) =>
  costs.map((cost) => member(label, cost, scale * cost ** -order));
const quantities = [{ name: 'q', label: 'q' }];
const values = (by: 'cost' | 'error', members: readonly ComparisonMember[]): Record<string, number | null> => {
  const [{ target, values: found }] = equalTable(by, quantities, members).rows;
  return { target, ...Object.fromEntries(found.map(({ label, value }) => [label, value])) };
};

describe('the curves of error against cost', () => {
  const members = [
    ...curve('first', 1, 0.5, [1, 4, 16]),
    ...curve('second', 3, 2, [2, 5, 40]),
    member('point', 3, 1e-3),
  ];

  it('are cut at the largest common cost, exactly where they are powers', () => {
    const { target, first, second, point } = values('cost', members);
    expect(target).toBe(16);
    expect(first).toBeCloseTo(16 ** -0.5, 14);
    expect(second).toBeCloseTo(3 * 16 ** -2, 14);
    expect(point).toBeNull();
  });

  it('are cut at the smallest common error, exactly where they are powers', () => {
    const { target, first, second, point } = values('error', members);
    expect(target).toBe(0.25);
    expect(first).toBeCloseTo(16, 12);
    expect(second).toBeCloseTo(Math.sqrt(3 / 0.25), 12);
    expect(point).toBeNull();
  });

  it('are not extrapolated, and unfinished or exact members are no part of them', () => {
    const late = [...curve('first', 1, 1, [1, 2]), ...curve('second', 1, 1, [10, 20])];
    expect(values('cost', late)).toEqual({ target: 2, first: 0.5, second: null });
    const { measured: _, ...rest } = member('first', 5, 1);
    const more = [
      ...late,
      { ...rest, status: 'failed', measured: null } as const,
      member('first', 6, 0),
      member('first', 7, null),
    ];
    expect(values('cost', more)).toEqual({ target: 2, first: 0.5, second: null });
    expect(values('cost', [member('first', 1, 1)])).toEqual({ target: null, first: null });
  });
});

describe('the numbers of several seeds', () => {
  it('are means with the standard error of the mean', () => {
    expect(meanOf([3])).toEqual({ mean: 3, standardError: null });
    // variance ((-1)^2 + 0 + 1) / 2 = 1
    expect(meanOf([1, 2, 3])).toEqual({ mean: 2, standardError: Math.sqrt(1 / 3) });
  });

  it('are series of means', () => {
    const series = (values: readonly number[]) => ({
      quantities: ['t', 'q'].map((name) => ({ name, label: name, unit: '1' })),
      columns: { t: Float64Array.of(0, 1), q: Float64Array.from(values) },
    });
    expect(meanSeries([series([1, 5]), series([2, 7])]).columns).toEqual({
      t: Float64Array.of(0, 1),
      q: Float64Array.of(1.5, 6),
    });
    expect(() =>
      meanSeries([series([1, 5]), { ...series([2]), columns: { t: Float64Array.of(0), q: Float64Array.of(2) } }]),
    ).toThrow('expected series of the same length');
  });
});
