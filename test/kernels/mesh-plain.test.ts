import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ForcedParticles } from '../../src/core/particles.ts';
import { prepareTransform } from '../../src/kernels/fourier.ts';
import { evaluateSpline, splineSymbol } from '../../src/kernels/mesh.ts';
import { addMeshForces } from '../../src/kernels/mesh-forces.ts';
import { addNearForces, type NearShare } from '../../src/kernels/mesh-near-forces.ts';
import { addPairForces, raiseDistances } from '../../src/kernels/pair-forces.ts';
import { particles } from './particles.ts';

describe('the centred B-splines', () => {
  it.each([2, 4, 6])(
    'of order %i reproduce polynomials up to their degree: sum_j W(x - j) j^2 is a quadratic in x',
    (order) => {
      fc.assert(
        fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (x) => {
          const W = new Float64Array(order);
          const first = evaluateSpline(order, x, W, 0);
          const moment = (power: number) => W.reduce((sum, w, j) => sum + w * (first + j) ** power, 0);
          expect(moment(0)).toBeCloseTo(1, 14);
          expect(moment(1)).toBeCloseTo(x, 13);
          // the variance of a spline of order P is P/12; a linear one has no constant second moment
          if (order > 2) expect(moment(2)).toBeCloseTo(x * x + order / 12, 12);
          expect(Math.min(...W)).toBeGreaterThanOrEqual(0);
        }),
      );
    },
  );

  it('have symbols that are 1 at rest and positive up to the shortest wave', () => {
    for (const order of [2, 4, 6]) {
      expect(splineSymbol(order, 0)).toBeCloseTo(1, 15);
      expect(splineSymbol(order, Math.PI)).toBeGreaterThan(0);
    }
    expect(splineSymbol(4, Math.PI)).toBeCloseTo(1 / 3, 15);
  });
});

describe('the transform of a torus', () => {
  it.each([[[12, 10]], [[6, 4, 30]], [[7, 1, 9]]])('of %j nodes is the defining sum', (torus) => {
    const size = torus.reduce((product, nodes) => product * nodes, 1);
    const x = { re: new Float64Array(size), im: new Float64Array(size) };
    for (let at = 0; at < size; at++) [x.re[at], x.im[at]] = [Math.sin(at * at), Math.cos(3 * at)];
    const [re, im] = [x.re.slice(), x.im.slice()];
    prepareTransform(torus)(x);
    const place = (at: number) => {
      const index: number[] = [];
      for (let k = torus.length - 1, rest = at; k >= 0; k--, rest = Math.floor(rest / torus[k + 1]))
        index[k] = rest % torus[k];
      return index;
    };
    const indices = Array.from({ length: size }, (_, at) => place(at));
    for (const wave of [0, 1, Math.floor(size / 2), size - 1]) {
      let [sumRe, sumIm] = [0, 0];
      for (let at = 0; at < size; at++) {
        const angle =
          -2 * Math.PI * torus.reduce((sum, nodes, k) => sum + (indices[at][k] * indices[wave][k]) / nodes, 0);
        sumRe += re[at] * Math.cos(angle) - im[at] * Math.sin(angle);
        sumIm += re[at] * Math.sin(angle) + im[at] * Math.cos(angle);
      }
      expect(Math.hypot(x.re[wave] - sumRe, x.im[wave] - sumIm)).toBeLessThan(1e-14 * size);
    }
  });
});

const cases = ([2, 3] as const).flatMap((d) => ([4, 6] as const).map((order) => ({ d, order })));

describe('the forces on a mesh', () => {
  it.each(cases)('are those of the double sum with the kernel of the symbol, d = $d, order $order', ({ d, order }) => {
    const nodes = 12;
    const mesh = {
      origin: new Array<number>(d).fill(-5.3),
      spacing: 1.1,
      shape: new Array<number>(d).fill(nodes),
      torus: [18, 20, 16].slice(0, d),
    };
    const [a, b, c] = ['a', 'b', 'c'].map((name) => particles(d, 5, name));
    // any real numbers, even in the waves by construction, are a symbol
    const symbol = (seed: number) =>
      Float64Array.from({ length: mesh.torus.reduce((product, M) => product * (M / 2 + 1), 1) }, (_, k) =>
        Math.sin(seed + k * k),
      );
    const [first, second] = [symbol(1), symbol(2)];
    const group = (side: ForcedParticles, factor: number) => ({ ...side, factor });
    addMeshForces(
      mesh,
      order,
      [[group(a, 0.5), group(b, 2)], [group(c, 1)]],
      [
        {
          groups: [group(b, 3)],
          from: [
            { source: 0, symbol: first },
            { source: 1, symbol: second },
          ],
        },
        { groups: [group(c, 1)], from: [{ source: 0, symbol: second }] },
      ],
    );
    // alpha_h from the waves themselves
    const spline = (side: ForcedParticles, p: number) =>
      Array.from({ length: d }, (_, k) => {
        const W = new Float64Array(order);
        const start = evaluateSpline(order, (side.velocities.data[k * 5 + p] - mesh.origin[k]) / mesh.spacing, W, 0);
        return { W, start };
      });
    const alpha = (at: ForcedParticles, p: number, from: ForcedParticles, q: number, K: Float64Array) => {
      const [x, y] = [spline(at, p), spline(from, q)];
      let sum = 0;
      const waves = mesh.torus.reduce((product, M) => product * M, 1);
      const factors = mesh.torus.map((M, k) =>
        Array.from({ length: M }, (_, wave) => {
          let [re, im] = [0, 0];
          for (let i = 0; i < order; i++)
            for (let j = 0; j < order; j++) {
              const angle = (2 * Math.PI * wave * (x[k].start + i - y[k].start - j)) / M;
              re += x[k].W[i] * y[k].W[j] * Math.cos(angle);
              im += x[k].W[i] * y[k].W[j] * Math.sin(angle);
            }
          return { re, im };
        }),
      );
      for (let flat = 0; flat < waves; flat++) {
        let [re, im, place, stride] = [1, 0, 0, 1];
        let rest = flat;
        const index: number[] = [];
        for (let k = d - 1; k >= 0; k--, rest = Math.floor(rest / mesh.torus[k + 1])) index[k] = rest % mesh.torus[k];
        for (let k = 0; k < d; k++) {
          const factor = factors[k][index[k]];
          [re, im] = [re * factor.re - im * factor.im, re * factor.im + im * factor.re];
          place += stride * Math.min(index[k], mesh.torus[k] - index[k]);
          stride *= mesh.torus[k] / 2 + 1;
        }
        sum += K[place] * re;
      }
      return sum;
    };
    const check = (
      on: ForcedParticles,
      p: number,
      by: readonly { side: ForcedParticles; factor: number; K: Float64Array }[],
    ) => {
      const expected = new Array<number>(d).fill(0);
      let size = 0;
      for (const { side, factor, K } of by)
        for (let q = 0; q < 5; q++) {
          const difference = (x: ForcedParticles['velocities'], y: ForcedParticles['velocities']) =>
            Array.from({ length: d }, (_, k) => x.data[k * 5 + p] - y.data[k * 5 + q]);
          const z = difference(on.velocities, side.velocities);
          const u = difference(on.scaledScore, side.scaledScore);
          const dot = (s: number[], t: number[]) => s.reduce((sum, x, k) => sum + x * t[k], 0);
          const share = factor * side.weights[q] * alpha(on, p, side, q, K);
          for (let k = 0; k < d; k++) expected[k] -= share * (dot(z, z) * u[k] - dot(z, u) * z[k]);
          size += Math.abs(share) * dot(z, z) * Math.sqrt(dot(u, u));
        }
      for (let k = 0; k < d; k++) expect(Math.abs(on.force.data[k * 5 + p] - expected[k])).toBeLessThan(1e-13 * size);
    };
    const group0 = (K: Float64Array, scale: number) => [
      { side: a, factor: 0.5 * scale, K },
      { side: b, factor: 2 * scale, K },
    ];
    check(b, 2, [...group0(first, 3), { side: c, factor: 3, K: second }]);
    check(c, 4, group0(second, 1));
    expect(a.force.data.every((F) => F === 0)).toBe(true);
  });
});

describe('the near field', () => {
  it.each([2, 3] as const)('is the sum over the pairs within the radius, each once, d = %i', (d) => {
    const radius = 1.3;
    const gamma = -1;
    const share: NearShare = (r2, count, alpha) => raiseDistances(r2, count, gamma, alpha);
    const within: NearShare = (r2, count, alpha) => {
      share(r2, count, alpha);
      for (let k = 0; k < count; k++) if (r2[k] >= radius * radius) alpha[k] = 0;
    };
    const everywhere = 100;
    for (const like of [true, false]) {
      const near = [particles(d, 40, 'a'), particles(d, 30, 'b')];
      const whole = [particles(d, 40, 'a'), particles(d, 30, 'b')];
      const [a, b] = like ? [near[0], near[0]] : near;
      const [A, B] = like ? [whole[0], whole[0]] : whole;
      addNearForces(everywhere, share, true, a, b);
      addPairForces(1, gamma, A, B);
      const size = Math.max(...A.force.data.map(Math.abs));
      A.force.data.forEach((F, k) => {
        expect(Math.abs(a.force.data[k] - F)).toBeLessThan(1e-14 * size);
      });
      // cells of the radius' size find the same pairs as one cell for all
      a.force.data.fill(0);
      b.force.data.fill(0);
      A.force.data.fill(0);
      B.force.data.fill(0);
      addNearForces(radius, share, true, a, b);
      addNearForces(everywhere, within, true, A, B);
      [...A.force.data, ...B.force.data].forEach((F, k) => {
        expect(Math.abs([...a.force.data, ...b.force.data][k] - F)).toBeLessThan(1e-14 * size);
      });
      expect(size).toBeGreaterThan(0);
    }
  });
});
