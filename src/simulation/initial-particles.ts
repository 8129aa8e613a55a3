import type { Lattice } from '../core/lattice.ts';
import { createStream } from '../core/random.ts';
import type { Distribution } from '../ensemble/distribution.ts';
import { samplingLattice } from '../ensemble/sampling/sampling-lattice.ts';
import type { SamplingOptions } from '../ensemble/sampling/sampling-rule.ts';
import { staggerLattices } from '../ensemble/sampling/stagger.ts';
import { defaultHalfWidths } from '../ensemble/sampling/velocity-box.ts';
import { type InitialSample, sampleDistribution, samplingRule } from '../ensemble/sampling-rules.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { Scenario } from '../scenario/scenario.ts';

/**
 * The particles of every species. Boxes are chosen together, so that equal counts give spacings h_i ~ m_i^{-1/2}, and the
 * lattices of unlike species are kept apart, so that no two unlike particles start at one velocity, and away from immobile
 * partners.
 */
export function sampleSpecies(
  scenario: Scenario,
  mixture: Mixture,
  distributions: readonly Distribution[],
): InitialSample[] {
  const masses = scenario.species.map(({ mass }) => mass);
  const halfWidths = defaultHalfWidths(distributions, masses);
  const options = scenario.species.map(({ name, particles }, i): SamplingOptions => {
    const { count, box, cut, correct } = particles;
    const stream = createStream(scenario.seed, name, 'sampling');
    return { count, box: box && [box[0], box[1]], cut, correct, halfWidth: halfWidths[i], stream };
  });
  const onLattice = scenario.species.flatMap(({ particles }, i) => (particles.sampling === 'lattice' ? [i] : []));
  const lattices: Lattice[] = onLattice.map((i) => samplingLattice(distributions[i], options[i]));
  const fixed = mixture.background.map(({ velocity }) => singlePoint(velocity));
  const shifts = staggerLattices([...fixed, ...lattices]).slice(fixed.length);
  return scenario.species.map(({ particles }, i) => {
    const stagger = shifts[onLattice.indexOf(i)];
    return sampleDistribution(samplingRule(particles.sampling), distributions[i], { ...options[i], stagger });
  });
}

function singlePoint(velocity: readonly number[]): Lattice {
  const d = velocity.length === 2 ? 2 : 3;
  return { d, spacing: 1, anchor: velocity, first: velocity.map(() => 0), shape: velocity.map(() => 1) };
}
