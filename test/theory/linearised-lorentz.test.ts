import { describe, expect, it } from 'vitest';
import { gaussLegendre } from '../../src/core/quadrature.ts';
import type { Dimension } from '../../src/core/vector-field.ts';
import { lorentzGas } from '../../src/theory/linearised/lorentz.ts';

const known = new Map<string, ReturnType<typeof lorentzGas>>();
function gas(dimension: Dimension, exponent: number, drift = 1) {
  const key = [dimension, exponent, drift].join();
  const solution = known.get(key) ?? lorentzGas({ dimension, exponent, mass: 1, temperature: 1, drift, collisions: 1 });
  known.set(key, solution);
  return solution;
}

const times = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3];
const changes = (solution: ReturnType<typeof gas>) => times.map((t) => solution.fisher(t) / solution.fisher(0) - 1);

describe('the Fisher information of the Lorentz gas', () => {
  it('rises by half a per cent and falls again in the plane at gamma = -3', () => {
    const known = [0.121, 0.218, 0.377, 0.519, 0.385, -0.76];
    changes(gas(2, -3)).forEach((change, k) => {
      expect(Math.abs(100 * change - known[k])).toBeLessThanOrEqual(k === 5 ? 0.005 : 0.0005);
    });
  });

  it('falls at all times within the bound, in the plane for gamma = -2 and -1, in space for gamma = -2.8', () => {
    for (const solution of [gas(2, -2), gas(2, -1), gas(2, 1), gas(3, -2.8)]) {
      const fisher = [0, 1e-6, 1e-3, 0.01, 0.1, 1, 3].map(solution.fisher);
      fisher.slice(1).forEach((value, k) => {
        expect(value).toBeLessThan(fisher[k]);
      });
    }
  });

  it('rises in space at gamma = -4, and depends on the units as it must', () => {
    const plain = gas(3, -4);
    expect(plain.fisher(0.03) / plain.fisher(0) - 1).toBeGreaterThan(0.003);
    // Masses in a unit of 1/5, temperatures of 1/20: velocities of 1/2.
    const scaled = lorentzGas({ dimension: 3, exponent: -4, mass: 5, temperature: 20, drift: 2, collisions: 25 });
    expect(scaled.fisher(0.03 * 2 ** 4) / scaled.fisher(0)).toBeCloseTo(plain.fisher(0.03) / plain.fisher(0), 12);
  });

  it('starts from that of the Maxwellian, d/T', () => {
    for (const dimension of [2, 3] as const) {
      expect(gas(dimension, -3).fisher(0)).toBe(dimension);
      expect(gas(dimension, -1, 2).fisher(1e-14)).toBeCloseTo(dimension, 11);
    }
  });

  it('settles on that of the angular mean', () => {
    const solution = gas(3, 1);
    const step = 1e-4;
    // In d = 3 the mean of exp(x cosine) is sinh(x)/x.
    const mean = (r: number) => (2 * Math.PI) ** -1.5 * Math.exp(-(r * r + 1) / 2) * (Math.sinh(r) / r);
    const rule = gaussLegendre(80, 0, 12);
    let fisher = 0;
    rule.nodes.forEach((r, k) => {
      const slope = (mean(r + step) - mean(r - step)) / (2 * step);
      fisher += (4 * Math.PI * r * r * rule.weights[k] * slope ** 2) / mean(r);
    });
    expect(solution.fisher(1e6)).toBeCloseTo(fisher, 6);
  });
});

describe('the distribution of the Lorentz gas', () => {
  it('starts as the drifting Maxwellian', () => {
    for (const d of [2, 3] as const)
      for (const [r, c] of [
        [0.1, 0.3],
        [1.2, -0.9],
        [4, 1],
      ]) {
        const exact = (2 * Math.PI) ** (-d / 2) * Math.exp(-(r * r + 1 - 2 * r * c) / 2);
        expect(gas(d, -3).value(0, r, c) / exact).toBeCloseTo(1, 12);
      }
  });

  it('solves the diffusion on every sphere', () => {
    const t = 0.2;
    const [tau, turn] = [1e-4, 1e-3];
    for (const d of [2, 3] as const) {
      const { value } = gas(d, -3);
      const [r, angle] = [1.1, 0.8];
      const at = (theta: number) => value(t, r, Math.cos(theta));
      const rate = (value(t + tau, r, Math.cos(angle)) - value(t - tau, r, Math.cos(angle))) / (2 * tau);
      const second = (at(angle + turn) - 2 * at(angle) + at(angle - turn)) / turn ** 2;
      const first = (at(angle + turn) - at(angle - turn)) / (2 * turn);
      const diffusion = r ** -3 * (second + ((d - 2) * first) / Math.tan(angle));
      expect(rate / diffusion).toBeCloseTo(1, 5);
    }
  });

  it('asks for a drift that double precision resolves', () => {
    expect(() => gas(2, -3, 5)).toThrow('Lorentz gas: expected a drift of at most 4 thermal speeds, got 5');
  });
});
