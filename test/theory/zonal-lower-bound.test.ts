import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { gaussLegendre } from '../../src/core/quadrature.ts';
import { createStream } from '../../src/core/random.ts';
import { encloseQuotient, zonalQuotient } from '../../src/theory/sphere/zonal-bound.ts';
import { certifiedForm, isPositive, proves } from '../../src/theory/sphere/zonal-certificate.ts';
import { zonalLowerBound } from '../../src/theory/sphere/zonal-lower-bound.ts';

const units = (decimal: string) => BigInt(decimal.replace('.', ''));

describe('the positivity of a polynomial on [0, 1]', () => {
  it('is proved of those that are positive, however little, and never of another', () => {
    // (3 x - 1)^2 + 1/9 10^-k, in units of it.
    const touching = (above: bigint) => [10n ** 12n + above, -6n * 10n ** 12n, 9n * 10n ** 12n];
    expect(isPositive(touching(1n))).toBe(true);
    expect(isPositive(touching(0n))).toBe(false);
    expect(isPositive(touching(-1n))).toBe(false);
    expect(isPositive([1n])).toBe(true);
    expect(isPositive([0n, 1n])).toBe(false);
    // Zero at 1 only; positive on [0, 1], but not beyond.
    expect(isPositive([1n, -1n])).toBe(false);
    expect(isPositive([11n, -10n])).toBe(true);
    // Negative in (1/2, 3/4) alone.
    expect(isPositive([3n, -10n, 8n])).toBe(false);
  });
});

describe('the lower bound of the constant of even functions of one angle', () => {
  const found = zonalLowerBound(3, 6)!;
  const certificate = { squares: found.squares.map(units), cubes: found.cubes.map(units) };

  it('adds a total derivative to the integrand: the integral of its form is that of Gamma_2 - K Gamma', () => {
    for (const [d, a] of [
      [3, [0.8, -0.3]],
      [4, [-1.2, 0.4, 0.1]],
      [7, [0.5]],
    ] as const) {
      const K = 3_100_000_000_000n;
      const form = certifiedForm(d, K, certificate);
      const at = (p: readonly bigint[], x: number) => p.reduceRight((sum, c) => sum * x + Number(c) / 1e15, 0);
      const rule = gaussLegendre(80, 0, Math.PI / 2);
      let [integral, gamma] = [0, 0];
      rule.nodes.forEach((theta, n) => {
        const [x, sine] = [Math.cos(theta), Math.sin(theta)];
        let [g, turn, bend] = [0, 0, 0];
        a.forEach((c, k) => {
          const m = 2 * (k + 1);
          g += c * Math.cos(m * theta);
          turn -= c * m * Math.sin(m * theta);
          bend -= c * m * m * Math.cos(m * theta);
        });
        const q = -turn / sine;
        const s = sine * sine;
        // s w = g_tt + x q.
        const [W, Q, S] = [bend + x * q, q / x, s * q * q];
        const value =
          W * W +
          2 * at(form.mixed, x) * W * Q +
          3 * at(form.cube, x) * W * S +
          at(form.square, x) * Q * Q +
          at(form.twiceCross, x) * Q * S +
          at(form.cube, x) * S * S;
        const weight = rule.weights[n] * sine ** (d - 2) * Math.exp(g);
        integral += weight * value;
        gamma += weight * turn * turn;
      });
      expect(integral / gamma / (zonalQuotient(d, a, new Float64Array(a.length)) - 3.1)).toBeCloseTo(1, 11);
    }
  });

  it('is proved by its certificate, and no larger constant than the quotient of some function is', () => {
    expect(proves(3, units(found.constant), certificate)).toBe(true);
    expect(Number(found.constant)).toBeGreaterThan(5.7299);
    const [quotient] = encloseQuotient(3, [1_200_000_000_000n, 200_000_000_000n]);
    expect(proves(3, BigInt(Math.ceil(Number(quotient) * 1e12)), certificate)).toBe(false);
    const wrong = { ...certificate, squares: certificate.squares.map((c) => -c) };
    expect(proves(3, units(found.constant), wrong)).toBe(false);
    expect(proves(4, 7_300_000_000_000n, certificate)).toBe(false);
  });

  it('is proved exactly where the form is positive definite', () => {
    const stream = createStream(1, 'certificates');
    const seen = new Set<boolean>();
    for (let k = 0; k < 60; k++) {
      // Around the limits of every entry: R up to 4/9, P between -1 and 0 at x = 0.
      const poly = (low: number, high: number) =>
        [low + (high - low) * stream.next(), 0.6 * stream.next() - 0.3].map((c) => BigInt(Math.round(c * 1e15)));
      const random = { squares: poly(-1.1, 0.1), cubes: poly(0.2, 0.5) };
      const K = -(10n ** BigInt(14 + (k % 4)));
      const form = certifiedForm(3, K, random);
      const least = Math.min(
        ...Array.from({ length: 401 }, (_, n) => {
          const at = (p: readonly bigint[]) => p.reduceRight((sum, c) => sum * (n / 400) + Number(c) / 1e15, 0);
          const [m, c] = [at(form.mixed), at(form.cube)];
          const rows = [
            [1, m, 1.5 * c],
            [m, at(form.square), at(form.twiceCross) / 2],
            [1.5 * c, at(form.twiceCross) / 2, c],
          ];
          return Math.min(...new EigenvalueDecomposition(new Matrix(rows)).realEigenvalues);
        }),
      );
      if (Math.abs(least) < 1e-6) continue;
      seen.add(least > 0);
      expect(proves(3, K, random)).toBe(least > 0);
    }
    expect(seen.size).toBe(2);
  });

  it('meets the upper bound as the degree rises, and is above what Lemma 3.2 proves, in every dimension', () => {
    const short = [3, 4, 5].map((degree) => 5.72997088821 - Number(zonalLowerBound(3, degree)!.constant));
    expect(Math.min(...short)).toBeGreaterThan(0);
    expect(short[1]).toBeLessThan(short[0] / 2);
    expect(short[2]).toBeLessThan(short[1] / 2);
    for (const d of [4, 12]) {
      const constant = Number(zonalLowerBound(d, 3)!.constant);
      expect(constant).toBeGreaterThan(d + 3 - 1 / (d - 1));
      expect(constant).toBeLessThan(2 * d);
    }
  });
});
