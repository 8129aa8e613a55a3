import { InputError } from '../core/errors.ts';
import type { Lattice } from '../core/lattice.ts';
import { createStream } from '../core/random.ts';
import type { Distribution } from '../ensemble/distribution.ts';
import { samplingLattice, staggerLattices } from '../ensemble/sampling/lattice.ts';
import { defaultHalfWidths, type SamplingOptions } from '../ensemble/sampling/sampling-rule.ts';
import { type InitialSample, sampleDistribution, samplingRule } from '../ensemble/sampling-rules.ts';
import { methodNamed } from '../methods/methods.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { particleCount } from './resolution.ts';

/**
 * Samples the particles of every species. The lattices are shifted so that no two particles of unlike species, and no particle and immobile
 * partner, have the same velocity. With `part`, samples one of several independent groups. Throws InputError if a species cannot be drawn
 * in groups.
 */
export function sampleSpecies(
  scenario: Scenario,
  mixture: Mixture,
  distributions: readonly Distribution[],
  part?: { readonly group: number; readonly groups: number },
): InitialSample[] {
  const halfWidths = scenarioHalfWidths(scenario, distributions);
  if (part !== undefined) checkGroups(scenario, part.groups);
  const options = scenario.species.map(({ name, particles }, i): SamplingOptions => {
    const { box, weightThreshold, matchMoments } = particles;
    const stream = createStream(
      scenario.seed,
      name,
      'sampling',
      ...(part === undefined ? [] : [`group ${part.group}`]),
    );
    const count = particleCount(particles, distributions[i]);
    return {
      count: part === undefined ? count : Math.floor(count / part.groups),
      box: box && ([box[0], box[1]] as const),
      ...{ weightThreshold, matchMoments, halfWidth: halfWidths[i], stream },
    };
  });
  const onLattice = scenario.species.flatMap(({ particles }, i) =>
    samplingRule(particles.sampling).onLattice ? [i] : [],
  );
  const lattices: Lattice[] = onLattice.map((i) => samplingLattice(distributions[i], options[i]));
  const fixed = mixture.background.map(({ velocity }) => singlePoint(velocity));
  const shifts = staggerLattices([...fixed, ...lattices]).slice(fixed.length);
  return scenario.species.map(({ particles }, i) => {
    const stagger = shifts[onLattice.indexOf(i)];
    return sampleDistribution(samplingRule(particles.sampling), distributions[i], { ...options[i], stagger });
  });
}

/** Throws InputError if a species cannot be drawn in independent groups. */
function checkGroups({ species, dimension }: Scenario, groups: number): void {
  const problems = species.flatMap(({ name, particles: { sampling, count = 0 } }) => {
    const { onLattice, ofFile } = samplingRule(sampling);
    if (onLattice || ofFile)
      return [
        `method.groups: expected a random sampling of ${name}, got ${sampling}; take sampling: monte-carlo, or leave the key groups out`,
      ];
    // The moments of a group that spans no volume cannot be corrected.
    if (count >= groups * (dimension + 2)) return [];
    return [
      `method.groups: expected at least ${groups * (dimension + 2)} particles of ${name} for ${groups} groups, got ${count}; take fewer groups or more particles`,
    ];
  });
  if (problems.length > 0) throw new InputError(problems);
}

/**
 * Half-widths of the species' default boxes: proportional to m_i^(-1/2) if all species share one smoothing temperature, otherwise
 * independent for each species.
 */
export function scenarioHalfWidths({ method, species }: Scenario, distributions: readonly Distribution[]): number[] {
  const masses = species.map(({ mass }) => mass);
  if (methodNamed(method.name).sharesSmoothing?.(method)) return defaultHalfWidths(distributions, masses);
  return distributions.flatMap((distribution, i) => defaultHalfWidths([distribution], [masses[i]]));
}

function singlePoint(velocity: readonly number[]): Lattice {
  const d = velocity.length === 2 ? 2 : 3;
  return { d, spacing: 1, anchor: velocity, first: velocity.map(() => 0), shape: velocity.map(() => 1) };
}
