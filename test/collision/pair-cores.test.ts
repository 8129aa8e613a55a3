import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { direct } from '../../src/collision/direct.ts';
import { defaultMeshOptions } from '../../src/collision/mesh/options.ts';
import { evaluateSoftened, type SoftenedPower, softenBalanced } from '../../src/collision/mesh/softened-power.ts';
import { mesh } from '../../src/collision/mesh.ts';
import { preparePairCores } from '../../src/collision/pair-cores.ts';
import { randomBatch } from '../../src/collision/random-batch.ts';
import type { Summation } from '../../src/collision/summation.ts';
import type { Particles } from '../../src/core/particles.ts';
import { createStream } from '../../src/core/random.ts';
import { createVectorField, type Dimension } from '../../src/core/vector-field.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { prepareEvolution } from '../../src/simulation/assemble.ts';
import { withForces } from '../arbitraries.ts';

const two = (d: Dimension, gamma: number, masses = [1, 2]) => {
  const all = (value: number) => masses.map(() => masses.map(() => value));
  return createMixture(
    d,
    masses.map((mass, i) => ({ name: `s${i}`, mass, charge: 1 })),
    all(1),
    all(gamma),
  );
};

/** A square or cube of cells^d particles with the given spacing, shifted. */
function lattice(d: Dimension, cells: number, spacing: number, shift = 0): Particles {
  const n = cells ** d;
  const velocities = createVectorField(d, n);
  for (let p = 0; p < n; p++)
    for (let k = 0; k < d; k++)
      velocities.data[k * n + p] = ((Math.floor(p / cells ** k) % cells) - (cells - 1) / 2) * spacing + shift;
  return { weights: new Float64Array(n).fill(1 / n), velocities };
}

const scaled = ({ weights, velocities: { d, n, data } }: Particles, factor: number): Particles => ({
  weights,
  velocities: createVectorField(
    d,
    n,
    data.map((v) => factor * v),
  ),
});

describe('the core of unlike pairs', () => {
  it('keeps the moment of r^(d+1), that of r^(d+3) down to gamma = -d-1, and is positive', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Dimension>(2, 3),
        fc.double({ min: 0.02, max: 0.98, noNaN: true }),
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        (d, part, spacing) => {
          const gamma = -2 - part * d;
          const particles = [lattice(d, 3, spacing), lattice(d, 3, 0.7 * spacing)];
          const sample = particles.map((own, i) => ({ particles: own, spacing: [1, 0.7][i] * spacing }));
          const core = preparePairCores(two(d, gamma), sample)(particles)(0, 1, gamma);
          if (core === undefined) throw new Error('no core');
          const twice = gamma >= -d - 1;
          expect(core.radius / spacing).toBeCloseTo(twice ? 2.5 : 2, 12);
          // midpoint rule in s = (r/a)^2: ds = 2 r dr/a^2
          const cells = 4000;
          let [moment, next, least] = [0, 0, Infinity];
          for (let k = 0; k < cells; k++) {
            const s = (k + 0.5) / cells;
            const alpha = evaluateSoftened(core, s * core.radius ** 2);
            least = Math.min(least, alpha);
            moment += (alpha * s ** (d / 2)) / cells;
            next += (alpha * s ** (d / 2 + 1)) / cells;
          }
          expect(least).toBeGreaterThan(0);
          expect(moment / (core.radius ** gamma * (2 / (gamma + d + 2))) - 1).toBeCloseTo(0, 3);
          if (twice) expect(next / (core.radius ** gamma * (2 / (gamma + d + 4))) - 1).toBeCloseTo(0, 3);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('sees the lattice of the partner alike from everywhere, and nearly as the integral', () => {
    // d = 3, gamma = -3, a thermal speed of 1.3 spacings: int |z|^-1 exp(-|z|^2/(2 T^2)) dz = 4 pi T^2
    const thermal = 1.3;
    const nodes = Array.from({ length: 17 ** 3 }, (_, k) => [k % 17, Math.floor(k / 17) % 17, Math.floor(k / 289)]);
    const stream = createStream(1, 'points in a cell');
    const points = Array.from({ length: 30 }, () => [0, 1, 2].map(() => 8 + stream.next() - 0.5));
    const errors = (core: SoftenedPower) => {
      const parts = points.map((point) => {
        const sum = nodes.reduce((total, node) => {
          const r2 = node.reduce((square, x, k) => square + (x - point[k]) ** 2, 0);
          return total + evaluateSoftened(core, r2) * r2 * Math.exp(-r2 / (2 * thermal ** 2));
        }, 0);
        return sum / (4 * Math.PI * thermal ** 2) - 1;
      });
      const mean = parts.reduce((sum, part) => sum + part, 0) / parts.length;
      return { mean, spread: Math.max(...parts.map((part) => Math.abs(part - mean))) };
    };
    const sample = [0, 1].map(() => ({ particles: lattice(3, 3, 1), spacing: 1 }));
    const core = preparePairCores(two(3, -3), sample)(sample.map(({ particles }) => particles))(0, 1, -3)!;
    // measured: -1.3 % and 0.1 %, with one moment kept -3.9 %
    expect(Math.abs(errors(core).mean)).toBeLessThan(0.014);
    expect(errors(core).spread).toBeLessThan(0.002);
    expect(errors(softenBalanced(-3, 2, 3)).mean).toBeLessThan(-0.035);
  });

  it('follows the spread of its species smoothly', () => {
    const particles = [lattice(2, 4, 1), lattice(2, 4, 0.5)];
    const cores = preparePairCores(
      two(2, -3),
      particles.map((own, i) => ({ particles: own, spacing: [1, 0.5][i] })),
    );
    for (const factor of [0.3, 1, 1.1, 7])
      expect(cores(particles.map((each) => scaled(each, factor)))(0, 1, -3)?.radius).toBeCloseTo(2.5 * factor, 12);
    // the second species is the wider-spaced one now
    expect(cores([particles[0], scaled(particles[1], 6)])(0, 1, -3)?.radius).toBeCloseTo(7.5, 12);
  });

  it('exists for unlike pairs below -1 only', () => {
    for (const [gamma, expected] of [
      [0, undefined],
      [-1, undefined],
      [-1.01, 2.5],
      [-2, 2.5],
      [-2.01, 2.5],
      [-3.01, 2],
    ] as const) {
      const particles = [lattice(2, 4, 1), lattice(2, 4, 1)];
      const cores = preparePairCores(
        two(2, gamma),
        particles.map((own) => ({ particles: own, spacing: 1 })),
      )(particles);
      expect(cores(0, 1, gamma)?.radius).toBe(expected);
      expect(cores(0, 0, gamma)).toBeUndefined();
    }
  });

  it('is the same in the direct sum, in random batches of all particles and, near, on the mesh with its near field', () => {
    for (const d of [2, 3] as const) {
      const mixture = two(d, -3);
      const particles = [lattice(d, 6, 1), lattice(d, 6, 1, 0.11)];
      const scored = particles.map((own, i) => ({
        ...own,
        scaledScore: createVectorField(
          d,
          own.velocities.n,
          own.velocities.data.map((v, k) => Math.sin(1 + i + v) + Math.cos(k)),
        ),
      }));
      const sample = particles.map((own) => ({ particles: own, spacing: 1 }));
      const n = 6 ** d;
      const forces = (summation: Summation, options?: unknown, bare = false) => {
        const forced = withForces(scored);
        const setting = {
          stream: createStream(1, 'cores'),
          ...(options === undefined ? {} : { options }),
          ...(bare ? {} : { sample }),
        };
        summation.prepare(mixture, setting).sum(forced);
        return Float64Array.of(...forced[0].force.data, ...forced[1].force.data);
      };
      const distance = (x: Float64Array, y: Float64Array) =>
        Math.sqrt(x.reduce((sum, v, k) => sum + (v - y[k]) ** 2, 0) / y.reduce((sum, v) => sum + v * v, 0));
      const exact = forces(direct);
      expect(distance(forces(direct, undefined, true), exact)).toBeGreaterThan(0.02);
      expect(distance(forces(randomBatch, { size: n }), exact)).toBeLessThan(1e-12);
      const near = { ...defaultMeshOptions, nearField: true, spacing: 0.5, torus: 2, order: 6 };
      expect(distance(forces(mesh, near), exact)).toBeLessThan(1e-3);
    }
  });
});

const below = (bound: number) => expect.toSatisfy((value: number) => value < bound);

const scenario = (d: Dimension, cells: number, gamma: number, mass: number, integrator: string) =>
  parseScenario(
    `title: close pairs
dimension: ${d}
species:
  - { name: light, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: lattice, count: ${cells ** d} } }
  - { name: heavy, mass: ${mass}, density: 1, initial: { maxwellian: { temperature: 2 } }, particles: { sampling: lattice, count: ${cells ** d} } }
collisions: { exponent: ${gamma}, strength: 1 }
method: { name: blob, summation: direct }
time: { integrator: ${integrator}, step: 0.1, until: 3 }
output: { every: 1 }
`,
    'close-pairs.yaml',
    [],
  );

/** Evaluations in a step of 0.1 to time t, and steps that were halved; throws when a step cannot be done. */
function cost(t: number, ...given: Parameters<typeof scenario>) {
  const { evolution } = prepareEvolution(scenario(...given));
  evolution.advance(t);
  const { evaluations, rejections } = evolution.counts;
  return { evaluations: evaluations / (10 * t), rejections };
}

describe('lattices of two species', () => {
  // without the core these end with "no step .. after 12 halvings" before t = 3
  it.each([
    [15, 'implicit-midpoint'],
    [16, 'discrete-gradient'],
  ])('of %i^2 particles do every step of 0.1 to t = 3 with %s', (cells, integrator) => {
    expect(cost(3, 2, cells, -3, 2, integrator)).toEqual({ evaluations: below(8), rejections: 0 });
  });

  it('of 7^3 particles, whose nodes meet head-on, do every step of 0.1 to t = 2', () => {
    expect(cost(2, 3, 7, -3, 2, 'discrete-gradient')).toEqual({ evaluations: below(8), rejections: 0 });
  });

  it('do every step for any numbers of particles, masses and exponents', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 13 }),
        fc.double({ min: -3.9, max: -1.5, noNaN: true }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.constantFrom('discrete-gradient', 'implicit-midpoint'),
        (cells, gamma, decades, integrator) => {
          // Most take 6 to 9. Measured at worst: 24 and one step halved, by 11^2 particles and a mass ratio of 63.
          const { evaluations, rejections } = cost(0.8, 2, cells, gamma, 10 ** decades, integrator);
          expect(evaluations).toBeLessThan(32);
          expect(rejections).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 9 },
    );
  });
});
