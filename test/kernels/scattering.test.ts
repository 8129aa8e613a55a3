import { describe, expect, it } from 'vitest';
import { gaussLegendre, integrate } from '../../src/core/quadrature.ts';
import { createStream } from '../../src/core/random.ts';
import { createVectorField, type Dimension } from '../../src/core/vector-field.ts';
import {
  approximateConcentration,
  circleDiffusion,
  concentration,
  cumulativeDeflection,
  type Deflection,
  fixedDeflection,
  heatKernel,
  normalNumber,
  sphereDiffusion,
  tangentDeflection,
} from '../../src/kernels/deflections.ts';
import { createUniformNumbers, shuffle } from '../../src/kernels/random-numbers.ts';
import { type ShuffledParticles, scatterFromPoint, scatterPairs } from '../../src/kernels/scatter-pairs.ts';

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

describe('pairs', () => {
  const dimensions = [2, 3] as const;
  const side = (d: Dimension, mass: number, weights: readonly number[], vectors: readonly (readonly number[])[]) => {
    const data = Float64Array.from({ length: 3 }, (_, k) => k).subarray(0, d);
    const planes = [...data].flatMap((k) => vectors.map((v) => v[k]));
    const velocities = createVectorField(d, vectors.length, Float64Array.from(planes));
    const order = Uint32Array.from(vectors, (_, p) => p);
    return { mass, weights: Float64Array.from(weights), velocities, order } satisfies ShuffledParticles;
  };
  const vector = ({ velocities: { d, n, data } }: Pick<ShuffledParticles, 'velocities'>, p: number) =>
    Array.from({ length: d }, (_, k) => data[k * n + p]);
  const minus = (a: readonly number[], b: readonly number[]) => a.map((value, k) => value - b[k]);
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, k) => sum + value * b[k], 0);

  // Relative velocities to every side of the poles, and along them.
  const starts = [
    [0.3, -0.4, 0.5],
    [0.3, 0.4, -0.5],
    [-0.6, 0.1, 0.2],
    [1e-3, 0, -0.7],
    [0, 0.9, 0],
  ];
  const poles = [
    [0, 0, 0.8],
    [0, 0, -0.8],
  ];
  const partner = [0.11, -0.23, 0.37];
  const vectors = (d: Dimension) =>
    (d === 3 ? [...starts, ...poles] : starts).map((w) => w.map((value, k) => value + partner[k]));

  it.each(dimensions.flatMap((d) => [0, 1, -1, -2, -3, 0.5, 'alpha'].map((exponent) => [d, exponent] as const)))(
    'keep momentum and energy and turn by the angle of their distance, d = %i, exponent %s',
    (d, exponent) => {
      const alpha = (r: number) => 1 / (1 + r);
      const [weight, strength, count] = [0.7, 0.02, vectors(d).length];
      const weights = new Array<number>(count).fill(weight);
      const a = side(d, 1, weights, vectors(d));
      const b = side(d, 3, weights, new Array(count).fill(partner));
      const before = Array.from(a.order, (p) => [vector(a, p), vector(b, p)]);
      const law = typeof exponent === 'string' ? { exponent: 0, alpha } : { exponent };
      scatterPairs(count, { ...law, strength, deflection: fixedDeflection(d) }, numbers('pairs'), a, b);
      before.forEach(([v, u], p) => {
        const [v1, u1] = [vector(a, p), vector(b, p)];
        const momentum = v.map((value, k) => value + 3 * u[k]);
        v1.forEach((value, k) => {
          expect(value + 3 * u1[k]).toBeCloseTo(momentum[k], 14);
        });
        const [w, w1] = [minus(v, u), minus(v1, u1)];
        const r2 = dot(w, w);
        expect(dot(w1, w1) / r2).toBeCloseTo(1, 13);
        const rate = typeof exponent === 'string' ? alpha(Math.sqrt(r2)) : r2 ** (exponent / 2);
        const s = strength * weight * rate;
        expect(dot(w, w1) / r2).toBeCloseTo(Math.max(-1, 1 - (d - 1) * s), 12);
      });
    },
  );

  it.each(dimensions)('turn in every direction round their relative velocity alike, d = %i', (d) => {
    const n = 4000;
    const random = numbers('directions');
    for (const w of [starts[0], starts[1]].map((v) => v.slice(0, d))) {
      const a = side(d, 1, new Array(n).fill(1), new Array(n).fill(w));
      scatterFromPoint(
        w.map(() => 0),
        { exponent: 0, strength: 0.3, deflection: fixedDeflection(d) },
        random,
        a.velocities,
      );
      const cosine = 1 - 0.3 * (d - 1);
      const r2 = dot(w, w);
      const directions = Array.from(a.order, (p) =>
        vector(a, p).map((value, k) => (value - cosine * w[k]) / Math.sqrt(r2 * (1 - cosine ** 2))),
      );
      for (let k = 0; k < d; k++) {
        const first = directions.reduce((sum, e) => sum + e[k], 0) / n;
        expect(Math.abs(first)).toBeLessThan(3.5 / Math.sqrt((d - 1) * n));
        for (let l = 0; l < d; l++) {
          const second = directions.reduce((sum, e) => sum + e[k] * e[l], 0) / n;
          const expected = ((k === l ? 1 : 0) - (w[k] * w[l]) / r2) / (d - 1);
          expect(Math.abs(second - expected)).toBeLessThan(d === 2 ? 1e-13 : 3.5 / Math.sqrt(8 * n) + 1e-13);
        }
      }
    }
  });

  it.each([
    [1, 4],
    [4, 1],
    [2, 2],
  ])(
    'with weights %i and %i: the heavier one takes its new velocity as often as the lighter one counts for it',
    (wa, wb) => {
      const n = 4000;
      const a = side(3, 1, new Array(n).fill(wa), new Array(n).fill([0.5, 0, 0]));
      const b = side(3, 2, new Array(n).fill(wb), new Array(n).fill([0, 0.2, 0]));
      const law = { exponent: -1, strength: 0.01, deflection: fixedDeflection(3) };
      scatterPairs(n, law, numbers('weights'), a, b);
      const moved = (one: ShuffledParticles, start: readonly number[]) =>
        one.order.reduce(
          (count, p) => count + (dot(minus(vector(one, p), start), minus(vector(one, p), start)) > 0 ? 1 : 0),
          0,
        );
      const expected = [Math.min(1, wb / wa), Math.min(1, wa / wb)];
      [moved(a, [0.5, 0, 0]), moved(b, [0, 0.2, 0])].forEach((count, k) => {
        const share = expected[k];
        expect(Math.abs(count / n - share)).toBeLessThanOrEqual(3.5 * Math.sqrt((share * (1 - share)) / n));
      });
      // The diffusion time is that of the heavier weight. m_b/(m_a + m_b) = 2/3 of w' - w goes to a.
      const w = [0.5, -0.2, 0];
      for (const [one, start, part] of [
        [a, [0.5, 0, 0], 2 / 3],
        [b, [0, 0.2, 0], -1 / 3],
      ] as const)
        for (const p of one.order.subarray(0, 20)) {
          const change = minus(vector(one, p), start).map((value) => value / part);
          if (dot(change, change) === 0) continue;
          const s = (0.01 * Math.max(wa, wb)) / Math.sqrt(dot(w, w));
          // |w' - w|^2 = 2 |w|^2 (1 - cos theta)
          expect(dot(change, change) / (2 * dot(w, w) * 2 * s)).toBeCloseTo(1, 10);
        }
    },
  );

  it('meet the shorter order again from its start, and nobody beyond their count', () => {
    const weights = [1, 1, 1];
    const make = () => [
      side(2, 1, weights.slice(0, 2), [
        [1, 0],
        [0, 1],
      ]),
      side(2, 1, weights, [
        [2, 2],
        [-1, 3],
        [0, -2],
      ]),
    ];
    const law = { exponent: 0, strength: 0.1, deflection: fixedDeflection(2) };
    for (const swap of [false, true]) {
      const sides = make();
      const [first] = sides[0].order.reverse();
      expect(first).toBe(1);
      const [a, b] = swap ? [...sides].reverse() : sides;
      const start = sides.map(({ velocities }) => velocities.data.slice());
      scatterPairs(1, law, numbers('one'), a, b);
      const moved = (s: number, p: number) =>
        vector(sides[s], p).some((value, k) => value !== start[s][k * sides[s].velocities.n + p]);
      expect([0, 1].map((p) => moved(0, p))).toEqual([false, true]);
      expect([0, 1, 2].map((p) => moved(1, p))).toEqual([true, false, false]);
      scatterPairs(3, law, numbers('one'), a, b);
      expect([0, 1, 2].map((p) => moved(1, p))).toEqual([true, true, true]);
      expect([0, 1].map((p) => moved(0, p))).toEqual([true, true]);
    }
  });

  it.each(dimensions)('at rest relative to each other stay, whatever the exponent, d = %i', (d) => {
    const v = partner.slice(0, d);
    const [a, b] = [side(d, 1, [1], [v]), side(d, 1, [1], [v])];
    const law = { exponent: -3, strength: 1, deflection: fixedDeflection(d) };
    scatterPairs(1, law, numbers('rest'), a, b);
    scatterFromPoint(v, law, numbers('rest'), a.velocities);
    expect(vector(a, 0)).toEqual(v);
    expect(vector(b, 0)).toEqual(v);
  });

  it.each(dimensions)('of a point of infinite mass turn by the angle of their distance, d = %i', (d) => {
    const V = partner.slice(0, d);
    const a = side(
      d,
      1,
      vectors(d).map(() => 1),
      vectors(d),
    );
    const before = Array.from(a.order, (p) => minus(vector(a, p), V));
    scatterFromPoint(
      V,
      { exponent: -2, strength: 0.03, deflection: fixedDeflection(d) },
      numbers('point'),
      a.velocities,
    );
    before.forEach((w, p) => {
      const w1 = minus(vector(a, p), V);
      const r2 = dot(w, w);
      expect(dot(w1, w1) / r2).toBeCloseTo(1, 13);
      expect(dot(w, w1) / r2).toBeCloseTo(Math.max(-1, 1 - ((d - 1) * 0.03) / r2), 12);
    });
  });
});
