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
  const jacobian = new Float64Array(n * n);
  system.shiftedJacobian(0, y, jacobian);
  for (let b = 0; b < n; b++) {
    let sum = 0;
    for (let a = 0; a < n; a++) sum -= w[a] * jacobian[a * n + b];
    expect(out[b]).toBeCloseTo(sum, 9);
  }
});
