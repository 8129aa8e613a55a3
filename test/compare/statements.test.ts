import { describe, expect, it } from 'vitest';
import { statementsOf } from '../../src/compare/statements.ts';
import type { Series } from '../../src/output/run-record.ts';

/** A series of the times 0, 1, 2, ... with the columns given. */
function seriesOf(columns: Readonly<Record<string, readonly number[]>>): Series {
  const t = Object.values(columns)[0].map((_, k) => k);
  const all = { t, ...columns };
  return {
    quantities: Object.keys(all).map((name) => ({ name, label: name, unit: '1' })),
    columns: Object.fromEntries(Object.entries(all).map(([name, values]) => [name, Float64Array.from(values)])),
  };
}

const toExact = [{ name: 'q', label: 'q', columns: [{ own: 'q', truth: 'q_exact' }] }];
const toReference = [{ name: 'q', label: 'q', columns: [{ own: 'q', truth: 'q_reference' }] }];

describe('what a member states of its errors', () => {
  it('is for a single run the distance to the coarser one, and nothing for the coarsest', () => {
    const coarse = seriesOf({ q: [1, 1.4], q_exact: [1, 2] });
    const fine = seriesOf({ q: [1, 1.8], q_exact: [1, 2] });
    const [alone] = statementsOf([coarse], toExact, undefined, []);
    expect(alone).toMatchObject({ value: 1.4, truth: 2, scatter: null, resolution: null, within: null });
    const [statement] = statementsOf([fine], toExact, undefined, [coarse]);
    expect(statement).toMatchObject({ column: 'q', value: 1.8, truth: 2, uncertainty: 0, scatter: null });
    expect(statement.resolution).toBeCloseTo(0.4, 14);
    // 0.2 away and 0.4 stated; a coarser run just as good states too little
    expect(statement.within).toBe(true);
    expect(statementsOf([fine], toExact, undefined, [seriesOf({ q: [1, 1.9] })])[0].within).toBe(false);
  });

  it("is for several seeds Student's interval of their mean, whatever the coarser runs say", () => {
    const seeds = (truth: number) => [1, 2, 3].map((value) => seriesOf({ q: [0, value], q_exact: [0, truth] }));
    const coarser = [seriesOf({ q: [0, 100] })];
    const [statement] = statementsOf(seeds(4), toExact, undefined, coarser);
    // mean 2, standard error 1/sqrt(3), t = 4.3026527297 for 95 % and 2 degrees of freedom
    expect(statement).toMatchObject({ value: 2, resolution: null, within: true });
    expect(statement.scatter).toBeCloseTo(4.3026527297 / Math.sqrt(3), 8);
    expect(statementsOf(seeds(4.5), toExact, undefined, coarser)[0].within).toBe(false);
  });

  it('has the uncertainty of a reference added, and is taken where the reference was last known', () => {
    const columns = { q: [0, 1, 9], q_reference: [0, 1.5, Number.NaN], q_reference_uncertainty: [0, 0.3, Number.NaN] };
    const within = (coarse: number) =>
      statementsOf([seriesOf(columns)], toReference, undefined, [seriesOf({ q: [0, coarse, 9] })])[0];
    expect(within(1.21)).toMatchObject({ value: 1, truth: 1.5, uncertainty: 0.3, within: true });
    expect(within(1.19).within).toBe(false);
  });

  it('is held against another member where that is the truth, which has no uncertainty', () => {
    const own = seriesOf({ q: [0, 1], q_reference: [0, 5], q_reference_uncertainty: [0, 9] });
    const quantities = [{ name: 'q', label: 'q', columns: [{ own: 'q', truth: 'q' }] }];
    const [statement] = statementsOf([own], quantities, seriesOf({ q: [0, 3] }), [seriesOf({ q: [0, 2] })]);
    expect(statement).toMatchObject({ truth: 3, uncertainty: 0, resolution: 1, within: false });
  });

  it('is nothing where no truth is known', () => {
    const run = seriesOf({ q: [0, 1] });
    expect(statementsOf([run], toExact, undefined, [])).toEqual([]);
    expect(statementsOf([run], [{ name: 'f', label: 'f', columns: [{ own: 'q' }] }], undefined, [])).toEqual([]);
  });
});
