import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { direct } from '../../src/collision/direct.ts';
import { meshKernel } from '../../src/collision/mesh/kernel.ts';
import { defaultMeshOptions, type MeshOptions } from '../../src/collision/mesh/options.ts';
import { softenKernel } from '../../src/collision/mesh/softened-kernel.ts';
import { evaluateSoftened, soften, softenBalanced } from '../../src/collision/mesh/softened-power.ts';
import { mesh } from '../../src/collision/mesh.ts';
import type { Summation } from '../../src/collision/summation.ts';
import { gaussLegendre, integrate } from '../../src/core/quadrature.ts';
import type { Dimension } from '../../src/core/vector-field.ts';
import { plainKernels } from '../../src/kernels/kernels.ts';
import { usualMachine } from '../../src/kernels/machine.ts';
import { createKernel } from '../../src/physics/kernel-shapes.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { kernelProblem, type PairKernel, powerKernel } from '../../src/physics/pair-kernel.ts';
import { forceScale, separated, system, withForces } from '../arbitraries.ts';
import { kernel } from '../physics/kernels.ts';
import { latticeSample } from './maxwellian-lattice.ts';

const screened = createKernel({ screened: { exponent: -3, length: 2 } });
const smooth = createKernel({ softened: { exponent: -3, radius: 0.8 } });
const powers = createKernel({ powers: [-3, 0].map((exponent) => ({ strength: 1 + exponent / 4, exponent })) });
const radii = Array.from({ length: 60 }, (_, k) => 0.02 * 1.11 ** k);
const table = createKernel({ table: { r: radii, alpha: radii.map((r) => screened.value(r)) } });

describe('any kernel, softened', () => {
  it('is a softened power where it is one, given as a sum of one', () => {
    for (const exponent of [-3.5, -3, -1, 0.5])
      for (const [made, known] of [
        [softenKernel(createKernel({ powers: [{ strength: 1, exponent }] }), 1, 2), soften(exponent, 2)],
        [softenKernel(createKernel({ powers: [{ strength: 1, exponent }] }), 1, 2, 3), softenBalanced(exponent, 2, 3)],
      ])
        for (const r of [0, 0.3, 1, 1.9, 2.5])
          expect(evaluateSoftened(made, r * r) / evaluateSoftened(known, r * r)).toBeCloseTo(1, 11);
  });

  it('is as positive on a mesh as the power that it is, with the near field and without', () => {
    for (const nearField of [false, true]) {
      const options = { ...defaultMeshOptions, nearField };
      const one = { kernel: createKernel({ powers: [{ strength: 2, exponent: -3 }] }), spacing: 0.7 };
      const [general, known] = [one, -3].map((law) => meshKernel(2, law, true, options));
      expect(general.softened.radius).toBe(known.softened.radius);
      expect(general.ratio).toBeCloseTo(known.ratio, 9);
    }
  });

  it('joins the kernel as a softened power does, and has its moment when it is balanced, on a mesh of any spacing', () => {
    for (const one of [screened, smooth, powers])
      for (const [spacing, d] of [
        [0.3, 2],
        [0.5, 3],
      ]) {
        const radius = 2;
        const alpha = (r: number) => one.value(spacing * r);
        const [like, unlike] = [softenKernel(one, spacing, radius), softenKernel(one, spacing, radius, d)];
        const gap = (y: number) => {
          const r2 = radius ** 2 * (1 - y);
          return Math.abs(evaluateSoftened(like, r2) / alpha(Math.sqrt(r2)) - 1);
        };
        // To the fifth power of the distance: 32; the interpolation of the Taylor coefficients leaves 1e-6 of lower powers.
        expect(gap(0.2) / gap(0.1)).toBeGreaterThan(26);
        expect(evaluateSoftened(like, 9)).toBe(alpha(3));
        // The substitution r = x^5 makes the singular integrand smooth.
        const moment = (f: (r: number) => number) =>
          integrate(gaussLegendre(60, 0, radius ** 0.2), (x) => f(x ** 5) * x ** (5 * (d + 1)) * 5 * x ** 4);
        expect(moment((r) => evaluateSoftened(unlike, r * r)) / moment(alpha)).toBeCloseTo(1, 9);
      }
  });
});

describe('the mesh sum of kernels that are no power', () => {
  it.each([
    ['screened', 2, 1, 24, screened, 2.5, 5e-2],
    ['screened, from a table', 2, 1, 20, table, 2, 8e-2],
    ['screened, two species', 2, 2, 20, createKernel({ screened: { exponent: -2, length: 3 } }), 2.5, 2e-2],
    ['softened', 2, 1, 20, smooth, 3.5, 1e-2],
    ['softened', 3, 1, 10, createKernel({ softened: { exponent: -3, radius: 1.5 } }), 3, 1e-2],
    ['of two powers', 3, 1, 14, powers, 2.8, 1e-2],
    ['of two powers, two species', 3, 2, 12, powers, 2.5, 2e-2],
  ] as const)(
    'is the direct sum up to an error that falls with the spacing: %s, d = %i, species: %i',
    (_, d, S, cells, one, order, bound) => {
      const gas = lattices(d, S, cells, one);
      const [coarse, fine] = [2.7, 1.35].map((spacing) => gas.error({ spacing }));
      expect(Math.log2(coarse / fine)).toBeGreaterThan(order);
      expect(fine).toBeLessThan(bound);
    },
  );

  it('comes closer with the near field, also where the kernel is finite but steeper than the mesh resolves', () => {
    for (const one of [screened, createKernel({ softened: { exponent: -3, radius: 0.02 } })]) {
      const gas = lattices(2, 1, 20, one, 0.3);
      expect(gas.error({ nearField: true })).toBeLessThan(gas.error({}) / 8);
    }
  });

  it('warns of an error of the forces that five times as many particles do not have', () => {
    const warnings = (cells: number, length: number) => {
      const gas = lattices(2, 1, cells, createKernel({ screened: { exponent: -3, length } }));
      const { warnings } = mesh.prepare(gas.mixture, { sample: gas.samples }).assess!(
        gas.samples.map(({ particles }) => particles),
      );
      return warnings ?? [];
    };
    expect(warnings(28, 0.8)).toEqual([expect.stringMatching(/differ from the direct sum's by 1\d %/)]);
    expect(warnings(62, 0.8)).toEqual([]);
  });

  it('is the direct sum where the kernel is not positive on the mesh, and says so', () => {
    const gas = lattices(2, 1, 12, createKernel({ screened: { exponent: -1, length: 0.1 } }));
    expect(gas.error({})).toBeLessThan(1e-14);
    const pairs = mesh.prepare(gas.mixture, { sample: gas.samples });
    expect(pairs.assess!(gas.samples.map(({ particles }) => particles)).settings['summation s0 s0']).toBe(
      'direct: on this mesh r^-1 exp(-r/0.1) is not positive between the nodes',
    );
  });

  it('keeps momentum, energy and the sign of the production with any kernel, plain and compiled alike', () => {
    const clouds = system().filter((s) => separated(s, 0.1));
    fc.assert(
      fc.property(
        clouds,
        kernel.filter((one) => kernelProblem(one, 2) === undefined),
        ({ mixture: { dimension, species, strength }, particles }, one) => {
          const full = <T>(value: (i: number, j: number) => T) =>
            species.map((_, i) => species.map((__, j) => value(i, j)));
          const mixture = createMixture(
            dimension,
            species,
            full(strength),
            full(() => one),
          );
          const forces = (machine = usualMachine()) => {
            const forced = withForces(particles);
            mesh.prepare(mixture, { machine }).sum(forced);
            return forced;
          };
          const forced = forces();
          const plain = forces({ ...usualMachine(), kernels: plainKernels });
          // The largest alpha on the mesh, whose finest spacing is a third of the distance between two particles or more.
          const scale =
            forceScale({ mixture: withPower(mixture), particles }) * (one.value(0.02) + one.value(12)) + 1e-3;
          let [power, production] = [0, 0];
          const momentum = new Float64Array(dimension);
          forced.forEach(({ force, weights, velocities, scaledScore }, i) => {
            force.data.forEach((F, at) => {
              const w = weights[at % force.n];
              momentum[Math.floor(at / force.n)] += w * F;
              power += w * F * velocities.data[at];
              production += w * F * scaledScore.data[at];
              expect(Math.abs(F - plain[i].force.data[at])).toBeLessThanOrEqual(1e-11 * scale);
            });
          });
          expect(Math.max(...momentum.map(Math.abs), Math.abs(power), production)).toBeLessThanOrEqual(1e-11 * scale);
        },
      ),
      { numRuns: 4 },
    );
  });
});

function withPower({ dimension, species, strength }: ReturnType<typeof createMixture>) {
  const full = <T>(value: (i: number, j: number) => T) => species.map((_, i) => species.map((__, j) => value(i, j)));
  return createMixture(
    dimension,
    species,
    full(strength),
    full(() => powerKernel(0)),
  );
}

/** One or two species on lattices, far from equilibrium, and the f-weighted error of the mesh sum of a kernel against the direct one. */
function lattices(d: Dimension, S: number, cells: number, one: PairKernel, jitter = 0) {
  const beams = [
    { density: 0.45, temperature: 0.64, velocity: [0.9, 0.3, 0] },
    { density: 0.55, temperature: 1, velocity: [-1.1, -0.2, 0.4] },
  ];
  const gas = [{ density: 1, temperature: 1.3, velocity: [0.3, 0, 0] }];
  const samples = [beams, gas]
    .slice(0, S)
    .map((parts, i) => latticeSample(d, cells, 5, 1, parts, { jitter, shift: 0.31 * i, seed: `${i}` }));
  const full = <T>(value: T) => samples.map(() => samples.map(() => value));
  const species = samples.map((_, i) => ({ name: `s${i}`, mass: 1 + i, charge: 1 }));
  const mixture = createMixture(d, species, full(1), full(one));
  const forces = (summation: Summation, options: MeshOptions = defaultMeshOptions) => {
    const forced = withForces(samples.map(({ particles }) => particles));
    summation.prepare(mixture, { sample: samples, options }).sum(forced);
    return forced;
  };
  const exact = forces(direct);
  const error = (options: Partial<MeshOptions>) => {
    let [difference, size] = [0, 0];
    forces(mesh, { ...defaultMeshOptions, ...options }).forEach(({ force, weights }, i) => {
      force.data.forEach((F, at) => {
        const w = weights[at % force.n];
        difference += w * (F - exact[i].force.data[at]) ** 2;
        size += w * exact[i].force.data[at] ** 2;
      });
    });
    return Math.sqrt(difference / size);
  };
  return { mixture, samples, error };
}
