import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import type { Series } from '../../src/output/run-record.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { observedMonotony } from '../../src/simulation/run-summary.ts';
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

  it('holds monotony up to the slack, and measures the largest step the wrong way', () => {
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

describe('the observed monotony', () => {
  it('is the largest increase relative to the first value, and forgives round-off', () => {
    expect(observedMonotony([0, 1, 2], [4, 3, 3.2])).toEqual({
      monotone: false,
      increase: expect.closeTo(0.05, 12),
      time: 2,
    });
    expect(observedMonotony([0, 1, 2], [4, 3, 3 + 1e-13]).monotone).toBe(true);
    expect(observedMonotony([], [])).toEqual({ monotone: true, increase: 0, time: null });
  });
});
