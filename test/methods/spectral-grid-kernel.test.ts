import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussPower, integrate } from '../../src/core/quadrature.ts';
import { gamma } from '../../src/core/special-functions.ts';
import { addAxisProduct } from '../../src/kernels/axis-product.ts';
import { smoothLength } from '../../src/kernels/fourier.ts';
import { usualMachine } from '../../src/kernels/machine.ts';
import { type CubeField, tensorComponents } from '../../src/kernels/tensor-convolution.ts';
import { prepareCrossPotentials } from '../../src/methods/spectral-grid/cross-potentials.ts';
import type { Potentials } from '../../src/methods/spectral-grid/pair-potentials.ts';
import { torusSymbol } from '../../src/methods/spectral-grid/pair-potentials.ts';
import { differentiationMatrix } from '../../src/methods/spectral-grid/spectral-system.ts';
import { truncatedKernel } from '../../src/methods/spectral-grid/truncated-kernel.ts';

const dimensions = [2, 3] as const;

describe('the Gauss rule with a power as weight', () => {
  it('integrates every polynomial that its order promises, for any power > -1', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.99, max: 6, noNaN: true }), fc.integer({ min: 0, max: 15 }), (power, degree) => {
        const value = integrate(gaussPower(8, power), (x) => x ** degree);
        expect(Math.abs(value * (power + degree + 1) - 1)).toBeLessThan(1e-13);
      }),
    );
  });
});

describe('the truncated kernel', () => {
  it('has the closed form of the Coulomb kernel in d = 3 to round-off, over 100 periods', () => {
    const L = 10;
    const kernel = truncatedKernel(3, -3, L, 60);
    for (let k = 0.05; k <= 60; k += 0.05) {
      const { across, along } = kernel(k);
      const x = k * L;
      expect(Math.abs(along - ((8 * Math.PI) / k ** 2) * (1 - Math.sin(x) / x))).toBeLessThan(1e-14 * 420);
      expect(Math.abs(2 * across + along - (8 * Math.PI * (1 - Math.cos(x))) / k ** 2)).toBeLessThan(1e-14 * 840);
    }
  });

  it.each(dimensions)('is continued smoothly to k = 0, where it is isotropic, for any exponent in d = %i', (d) => {
    fc.assert(
      fc.property(fc.double({ min: -d - 1.9, max: 1, noNaN: true }), (exponent) => {
        const L = 3;
        const power = exponent + d + 2;
        const exact = ((d === 2 ? 2 : 4) * Math.PI * (d - 1) * L ** power) / (d * power);
        const kernel = truncatedKernel(d, exponent, L, 40);
        for (const k of [0, 1e-9])
          for (const value of Object.values(kernel(k))) expect(Math.abs(value / exact - 1)).toBeLessThan(1e-13);
      }),
    );
  });
});

describe('the differentiation matrix', () => {
  it('is antisymmetric and exact for the waves that the grid holds', () => {
    const [nodes, spacing] = [14, 0.3];
    const matrix = differentiationMatrix(nodes, spacing);
    for (let j = 0; j < nodes; j++)
      for (let l = 0; l < nodes; l++) expect(matrix.entries[j * nodes + l]).toBe(-matrix.entries[l * nodes + j] + 0);
    for (let l = 0; l < nodes / 2; l++) {
      const k = (2 * Math.PI * l) / (nodes * spacing);
      const f = Float64Array.from({ length: nodes }, (_, j) => Math.sin(k * spacing * j + 1));
      const derivative = new Float64Array(nodes);
      addAxisProduct(1, matrix, 1, 1, f, derivative);
      derivative.forEach((value, j) => {
        expect(Math.abs(value - k * Math.cos(k * spacing * j + 1))).toBeLessThan(1e-13 * (1 + k));
      });
    }
  });
});

/** A Gaussian of unit density, variance s^2 and centre u on a grid round 0, with its gradient. */
function gaussian(d: 2 | 3, nodes: number, spacing: number, s: number, u: readonly number[]) {
  const values = new Float64Array(nodes ** d);
  const gradient = u.map(() => new Float64Array(values.length));
  for (let x = 0; x < values.length; x++) {
    const v = place(d, nodes, spacing, x).map((w, k) => w - u[k]);
    values[x] = Math.exp(-v.reduce((sum, w) => sum + w * w, 0) / (2 * s * s)) / (2 * Math.PI * s * s) ** (d / 2);
    v.forEach((w, k) => {
      gradient[k][x] = (-w / s ** 2) * values[x];
    });
  }
  return { values, gradient };
}

function place(d: number, nodes: number, spacing: number, x: number): number[] {
  return Array.from(
    { length: d },
    (_, k) => ((Math.floor(x / nodes ** (d - 1 - k)) % nodes) - (nodes - 1) / 2) * spacing,
  );
}

function empty(d: number, nodes: number): Potentials {
  const planes = (count: number) => Array.from({ length: count }, () => new Float64Array(nodes ** d));
  return { diffusion: planes(tensorComponents(d).length), friction: planes(d) };
}

/** The potentials of one field on its own grid, with unit factors. */
function convolved(d: 2 | 3, nodes: number, spacing: number, exponent: number, field: CubeField): Potentials {
  const cube = { d, nodes, torus: smoothLength(2 * nodes - 1) };
  const potentials = empty(d, nodes);
  const symbol = torusSymbol(cube, exponent, spacing);
  usualMachine().kernels.addTensorConvolutions(
    cube,
    [field],
    [{ ...potentials, from: [{ source: 0, symbol, diffusion: 1, friction: 1 }] }],
  );
  return potentials;
}

const unit = (exponent: number) => ({ source: 0, exponent, diffusion: 1, friction: 1 });

describe.each(dimensions)('the potentials of a Gaussian in d = %i', (d) => {
  // What the grid leaves out of the Gaussian at its edge and beyond its shortest wave: 1e-12 and 1.5e-7.
  const [nodes, spacing, s, left] = d === 2 ? [36, 0.42, 1, 1e-12] : [20, 0.56, 1, 1.5e-7];

  it('are the polynomials of Maxwell molecules on all of the grid', () => {
    const u = [0.3, -0.2, 0.1].slice(0, d);
    const potentials = convolved(d, nodes, spacing, 0, gaussian(d, nodes, spacing, s, u));
    let worst = 0;
    for (let x = 0; x < nodes ** d; x++) {
      const w = place(d, nodes, spacing, x).map((v, k) => v - u[k]);
      const square = w.reduce((sum, component) => sum + component ** 2, 0);
      tensorComponents(d).forEach(([a, b], c) => {
        const exact = (a === b ? square + (d - 1) * s * s : 0) - w[a] * w[b];
        worst = Math.max(worst, Math.abs(potentials.diffusion[c][x] - exact));
      });
      for (let a = 0; a < d; a++) worst = Math.max(worst, Math.abs(potentials.friction[a][x] + (d - 1) * w[a]));
    }
    // The tail that is left out weighs with the square of the distance from it, up to 450 times as much.
    expect(worst).toBeLessThan(450 * left);
  });

  it('have the diffusion (d-1)/d <|w|^(gamma+2)> in the middle, for any exponent', () => {
    fc.assert(
      fc.property(fc.double({ min: -d - 1.5, max: 1, noNaN: true }), (exponent) => {
        // An odd number of halves off the middle: the Gaussian sits on a node.
        const u = new Array<number>(d).fill(spacing / 2);
        const potentials = convolved(d, nodes, spacing, exponent, gaussian(d, nodes, spacing, s, u));
        const middle = u.reduce((at) => at * nodes + nodes / 2, 0);
        const mean = (2 * s * s) ** (exponent / 2 + 1) * (gamma((d + exponent) / 2 + 1) / gamma(d / 2));
        tensorComponents(d).forEach(([a, b], c) => {
          const exact = a === b ? ((d - 1) / d) * mean : 0;
          // The tail beyond the box weighs with the square of its distance, 30 to 60.
          expect(Math.abs(potentials.diffusion[c][middle] - exact)).toBeLessThan(60 * left * mean);
        });
      }),
      { numRuns: d === 2 ? 8 : 2 },
    );
  });

  it('are the same by fast convolution and by trigonometric sums', () => {
    const grid = { nodes, spacing, halfWidth: (nodes * spacing) / 2 };
    const field = gaussian(d, nodes, spacing, s, [0.3, -0.2, 0.1].slice(0, d));
    const fast = convolved(d, nodes, spacing, -2.3, field);
    const exact = empty(d, nodes);
    prepareCrossPotentials(d, grid, grid, -2.3)(unit(-2.3), field.values, exact);
    const distance = (a: readonly Float64Array[], b: readonly Float64Array[]) =>
      Math.max(...a.map((plane, c) => plane.reduce((most, value, x) => Math.max(most, Math.abs(value - b[c][x])), 0)));
    // The kernels differ at their edges only, which no two nodes have between them.
    expect(distance(fast.diffusion, exact.diffusion)).toBeLessThan(left);
    expect(distance(fast.friction, exact.friction)).toBeLessThan(20 * left);
  });
});
