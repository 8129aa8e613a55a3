import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisNodes, type Lattice } from '../../src/core/lattice.ts';
import { createVectorField, type Dimension, type VectorField } from '../../src/core/vector-field.ts';
import { windowNodes } from '../../src/kernels/lattice-spread.ts';
import { createLogDerivatives } from '../../src/physics/density.ts';
import { blobDensity } from '../../src/physics/summed-densities.ts';
import { smoothingTemperature } from '../../src/reconstruction/bandwidth.ts';
import { prepareReconstruction } from '../../src/reconstruction/reconstruction.ts';
import { entropyRules, prepareEntropy } from '../../src/reconstruction/regularised-entropy.ts';
import { dimension, vectorField } from '../arbitraries.ts';

const spacing = 0.4;
const variance = 0.64 * spacing ** 1.98;

function prepare(d: Dimension, weights: Float64Array, tolerance = 1e-14) {
  const anchor = [0.05, -0.1, 0.3].slice(0, d);
  return prepareReconstruction(weights, { species: 'light', variance, spacing, anchor, tolerance });
}

const particles = dimension.chain((d) =>
  fc.integer({ min: 1, max: 6 }).chain((n) =>
    fc.record({
      velocities: vectorField(d, n),
      weights: fc
        .array(fc.integer({ min: 1, max: 100 }), { minLength: n, maxLength: n })
        .map((w) => Float64Array.from(w, (x) => x / 100)),
    }),
  ),
);

function nodesOf(lattice: Lattice): number[][] {
  const axes = lattice.shape.map((_, k) => [...axisNodes(lattice, k)]);
  return axes.reduce<number[][]>((points, axis) => points.flatMap((point) => axis.map((x) => [...point, x])), [[]]);
}

function gaussianSum(weights: Float64Array, { d, n, data }: VectorField, x: readonly number[]): number {
  let f = 0;
  for (let p = 0; p < n; p++) {
    let r2 = 0;
    for (let k = 0; k < d; k++) r2 += (x[k] - data[k * n + p]) ** 2;
    f += (weights[p] * Math.exp(-r2 / (2 * variance))) / (2 * Math.PI * variance) ** (d / 2);
  }
  return f;
}

describe('the reconstructed density', () => {
  it('is refused on a lattice too coarse for the mollifier, with the numbers and the way out', () => {
    const weights = Float64Array.of(1);
    const options = { species: 'light', spacing: 0.4, anchor: [0, 0], tolerance: 1e-10 };
    for (const factor of [1e-6, 1e-3, 0.124])
      expect(() => prepareReconstruction(weights, { ...options, variance: factor * 0.16 })).toThrow(
        /method.smoothing: expected a mollifier variance of at least 0.0200 for species light, .* got .*; take more smoothing/,
      );
    // what is let through is finite and has the density to 17 % on every axis
    const reconstruction = prepareReconstruction(weights, { ...options, variance: 0.0201 });
    for (const v of [0, 0.1, 0.2]) {
      reconstruction.update(createVectorField(2, 1, Float64Array.of(v, v)));
      const density = 0.16 * reconstruction.values.reduce((sum, f) => sum + f, 0);
      expect(Math.abs(Math.log(density))).toBeLessThan(2 * Math.log(1 / (1 - 0.171)));
    }
  });

  it('is the Gaussian sum on every node, up to the stated truncation', () => {
    fc.assert(
      fc.property(particles, fc.constantFrom(1e-6, 1e-10, 1e-14), ({ velocities, weights }, tolerance) => {
        const reconstruction = prepare(velocities.d, weights, tolerance);
        reconstruction.update(velocities);
        const total = weights.reduce((sum, w) => sum + w, 0);
        const peak = (2 * Math.PI * variance) ** (-velocities.d / 2);
        const errors = nodesOf(reconstruction.lattice).map((x, at) =>
          Math.abs(reconstruction.values[at] - gaussianSum(weights, velocities, x)),
        );
        const largest = errors.reduce((most, error) => Math.max(most, error), 0);
        expect(largest).toBeLessThanOrEqual((tolerance + 1e-14) * peak * total);
      }),
      { numRuns: 20 },
    );
  });

  it('follows particles wherever they go: a common shift by whole cells shifts the lattice and changes no value', () => {
    fc.assert(
      fc.property(particles, fc.integer({ min: -4096, max: 4096 }), ({ velocities, weights }, cells) => {
        // spacing 1/4 and anchors of few binary digits: the shift is exact in floating point
        const anchor = [0.25, 0.5, 0].slice(0, velocities.d);
        const options = { species: 's', variance: 0.05, spacing: 0.25, anchor, tolerance: 1e-12 };
        const [here, there] = [prepareReconstruction(weights, options), prepareReconstruction(weights, options)];
        here.update(velocities);
        there.update(
          createVectorField(
            velocities.d,
            velocities.n,
            velocities.data.map((v) => v + cells / 4),
          ),
        );
        expect(there.lattice.shape).toEqual(here.lattice.shape);
        expect(there.lattice.first).toEqual(here.lattice.first.map((first) => first + cells));
        expect([...there.values]).toEqual([...here.values]);
      }),
      { numRuns: 30 },
    );
  });

  it('integrates to the density up to the aliasing of a Gaussian of 0.8 h, 2 exp(-2 pi^2 eps/h^2) per axis', () => {
    const weights = Float64Array.of(0.3, 0.7);
    for (const d of [2, 3] as const) {
      const velocities = createVectorField(
        d,
        2,
        Float64Array.from({ length: 2 * d }, (_, k) => Math.sin(k)),
      );
      const reconstruction = prepare(d, weights);
      reconstruction.update(velocities);
      const mass = spacing ** d * reconstruction.values.reduce((sum, f) => sum + f, 0);
      const aliasing = 2 * Math.exp((-2 * Math.PI ** 2 * variance) / spacing ** 2);
      expect(Math.abs(mass - 1)).toBeLessThanOrEqual(1.01 * d * aliasing);
    }
  });

  it('is computed anew when a velocity or a weight has changed in its place, and only then', () => {
    const weights = Float64Array.of(0.3, 0.7);
    const velocities = createVectorField(2, 2, Float64Array.of(0.1, -0.4, 0.2, 0.5));
    const reconstruction = prepare(2, weights);
    const afresh = () => {
      const other = prepare(2, weights.slice());
      other.update(velocities);
      return [...other.values];
    };
    reconstruction.update(velocities);
    const changes = [() => (weights[1] = 0.9), () => (velocities.data[0] = 0.3), () => (velocities.data[3] = -0.6)];
    for (const change of changes) {
      change();
      reconstruction.update(velocities);
      expect([...reconstruction.values]).toEqual(afresh());
    }
    // A mark on the lattice stays.
    reconstruction.values[0] = 5;
    reconstruction.update(createVectorField(2, 2, velocities.data.slice()));
    expect(reconstruction.values[0]).toBe(5);
    reconstruction.forget();
    reconstruction.update(velocities);
    expect([...reconstruction.values]).toEqual(afresh());
    const runaway = createVectorField(2, 2, Float64Array.of(0, Number.NaN, 0, 0));
    expect(() => reconstruction.update(runaway)).toThrow('species light');
    reconstruction.update(velocities);
    expect([...reconstruction.values]).toEqual(afresh());
  });

  it('says which species has run away and what to do', () => {
    const reconstruction = prepare(3, Float64Array.of(1, 1));
    const velocities = createVectorField(3, 2, Float64Array.of(0, 1e6, 0, 1e6, 0, 0));
    expect(() => reconstruction.update(velocities)).toThrow(/species light .* run away; take a smaller time step/);
    velocities.data[1] = Number.NaN;
    expect(() => reconstruction.update(velocities)).toThrow(
      /velocity component 0 of particle 1 of species light is NaN/,
    );
  });
});

describe('the score', () => {
  it.each(Object.values(entropyRules))(
    'is the exact gradient of the $name entropy, by central differences of fourth order',
    (rule) => {
      fc.assert(
        fc.property(particles, ({ velocities, weights }) => {
          const { d, n } = velocities;
          const anchor = [0.05, -0.1, 0.3].slice(0, d);
          const entropy = prepareEntropy(
            rule,
            weights,
            { species: 's', variance, spacing, anchor, tolerance: 1e-16 },
            'mollified',
            velocities,
          );
          const entropyAt = (at: number, step: number) => {
            const data = velocities.data.slice();
            data[at] += step;
            return entropy.value(createVectorField(d, n, data));
          };
          const score = createVectorField(d, n);
          entropy.score(velocities, score);
          const step = 1e-3;
          for (let at = 0; at < d * n; at++) {
            const [a, b, c, e] = [-2, -1, 1, 2].map((k) => entropyAt(at, k * step));
            const difference = (a - 8 * b + 8 * c - e) / (12 * step) / weights[at % n];
            // the difference quotient's own error: step^4/30 times a fifth derivative of size eps^{-5/2}, and round-off of H
            expect(Math.abs(score.data[at] - difference)).toBeLessThanOrEqual(1e-8 * (1 + 1 / weights[at % n]));
          }
        }),
        { numRuns: 12 },
      );
    },
  );

  it('of a lattice Maxwellian is -v/(T/m + eps), once the mollifier is wide enough not to see the lattice', () => {
    for (const d of [2, 3] as const) {
      const h = 0.25;
      const half = d === 2 ? 32 : 20;
      const axis = Array.from({ length: 2 * half }, (_, j) => (j + 0.5 - half) * h);
      const points = Array.from({ length: d }).reduce<number[][]>(
        (all) => all.flatMap((v) => axis.map((x) => [...v, x])),
        [[]],
      );
      const n = points.length;
      const velocities = createVectorField(d, n);
      points.forEach((v, p) => {
        for (let k = 0; k < d; k++) velocities.data[k * n + p] = v[k];
      });
      const weights = Float64Array.from(
        points,
        (v) => (h / Math.sqrt(2 * Math.PI)) ** d * Math.exp(-(Math.hypot(...v) ** 2) / 2),
      );
      // aliasing 2 exp(-2 pi^2 1.44) = 1e-12
      const eps = 1.44 * h ** 2;
      const reconstruction = prepareReconstruction(weights, {
        species: 's',
        variance: eps,
        spacing: h,
        anchor: points[0],
        tolerance: 1e-14,
      });
      reconstruction.update(velocities);
      const score = createVectorField(d, n);
      reconstruction.score(velocities, score);
      let worst = 0;
      points.forEach((v, p) => {
        if (Math.hypot(...v) > 2) return;
        for (let k = 0; k < d; k++) worst = Math.max(worst, Math.abs(score.data[k * n + p] + v[k] / (1 + eps)));
      });
      expect(worst).toBeLessThan(1e-8);
    }
  });
});

describe('the blob density', () => {
  it('agrees with the lattice gradient on the nodes', () => {
    fc.assert(
      fc.property(particles, ({ velocities, weights }) => {
        const reconstruction = prepare(velocities.d, weights, 1e-16);
        reconstruction.update(velocities);
        const gradient = reconstruction.gradient(velocities);
        const d = velocities.d;
        const blob = blobDensity({ weights, velocities }, variance);
        const out = createLogDerivatives(d);
        nodesOf(reconstruction.lattice).forEach((x, at) => {
          const f = reconstruction.values[at];
          if (at % 17 !== 0 || f < 1e-6) return;
          blob.evaluate(x, out);
          for (let k = 0; k < d; k++)
            expect(Math.abs(gradient.data[k * gradient.n + at] - f * out.gradient[k])).toBeLessThan(1e-12);
        });
      }),
      { numRuns: 20 },
    );
  });
});

describe('the smoothing', () => {
  it('reaches 12 nodes for 1e-10 and the usual eps = 0.64 h^2', () => {
    expect(windowNodes(0.64, 1, 1e-12)).toBe(12);
    expect(windowNodes(0.64, 1, 1e-8)).toBe(10);
  });

  it('has one temperature for all species: the largest that any lattice asks for', () => {
    expect(smoothingTemperature({ temperature: 0.03 }, [1, 2], [1, 1])).toBe(0.03);
    expect(smoothingTemperature({ factor: 0.5, power: 2 }, [1, 4], [0.2, 0.2])).toBeCloseTo(0.08, 15);
  });
});
