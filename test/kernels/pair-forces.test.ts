import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ForcedParticles } from '../../src/core/particles.ts';
import type { Dimension } from '../../src/core/vector-field.ts';
import { addPairForces, type PairCore } from '../../src/kernels/pair-forces.ts';
import { forceScale, type System, separated, system, withForces } from '../arbitraries.ts';
import { simd } from './compiled.ts';
import { particles } from './particles.ts';

type PairSum = typeof addPairForces;

/** The forces of all pairs of a system, species after species. */
function forces(sum: PairSum, { mixture, particles }: System): Float64Array[] {
  const sides = withForces(particles);
  sides.forEach((a, i) => {
    sides.slice(i).forEach((b, j) => {
      sum(mixture.strength(i, i + j), mixture.exponent(i, i + j), a, b);
    });
  });
  return sides.map(({ force }) => force.data);
}

function force(sum: PairSum, gamma: number, a: ForcedParticles, b: ForcedParticles = a): Float64Array {
  a.force.data.fill(0);
  b.force.data.fill(0);
  sum(0.7, gamma, a, b);
  return Float64Array.of(...a.force.data, ...b.force.data);
}

const exponents = [0, -1, -2, -3, 1, -2.5, 0.5, -4.25];
const dimensions: readonly Dimension[] = [2, 3];
const cases = dimensions.flatMap((d) => exponents.map((gamma) => ({ d, gamma })));

describe('the compiled pair sum', () => {
  it('agrees with the plain one to 8 ulp of the scale of the forces, for any mixture', () => {
    fc.assert(
      fc.property(
        system().filter((each) => separated(each, 0)),
        (each) => {
          const plain = forces(addPairForces, each);
          const tolerance = 8 * 2 ** -52 * forceScale(each);
          forces(simd.addPairForces, each).forEach((data, i) => {
            const { weights } = each.particles[i];
            const errors = data.map((value, k) => weights[k % weights.length] * Math.abs(value - plain[i][k]));
            expect(largest(errors)).toBeLessThanOrEqual(tolerance);
          });
        },
      ),
      { numRuns: 250 },
    );
  });

  it.each(cases)('agrees with the plain one for three blocks and an odd particle, d = $d, gamma = $gamma', (each) => {
    const [a, b] = [particles(each.d, 1125, 'a'), particles(each.d, 518, 'b')];
    for (const pair of [
      [a, a],
      [a, b],
      [b, a],
    ] as const) {
      const plain = force(addPairForces, each.gamma, ...pair);
      const errors = force(simd.addPairForces, each.gamma, ...pair).map((value, k) => value - plain[k]);
      // measured 2e-14 at most: round-off of some thousand terms in two orders
      expect(largest(errors)).toBeLessThan(1e-13 * largest(plain));
    }
  });

  it.each(cases)(
    'is antisymmetric to the last bit for a pair of weights one, d = $d, gamma = $gamma',
    ({ d, gamma }) => {
      const pair = particles(d, 2, 'pair');
      pair.weights.fill(1);
      const like = force(simd.addPairForces, gamma, pair).subarray(0, 2 * d);
      for (let k = 0; k < d; k++) expect(like[2 * k]).toBe(-like[2 * k + 1]);
      const [a, b] = [particles(d, 1, 'a'), particles(d, 1, 'b')];
      a.weights.fill(1);
      b.weights.fill(1);
      const unlike = force(simd.addPairForces, gamma, a, b);
      for (let k = 0; k < d; k++) expect(unlike[k]).toBe(-unlike[d + k]);
    },
  );

  it.each(cases)('conserves momentum and energy to round-off, d = $d, gamma = $gamma', ({ d, gamma }) => {
    const a = particles(d, 777, 'a');
    force(simd.addPairForces, gamma, a);
    const { n, data } = a.force;
    let [power, size] = [0, 0];
    for (let k = 0; k < d; k++) {
      let [momentum, sum] = [0, 0];
      for (let p = 0; p < n; p++) {
        const push = a.weights[p] * data[k * n + p];
        momentum += push;
        sum += Math.abs(push);
        power += push * a.velocities.data[k * n + p];
        size += Math.abs(push * a.velocities.data[k * n + p]);
      }
      expect(Math.abs(momentum)).toBeLessThan(1e-14 * sum);
    }
    expect(Math.abs(power)).toBeLessThan(1e-14 * size);
  });

  it('fills its last tile with a particle that meets none, wherever those are', () => {
    for (const [far, other] of [
      [1, -1],
      [2, 2],
      [0.5, 2],
    ]) {
      const [a, b] = [particles(3, 1, 'a'), particles(3, 1, 'b')];
      a.velocities.data.fill(0);
      a.velocities.data[0] = far;
      b.velocities.data.fill(other);
      for (const pair of [
        [a, b],
        [b, a],
      ] as const) {
        const plain = force(addPairForces, -3, ...pair);
        expect(plain.every(Number.isFinite)).toBe(true);
        const errors = force(simd.addPairForces, -3, ...pair).map((value, k) => value - plain[k]);
        expect(largest(errors)).toBeLessThan(1e-15);
      }
    }
  });

  it('returns the same bits again, whatever was summed in between', () => {
    for (const { d, gamma } of cases) {
      const [a, b] = [particles(d, 35, 'a'), particles(d, 20, 'b')];
      const first = force(simd.addPairForces, gamma, a, b);
      force(simd.addPairForces, -2.5, particles(d === 2 ? 3 : 2, 600, 'c'));
      expect(force(simd.addPairForces, gamma, a, b)).toEqual(first);
    }
  });

  it('adds to the forces it finds', () => {
    const a = particles(3, 9, 'a');
    const once = force(simd.addPairForces, -3, a).slice(0, 27);
    a.force.data.fill(0);
    simd.addPairForces(0.7, -3, a, a);
    simd.addPairForces(0.7, -3, a, a);
    expect(a.force.data).toEqual(once.map((value) => 2 * value));
  });

  it('exerts nothing on a particle alone', () => {
    for (const { d, gamma } of cases)
      expect(force(simd.addPairForces, gamma, particles(d, 1, 'a'))).toEqual(new Float64Array(2 * d));
  });

  it('drops coincident particles where their force vanishes, and reports NaN where it has no value, as the plain one', () => {
    for (const { d, gamma } of cases) {
      const [a, b] = [particles(d, 7, 'a'), particles(d, 5, 'b')];
      const meet = (from: ForcedParticles, p: number, to: ForcedParticles, q: number) => {
        for (let k = 0; k < d; k++) to.velocities.data[k * to.velocities.n + q] = from.velocities.data[k * 7 + p];
      };
      meet(a, 0, a, 1);
      meet(a, 2, a, 6);
      meet(a, 4, b, 4);
      const like = force(simd.addPairForces, gamma, a);
      const unlike = force(simd.addPairForces, gamma, a, b);
      const plainLike = force(addPairForces, gamma, a);
      const plainUnlike = force(addPairForces, gamma, a, b);
      expect(largest(like.map((value, k) => value - plainLike[k]))).toBeLessThan(1e-14 * largest(plainLike));
      expect(Array.from(unlike, Number.isNaN)).toEqual(Array.from(plainUnlike, Number.isNaN));
      expect(unlike.some(Number.isNaN)).toBe(gamma <= -2);
    }
  });
});

describe('a core of the pair sum', () => {
  const core: PairCore = { radius: 1.5, inner: [1, 1.25, 0.5, 2, 7] };
  /** What stands for r^gamma, written as its definition. */
  const alpha = (gamma: number, r: number) => {
    const y = 1 - (r / core.radius) ** 2;
    return y > 0 ? core.radius ** gamma * core.inner.reduce((sum, c, k) => sum + c * y ** k, 0) : r ** gamma;
  };

  it.each(cases)('replaces the power within its radius and nowhere else, d = $d, gamma = $gamma', ({ d, gamma }) => {
    for (const distance of [0.1, 0.7, 1.49, 1.51, 3]) {
      const [a, b] = [particles(d, 1, 'a'), particles(d, 1, 'b')];
      b.velocities.data.set(a.velocities.data);
      b.velocities.data[0] -= distance;
      for (const sum of [addPairForces, simd.addPairForces]) {
        a.force.data.fill(0);
        b.force.data.fill(0);
        sum(0.7, gamma, a, b, core);
        // across the distance, |z|^2 u: the first axis is along it
        const push = a.scaledScore.data[1] - b.scaledScore.data[1];
        const expected = -b.weights[0] * 0.7 * alpha(gamma, distance) * distance ** 2 * push;
        expect(a.force.data[1] / expected - 1).toBeCloseTo(0, 12);
      }
    }
  });

  it.each(cases)('is the same in the compiled sum, d = $d, gamma = $gamma', ({ d, gamma }) => {
    const [a, b] = [particles(d, 131, 'a'), particles(d, 66, 'b')];
    const run = (sum: PairSum) => {
      a.force.data.fill(0);
      b.force.data.fill(0);
      sum(0.7, gamma, a, b, core);
      return Float64Array.of(...a.force.data, ...b.force.data);
    };
    const plain = run(addPairForces);
    expect(largest(run(simd.addPairForces).map((value, k) => value - plain[k]))).toBeLessThan(1e-13 * largest(plain));
  });

  it.each(cases)('leaves coincident unlike particles without a force, d = $d, gamma = $gamma', ({ d, gamma }) => {
    const [a, b] = [particles(d, 3, 'a'), particles(d, 3, 'b')];
    b.velocities.data.set(a.velocities.data);
    for (const sum of [addPairForces, simd.addPairForces]) {
      const [one, other] = [a, b].map((side) => ({ ...side, weights: Float64Array.of(1, 0, 0) }));
      one.force.data.fill(0);
      sum(0.7, gamma, one, other, core);
      for (let k = 0; k < d; k++) expect(Math.abs(one.force.data[3 * k])).toBe(0);
    }
  });
});

function largest(values: Float64Array): number {
  return values.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
}
