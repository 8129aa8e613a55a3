import { describe, expect, it } from 'vitest';
import { gaussianDensity } from '../../../src/physics/densities.ts';
import { entropyProductionByQuadrature } from '../../../src/theory/dissipation/by-quadrature.ts';

/** A Gaussian of variances along and across an axis, with and without the knowledge that it has one. */
function alongAxis(axis: readonly number[], drift: number, along: number, across: number) {
  const covariance = axis.flatMap((a, k) => axis.map((b, l) => (k === l ? across : 0) + (along - across) * a * b));
  const general = gaussianDensity(
    1,
    axis.map((a) => drift * a),
    covariance,
  );
  return { general, lined: { ...general, bulk: { ...general.bulk, line: { direction: axis, along, across } } } };
}

describe('the pair rule of densities with one axis', () => {
  it.each([
    ['d = 2', [0.6, 0.8], -2.3, { centre: 16, radius: 16, angle: 16 }],
    ['d = 3', [2 / 3, -1 / 3, 2 / 3], -3, { centre: 10, radius: 8, angle: 7 }],
  ] as const)('gives what the rule without an axis gives, along any axis: %s', (_name, axis, exponent, resolution) => {
    const [i, j] = [alongAxis(axis, 0.2, 1.1, 0.8), alongAxis(axis, -0.1, 0.7, 0.9)];
    const pair = { masses: [1, 2] as const, strength: 1, exponent };
    const general = entropyProductionByQuadrature(pair, i.general, j.general, { resolution });
    const lined = entropyProductionByQuadrature(pair, i.lined, j.lined);
    expect(general.value).toBeGreaterThan(0.05);
    expect(Math.abs(lined.value / general.value - 1)).toBeLessThan(2e-5);
    expect(lined.error).toBeLessThan(1e-6 * lined.value);
  });
});
