import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachNode, type Lattice } from '../../src/core/lattice.ts';
import { createVectorField, type VectorField } from '../../src/core/vector-field.ts';
import { particleMoments } from '../../src/physics/moments.ts';
import { prepareMomentPreserving } from '../../src/reconstruction/moment-preserving.ts';
import { principalFrame } from '../../src/reconstruction/principal-frame.ts';
import { entropyRules, extrapolation, prepareEntropy } from '../../src/reconstruction/regularised-entropy.ts';
import { dimension, vectorField } from '../arbitraries.ts';

/** Clouds with no direction much narrower than the others, and a variance below that of the narrowest. */
const clouds = dimension.chain((d) =>
  fc.integer({ min: 2 * d + 2, max: 12 }).chain((n) =>
    fc
      .record({
        velocities: vectorField(d, n),
        weights: fc
          .array(fc.integer({ min: 20, max: 100 }), { minLength: n, maxLength: n })
          .map((w) => Float64Array.from(w, (x) => x / 100)),
        part: fc.double({ min: 0.1, max: 0.35, noNaN: true }),
      })
      .map((cloud) => ({ ...cloud, narrowest: Math.min(...principalFrame(cloud.weights, cloud.velocities).variances) }))
      .filter(({ narrowest }) => narrowest > 0.3),
  ),
);

function optionsOf(d: number, variance: number) {
  const spacing = Math.sqrt(variance / 0.64);
  return { species: 's', variance, spacing, anchor: [0.05, -0.1, 0.3].slice(0, d), tolerance: 1e-16 };
}

const rules = [entropyRules.plain, extrapolation([1, 2]), extrapolation([1, 1.5, 2.25])];

describe('the moment-preserving reconstruction', () => {
  it.each(rules.map((rule) => ({ rule, levels: rule.terms.length })))(
    'has a score that is the exact gradient of its entropy with $levels levels, by central differences of fourth order',
    ({ rule }) => {
      fc.assert(
        fc.property(clouds, ({ velocities, weights, part, narrowest }) => {
          const { d, n } = velocities;
          const options = optionsOf(d, part * narrowest);
          // prepared for a cloud of another size, so that the mollifier has followed the particles
          const start = scaled(velocities, 1.3);
          const entropy = prepareEntropy(rule, weights, options, 'moment-preserving', start);
          const entropyAt = (at: number, step: number) => {
            const data = velocities.data.slice();
            data[at] += step;
            return entropy.value(createVectorField(d, n, data));
          };
          const score = createVectorField(d, n);
          entropy.score(velocities, score);
          const step = 1e-3 * Math.sqrt(options.variance / 0.1);
          for (let at = 0; at < d * n; at++) {
            const [a, b, c, e] = [-2, -1, 1, 2].map((k) => entropyAt(at, k * step));
            const difference = (a - 8 * b + 8 * c - e) / (12 * step) / weights[at % n];
            expect(Math.abs(score.data[at] - difference)).toBeLessThanOrEqual(1e-7 * (1 + 1 / weights[at % n]));
          }
        }),
        { numRuns: 10 },
      );
    },
  );

  it('has the mean velocity and the tensor of the particles, up to the aliasing of the lattice, and keeps them when they move', () => {
    fc.assert(
      fc.property(clouds, fc.double({ min: 0.01, max: 100, noNaN: true }), (cloud, factor) => {
        const { velocities, weights, part, narrowest } = cloud;
        const { d } = velocities;
        // mollifiers as wide as the spacing: 2 exp(-2 pi^2) = 5e-9
        const variance = part * narrowest;
        const options = { ...optionsOf(d, variance), spacing: Math.sqrt(variance) };
        const f = prepareMomentPreserving(weights, options, velocities);
        const moved = scaled(velocities, factor);
        f.update(moved);
        const nodes = latticeParticles(f.lattice, f.values);
        const got = particleMoments(1, nodes.weights, nodes.velocities);
        const want = particleMoments(1, weights, moved);
        const size = Math.max(...want.temperatureTensor);
        expect(Math.abs(got.density / want.density - 1)).toBeLessThan(1e-6);
        for (let k = 0; k < d; k++)
          expect(Math.abs(got.velocity[k] - want.velocity[k])).toBeLessThan(1e-6 * Math.sqrt(size));
        for (let k = 0; k < d * d; k++)
          expect(Math.abs(got.temperatureTensor[k] - want.temperatureTensor[k])).toBeLessThan(1e-6 * size);
      }),
      { numRuns: 20 },
    );
  });

  it('has an entropy that a shift leaves and a stretch by a changes by -n d log(a), so sum w s = 0 and sum w s.X = -n d', () => {
    fc.assert(
      fc.property(clouds, fc.double({ min: 0.1, max: 10, noNaN: true }), (cloud, factor) => {
        const { velocities, weights, part, narrowest } = cloud;
        const { d, n } = velocities;
        const entropy = prepareEntropy(
          extrapolation([1, 1.25, 1.5]),
          weights,
          optionsOf(d, part * narrowest),
          'moment-preserving',
          velocities,
        );
        const density = weights.reduce((sum, w) => sum + w, 0);
        const moved = createVectorField(
          d,
          n,
          velocities.data.map((v, at) => factor * v + Math.floor(at / n) + 0.3),
        );
        expect(entropy.value(moved)).toBeCloseTo(entropy.value(velocities) - density * d * Math.log(factor), 9);
        const score = createVectorField(d, n);
        entropy.score(moved, score);
        const frame = principalFrame(weights, moved);
        let virial = 0;
        for (let k = 0; k < d; k++) {
          let flux = 0;
          for (let p = 0; p < n; p++) {
            flux += weights[p] * score.data[k * n + p];
            virial += weights[p] * score.data[k * n + p] * (moved.data[k * n + p] - frame.mean[k]);
          }
          expect(Math.abs(flux * factor)).toBeLessThan(1e-9);
        }
        expect(virial).toBeCloseTo(-density * d, 9);
      }),
      { numRuns: 20 },
    );
  });

  it('gives a lattice (bi-)Maxwellian its own score -Sigma^-1 v', () => {
    for (const d of [2, 3] as const) {
      const h = 0.4;
      const Sigma = [1, 1.5, 0.8].slice(0, d);
      const half = 20;
      const axis = Array.from({ length: 2 * half }, (_, j) => (j + 0.5 - half) * h);
      const points = Array.from({ length: d }).reduce<number[][]>(
        (all) => all.flatMap((v) => axis.map((x) => [...v, x])),
        [[]],
      );
      const heights = points.map((v) => Math.exp(-v.reduce((sum, x, k) => sum + x ** 2 / Sigma[k], 0) / 2));
      const kept = points.filter((_, p) => heights[p] > 1e-12);
      const weights = Float64Array.from(heights.filter((w) => w > 1e-12));
      const n = kept.length;
      const velocities = createVectorField(d, n);
      kept.forEach((v, p) => {
        for (let k = 0; k < d; k++) velocities.data[k * n + p] = v[k];
      });
      const options = { species: 's', variance: 1.44 * h ** 2, spacing: h, anchor: points[0], tolerance: 1e-14 };
      const f = prepareMomentPreserving(weights, options, velocities);
      f.update(velocities);
      const score = createVectorField(d, n);
      f.score(velocities, score);
      kept.forEach((v, p) => {
        if (Math.hypot(...v) > 2) return;
        for (let k = 0; k < d; k++) expect(Math.abs(score.data[k * n + p] + v[k] / Sigma[k])).toBeLessThan(1e-6);
      });
    }
  });

  it('refuses a mollifier wider than the particles, with the species and the way out', () => {
    const weights = new Float64Array(4).fill(1);
    const flat = createVectorField(2, 4, Float64Array.of(-1, 0, 0, 1, 0, 0.1, -0.1, 0));
    const f = prepareMomentPreserving(weights, optionsOf(2, 0.1), flat);
    expect(() => f.update(flat)).toThrow(/species s: expected a mollifier narrower .* take more particles/);
  });
});

describe('levels of extrapolation', () => {
  it('add up to 1 and cancel the first powers of eps', () => {
    const lists = [
      [1, 2],
      [1, 1.25, 1.5],
      [1, 1.5, 2, 2.5],
    ];
    for (const ratios of lists) {
      const { terms } = extrapolation(ratios);
      for (let j = 0; j < ratios.length; j++)
        expect(terms.reduce((sum, { factor, width }) => sum + factor * width ** j, 0)).toBeCloseTo(j === 0 ? 1 : 0, 9);
    }
  });

  it('leave every wave between 0 and 1 of itself, whatever they are', () => {
    const ratios = fc
      .array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 3 })
      .map((steps) => [1, ...steps.map((_, k) => 1 + steps.slice(0, k + 1).reduce((sum, step) => sum + step / 10, 0))]);
    fc.assert(
      fc.property(ratios, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (levels, a) => {
        const { terms } = extrapolation(levels);
        const left = terms.reduce((sum, { factor, width }) => sum + factor * a ** width, 0);
        const roundOff = 1e-14 * terms.reduce((sum, { factor }) => sum + Math.abs(factor), 0);
        expect(left).toBeGreaterThan(-roundOff);
        expect(left).toBeLessThan(1 + roundOff);
      }),
    );
  });
});

/** The nodes as particles of weight h^d f. */
function latticeParticles(lattice: Lattice, values: Float64Array) {
  const { d, spacing } = lattice;
  const velocities = createVectorField(d, values.length);
  eachNode(lattice, (v, x) => {
    for (let k = 0; k < d; k++) velocities.data[k * values.length + x] = v[k];
  });
  return { weights: values.map((f) => f * spacing ** d), velocities };
}

function scaled({ d, n, data }: VectorField, factor: number): VectorField {
  return createVectorField(
    d,
    n,
    data.map((v) => factor * v),
  );
}
