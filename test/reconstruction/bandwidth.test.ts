import { describe, expect, it } from 'vitest';
import { createVectorField } from '../../src/core/vector-field.ts';
import { bandwidthRules, mollifierVariances } from '../../src/reconstruction/bandwidth.ts';
import { equallyWeighted, gaussianSample, meanAndError, moved } from './samples.ts';

const rules = Object.values(bandwidthRules);

/** kappa of a Maxwellian of temperature 1 that minimises the mean integrated square error of f ~, in closed form. */
function squareError(d: number, N: number, eps: number): number {
  const gauss = (s: number) => (2 * Math.PI * s) ** (-d / 2);
  return gauss(2 * eps) / N + (1 - 1 / N) * gauss(2 * (1 + eps)) - 2 * gauss(2 + eps) + gauss(2);
}

describe.each([2, 3] as const)('in d = %i', (d) => {
  const unit = new Array<number>(d).fill(1);

  it.each(rules)('$name does not feel a shift, and follows the temperature', (rule) => {
    const sample = gaussianSample(unit, 500, 1);
    const kappa = rule.particles(2, equallyWeighted(sample));
    expect(rule.particles(2, equallyWeighted(moved(sample, 1, 8)))).toBeCloseTo(kappa, 10);
    expect(rule.particles(2, equallyWeighted(moved(sample, 4, 0)))).toBeCloseTo(16 * kappa, 10);
    expect(rule.particles(6, equallyWeighted(sample))).toBeCloseTo(3 * kappa, 10);
  });

  it.each(rules)("$name gives a Maxwellian's particles the kappa that it promises", (rule) => {
    for (const count of [500, 4000]) {
      const ratios = Array.from(
        { length: 4 },
        (_, seed) =>
          rule.particles(1, equallyWeighted(gaussianSample(unit, count, seed))) / rule.maxwellian(d, 1, count),
      );
      // k of the nearest neighbours is tuned in d = 2; in d = 3 the balls are a fifth too large. Their median scatters by 8 %.
      const expected = rule.name === 'nearest-neighbours' && d === 3 ? 1.2 : 1;
      expect(Math.abs(meanAndError(ratios).mean - expected)).toBeLessThan(0.1);
    }
  });

  it("silverman's kappa is close to the minimum of the mean integrated square error", () => {
    const N = 10_000;
    const kappa = bandwidthRules.silverman.maxwellian(d, 1, N);
    const least = squareError(d, N, kappa);
    // the rule is the minimum of the two leading terms for small kappa
    for (const factor of [0.6, 1.7]) expect(squareError(d, N, factor * kappa)).toBeGreaterThan(1.05 * least);
    for (const factor of [0.9, 1.1, 1.3]) expect(squareError(d, N, factor * kappa)).toBeGreaterThan(least * 0.98);
  });

  it('nearest-neighbours sees the width of two beams, the others their distance', () => {
    const beams = (distance: number) => {
      const sample = gaussianSample(unit, 1000, 3);
      return equallyWeighted(
        createVectorField(
          d,
          1000,
          sample.data.map((v, c) => (c < 500 ? v + distance : v)),
        ),
      );
    };
    const growth = (rule: (typeof rules)[number]) => rule.particles(1, beams(40)) / rule.particles(1, beams(10));
    expect(growth(bandwidthRules['nearest-neighbours'])).toBeCloseTo(1, 10);
    // T grows by the square of half the distance over d
    const expected = (1 + 400 / d) / (1 + 25 / d);
    for (const rule of [bandwidthRules.silverman, bandwidthRules.scott])
      expect(growth(rule) / expected).toBeCloseTo(1, 1);
  });
});

it('nearest-neighbours refuses particles of unequal weight and says what to take', () => {
  const velocities = gaussianSample([1, 1], 100, 4);
  const weights = Float64Array.from({ length: 100 }, (_, p) => 1 + p);
  expect(() => bandwidthRules['nearest-neighbours'].particles(1, { weights, velocities })).toThrow(
    /method\.smoothing\.rule: expected particles of equal weight .* take silverman/,
  );
});

it('silverman and scott agree in the plane and differ by 7 % in space', () => {
  const ratio = (d: number) =>
    bandwidthRules.scott.maxwellian(d, 1, 1000) / bandwidthRules.silverman.maxwellian(d, 1, 1000);
  expect(ratio(2)).toBeCloseTo(1, 12);
  expect(ratio(3)).toBeCloseTo(1.25 ** (2 / 7), 12);
});

describe('moment-preserving mollifiers', () => {
  const gas = { name: 'gas', mass: 2, count: 400, spacing: 0.4, variance: 1, narrowest: 0.5 };
  const [widest, usual] = [1.5, 0.64];
  const given = (rule: Parameters<typeof mollifierVariances>[0], species = gas) =>
    mollifierVariances(rule, 'moment-preserving', [species], widest, usual)[0];

  it('have the variance of the rule, up to four fifths of the narrowest direction at the widest level', () => {
    expect(given({ power: 2 })).toBeCloseTo(usual * 0.4 ** 2, 14);
    expect(given({ power: 2 }, { ...gas, spacing: 1 })).toBeCloseTo((0.8 * 0.5) / widest, 14);
    expect(given({ temperature: 0.3 })).toBeCloseTo(0.3 / 2, 14);
  });

  it('are taken as given while the widest is narrower than the species, and refused beyond', () => {
    const edge = gas.narrowest / widest;
    expect(given({ temperature: 2 * edge * 0.999 })).toBeCloseTo(edge * 0.999, 14);
    expect(() => given({ temperature: 2 * edge * 1.02 })).toThrow(
      /^method.smoothing.temperature: .* got one with 1.02 times the variance of species gas .* less than 1\/1.02 of it/,
    );
    expect(() => given({ factor: (1.02 * edge) / 0.4 ** 2, power: 2 })).toThrow(
      /^method.smoothing.factor: .* 1.02 times/,
    );
  });

  it('are refused where they would not overlap, with what they have of the squared spacing', () => {
    expect(() => given({ power: 2 }, { ...gas, spacing: 2 })).toThrow(
      /got 400 particles, .* have 0.067 of the squared spacing/,
    );
  });
});
