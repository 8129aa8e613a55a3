import { describe, expect, it } from 'vitest';
import { decomposeLu, solveLu } from '../../../src/kernels/dense-algebra.ts';
import { createRosenbrock, type Rosenbrock } from '../../../src/methods/legendre/rosenbrock.ts';

/**
 * The problem of Kaps, M y' = M F(y) with F = (-(k + 2) y1 + k y2^2, y1 - y2 - y2^2): y = (exp(-2t), exp(-t)) whatever k is.
 * Source: P. Kaps, in: R. Jeltsch (ed.), Numerische Behandlung von Differentialgleichungen (1981).
 */
const stiffness = 2;
const mass = [2, 1, 1, 3];
const exact = (t: number) => [Math.exp(-2 * t), Math.exp(-t)];

/** out = matrix x, two by two. */
function apply([a, b, c, d]: readonly number[], [x, y]: readonly number[], out: Float64Array) {
  out.set([a * x + b * y, c * x + d * y]);
}

function kaps(): Rosenbrock {
  const factors = new Float64Array(4);
  const exchanges = new Int32Array(2);
  const solveMass = (b: Float64Array) => {
    const lu = Float64Array.from(mass);
    decomposeLu(2, lu, exchanges);
    solveLu(2, lu, exchanges, b);
  };
  return createRosenbrock(
    {
      length: 2,
      rate: ([u, v], out) => {
        apply(mass, [-(stiffness + 2) * u + stiffness * v * v, u - v - v * v], out);
      },
      applyMass: (y, out) => {
        apply(mass, [...y], out);
      },
      solveMass,
    },
    {
      start: 0,
      initial: Float64Array.from(exact(0)),
      // Every step is taken.
      tolerance: 1e9,
      scales: Float64Array.of(1, 1),
      invariants: [],
      solver: {
        prepare(factor, [, v]) {
          const [a, b, c, d] = mass;
          const [p, q, r, s] = [factor + stiffness + 2, -2 * stiffness * v, -1, factor + 1 + 2 * v];
          factors.set([a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s]);
          return decomposeLu(2, factors, exchanges);
        },
        solve(b) {
          solveLu(2, factors, exchanges, b);
          return true;
        },
      },
    },
  );
}

/** Errors at t = 1 and at most within the steps, by equal steps. */
function errors(count: number): { readonly end: number; readonly inside: number } {
  const stepper = kaps();
  const y = new Float64Array(2);
  const distance = (t: number) => Math.max(...exact(t).map((value, k) => Math.abs(y[k] - value)));
  let inside = 0;
  for (let k = 0; k < count; k++) {
    const state = stepper.save();
    // The length of the next step.
    state.times[3] = 1 / count;
    stepper.restore(state);
    for (const part of [0.3, 0.6]) {
      stepper.advance((k + part) / count, y);
      inside = Math.max(inside, distance((k + part) / count));
    }
    stepper.advance((k + 1) / count, y);
  }
  expect(stepper.counts.steps).toBe(count);
  return { end: distance(1), inside };
}

describe('Rodas5P', () => {
  it('has order 5 with a mass matrix, and errs within its steps by their fifth power too', () => {
    const found = [16, 32, 64].map(errors);
    for (const k of [1, 2]) {
      expect(Math.log2(found[k - 1].end / found[k].end)).toBeGreaterThan(4.8);
      expect(Math.log2(found[k - 1].inside / found[k].inside)).toBeGreaterThan(4.7);
    }
    expect(found[2].end).toBeLessThan(1e-11);
  });

  it('ends where a solution does, y = 1 / (1 - t), and says at which time', () => {
    let slope = 1;
    const stepper = createRosenbrock(
      {
        length: 1,
        rate: ([y], out) => out.set([y * y]),
        applyMass: (y, out) => out.set(y),
        solveMass: () => undefined,
      },
      {
        ...{ start: 0, initial: Float64Array.of(1), tolerance: 1e-6, scales: Float64Array.of(1), invariants: [] },
        solver: {
          prepare(factor, [y]) {
            slope = factor - 2 * y;
            return true;
          },
          solve(b) {
            b[0] /= slope;
            return true;
          },
        },
      },
    );
    const y = new Float64Array(1);
    stepper.advance(0.5, y);
    expect(y[0]).toBeCloseTo(2, 5);
    expect(() => stepper.advance(2, y)).toThrow(
      /^legendre: steps have come down to [^\n]* at t = (0\.99999|1\.0000)[^\n]*$/,
    );
    expect(stepper.counts.steps).toBeLessThan(5000);
  });
});
