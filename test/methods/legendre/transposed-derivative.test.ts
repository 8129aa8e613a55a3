import { expect, it } from 'vitest';
import { createLegendreSystem } from '../../../src/methods/legendre/system.ts';
import { createMixture } from '../../../src/physics/mixture.ts';

it.each([
  ['isotropic', 3, [0]],
  ['axisymmetric', 3, [0, 1, 2]],
  ['in the plane', 2, [0, 1, 3]],
] as const)('is the transpose of the Jacobian, with immobile partners: %s', (_, dimension, modes) => {
  const mixture = createMixture(
    dimension,
    [1, 3].map((mass, i) => ({ name: String(i), mass, charge: 1 })),
    [
      [0.5, 1],
      [1, 0],
    ],
    [
      [-2.5, -3],
      [-3, 0],
    ],
    [{ species: 0, strength: 0.7, exponent: -1, velocity: new Array(dimension).fill(0) }],
  );
  const system = createLegendreSystem(mixture, {
    breaks: [
      [0, 1, 3],
      [0, 1],
    ],
    order: 3,
    modes,
  });
  const n = system.length;
  const y = Float64Array.from({ length: n }, (_, k) => Math.cos(3 * k + 1));
  const w = Float64Array.from({ length: n }, (_, k) => Math.sin(2 * k + 1));
  const out = new Float64Array(n);
  system.transposedDerivative(y, w, out);
  system.linearise(y);
  const [unit, column] = [new Float64Array(n), new Float64Array(n)];
  for (let b = 0; b < n; b++) {
    unit.fill(0)[b] = 1;
    system.applyShifted(0, unit, column);
    const sum = column.reduce((total, entry, a) => total - w[a] * entry, 0);
    expect(out[b]).toBeCloseTo(sum, 9);
  }
});
