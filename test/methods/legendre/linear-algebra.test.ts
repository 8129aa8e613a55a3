import { describe, expect, it } from 'vitest';
import { createStream } from '../../../src/core/random.ts';
import { directSolver, iterativeSolver } from '../../../src/methods/legendre/linear-solver.ts';
import { createLegendreSystem, type LegendreSystem } from '../../../src/methods/legendre/system.ts';
import { createMixture } from '../../../src/physics/mixture.ts';

/** Two species with immobile partners, and a state near Maxwellians with harmonics of a tenth of them. */
function setup(modes: readonly number[], d: 2 | 3 = 3): { system: LegendreSystem; y: Float64Array; x: Float64Array } {
  const mixture = createMixture(
    d,
    [
      { name: 'a', mass: 1, charge: 0 },
      { name: 'b', mass: 2, charge: 0 },
    ],
    [
      [1, 0.7],
      [0.7, 0.5],
    ],
    [
      [-3, -1],
      [-1, -3],
    ],
    [{ species: 0, velocity: new Array<number>(d).fill(0), strength: 0.3, exponent: -1 }],
  );
  const breaks = [
    [0, 1, 2.5, 4, 6],
    [0, 1, 2.5, 4],
  ];
  const system = createLegendreSystem(mixture, { breaks, order: 5, modes });
  const stream = createStream(1, 'legendre');
  const y = new Float64Array(system.length);
  modes.forEach((l, m) => {
    system.bases.forEach(({ nodes }, i) => {
      for (let a = system.layout.firstNode(m); a < nodes.length; a++)
        y[system.layout.offset(i, m) + a] =
          (l === 0 ? 1 : 0.1 * stream.next()) * Math.exp((-(i + 1) * nodes[a] ** 2) / 2);
    });
  });
  return { system, y, x: y.map(() => stream.next() - 0.5) };
}

const largest = (x: Float64Array) => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe('the Jacobian of the Legendre method', () => {
  it.each([
    ['isotropic', [0]],
    ['odd and even harmonics', [0, 1, 2, 3]],
    ['even harmonics', [0, 2, 4]],
  ] as const)('is the derivative of the rate, as products and entry by entry: %s', (_name, modes) => {
    for (const d of [2, 3] as const) {
      const { system, y, x } = setup(modes, d);
      const n = system.length;
      const zero = () => new Float64Array(n);
      // F is quadratic, so that its central difference over any distance is its derivative.
      const [ahead, behind, mass, product] = [zero(), zero(), zero(), zero()];
      system.rate(
        y.map((value, k) => value + x[k]),
        ahead,
      );
      system.rate(
        y.map((value, k) => value - x[k]),
        behind,
      );
      system.applyMass(x, mass);
      const expected = mass.map((value, k) => 3 * value - (ahead[k] - behind[k]) / 2);
      const scale = largest(expected);
      system.linearise(y);
      system.applyShifted(3, x, product);
      expect(largest(product.map((value, k) => value - expected[k]))).toBeLessThan(1e-12 * scale);
      const dense = new Float64Array(n * n);
      system.shiftedBlock(modes.map((_, m) => m))(3, dense);
      const rows = zero().map((_, a) => x.reduce((sum, value, b) => sum + dense[a * n + b] * value, 0));
      expect(largest(rows.map((value, k) => value - expected[k]))).toBeLessThan(1e-12 * scale);
      // A block of one harmonic has the same entries.
      const unknowns = system.layout.harmonic(modes.length - 1);
      const block = new Float64Array(unknowns.length ** 2);
      system.shiftedBlock([modes.length - 1])(3, block);
      expect(block).toEqual(
        Float64Array.from([...unknowns].flatMap((a) => Array.from(unknowns, (b) => dense[a * n + b]))),
      );
    }
  });
});

describe('the linear solvers of the Legendre method', () => {
  it.each([
    ['isotropic', [0]],
    ['axisymmetric', [0, 1, 2, 3]],
  ] as const)('agree, for one right-hand side after the other, to what was asked for: %s', (_name, modes) => {
    const { system, y, x } = setup(modes);
    const scales = y.map(() => 1);
    const accuracy = 1e-9;
    const [direct, iterative] = [directSolver(system), iterativeSolver(system, { scales, accuracy })];
    expect(direct.prepare(20, y)).toBe(true);
    expect(iterative.prepare(20, y)).toBe(true);
    for (const b of [x, x.map((value, k) => value * Math.sin(k)), x.map((value) => 1e-6 * value)]) {
      const [exact, found] = [b.slice(), b.slice()];
      expect(direct.solve(exact)).toBe(true);
      expect(iterative.solve(found)).toBe(true);
      const error = largest(found.map((value, k) => value - exact[k]));
      expect(error).toBeLessThan(10 * accuracy + 1e-10 * largest(exact));
    }
  });

  it.each([
    ['isotropic', [0]],
    ['axisymmetric', [0, 1, 2, 3]],
  ] as const)('agree to round-off where the iteration stalls after two directions: %s', (_name, modes) => {
    const { system, y, x } = setup(modes);
    const options = { scales: y.map(() => 1), accuracy: 1e-13, directions: 2 };
    const [direct, iterative] = [directSolver(system), iterativeSolver(system, options)];
    // Nothing of one matrix is left for the next.
    for (const factor of [0.5, 20]) {
      expect(direct.prepare(factor, y)).toBe(true);
      expect(iterative.prepare(factor, y)).toBe(true);
      for (const b of [x, x.map((value, k) => value * Math.sin(k))]) {
        const [exact, found] = [b.slice(), b.slice()];
        direct.solve(exact);
        expect(iterative.solve(found)).toBe(true);
        expect(found).toEqual(exact);
      }
    }
  });

  it('refuse a matrix that is not finite', () => {
    const { system, y, x } = setup([0, 1]);
    y[3] = Number.NaN;
    const iterative = iterativeSolver(system, { scales: y.map(() => 1), accuracy: 1e-9 });
    expect(directSolver(system).prepare(20, y)).toBe(false);
    expect(iterative.prepare(20, y) && iterative.solve(x.slice())).toBe(false);
  });
});
