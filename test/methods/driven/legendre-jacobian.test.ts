import { describe, expect, it } from 'vitest';
import { createStream } from '../../../src/core/random.ts';
import { discretise } from '../../../src/methods/legendre/discretise.ts';
import { drivenSolver, drivenStart, drivenSystem } from '../../../src/methods/legendre/driven-system.ts';
import { initialValues } from '../../../src/methods/legendre/initial-values.ts';
import { directSolver, iterativeSolver } from '../../../src/methods/legendre/linear-solver.ts';
import { createLegendreSystem } from '../../../src/methods/legendre/system.ts';
import { startingState } from '../../../src/simulation/initial-state.ts';
import { drive, one } from './drive.ts';

const options = { degree: 2, elements: 0.5, order: 4, tolerance: 1e-2, coldest: 0.8, hottest: 1.5 } as const;
const factor = 3;
const start = 0.4;

/** Two species under the forcings, and a state near the start. */
function setup(forcing: readonly object[]) {
  const { scenario, mixture } = drive({
    species: [one('a', { charge: 1 }), one('b', { mass: 2, charge: 2 })],
    collisions: { exponent: -1, strength: 0.3 },
    method: { name: 'legendre', ...options },
    forcing,
  });
  const { distributions } = startingState(scenario, mixture, 'driven.yaml');
  const found = discretise(mixture, distributions, { ...options, equation: 'landau', steps: 'own' });
  const inner = createLegendreSystem(mixture, found.discretisation, undefined, found.frame);
  const { initial } = initialValues(inner, found.frame, distributions);
  const driven = drivenSystem(inner, inner.drive!);
  const stream = createStream(1, 'jacobian');
  const y = drivenStart(inner, inner.drive!, start, initial).map((value, k) =>
    k < inner.length ? value * (1 + 0.05 * (stream.next() - 0.5)) : value,
  );
  return { inner, driven, y, b: y.map(() => stream.next() - 0.5) };
}

const largest = (x: Float64Array) => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe('the implicit equation (factor M - J) x = b of a driven Legendre system', () => {
  it.each([
    ['losses', [{ loss: { species: 'a', rate: 0.7 } }, { loss: { species: 'b', rate: 0.2 } }]],
    ['a source', [{ source: { species: 'a', rate: 0.5, temperature: 1.2, velocity: [0, 0, 0.3] } }]],
    ['a field that oscillates', [{ 'electric-field': { field: [0, 0, 0.4], frequency: 2 } }]],
    ['heating', [{ heating: { species: 'a', power: 0.6, exponent: -0.5, temperature: 1 } }]],
    [
      'all of them',
      [
        { source: { species: 'b', rate: 0.5, temperature: 1.2, velocity: [0, 0, 0.3] } },
        { loss: { species: 'b', rate: 0.7 } },
        { 'electric-field': { field: [0, 0, 0.4], frequency: 2 } },
        { heating: { species: 'b', power: 0.6, exponent: 0.5, temperature: 1 } },
      ],
    ],
  ] as const)('has the derivative of the rate by state, time and ledger: %s', (_name, forcing) => {
    const { inner, driven, y, b } = setup(forcing);
    const scales = new Float64Array(inner.length).fill(1);
    for (const solver of [directSolver(inner), iterativeSolver(inner, { scales, accuracy: 1e-12 })]) {
      const outer = drivenSolver(solver, inner, inner.drive!);
      expect(outer.prepare(factor, y)).toBe(true);
      const x = b.slice();
      expect(outer.solve(x)).toBe(true);
      const h = 1e-4 / largest(x);
      const rate = (sign: number) => {
        const out = new Float64Array(driven.length);
        driven.rate(
          y.map((value, k) => value + sign * h * x[k]),
          out,
        );
        return out;
      };
      const [ahead, behind, mass] = [rate(1), rate(-1), new Float64Array(driven.length)];
      driven.applyMass(x, mass);
      const left = mass.map((value, k) => factor * value - (ahead[k] - behind[k]) / (2 * h));
      expect(largest(left.map((value, k) => value - b[k]))).toBeLessThan(1e-6 * largest(b));
    }
  });
});
