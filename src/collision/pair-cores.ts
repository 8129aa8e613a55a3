import type { Particles } from '../core/particles.ts';
import { collidingPairs, type Mixture } from '../physics/mixture.ts';
import { spanOf } from './mesh/plan.ts';
import { type SoftenedPower, softenBalanced, softenBalancedTwice } from './mesh/softened-power.ts';
import type { SampledSpecies } from './summation.ts';

/**
 * Returns the core that replaces r^gamma between close particles of species i and j; undefined if r^gamma is kept. Their kernel may have
 * several powers, or this one as a factor.
 */
export type PairCores = (i: number, j: number, gamma: number) => SoftenedPower | undefined;

/**
 * The force between two particles scales as |z|^(gamma+2) times the difference of their scaled scores. The difference vanishes with z
 * within a species but not between two: there the force is unbounded for gamma < -2, and its derivative for gamma < -1. Unlike particles
 * that meet head-on turn each other at a rate that no time step resolves; at gamma = -2 the solver of a step stalled at 6e-13 (13^2
 * particles, mass ratio 63). Immobile partners need no core: they do not represent particles, and no solver failed on them (d = 2,
 * exponent -3, 14^2 to 32^2 particles, four drifts).
 */
function isSteep(exponent: number): boolean {
  return exponent < -1;
}

/**
 * Prepares the cores of all pairs of species that need one, as functions of the particles: the balanced softening of the mesh, with a
 * radius of 2 or 2.5 times
 *
 *     max over both species of (spacing of its sample) (present spread)/(spread of its sample).
 *
 * A sum over particles does not resolve smaller distances. The moments of r^(d+1) and, for gamma >= -d-1, of r^(d+3) are preserved,
 * so friction and exchange of energy change by O(a^(gamma+d+6)), otherwise by O(a^(gamma+d+4)). The radius is a smooth function of all
 * velocities and the same for both particles of every pair, so the conservation laws of the sum remain, and the entropy
 * decreases. Without a sample there are no cores.
 */
export function preparePairCores(
  mixture: Mixture,
  sample: readonly SampledSpecies[] | undefined,
): (particles: readonly Particles[]) => PairCores {
  const pairs = collidingPairs(mixture).filter(([i, j]) => i !== j && isSteep(mixture.kernel(i, j).atZero.exponent));
  if (sample === undefined || pairs.length === 0) return () => () => undefined;
  const spacings = prepareSpacings(sample);
  return (particles) => {
    const concerned = new Set(pairs.flat());
    const present = particles.map((own, i) => (concerned.has(i) ? spacings(i, own) : 0));
    return (i, j, exponent) =>
      i !== j && isSteep(exponent) ? coreOf(exponent, Math.max(present[i], present[j]), mixture.dimension) : undefined;
  };
}

/** Returns the spacing of species i, which follows its spread. */
function prepareSpacings(sample: readonly SampledSpecies[]): (i: number, particles: Particles) => number {
  const spreads = sample.map(({ particles }) => spanOf(particles).spread);
  return (i, particles) => sample[i].spacing * growth(spreads[i], spanOf(particles).spread);
}

/** Returns how much wider a species has become: 1 if the ratio is not positive and finite, as for a species that was a point. */
function growth(before: number, now: number): number {
  const ratio = now / before;
  return ratio > 0 && ratio < Infinity ? ratio : 1;
}

/**
 * Returns undefined for species without extent. With these radii, in spacings, a lattice gives the best integral of
 * |z|^(gamma+2) f from a point anywhere in its cell. Measured for d = 3, gamma = -3 and a thermal speed of 1.3 spacings,
 * mean and standard deviation over the points: without a core (-1.2 +- 2.7) %; one moment kept, at 2, (-3.9 +- 0.1) %; two
 * moments kept, at 2.5, (-1.3 +- 0.05) %, at 2 (0.5 +- 2.4) %, at 3 (-3.1 +- 0.05) % (test/collision/pair-cores.test.ts).
 */
function coreOf(exponent: number, spacing: number, d: number): SoftenedPower | undefined {
  if (!(spacing > 0 && spacing < Infinity)) return undefined;
  return exponent >= -d - 1
    ? softenBalancedTwice(exponent, 2.5 * spacing, d)
    : softenBalanced(exponent, 2 * spacing, d);
}

/** Returns the radii in use, for the record of a run. */
export function describeCores(mixture: Mixture, cores: PairCores): Record<string, number> {
  const { species } = mixture;
  const radii: Record<string, number> = {};
  for (let i = 0; i < species.length; i++)
    for (let j = i + 1; j < species.length; j++) {
      const core = mixture.strength(i, j) > 0 ? cores(i, j, mixture.kernel(i, j).atZero.exponent) : undefined;
      if (core !== undefined) radii[`core radius ${species[i].name} ${species[j].name}`] = core.radius;
    }
  return radii;
}
