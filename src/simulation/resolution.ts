import type { Distribution } from '../ensemble/distribution.ts';
import { samplingRule } from '../ensemble/sampling-rules.ts';
import { methodNamed } from '../methods/methods.ts';
import type { Scenario } from '../scenario/scenario.ts';

/**
 * Smallest number of particles of a species, or of nodes, per axis at which the timing of a run can be extrapolated to a larger one: a step
 * with moment-preserving mollifiers took 20 evaluations for 6^3 particles, but 5 for 9^3 and 14^3.
 */
const fewest = { particles: 9, nodes: 16 } as const;

/** The number of particles of a species: all particles of a file, or fewer if a smaller count is given. */
export function particleCount(
  { count = Infinity, sampling }: Scenario['species'][number]['particles'],
  { particles }: Pick<Distribution, 'particles'>,
): number {
  return samplingRule(sampling).ofFile ? Math.min(count, particles?.weights.length ?? count) : count;
}

/** The scenario with the missing counts of species filled in from their files. */
export function withCounts(scenario: Scenario, distributions: readonly Distribution[]): Scenario {
  return {
    ...scenario,
    species: scenario.species.map((one, i) => ({
      ...one,
      particles: { ...one.particles, count: one.particles.count ?? particleCount(one.particles, distributions[i]) },
    })),
  };
}

/** The smallest fraction of a scenario's particles, or of its nodes if they set the resolution, that is worth timing; 1 for small runs. */
export function coarsestResolution(scenario: Scenario): number {
  const { species, method, dimension } = scenario;
  const { resolution } = methodNamed(method.name);
  if (resolution === 'none') return 1;
  if (resolution === 'nodes') return Math.min(1, (fewest.nodes / Math.max(...nodesOf(scenario))) ** dimension);
  return Math.min(
    1,
    fewest.particles ** dimension / Math.max(...species.map(({ particles: { count } }) => count ?? 0)),
  );
}

/** The scenario with about this fraction of its particles, or of the nodes of its grids. */
export function coarsened(scenario: Scenario, part: number): Scenario {
  const { species, method, dimension: d } = scenario;
  const { resolution } = methodNamed(method.name);
  if (resolution === 'none' || part === 1) return scenario;
  if (resolution === 'nodes') {
    const fewer = (nodes: number) => 2 * Math.max(4, Math.round((nodes * part ** (1 / d)) / 2));
    const { nodes } = method as { readonly nodes?: number | Readonly<Record<string, number>> };
    const given =
      typeof nodes === 'object'
        ? Object.fromEntries(Object.entries(nodes).map(([name, count]) => [name, fewer(count)]))
        : fewer(nodes ?? 0);
    return { ...scenario, method: { ...method, nodes: given } } as Scenario;
  }
  return {
    ...scenario,
    species: species.map((one) => {
      const { count = 0, sampling } = one.particles;
      const wanted = Math.max(fewest.particles ** d, count * part);
      const fewer = samplingRule(sampling).onLattice ? Math.round(wanted ** (1 / d)) ** d : Math.round(wanted);
      return { ...one, particles: { ...one.particles, count: Math.min(count, fewer) } };
    }),
  };
}

function nodesOf({ method }: Scenario): readonly number[] {
  const { nodes } = method as { readonly nodes?: number | Readonly<Record<string, number>> };
  return typeof nodes === 'object' ? Object.values(nodes) : [nodes ?? fewest.nodes];
}
