import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gaussHermite,
  gaussLaguerre,
  gaussLegendre,
  integrate,
  logarithmicTrapezoid,
  type QuadratureRule,
} from '../../src/core/quadrature.ts';
import { erf } from '../../src/core/special-functions.ts';

/** Largest relative error of the moments int x^k w dx, k = 0 .. degree, taken from their recurrence. */
function momentError(rule: QuadratureRule, moments: readonly number[]): number {
  return Math.max(...moments.map((exact, k) => Math.abs(integrate(rule, (x) => x ** k) / exact - 1)));
}

/** Gamma(alpha + 1 + k) / Gamma(alpha + 1) for k < count. */
function risingFactorials(alpha: number, count: number): number[] {
  const values = [1];
  for (let k = 1; k < count; k++) values.push(values[k - 1] * (alpha + k));
  return values;
}

describe('Gauss rules', () => {
  const counts = [1, 2, 3, 5, 8, 16, 32, 64];

  it('Legendre integrates x^(2k) exactly up to degree 2n - 1', () => {
    for (const n of [...counts, 150, 401]) {
      const even = Array.from({ length: n }, (_, k) => 2 / (2 * k + 1));
      const error = Math.max(
        ...even.map((exact, k) => Math.abs(integrate(gaussLegendre(n), (x) => x ** (2 * k)) / exact - 1)),
      );
      // x^(2k) multiplies the rounding of a node by 2k.
      expect(error).toBeLessThan((2 * n + 8) * Number.EPSILON);
    }
  });

  it('Hermite integrates x^(2k) exactly up to degree 2n - 1, to relative round-off even where the tail carries all', () => {
    for (const n of counts) {
      const rule = gaussHermite(n);
      const squares = { nodes: rule.nodes.map((x) => x * x), weights: rule.weights };
      const exact = risingFactorials(-1 / 2, n).map((value) => Math.sqrt(Math.PI) * value);
      expect(momentError(squares, exact)).toBeLessThan(3e-14);
    }
  });

  it('Laguerre integrates every power exactly up to degree 2n - 1, for integer and other alpha', () => {
    const total = new Map([
      [-1 / 2, Math.sqrt(Math.PI)],
      [0, 1],
      [1 / 2, Math.sqrt(Math.PI) / 2],
      [2, 2],
    ]);
    for (const [alpha, gamma] of total)
      for (const n of counts.filter((n) => n <= 32)) {
        const exact = risingFactorials(alpha, 2 * n).map((value) => gamma * value);
        expect(momentError(gaussLaguerre(n, alpha), exact)).toBeLessThan(3e-14);
      }
  });

  it('a Gauss rule with n nodes fails at degree 2n', () => {
    for (const n of [1, 2, 5]) {
      const legendre = integrate(gaussLegendre(n), (x) => x ** (2 * n)) - 2 / (2 * n + 1);
      expect(legendre).toBeLessThan(-1e-3);
    }
  });

  it('nodes of even weights are symmetric and ascend, weights are positive', () => {
    for (const n of counts)
      for (const rule of [gaussLegendre(n), gaussHermite(n)]) {
        const scale = Math.max(1, rule.nodes[n - 1]);
        rule.nodes.forEach((x, k) => {
          expect(Math.abs(x + rule.nodes[n - 1 - k])).toBeLessThan(4e-16 * scale);
          if (k > 0) expect(x).toBeGreaterThan(rule.nodes[k - 1]);
          expect(rule.weights[k]).toBeGreaterThan(0);
          expect(Math.abs(rule.weights[k] / rule.weights[n - 1 - k] - 1)).toBeLessThan(1e-13);
        });
      }
  });

  it('Legendre on [a, b] is exact for cubic polynomials from two nodes', () => {
    const number = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(number, number, number, number, (a, b, p, q) => {
        const antiderivative = (x: number) => (p * x ** 4) / 4 + (q * x ** 2) / 2;
        const value = integrate(gaussLegendre(2, a, b), (x) => p * x ** 3 + q * x);
        expect(value).toBeCloseTo(antiderivative(b) - antiderivative(a), 8);
      }),
    );
  });
});

describe('the logarithmic trapezoid', () => {
  it('integrates powers to round-off', () => {
    for (const [alpha, gamma] of [
      [0, 1],
      [1 / 2, Math.sqrt(Math.PI) / 2],
    ] as const)
      expect(
        momentError(
          logarithmicTrapezoid(alpha),
          risingFactorials(alpha, 6).map((v) => gamma * v),
        ),
      ).toBeLessThan(1e-14);
  });

  it('integrates x log x exp(-x) to 1 - Euler gamma', () => {
    const euler = 0.5772156649015329;
    expect(integrate(logarithmicTrapezoid(0), (x) => x * Math.log(x))).toBeCloseTo(1 - euler, 14);
  });

  it('does not notice how close a pole comes to the origin', () => {
    // int x^(1/2) exp(-x) x / (x + q) dx = sqrt(pi)/2 - q sqrt(pi) + pi q^(3/2) exp(q) erfc(sqrt q).
    const rule = logarithmicTrapezoid(1 / 2);
    for (const q of [1e-12, 1e-6, 1e-3, 0.1, 1]) {
      const complement = Math.PI * q ** 1.5 * Math.exp(q) * (1 - erf(Math.sqrt(q)));
      const exact = Math.sqrt(Math.PI) * (1 / 2 - q) + complement;
      expect(Math.abs(integrate(rule, (x) => x / (x + q)) / exact - 1)).toBeLessThan(1e-14);
    }
  });
});
