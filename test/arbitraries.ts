import fc from 'fast-check';
import type { ForcedParticles, ScoredParticles } from '../src/core/particles.ts';
import type { Dimension, VectorField } from '../src/core/vector-field.ts';
import { createVectorField } from '../src/core/vector-field.ts';
import { createMixture, type Mixture } from '../src/physics/mixture.ts';

/** Multiples of 1/1024: plain magnitudes, no subnormal numbers, whose round-off is not relative to anything. */
const finite = (min: number, max: number) =>
  fc.integer({ min: Math.ceil(min * 1024), max: Math.floor(max * 1024) }).map((k) => k / 1024);

export const dimension = fc.constantFrom<Dimension>(2, 3);

export function vectorField(d: Dimension, n: number, size = 3): fc.Arbitrary<VectorField> {
  return fc
    .array(finite(-size, size), { minLength: d * n, maxLength: d * n })
    .map((values) => createVectorField(d, n, Float64Array.from(values)));
}

/** A real exponent, the five with a path of their own among them. */
function exponent(d: Dimension): fc.Arbitrary<number> {
  return fc.oneof(fc.constantFrom(-3, -2, -1, 0, 1), finite(-d - 1.5, 1));
}

export interface System {
  readonly mixture: Mixture;
  /** With arbitrary vectors in the place of the scaled score. */
  readonly particles: readonly ScoredParticles[];
}

/** A random mixture of 1 to 3 species with symmetric random strengths and exponents, and a few particles of each. */
export function system(exponents?: (d: Dimension) => fc.Arbitrary<number>): fc.Arbitrary<System> {
  return fc.tuple(dimension, fc.integer({ min: 1, max: 3 })).chain(([d, S]) => {
    const square = (entry: fc.Arbitrary<number>) =>
      fc.array(fc.array(entry, { minLength: S, maxLength: S }), { minLength: S, maxLength: S });
    const each = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { minLength: S, maxLength: S });
    return fc
      .record({
        masses: each(finite(0.01, 100)),
        strengths: square(finite(0, 2)),
        exponents: square((exponents ?? exponent)(d)),
        particles: each(
          fc.integer({ min: 1, max: 8 }).chain((n) =>
            fc.record({
              weights: fc.array(finite(0.01, 1), { minLength: n, maxLength: n }).map((w) => Float64Array.from(w)),
              velocities: vectorField(d, n),
              scaledScore: vectorField(d, n),
            }),
          ),
        ),
      })
      .map(({ masses, strengths, exponents: gammas, particles }) => ({
        mixture: createMixture(
          d,
          masses.map((mass, i) => ({ name: `s${i}`, mass, charge: 1 })),
          strengths,
          gammas,
        ),
        particles,
      }));
  });
}

/** The particles, on which no forces act yet. */
export function withForces(particles: readonly ScoredParticles[]): ForcedParticles[] {
  return particles.map((own) => ({ ...own, force: createVectorField(own.velocities.d, own.velocities.n) }));
}

/** True when no two unlike particles come closer than `distance`, where a singular kernel would dominate every sum. */
export function separated({ particles }: System, distance: number): boolean {
  const all = particles.flatMap(({ velocities: { d, n, data } }) =>
    Array.from({ length: n }, (_, p) => Array.from({ length: d }, (_, k) => data[k * n + p])),
  );
  return all.every((v, p) => all.every((u, q) => p >= q || Math.hypot(...v.map((x, k) => x - u[k])) > distance));
}

/** The sum over all ordered pairs of w_p w_q c |z|^(gamma+2) |g_p - g_q|: what the round-off of a sum of forces is relative to. */
export function forceScale({ mixture, particles }: System): number {
  let scale = 0;
  particles.forEach((a, i) => {
    particles.forEach((b, j) => {
      const [n, m] = [a.weights.length, b.weights.length];
      for (let p = 0; p < n; p++)
        for (let q = 0; q < m; q++) {
          const distance = (x: VectorField, y: VectorField) =>
            Math.hypot(...Array.from({ length: x.d }, (_, k) => x.data[k * n + p] - y.data[k * m + q]));
          const r = distance(a.velocities, b.velocities);
          if (r === 0) continue;
          const push = mixture.strength(i, j) * r ** (mixture.exponent(i, j) + 2);
          scale += a.weights[p] * b.weights[q] * push * distance(a.scaledScore, b.scaledScore);
        }
    });
  });
  return scale;
}
