import { describe, expect, it } from 'vitest';
import { gaussLegendre, integrate } from '../../src/core/quadrature.ts';
import { createStream } from '../../src/core/random.ts';
import { createUniformNumbers, shuffle } from '../../src/kernels/random-numbers.ts';
import {
  approximateConcentration,
  circleDiffusion,
  concentration,
  cumulativeDeflection,
  type Deflection,
  heatKernel,
  normalNumber,
  sphereDiffusion,
  tangentDeflection,
} from '../../src/kernels/scatter-pairs.ts';

const numbers = (name: string) => createUniformNumbers(createStream(1, name));

/** P_l(x) in d = 3, cos(l arccos x) in d = 2: the eigenfunctions of the sphere's Laplacian. */
function harmonic(d: number, l: number, x: number): number {
  let [before, now] = [1, x];
  for (let k = 1; k < l; k++) [before, now] = [now, ((2 * k + d - 2) * x * now - k * before) / (k + d - 2)];
  return l === 0 ? 1 : now;
}

/** Mean of f over n draws of x = cos theta, and the standard error of it. */
function average(n: number, draw: () => number, f: (x: number) => number): { mean: number; error: number } {
  let sum = 0;
  let squares = 0;
  for (let k = 0; k < n; k++) {
    const value = f(draw());
    sum += value;
    squares += value * value;
  }
  const mean = sum / n;
  return { mean, error: Math.sqrt((squares / n - mean * mean) / n) };
}

const cosine = (deflection: Deflection, s: number, name: string) => {
  const random = numbers(name);
  return () => 1 - 2 * deflection(s, random);
};

describe('uniform numbers for hot loops', () => {
  it('are those of xoshiro128++, two words each', () => {
    const random = numbers('reference');
    random.restore(Float64Array.of(1, 2, 3, 4));
    // The first words of the authors' xoshiro128plusplus.c from the state 1, 2, 3, 4.
    const words = [641, 1573767, 3222811527, 3517856514, 836907274, 4247214768];
    for (let k = 0; k < 6; k += 2)
      expect(random.next()).toBe(((words[k] >>> 5) * 2 ** 26 + (words[k + 1] >>> 6)) / 2 ** 53);
  });

  it('go on from a saved state with the same bits', () => {
    const [a, b] = [numbers('a'), numbers('b')];
    for (let k = 0; k < 100; k++) a.next();
    b.restore(a.save());
    expect(Array.from({ length: 10 }, () => a.next())).toEqual(Array.from({ length: 10 }, () => b.next()));
  });

  it('have the moments of the uniform law, and of the normal law when transformed', () => {
    const random = numbers('moments');
    for (let k = 1; k <= 4; k++) {
      const uniform = average(
        2e5,
        () => random.next(),
        (u) => u ** k,
      );
      expect(Math.abs(uniform.mean - 1 / (k + 1))).toBeLessThan(3.5 * uniform.error);
      const normal = average(
        2e5,
        () => normalNumber(random),
        (x) => x ** k,
      );
      expect(Math.abs(normal.mean - [0, 1, 0, 3][k - 1])).toBeLessThan(3.5 * normal.error);
    }
  });

  it('shuffle so that every order of four is equally likely', () => {
    const random = numbers('orders');
    const order = new Uint32Array(4);
    const found = new Map<string, number>();
    for (let k = 0; k < 24_000; k++) {
      shuffle(order, random);
      found.set(order.join(), (found.get(order.join()) ?? 0) + 1);
    }
    expect(found.size).toBe(24);
    const chi2 = [...found.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 23 degrees of freedom: 23 + 3 sqrt(46)
    expect(chi2).toBeLessThan(43.3);
  });
});

describe('the heat kernel of the sphere', () => {
  it.each([1e-5, 0.003, 0.0199, 0.0201, 0.1, 1, 8])('has the moments exp(-l(l+1) s) at s = %f', (s) => {
    // The expansion errs by 4e-8 at its end, s = 0.02, and by s^3 of that below; the sum by round-off.
    const tolerance = s < 0.02 ? 4e-8 * (s / 0.02) ** 3 + 1e-12 : 1e-12;
    const rule = gaussLegendre(100, 0, Math.min(Math.PI, 14 * Math.sqrt(s)));
    for (const l of [0, 1, 2, 5]) {
      const moment = integrate(
        rule,
        (theta) => heatKernel(s, Math.sin(theta / 2) ** 2) * Math.sin(theta) * harmonic(3, l, Math.cos(theta)),
      );
      expect(Math.abs(moment - Math.exp(-l * (l + 1) * s))).toBeLessThan(tolerance);
    }
  });

  it('never exceeds the proposals of the rejection by 14.2 %, which would cut it off', () => {
    let largest = 0;
    for (let exponent = -6; exponent < 2; exponent += 0.02) {
      const s = 10 ** exponent;
      const A = approximateConcentration(s);
      for (let k = 0; k <= 400; k++) {
        // the deflections at the quantiles of the proposals, where they are drawn
        const X = Math.min(1, Math.log1p((k / 401) * Math.expm1(-2 * A)) / (-2 * A));
        largest = Math.max(largest, (heatKernel(s, X) * -Math.expm1(-2 * A)) / (A * Math.exp(-2 * A * X)));
      }
    }
    expect(largest).toBeLessThan(1.142);
    expect(largest).toBeGreaterThan(1.141);
  });
});

describe('a deflection', () => {
  const n = 60_000;

  it.each([1e-8, 0.003, 0.05, 0.3, 1, 4])('by sphere diffusion has <P_l> = exp(-l(l+d-2) s) at s = %f', (s) => {
    for (const [d, deflection] of [
      [2, circleDiffusion],
      [3, sphereDiffusion],
    ] as const)
      for (const l of [1, 2, 3, 4]) {
        const { mean, error } = average(n, cosine(deflection, s, `${d} ${l}`), (x) => 1 - harmonic(d, l, x));
        expect(Math.abs(mean + Math.expm1(-l * (l + d - 2) * s))).toBeLessThan(3.5 * error);
      }
  });

  it.each([1e-8, 0.02, 0.5, 3])('by the cumulative law of Nanbu has the exact mean cosine at s = %f', (s) => {
    const { mean, error } = average(n, cosine(cumulativeDeflection, s, 'nanbu'), (x) => 1 - x);
    expect(Math.abs(mean + Math.expm1(-2 * s))).toBeLessThan(3.5 * error);
  });

  it.each([2, 3])(
    'by the tangent law of Takizuka & Abe has the mean square angle 2 (d-1) s for small s, d = %i',
    (d) => {
      const s = 1e-5;
      const { mean, error } = average(n, cosine(tangentDeflection(d), s, 'tangent'), (x) => 1 - x);
      expect(Math.abs(mean - (d - 1) * s)).toBeLessThan(3.5 * error);
    },
  );

  it('of no time is none, of endless time is uniform on the sphere (but for the tangent law, which turns back)', () => {
    for (const deflection of [circleDiffusion, sphereDiffusion, cumulativeDeflection, tangentDeflection(3)])
      expect(deflection(0, numbers('none'))).toBe(0);
    expect(tangentDeflection(3)(Infinity, numbers('back'))).toBe(1);
    for (const [d, deflection] of [
      [2, circleDiffusion],
      [3, sphereDiffusion],
      [3, cumulativeDeflection],
    ] as const)
      for (const k of [1, 2]) {
        const { mean, error } = average(n, cosine(deflection, Infinity, `endless ${k}`), (x) => x ** k);
        expect(Math.abs(mean - [0, 1 / d][k - 1])).toBeLessThan(3.5 * error);
      }
  });

  it('has the concentration A that solves coth A - 1/A = exp(-2s)', () => {
    for (let exponent = -6; exponent < 0.8; exponent += 0.05) {
      const s = 10 ** exponent;
      const A = concentration(s);
      // 1 - coth A + 1/A without cancellation at large A; the difference cancels to 1e-16/A at small A.
      const defect = 1 / A - 2 / Math.expm1(2 * A);
      expect(Math.abs(defect / -Math.expm1(-2 * s) - 1)).toBeLessThan(1e-13 + Number.EPSILON / A);
    }
  });
});
