import { describe, expect, it } from 'vitest';
import { createLogDerivatives, type Density } from '../../../src/physics/density.ts';
import { simulate } from './simulate.ts';

describe('log f from the expansion', () => {
  it.each([2, 3] as const)('has the derivatives of its differences, d = %i', (dimension) => {
    const { evolution } = simulate({
      dimension,
      species: [[1, 1, { anisotropic: { temperatures: dimension === 3 ? [0.8, 0.8, 1.3] : [0.8, 1.3] } }]],
      collisions: { exponent: -2, strength: 1 },
      method: { degree: 12, tolerance: 1e-9 },
    });
    const [f] = evolution.snapshot().densities!();
    const h = 1e-4;
    for (const v of [
      [0.3, -0.8, 1.1],
      [-1.7, 0.2, 0.4],
      [0.05, 0.1, -0.02],
    ]) {
      const at = logarithmAt(f, v.slice(0, dimension));
      for (let k = 0; k < dimension; k++) {
        const [ahead, behind] = [h, -h].map((step) =>
          logarithmAt(
            f,
            v.slice(0, dimension).map((x, a) => (a === k ? x + step : x)),
          ),
        );
        expect((ahead.value - behind.value) / (2 * h)).toBeCloseTo(at.gradient[k], 6);
        for (let l = 0; l < dimension; l++)
          expect((ahead.gradient[l] - behind.gradient[l]) / (2 * h)).toBeCloseTo(at.hessian[k * dimension + l], 6);
      }
    }
  });

  it('stays that of its own time when a later one is evaluated, and that of its own species', () => {
    const { evolution } = simulate({
      dimension: 3,
      species: [
        [1, 1, { maxwellian: { temperature: 1 } }],
        [2, 0.5, { maxwellian: { temperature: 3 } }],
      ],
      collisions: { exponent: -3, strength: 1 },
    });
    const v = [0.4, -0.2, 0.9];
    const early = evolution.snapshot().densities!();
    const before = early.map((f) => logarithmAt(f, v).value);
    evolution.advance(0.3);
    const late = evolution.snapshot().densities!();
    const after = late.map((f) => logarithmAt(f, v).value);
    expect(Math.abs(after[0] - before[0])).toBeGreaterThan(1e-3);
    for (let turn = 0; turn < 2; turn++) {
      expect(early.map((f) => logarithmAt(f, v).value)).toEqual(before);
      expect(late.map((f) => logarithmAt(f, v).value)).toEqual(after);
    }
  });
});

function logarithmAt(f: Density, v: readonly number[]) {
  const out = createLogDerivatives(f.dimension);
  f.evaluate(v, out);
  return out;
}
