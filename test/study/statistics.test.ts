import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStream } from '../../src/core/random.ts';
import { inverseNormal, inverseStudent } from '../../src/core/special-functions.ts';
import { fitLine, lineRegression, richardson } from '../../src/study/fit-lines.ts';
import { bootstrap, deviation, mean, sampleStatistics } from '../../src/study/statistics.ts';

const options = { confidence: 0.9, resamples: 400, interval: 'bca', shared: false } as const;

/** n normal numbers. */
function normals(random: { next(): number }, n: number): number[] {
  return Array.from({ length: n }, () => inverseNormal(random.next() || 0.5));
}

/**
 * Bounds that the number of hits in `trials` with probability p leaves once in 1e4: the binomial law is normal to within
 * the rounding here.
 */
function hits(trials: number, p: number): readonly [number, number] {
  const width = 3.9 * Math.sqrt(trials * p * (1 - p));
  return [trials * p - width, trials * p + width];
}

describe('statistics of a sample', () => {
  test('are those of three numbers known by hand', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(deviation([1, 2, 6])).toBeCloseTo(Math.sqrt(7), 14);
    expect(sampleStatistics.rms([1, 2, 6])).toBeCloseTo(Math.sqrt(41 / 3), 14);
  });

  test('satisfy rms^2 = mean^2 + (n - 1)/n deviation^2', () => {
    const numbers = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(numbers, (x) => {
        const n = x.length;
        const scale = Math.max(1, ...x.map((value) => value ** 2));
        const difference = sampleStatistics.rms(x) ** 2 - mean(x) ** 2 - ((n - 1) / n) * deviation(x) ** 2;
        expect(Math.abs(difference)).toBeLessThan(1e-13 * n * scale);
      }),
    );
  });
});

describe('the bootstrap', () => {
  const trials = 300;

  test.each(['bca', 'percentile'] as const)('%s interval of a mean covers it as often as it claims', (interval) => {
    const random = createStream('coverage', interval);
    let covered = 0;
    for (let k = 0; k < trials; k++) {
      const sample = normals(random, 40);
      const { lower, upper } = bootstrap([sample], ([x]) => mean(x), { ...options, interval }, random)!;
      if (lower <= 0 && 0 <= upper) covered++;
    }
    // For 40 normal numbers the bootstrap's spread is that of n - 1 = 39: a 90 % interval covers 88.9 %.
    const [least, most] = hits(trials, 0.889);
    expect(covered).toBeGreaterThan(least);
    expect(covered).toBeLessThan(most);
  });

  test('BCa interval of a skewed statistic misses on both sides, the percentile interval on one', () => {
    const random = createStream('skew');
    const missed = { bca: [0, 0], percentile: [0, 0] };
    // The variance of normal numbers, 1.
    const variance = ([x]: readonly (readonly number[])[]) => deviation(x) ** 2;
    for (let k = 0; k < trials; k++) {
      const sample = normals(random, 30);
      for (const interval of ['bca', 'percentile'] as const) {
        const { lower, upper } = bootstrap([sample], variance, { ...options, interval }, random)!;
        if (upper < 1) missed[interval][0]++;
        if (lower > 1) missed[interval][1]++;
      }
    }
    const imbalance = ([below, above]: number[]) => below - above;
    expect(imbalance(missed.bca)).toBeLessThan(imbalance(missed.percentile));
    // The second-order interval halves the lack of coverage of the first-order one.
    const lack = ([below, above]: number[]) => below + above - 0.1 * trials;
    expect(lack(missed.bca)).toBeLessThan(0.7 * lack(missed.percentile));
  });

  test('standard error of a mean is s/sqrt(n), to the noise of the resamples', () => {
    const random = createStream('error');
    const sample = normals(random, 50);
    const { standardError } = bootstrap([sample], ([x]) => mean(x), { ...options, resamples: 4000 }, random)!;
    // Relative noise of a standard deviation of 4000 numbers is 1/sqrt(8000) = 1.1 %; the bootstrap divides by n, not n - 1.
    expect(standardError / (deviation(sample) / Math.sqrt(50))).toBeCloseTo(Math.sqrt(49 / 50), 1);
  });

  test('of shared seeds keeps what two groups have in common out of their difference', () => {
    const random = createStream('shared');
    const common = normals(random, 40);
    const groups = [common, common.map((x) => x + 1)];
    const difference = ([a, b]: readonly (readonly number[])[]) => mean(b) - mean(a);
    const width = (shared: boolean) => {
      const { lower, upper } = bootstrap(groups, difference, { ...options, shared }, random)!;
      return upper - lower;
    };
    expect(width(true)).toBeLessThan(1e-14);
    expect(width(false)).toBeGreaterThan(0.1);
  });

  test('says nothing of a single value', () => {
    expect(bootstrap([[1]], ([x]) => mean(x), options, createStream('one'))).toBeUndefined();
  });

  test('gives the same interval for the same stream', () => {
    const sample = normals(createStream('same'), 20);
    const once = () => bootstrap([sample], ([x]) => mean(x), options, createStream('twice'));
    expect(once()).toEqual(once());
  });
});

describe('the slope of a power', () => {
  test('over the seeds is in its interval as often as claimed', () => {
    const random = createStream('slopes');
    const x = [1, 4, 16, 64];
    const trials = 300;
    const settings = { confidence: 0.9, resamples: 300, interval: 'bca' } as const;
    let covered = 0;
    for (let k = 0; k < trials; k++) {
      const samples = x.map((n, place) => ({
        place: [place],
        // Names the random stream of nothing here.
        name: '',
        values: normals(random, 24).map((value) => value / Math.sqrt(n)),
        members: 24,
      }));
      // A group of its own for every trial: it names the random stream of the interval.
      const line = { group: { trial: k }, x, samples };
      const seeds = { count: 24, shared: false };
      const { interval } = fitLine(
        line,
        { against: 'n', model: 'power' },
        { name: 'noise', statistic: 'rms' },
        { statistics: settings, seeds },
      );
      if (interval!.lower <= -0.5 && -0.5 <= interval!.upper) covered++;
    }
    // 24 values of a skewed statistic: the interval is accurate to second order, some per cent short.
    const [least] = hits(trials, 0.87);
    const [, most] = hits(trials, 0.9);
    expect(covered).toBeGreaterThan(least);
    expect(covered).toBeLessThan(most);
  });
});

describe("Student's quantile", () => {
  test('is that of the closed forms for one and two degrees of freedom, and the normal one in the limit', () => {
    for (const p of [0.6, 0.9, 0.975, 0.9995]) {
      expect(inverseStudent(1, p) / Math.tan(Math.PI * (p - 0.5))).toBeCloseTo(1, 10);
      expect(inverseStudent(2, p) / ((2 * p - 1) / Math.sqrt(2 * p * (1 - p)))).toBeCloseTo(1, 10);
      expect(inverseStudent(1e6, p) / inverseNormal(p)).toBeCloseTo(1, 4);
    }
  });
});

describe('a line with normal errors', () => {
  test('has slope and intercept in their intervals as often as claimed', () => {
    const random = createStream('line');
    const x = [0, 1, 2, 3, 4];
    const trials = 2000;
    const covered = { slope: 0, intercept: 0 };
    for (let k = 0; k < trials; k++) {
      const errors = normals(random, x.length);
      const line = lineRegression(
        x,
        x.map((at, i) => 1 - 2 * at + errors[i]),
        0.95,
      );
      const within = ({ lower, upper }: { lower: number; upper: number }, value: number) =>
        lower <= value && value <= upper;
      if (within(line.slopeInterval!, -2)) covered.slope++;
      if (within(line.interceptInterval!, 1)) covered.intercept++;
    }
    const [least, most] = hits(trials, 0.95);
    for (const count of Object.values(covered)) {
      expect(count).toBeGreaterThan(least);
      expect(count).toBeLessThan(most);
    }
  });

  test('through two points is exact and has no interval', () => {
    expect(lineRegression([1, 2], [5, 3], 0.95)).toEqual({
      slope: -2,
      intercept: 7,
      slopeInterval: undefined,
      interceptInterval: undefined,
    });
  });
});

describe('Richardson extrapolation', () => {
  const order = fc.double({ min: 0.3, max: 6, noNaN: true });
  const coefficient = fc.oneof(
    fc.double({ min: 0.1, max: 3, noNaN: true }),
    fc.double({ min: -3, max: -0.1, noNaN: true }),
  );
  const grids = fc.constantFrom([0.4, 0.2, 0.1], [0.1, 0.15, 0.3, 0.45], [1 / 10, 1 / 14, 1 / 18]);

  test('recovers limit and order of an exact power from any three points', () => {
    fc.assert(
      fc.property(order, coefficient, grids, (p, c, x) => {
        const values = x.map((each) => 2 + c * each ** p);
        const found = richardson(x, values, 0.95);
        // The finest difference holds the digits that are left: c x^p (r^p - 1) of 2.
        const digits = 1e-14 / (Math.abs(c) * Math.min(...x) ** p * 0.1 * p);
        expect(Math.abs(found.order - p)).toBeLessThan(1e-12 + 50 * digits);
        expect(Math.abs(found.limit - 2)).toBeLessThan(1e-12 + 50 * digits);
      }),
    );
  });

  test('with a given order fits all points', () => {
    const x = [0.4, 0.3, 0.2, 0.1];
    const { limit, regression } = richardson(
      x,
      x.map((each) => 1 - each ** 2),
      0.95,
      2,
    );
    expect(limit).toBeCloseTo(1, 14);
    expect(regression?.slope).toBeCloseTo(-1, 13);
  });

  test('finds no order in a sequence that is not monotone or does not converge', () => {
    expect(richardson([0.4, 0.2, 0.1], [1, 2, 1.5], 0.95).order).toBeNaN();
    expect(richardson([0.4, 0.2, 0.1], [1, 2, 4], 0.95).order).toBeNaN();
  });
});
