import { expect, it } from 'vitest';
import { eachNode, nodeCount } from '../../../src/core/lattice.ts';
import { createLogDerivatives } from '../../../src/physics/density.ts';
import { simulate } from './simulate.ts';

it.each([2, 3] as const)('stores f where it is, however far its species may get, d = %i', (dimension) => {
  // The hot species could make the cold one 300 times as wide.
  const { evolution } = simulate({
    dimension,
    species: [
      [1, 1.5, { maxwellian: { temperature: 1 } }],
      [1, 1e-6, { shell: { radius: 300, width: 20 } }],
    ],
    collisions: { exponent: 0, strength: 1e-3 },
    method: { order: 6, tolerance: 1e-6 },
  });
  for (const [i, { lattice, values }] of evolution.snapshot().species.entries()) {
    const nodes = nodeCount(lattice!);
    const density = values!.reduce((sum, f) => sum + f, 0) * lattice!.spacing ** dimension;
    const expected = [1.5, 1e-6][i];
    expect(values).toHaveLength(nodes);
    // The trapezoidal rule is exact up to the tail that is left out, for the shell up to its resolution.
    expect(Math.abs(density / expected - 1)).toBeLessThan([1e-6, 0.05][i]);
  }
});

const drifting = (drift: readonly number[]) => ({ maxwellian: { temperature: 1, drift } });

it.each([
  ['isotropic, d = 3', [0, 0, 0]],
  ['about the first axis, d = 3', [0.7, 0, 0]],
  ['about the second axis, d = 3', [0, -0.7, 0]],
  ['about the third axis, d = 3', [0, 0, 0.7]],
  ['about a tilted axis, d = 3', [0.5, 0.3, -0.4]],
  ['isotropic, d = 2', [0, 0]],
  ['about the first axis, d = 2', [0.7, 0]],
  ['about the second axis, d = 2', [0, 0.7]],
  ['about a tilted axis, d = 2', [0.5, -0.5]],
])('has f and its gradient at every node: %s', (_name, drift) => {
  const dimension = drift.length as 2 | 3;
  const { evolution } = simulate({
    dimension,
    species: [
      [1, 1, drifting(drift)],
      [1, 1, drifting(drift.map((u) => 0 - u))],
    ],
    collisions: { exponent: -2, strength: 1 },
    method: { degree: 6, tolerance: 1e-3 },
  });
  const snapshot = evolution.snapshot();
  const { lattice, values, gradient } = snapshot.species[0];
  const [density] = snapshot.densities!();
  const out = createLogDerivatives(dimension);
  const largest = Math.max(...values!);
  let worst = 0;
  eachNode(lattice!, (v, x) => {
    density.evaluate(v, out);
    // The expansion does not give log f in the tail.
    if (!(out.value > Math.log(1e-6 * largest))) return;
    worst = Math.max(worst, Math.abs(values![x] - Math.exp(out.value)));
    for (let k = 0; k < dimension; k++)
      worst = Math.max(worst, Math.abs(gradient!.data[k * values!.length + x] - Math.exp(out.value) * out.gradient[k]));
  });
  expect(worst).toBeLessThan(1e-12 * largest);
});
