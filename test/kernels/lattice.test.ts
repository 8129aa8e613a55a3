import { sum } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { eachNode, type Lattice, nodeCount } from '../../src/core/lattice.ts';
import { createVectorField, type Dimension } from '../../src/core/vector-field.ts';
import { spreadGradient } from '../../src/kernels/density.ts';
import { plainKernels, simdKernels } from '../../src/kernels/kernels.ts';
import { sumEntropy } from '../../src/kernels/lattice-gather.ts';
import { gaussianWindow, windowNodes } from '../../src/kernels/lattice-spread.ts';
import { compiled, simd } from './compiled.ts';
import { particles } from './particles.ts';

/** Particles in a cube of half width 3 on a lattice that holds their windows, no extent like another. */
function example(d: Dimension, nodes: number) {
  const { weights, velocities } = particles(d, 61, `lattice ${nodes}`);
  const spacing = 0.4;
  const half = nodes / 2;
  const anchor = [0.1, -0.2, 0.15].slice(0, d);
  const first = anchor.map((_, k) => -8 - half - k);
  const shape = first.map((index, k) => 8 + half - index + 3 * k + 1);
  const lattice: Lattice = { d, spacing, anchor, first, shape };
  // the window then reaches six standard deviations; few nodes hold less of a Gaussian that the lattice can resolve
  const window = gaussianWindow((Math.max(0.8, half / 6) * spacing) ** 2, spacing, nodes);
  return { weights, velocities, lattice, window, count: nodeCount(lattice) };
}

function largest(values: Float64Array): number {
  return values.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
}

const cases = ([2, 3] as const).flatMap((d) =>
  [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26].map((nodes) => ({ d, nodes })),
);

describe('the compiled lattice kernels', () => {
  it.each(cases)('spread a window of $nodes nodes as the plain ones, d = $d', ({ d, nodes }) => {
    const { weights, velocities, lattice, window, count } = example(d, nodes);
    const plain = new Float64Array(count);
    const values = new Float64Array(count).fill(7);
    plainKernels.spreadDensity(lattice, window, weights, velocities, plain);
    simd.spreadDensity(lattice, window, weights, velocities, values);
    // every node to its own relative precision: on each axis two exponentials, then a rounding per power of their ratio
    const errors = values.map((value, x) => (plain[x] === 0 ? value : value / plain[x] - 1));
    expect(largest(errors)).toBeLessThan(d * (nodes + 4) * 2 ** -53);
  });

  it.each(cases)('gather with a window of $nodes nodes as the plain ones, d = $d', ({ d, nodes }) => {
    const { velocities, lattice, window, count } = example(d, nodes);
    const values = Float64Array.from({ length: count }, (_, x) => Math.sin(1e4 * Math.sin(x)));
    const plain = createVectorField(d, velocities.n);
    const out = createVectorField(d, velocities.n);
    plainKernels.gatherGradient(lattice, window, values, velocities, lattice.spacing ** d, plain);
    simd.gatherGradient(lattice, window, values, velocities, lattice.spacing ** d, out);
    // h^d sum_x |grad phi| |values| is about 1/sqrt(eps)
    const scale = 1 / Math.sqrt(window.variance);
    expect(largest(out.data.map((value, k) => value - plain.data[k]))).toBeLessThan(4 * 2 ** -52 * scale);
    expect(largest(plain.data)).toBeGreaterThan(0.05 * scale);
  });

  it('return the same bits again, whatever was computed in between', () => {
    for (const { d, nodes } of cases.filter((each) => each.nodes % 6 === 0)) {
      const { weights, velocities, lattice, window, count } = example(d, nodes);
      const run = () => {
        const values = new Float64Array(count);
        const score = createVectorField(d, velocities.n);
        simd.spreadDensity(lattice, window, weights, velocities, values);
        simd.gatherGradient(lattice, window, values, velocities, 1, score);
        return [values, score.data];
      };
      const first = run();
      const other = example(d === 2 ? 3 : 2, 14);
      simd.spreadDensity(other.lattice, other.window, other.weights, other.velocities, new Float64Array(other.count));
      run().forEach((values, k) => {
        expect(Buffer.from(values.buffer).equals(Buffer.from(first[k].buffer))).toBe(true);
      });
    }
  });

  it.each([1, 6, 7])('take log f + 1 of %i values to 1 ulp, and 0 where nothing is', (count) => {
    const values = Float64Array.of(0, 1, 3e-200, 0.5, 5e-324, 12, 1e-7);
    const [plain, slope] = [new Float64Array(7).fill(8), new Float64Array(7).fill(8)];
    plainKernels.entropySlope(values, count, plain);
    simd.entropySlope(values, count, slope);
    slope.forEach((value, x) => {
      expect(Math.abs(value - plain[x])).toBeLessThanOrEqual(2 ** -52 * Math.abs(plain[x]));
    });
  });
});

describe('the lattice kernels', () => {
  it('are the plain ones where the compiled ones find no memory', () => {
    const starved = simdKernels({ ...compiled, arrays: () => null });
    const { weights, velocities, lattice, window, count } = example(2, 8);
    const run = (kernels: typeof plainKernels) => {
      const values = new Float64Array(count);
      const out = createVectorField(2, velocities.n);
      kernels.spreadDensity(lattice, window, weights, velocities, values);
      kernels.gatherGradient(lattice, window, values, velocities, 0.3, out);
      return [values, out.data];
    };
    expect(run(starved)).toEqual(run(plainKernels));
  });

  it.each([2, 3] as const)('spread the gradient of every particle: w (v - x)/eps times its Gaussian, d = %i', (d) => {
    const { weights, velocities, lattice, window, count } = example(d, 8);
    const density = new Float64Array(count);
    plainKernels.spreadDensity(lattice, window, weights, velocities, density);
    const gradient = createVectorField(d, count);
    spreadGradient(plainKernels, lattice, window, weights, velocities, density, gradient);
    const expected = createVectorField(d, count);
    for (let p = 0; p < velocities.n; p++) {
      const own = createVectorField(
        d,
        1,
        Float64Array.from({ length: d }, (_, k) => velocities.data[k * velocities.n + p]),
      );
      const blob = new Float64Array(count);
      plainKernels.spreadDensity(lattice, window, weights.subarray(p, p + 1), own, blob);
      eachNode(lattice, (v, x) => {
        for (let k = 0; k < d; k++) expected.data[k * count + x] += (blob[x] * (own.data[k] - v[k])) / window.variance;
      });
    }
    const errors = gradient.data.map((value, x) => value - expected.data[x]);
    expect(largest(errors)).toBeLessThan(1e-13 * largest(expected.data));
  });

  it('have the fewest nodes that keep the Gaussian to the tolerance', () => {
    for (const variance of [1e-4, 0.01, 0.3])
      for (const spacing of [0.01, 0.1, 2])
        for (const tolerance of [1e-3, 1e-8, 1e-16]) {
          const nodes = windowNodes(variance, spacing, tolerance);
          const dropped = (n: number) => Math.exp(-((spacing * n) ** 2) / (8 * variance));
          expect(nodes % 2).toBe(0);
          expect(dropped(nodes)).toBeLessThanOrEqual(tolerance);
          if (nodes > 2) expect(dropped(nodes - 2)).toBeGreaterThan(tolerance);
          expect(nodes).toBeGreaterThanOrEqual(2);
        }
  });

  it('sum f log f to one rounding, with nothing for f <= 0 and beyond the count', () => {
    const values = Float64Array.from({ length: 3000 }, (_, x) => Math.exp(40 * Math.sin(x * x)));
    const terms = Array.from(values, (f) => f * Math.log(f));
    const exact = sum(terms);
    for (const order of [values, values.toReversed()])
      expect(Math.abs(sumEntropy(order, 3000) / exact - 1)).toBeLessThanOrEqual(Number.EPSILON);
    // The large terms cancel, and what is left is what is small.
    const [large, small] = [1e15, 0.5];
    const cancelling = Float64Array.of(small, large, small);
    const expected = large * Math.log(large) + 2 * small * Math.log(small);
    expect(sumEntropy(cancelling, 3) / expected).toBeCloseTo(1, 15);
    expect(sumEntropy(Float64Array.of(2, 0, -3, 4, 7), 4)).toBeCloseTo(2 * Math.log(2) + 4 * Math.log(4), 15);
  });
});
