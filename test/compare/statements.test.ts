import { describe, expect, it } from 'vitest';
import { statementsOf } from '../../src/compare/error-parts.ts';
import { seriesOf } from './series-of.ts';

const toExact = [{ name: 'q', label: 'q', columns: [{ own: 'q', reference: 'q_exact' }] }];
const toReference = [{ name: 'q', label: 'q', columns: [{ own: 'q', reference: 'q_reference' }] }];
const nothing = { scatter: null, estimator: null, resolution: null, step: null };

describe('what a member states of its errors', () => {
  it('is for a single run what is left to a finer one, and nothing for the coarsest', () => {
    const coarse = seriesOf({ q: [1, 1.6], q_exact: [1, 2] });
    const fine = seriesOf({ q: [1, 1.8], q_exact: [1, 2] });
    const [alone] = statementsOf({ runs: [coarse], coarser: [] }, toExact);
    expect(alone).toMatchObject({ value: 1.6, reference: 2, parts: nothing, stated: null, within: null });
    const [statement] = statementsOf({ runs: [fine], coarser: [coarse] }, toExact);
    expect(statement).toMatchObject({ column: 'q', estimate: 'q', value: 1.8, reference: 2, uncertainty: 0 });
    expect(statement.parts).toEqual({ ...nothing, resolution: statement.stated });
    expect(statement.stated).toBeCloseTo(0.6, 14);
    // 0.2 away and 0.6 stated, thrice the distance; a coarser run nearly as good states too little
    expect(statement.within).toBe(true);
    expect(statementsOf({ runs: [fine], coarser: [seriesOf({ q: [1, 1.85] })] }, toExact)[0].within).toBe(false);
  });

  it('is no merit where it is wider than all that happened', () => {
    const run = seriesOf({ q: [1, 1.8], q_exact: [1, 2] });
    const [statement] = statementsOf({ runs: [run], coarser: [seriesOf({ q: [1, 1.4] })] }, toExact);
    expect(statement).toMatchObject({ change: 1, within: null });
    expect(statement.stated).toBeCloseTo(1.2, 14);
    // but an error beyond it is a failure all the same
    const far = seriesOf({ q: [1, 5], q_exact: [1, 2] });
    expect(statementsOf({ runs: [far], coarser: [seriesOf({ q: [1, 4.5] })] }, toExact)[0].within).toBe(false);
    // a constant is held against itself
    const constant = seriesOf({ q: [1, 1.1], q_exact: [1, 1] });
    expect(statementsOf({ runs: [constant], coarser: [seriesOf({ q: [1, 1.2] })] }, toExact)[0].within).toBe(true);
  });

  it("is for several seeds Student's interval of their mean, whatever the coarser runs say", () => {
    const seeds = (reference: number) => [1, 2, 3].map((value) => seriesOf({ q: [0, value], q_exact: [0, reference] }));
    const coarser = [seriesOf({ q: [0, 100] })];
    const [statement] = statementsOf({ runs: seeds(4), coarser }, toExact);
    // mean 2, standard error 1/sqrt(3), t = 4.3026527297 for 95 % and 2 degrees of freedom
    expect(statement).toMatchObject({ value: 2, parts: { resolution: null }, within: true });
    expect(statement.parts.scatter).toBeCloseTo(4.3026527297 / Math.sqrt(3), 8);
    expect(statement.stated).toBe(statement.parts.scatter);
    expect(statementsOf({ runs: seeds(4.5), coarser }, toExact)[0].within).toBe(false);
  });

  it('is the sum of its parts: those of the seeds, of the estimator and of the step', () => {
    const columns = (value: number, bias: number) => ({
      entropy_corrected: [0, 100],
      entropy_jackknife: [0, value],
      entropy_jackknife_bias: [0, bias],
      entropy_exact: [0, 0],
    });
    const runs = [1, 3].map((value, k) => seriesOf(columns(value, 0.2 + 0.2 * k)));
    const longer = { runs: [2, 4].map((value) => seriesOf(columns(value, 9))), ratio: 2, order: 2 };
    const quantities = [
      {
        name: 'entropy_corrected',
        label: 'entropy',
        columns: [{ own: 'entropy_corrected', reference: 'entropy_exact' }],
      },
    ];
    const [statement] = statementsOf({ runs, coarser: [], longer }, quantities);
    expect(statement).toMatchObject({ column: 'entropy_corrected', estimate: 'entropy_jackknife', value: 2 });
    // t = 12.7062047364 for 95 % and 1 degree of freedom; both differences are 1
    expect(statement.parts.scatter).toBeCloseTo(12.7062047364, 8);
    expect(statement.parts.estimator).toBeCloseTo(0.3, 14);
    expect(statement.parts.step).toBeCloseTo(1 / 3, 14);
    const { scatter, estimator, step } = statement.parts;
    expect(statement.stated).toBeCloseTo(scatter! + estimator! + step!, 13);
  });

  it('has the uncertainty of a reference added, and is taken where the reference was last known', () => {
    const columns = { q: [0, 1, 9], q_reference: [0, 1.5, Number.NaN], q_reference_uncertainty: [0, 0.3, Number.NaN] };
    const within = (coarse: number) =>
      statementsOf({ runs: [seriesOf(columns)], coarser: [seriesOf({ q: [0, coarse, 90] })] }, toReference)[0];
    expect(within(1.07)).toMatchObject({ value: 1, reference: 1.5, uncertainty: 0.3, within: true });
    expect(within(1.06).within).toBe(false);
  });

  it('is held against another member where that is the reference, which has no uncertainty', () => {
    const own = seriesOf({ q: [0, 1], q_reference: [0, 5], q_reference_uncertainty: [0, 9] });
    const quantities = [{ name: 'q', label: 'q', columns: [{ own: 'q', reference: 'q' }] }];
    const evidence = { runs: [own], coarser: [seriesOf({ q: [0, 1.5] })] };
    const [statement] = statementsOf(evidence, quantities, seriesOf({ q: [0, 3] }));
    expect(statement).toMatchObject({ reference: 3, uncertainty: 0, stated: 1.5, within: false });
  });

  it('is nothing where no reference is known', () => {
    const run = seriesOf({ q: [0, 1] });
    const evidence = { runs: [run], coarser: [] };
    expect(statementsOf(evidence, toExact)).toEqual([]);
    expect(statementsOf(evidence, [{ name: 'f', label: 'f', columns: [{ own: 'q' }] }])).toEqual([]);
  });
});
