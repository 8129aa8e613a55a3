import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolutionError, stepError } from '../../src/compare/error-parts.ts';
import { intervalOf } from '../../src/compare/measure.ts';
import { createStream } from '../../src/core/random.ts';
import { seriesOf } from './series-of.ts';

const q = (values: readonly number[]) => seriesOf({ q: values });
const times = Array.from({ length: 9 }, (_, k) => k);
const last = times.length - 1;

describe('what is left to a finer run', () => {
  it('is bounded by three runs of an error c(t) h^p, whatever c, the order and the ratio of the resolutions', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.3, max: 8, noNaN: true }),
        fc.double({ min: 1.2, max: 3, noNaN: true }),
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        (order, ratio, frequency) => {
          const error = (h: number) => times.map((t) => Math.cos(frequency * t) * h ** order);
          const run = (h: number) => q(error(h).map((e, k) => k + e));
          const [fine, middle, coarse] = [1, ratio, ratio ** 2].map(run);
          const stated = resolutionError(fine, [middle, coarse], 'q', last)!;
          const worst = Math.max(...error(1).map(Math.abs));
          const distance = Math.max(...times.map((k) => Math.abs(fine.columns.q[k] - middle.columns.q[k])));
          // round-off of the differences of values up to 9 is 1e-15 of their sizes
          expect(stated).toBeGreaterThanOrEqual(1.25 * worst * (1 - 1e-9) - 1e-13);
          const index = (1.25 * distance) / (Math.min(ratio ** order, 2) - 1);
          expect(Math.abs(stated / index - 1)).toBeLessThan(1e-9);
        },
      ),
    );
  });

  it('is thrice their largest distance over the run, because two errors can be alike at one time', () => {
    // Both pass through the same error at the end, where their distance says nothing.
    const coarse = q([0, 5, -4, 1]);
    const fine = q([0, 1.2, -0.5, 1]);
    expect(Math.abs(fine.columns.q[3] - coarse.columns.q[3])).toBe(0);
    expect(resolutionError(fine, [coarse], 'q', 3)).toBeCloseTo(3 * 3.8, 13);
    // later rows do not count
    expect(resolutionError(fine, [coarse], 'q', 0)).toBe(0);
  });

  it('counts on no more than a halving where the errors fell faster, because they may come to a floor', () => {
    // errors 100, 2 and 1: the last halved only, after a fiftieth
    const [fine, middle, coarse] = [1, 2, 100].map((error) => q([0, error]));
    expect(resolutionError(fine, [middle, coarse], 'q', 1)).toBe(1.25);
  });

  it('is not known of the coarsest, nor of runs that come no closer to each other', () => {
    const [a, b, c] = [q([0, 1]), q([0, 3]), q([0, 5])];
    expect(resolutionError(a, [], 'q', 1)).toBeNull();
    expect(resolutionError(a, [b, c], 'q', 1)).toBeNull();
    expect(resolutionError(a, [b], 'q', 1)).toBe(6);
    expect(resolutionError(a, [seriesOf({ other: [0, 1] })], 'q', 1)).toBeNull();
  });
});

describe('the error of the time step', () => {
  it('is that of a run whose error is c dt^p, from one with steps r times as long', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.3, max: 5, noNaN: true }),
        fc.double({ min: 1.1, max: 4, noNaN: true }),
        (order, ratio) => {
          const run = (dt: number) => q(times.map((t) => 1 + Math.sin(t) * dt ** order));
          const stated = stepError([run(1)], { runs: [run(ratio)], ratio, order }, 'q', last)!;
          const worst = Math.max(...times.map((t) => Math.abs(Math.sin(t))));
          expect(stated / worst).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  it('covers with the scatter the bias of order 2/3 of random runs, which the scatter alone does not', () => {
    const random = createStream('toy', 'step error');
    const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    const [order, seeds, cases, sigma, bias] = [2 / 3, 4, 1000, 1, 1.5];
    const runs = (factor: number) =>
      Array.from({ length: seeds }, () => q([0, bias * factor ** order + sigma * normal()]));
    let [alone, both] = [0, 0];
    for (let k = 0; k < cases; k++) {
      const own = runs(1);
      const { mean, halfWidth } = intervalOf(own.map(({ columns }) => columns.q[1]));
      const step = stepError(own, { runs: runs(2), ratio: 2, order }, 'q', 1)!;
      if (Math.abs(mean) <= halfWidth!) alone++;
      if (Math.abs(mean) <= halfWidth! + step) both++;
    }
    expect(alone / cases).toBeLessThan(0.6);
    expect(both / cases).toBeGreaterThan(0.98);
  });

  it('has the scatter of the difference, seed by seed, in it', () => {
    const own = [1, 2, 3].map((value) => q([0, value]));
    const longer = { runs: [2, 4, 6].map((value) => q([0, value])), ratio: 2, order: 1 };
    // differences 1, 2, 3: mean 2, standard error 1/sqrt(3), t = 4.3026527297 for 95 % and 2 degrees of freedom
    expect(stepError(own, longer, 'q', 1)).toBeCloseTo(2 + 4.3026527297 / Math.sqrt(3), 8);
  });

  it('is not known where the steps were no longer', () => {
    const run = q([0, 1]);
    expect(stepError([run], { runs: [run], ratio: 1, order: 2 }, 'q', 1)).toBeNull();
    expect(stepError([run], { runs: [seriesOf({ other: [0, 1] })], ratio: 2, order: 2 }, 'q', 1)).toBeNull();
  });
});
