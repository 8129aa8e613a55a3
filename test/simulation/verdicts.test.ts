import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import type { Series } from '../../src/output/run-record.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { observedMonotonicity } from '../../src/simulation/run-summary.ts';
import { checkExpectations, judge } from '../../src/simulation/verdicts.ts';

const series: Series = {
  quantities: [],
  columns: {
    t: Float64Array.of(0, 0.1, 0.2, 0.30000000000000004),
    falling: Float64Array.of(4, 3, 2, 1),
    bumpy: Float64Array.of(4, 3, 3.5, 1),
    broken: Float64Array.of(1, Number.NaN, 1, 1),
  },
};

/** The expect block as a scenario gives it. */
function expectations(block: string) {
  return parseScenario(
    `
title: verdicts
dimension: 2
species:
  - { name: a, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: lattice, count: 16 } }
collisions: { exponent: 0 }
time: { step: 0.1, until: 0.3 }
output: { every: 0.1 }
expect: ${block}
`,
    'verdicts.yaml',
  ).expect;
}

const passed = (block: string) => judge(expectations(block), series).map((verdict) => verdict.passed);

describe('a verdict', () => {
  it('holds bounds at the end, at a row, and at every row', () => {
    expect(passed('{ falling: { below: 1 } }')).toEqual([true]);
    expect(passed('{ falling: { below: 0.99 } }')).toEqual([false]);
    expect(passed('{ falling: { at: 0.3, above: 1 } }')).toEqual([true]);
    expect(passed('{ falling: { at: 0.1, near: 3.1, within: 0.1001 } }')).toEqual([true]);
    expect(passed('{ falling: { at: 0.1, near: 3.1, within: 0.03, relative: true } }')).toEqual([false]);
    expect(passed('{ falling: { at: always, below: 4, above: 1 } }')).toEqual([true, true]);
    expect(passed('{ falling: { at: always, below: 3.9 } }')).toEqual([false]);
  });

  it('names the worst row and its value', () => {
    const [verdict] = judge(expectations('{ bumpy: { at: always, near: 3, within: 1.5 } }'), series);
    expect(verdict).toMatchObject({ passed: false, measured: 1, expected: '3 +- 1.5 always' });
    expect(verdict.time).toBeCloseTo(0.3, 12);
  });

  it('holds monotonicity up to the slack, and measures the largest step the wrong way', () => {
    expect(passed('{ falling: { never: increases } }')).toEqual([true]);
    expect(passed('{ falling: { never: decreases } }')).toEqual([false]);
    const [verdict] = judge(expectations('{ bumpy: { never: increases } }'), series);
    expect(verdict).toMatchObject({ passed: false, measured: 0.5, time: 0.2 });
    expect(passed('{ bumpy: { never: increases, slack: 0.13 } }')).toEqual([true]);
  });

  it('fails whatever is not a number', () => {
    expect(passed('{ broken: { at: always, below: 10 } }')).toEqual([false]);
    expect(passed('{ broken: { never: increases } }')).toEqual([false]);
    expect(judge(expectations('{ broken: { at: 0.1, below: 10 } }'), series)[0]).toMatchObject({
      passed: false,
      measured: null,
    });
  });

  it('cannot be passed by a run that has no such row', () => {
    const empty = { quantities: [], columns: { t: new Float64Array(0), falling: new Float64Array(0) } };
    expect(judge(expectations('{ falling: { below: 10 } }'), empty)[0].passed).toBe(false);
    expect(judge(expectations('{ falling: { never: increases } }'), empty)[0].passed).toBe(false);
  });

  it('is refused before the run for an unknown column, with a suggestion, and for a time that is no row', () => {
    const check = (block: string) => () =>
      checkExpectations(expectations(block), ['t', 'falling', 'energy_drift'], [0, 0.1, 0.2, 0.3]);
    expect(check('{ energy_drfit: { below: 1 } }')).toThrow(/expect.energy_drfit: .*did you mean energy_drift\?/);
    expect(check('{ falling: { at: 0.15, below: 1 } }')).toThrow(InputError);
    expect(check('{ falling: { at: 0.15, below: 1 } }')).toThrow(/multiple of output.every\), got 0.15/);
    expect(check('{ falling: { at: 0.2, below: 1 } }')).not.toThrow();
  });
});

describe('the verdict of a run that goes on later', () => {
  const open = (block: string) =>
    judge(expectations(block), series, true).map(({ passed: holds, pending }) => (pending ? 'pending' : holds));

  it('is pending for what is expected at the end or at a time to come, whatever the rows so far say', () => {
    expect(open('{ falling: { below: 10 } }')).toEqual(['pending']);
    expect(open('{ falling: { below: -10 } }')).toEqual(['pending']);
    const later = judge({ falling: [{ at: 0.7, below: 10, slack: 0, relative: false }] } as never, series, true);
    expect(later).toMatchObject([{ pending: true, passed: false, measured: null }]);
  });

  it('is pending for what holds so far and always, and a failure for what is refuted', () => {
    expect(open('{ falling: { at: always, below: 4 } }')).toEqual(['pending']);
    expect(open('{ falling: { at: always, below: 3.9 } }')).toEqual([false]);
    expect(open('{ falling: { never: increases } }')).toEqual(['pending']);
    expect(open('{ bumpy: { never: increases } }')).toEqual([false]);
  });

  it('is decided for a time that has its row', () => {
    expect(open('{ falling: { at: 0.1, near: 3, within: 0.1 } }')).toEqual([true]);
    expect(open('{ falling: { at: 0.1, near: 2, within: 0.1 } }')).toEqual([false]);
  });
});

/** The columns of a best estimate. */
function told(value: readonly number[], error: number, deviation = 0) {
  const constant = (one: number) => Float64Array.from(value, () => one);
  return {
    t: Float64Array.from(value, (_, k) => k),
    fisher_best: Float64Array.from(value),
    fisher_best_error: constant(error),
    fisher_best_deviation: constant(deviation),
  };
}

describe('the observed monotonicity', () => {
  it('is an increase when one lower bound lies above an earlier upper bound', () => {
    expect(observedMonotonicity(told([4, 3, 3.2], 0.09), 'fisher')).toMatchObject({
      answer: 'increases',
      rise: expect.closeTo(0.2, 12),
      riseError: expect.closeTo(0.18, 10),
      from: 1,
      to: 2,
    });
    expect(observedMonotonicity(told([4, 3, 3.2], 0.11), 'fisher').answer).toBe('undetermined');
    // over several rows too, each of whose steps is below the error
    expect(observedMonotonicity(told([3, 3.1, 3.2, 3.3], 0.1), 'fisher')).toMatchObject({
      answer: 'increases',
      from: 0,
      to: 3,
    });
  });

  it('is no increase when it falls by more than the error and no row is above the one before it', () => {
    expect(observedMonotonicity(told([4, 3, 2], 0.1), 'fisher')).toMatchObject({
      answer: 'does not increase',
      change: -2,
      changeError: expect.closeTo(0.2, 10),
      hidden: 0,
    });
    expect(observedMonotonicity(told([4, 3.9, 2], 0.1), 'fisher').hidden).toBeCloseTo(0.1, 10);
    expect(observedMonotonicity(told([4, 3, 3 + 1e-13], 0.1), 'fisher').answer).toBe('does not increase');
    expect(observedMonotonicity(told([4, 3, 2], 1.1), 'fisher').answer).toBe('undetermined');
    expect(observedMonotonicity(told([4, 3, 3.05, 2], 0.1), 'fisher').answer).toBe('undetermined');
  });

  it('is undetermined without rows, with one row, with a NaN, or without an error', () => {
    const reasons = [[], [4], [4, Number.NaN, 2], [4, 3]].map((values, k) => {
      const { answer, reason } = observedMonotonicity(told(values, k === 3 ? Number.NaN : 0), 'fisher');
      expect(answer).toBe('undetermined');
      return reason;
    });
    expect(reasons).toEqual([
      'there is no row',
      'there is only one row',
      'the estimate is not finite in every row',
      'its error is not known',
    ]);
    expect(observedMonotonicity({}, 'fisher').answer).toBe('undetermined');
  });

  it('takes noise of an equilibrium for noise, and needs more of it the more rows there are', () => {
    const wave = (rows: number) => Array.from({ length: rows }, (_, k) => 3 + 0.01 * Math.sin(k));
    expect(observedMonotonicity(told(wave(10), 0, 0.01), 'fisher').answer).toBe('undetermined');
    const jump = (rows: number) => Array.from({ length: rows }, (_, k) => (k < rows - 1 ? 3 : 3.08));
    expect(observedMonotonicity(told(jump(2), 0, 0.01), 'fisher').answer).toBe('increases');
    expect(observedMonotonicity(told(jump(3), 0, 0.01), 'fisher').answer).toBe('undetermined');
  });

  it('counts of the smoothing only what varies', () => {
    const columns = (corrected: readonly number[]) => ({
      ...told([4, 4.001, 4.0014], 0.003),
      fisher_extrapolated: Float64Array.of(4, 4.001, 4.0014),
      fisher_corrected: Float64Array.from(corrected),
    });
    expect(observedMonotonicity(columns([3.997, 3.998, 3.9984]), 'fisher').answer).toBe('increases');
    expect(observedMonotonicity(columns([3.997, 3.9985, 4.001]), 'fisher').answer).toBe('undetermined');
  });
});
