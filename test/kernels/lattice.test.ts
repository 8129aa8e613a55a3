import { describe, expect, it } from 'vitest';
import { type Lattice, nodeCount } from '../../src/core/lattice.ts';
import { createVectorField, type Dimension } from '../../src/core/vector-field.ts';
import { plainKernels } from '../../src/kernels/kernels.ts';
import { gaussianWindow } from '../../src/kernels/lattice-spread.ts';
import { simd } from './compiled.ts';
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
      expect(run()).toEqual(first);
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
