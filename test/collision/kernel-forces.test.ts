import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { direct } from '../../src/collision/direct.ts';
import { moments } from '../../src/collision/moments.ts';
import type { SampledSpecies } from '../../src/collision/summation.ts';
import { chooseSummation } from '../../src/collision/summations.ts';
import { prepareWeakForm } from '../../src/collision/weak-form.ts';
import { createVectorField } from '../../src/core/vector-field.ts';
import { createKernel } from '../../src/physics/kernel-shapes.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { kernelProblem, type PairKernel } from '../../src/physics/pair-kernel.ts';
import { forceScale, type System, separated, system, withForces } from '../arbitraries.ts';
import { kernel } from '../physics/kernels.ts';

/** The system with one kernel for all pairs. */
function withKernel({ mixture, ...rest }: System, one: number | PairKernel): System {
  const { dimension, species } = mixture;
  const all = <T>(value: (i: number, j: number) => T) => species.map((_, i) => species.map((__, j) => value(i, j)));
  return {
    ...rest,
    mixture: createMixture(
      dimension,
      species,
      all(mixture.strength),
      all(() => one),
    ),
  };
}

function forcesOf({ mixture, particles }: System, sample?: readonly SampledSpecies[]) {
  const forced = withForces(particles);
  direct.prepare(mixture, { ...(sample && { sample }) }).sum(forced);
  return forced.map(({ force }) => Array.from(force.data));
}

const apart = system().filter((s) => separated(s, 0.1));
/** A spline may be steeper at its ends than the points that it goes through. */
const defined = kernel.filter((one) => kernelProblem(one, 2) === undefined);
const alphaAt = fc.double({ min: -3.9, max: 1, noNaN: true });

describe('the direct sum', () => {
  it('over a sum of powers is the sum of those over its powers', () => {
    fc.assert(
      fc.property(apart, alphaAt, alphaAt, (s, first, second) => {
        const powers = [
          { strength: 0.7, exponent: first },
          { strength: 1.3, exponent: second },
        ];
        const both = forcesOf(withKernel(s, createKernel({ powers })));
        const parts = powers.map(({ exponent }) => withKernel(s, exponent));
        const [a, b] = parts.map((part) => forcesOf(part));
        const scale = parts.reduce((sum, part) => sum + forceScale(part), 0);
        both.flat().forEach((force, k) => {
          const right = 0.7 * a.flat()[k] + 1.3 * b.flat()[k];
          expect(Math.abs(force - right)).toBeLessThanOrEqual(1e-10 * scale);
        });
      }),
    );
  });

  it('keeps momentum and energy with any kernel, and so does the weak form', () => {
    fc.assert(
      fc.property(apart, defined, (plain, one) => {
        const s = withKernel(plain, one);
        const { mixture, particles } = s;
        const d = mixture.dimension;
        const force = forcesOf(s);
        const alphas = one.value(0.1) + one.value(6 * Math.sqrt(d));
        const scale = forceScale(withKernel(plain, 0)) * alphas + 1e-300;
        for (let k = 0; k < d; k++) {
          let momentum = 0;
          particles.forEach(({ weights }, i) => {
            weights.forEach((w, p) => {
              momentum += w * force[i][k * weights.length + p];
            });
          });
          expect(Math.abs(momentum)).toBeLessThanOrEqual(1e-10 * scale);
        }
        let energy = 0;
        particles.forEach(({ weights, velocities }, i) => {
          for (let c = 0; c < velocities.data.length; c++)
            energy += weights[c % weights.length] * force[i][c] * velocities.data[c];
        });
        expect(Math.abs(energy)).toBeLessThanOrEqual(1e-9 * scale);
        const { first, scale: natural } = prepareWeakForm(mixture)(particles);
        const sum = (of: (i: number) => number) => mixture.species.reduce((all, { mass }, i) => all + mass * of(i), 0);
        const size = sum((i) => natural.first[i]);
        expect(Math.abs(sum((i) => first[i * d]))).toBeLessThanOrEqual(1e-9 * size);
      }),
    );
  });

  it('is that of every pair by hand: two particles', () => {
    const one = createKernel({ screened: { exponent: -3, length: 0.5 } });
    const species = ['a', 'b'].map((name) => ({ name, mass: 1, charge: 0 }));
    const full = (value: number) => species.map(() => species.map(() => value));
    const mixture = createMixture(2, species, full(2), [
      [one, one],
      [one, one],
    ]);
    const at = (x: number, gx: number, gy: number) => ({
      weights: Float64Array.of(0.3),
      velocities: createVectorField(2, 1, Float64Array.of(x, 0)),
      scaledScore: createVectorField(2, 1, Float64Array.of(gx, gy)),
    });
    const [[fx, fy]] = forcesOf({ mixture, particles: [at(0, 0, 1), at(0.4, 5, -1)] });
    // -w_q c alpha |z|^2 times the difference across z.
    expect(fx).toBeCloseTo(0, 14);
    expect(fy).toBeCloseTo(-0.3 * 2 * 0.4 ** -3 * Math.exp(-0.8) * 0.4 ** 2 * 2, 12);
  });

  it('with a long screening length is that of the power, but for the order 1/L', () => {
    fc.assert(
      fc.property(apart, (plain) => {
        const power = forcesOf(withKernel(plain, -3)).flat();
        const error = (length: number) => {
          const forces = forcesOf(withKernel(plain, createKernel({ screened: { exponent: -3, length } }))).flat();
          return Math.max(...forces.map((force, k) => Math.abs(force - power[k])));
        };
        const scale = forceScale(withKernel(plain, -3));
        expect(error(1e6)).toBeLessThanOrEqual(2e-5 * scale);
        expect(error(1e8)).toBeLessThanOrEqual(2e-7 * scale);
      }),
      { numRuns: 20 },
    );
  });

  it('has a core at near unlike particles, in every power and in the factor of another kernel', () => {
    const species = ['a', 'b'].map((name) => ({ name, mass: 1, charge: 0 }));
    const full = <T>(value: T) => species.map(() => species.map(() => value));
    const at = (x: number, g: number) => ({
      weights: Float64Array.of(0.5, 0.5),
      velocities: createVectorField(3, 2, Float64Array.of(x, 1, 0, 0, 0, 0)),
      scaledScore: createVectorField(3, 2, Float64Array.of(0, 0, g, 0, 0, g)),
    });
    const particles = [at(0, 1), at(1e-3, -1)];
    const sample = particles.map((own) => ({ particles: own, spacing: 0.1 }));
    const near = (one: number | PairKernel) =>
      forcesOf({ mixture: createMixture(3, species, full(1), full(one)), particles }, sample)[0][2];
    const coulomb = near(-3);
    const powers = createKernel({
      powers: [
        { strength: 2, exponent: -3 },
        { strength: 1, exponent: 0 },
      ],
    });
    expect(near(powers) / (2 * coulomb + near(0))).toBeCloseTo(1, 12);
    expect(near(createKernel({ screened: { exponent: -3, length: 1e7 } })) / coulomb).toBeCloseTo(1, 5);
    // Without the core it would be a thousand times that.
    const bare = forcesOf({ mixture: createMixture(3, species, full(1), full(-3)), particles })[0][2];
    expect(bare / coulomb).toBeGreaterThan(30);
  });
});

describe('other sums', () => {
  const species = ['a', 'b'].map((name) => ({ name, mass: 1, charge: 0 }));
  const one = createKernel({ softened: { exponent: -3, radius: 0.5 } });
  const mixture = createMixture(
    3,
    species,
    [
      [0, 1],
      [1, 0],
    ],
    [
      [0, one],
      [one, 0],
    ],
  );

  it('refuse a kernel that is not one power in one line, and auto takes one that does not', () => {
    expect(moments.refusal(mixture)).toBe(
      'expected exponent 0 for every colliding pair, got (r^2 + 0.5^2)^(-3/2) for a-b; use direct',
    );
    // The mesh may miss the length of a kernel, so it is taken only by its name.
    for (const count of [100, 1e6]) expect(chooseSummation('auto', mixture, [count, count]).name).toBe('direct');
    expect(chooseSummation('mesh', mixture, [1e6, 1e6]).name).toBe('mesh');
  });
});
