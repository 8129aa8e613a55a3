import { InputError } from '../core/errors.ts';
import type { Distribution, DistributionSpecies } from './distribution.ts';
import { anisotropic, maxwellian } from './distributions/maxwellian.ts';
import { perturbed } from './distributions/perturbed.ts';
import { ball, bkw, shell } from './distributions/radial.ts';
import { superposition } from './distributions/superposition.ts';
import { tabulated } from './distributions/tabulated.ts';

/** Every elementary distribution by its name in a scenario: parameters and species to distribution. */
export const distributions = { maxwellian, anisotropic, bkw, perturbed, shell, ball, tabulated } as const;

type Elementary = typeof distributions;

/** An elementary distribution: one key, its name, with its parameters. */
export type ElementaryInitial = {
  [Name in keyof Elementary]: { readonly [Key in Name]: Parameters<Elementary[Name]>[0] };
}[keyof Elementary];

/** An elementary distribution or a weighted mixture of them; only the ratios of the weights matter. */
export type Initial =
  | ElementaryInitial
  | { readonly mixture: readonly (ElementaryInitial & { readonly weight: number })[] };

/** The distribution of a species at the start. Throws InputError for parameters out of range. */
export function createDistribution(initial: Initial, species: DistributionSpecies): Distribution {
  if (!('mixture' in initial)) return elementary(initial, species);
  const weights = initial.mixture.map(({ weight }) => weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(weights.length > 0 && weights.every((weight) => weight > 0) && total < Infinity))
    throw new InputError(`mixture: expected one or more components with weights > 0, got [${weights.join(', ')}]`);
  return superposition(
    initial.mixture.map((part) => elementary(part, { ...species, density: (species.density * part.weight) / total })),
  );
}

function elementary(initial: ElementaryInitial, species: DistributionSpecies): Distribution {
  const known = Object.keys(distributions);
  const [name, parameters] = Object.entries(initial).find(([key]) => known.includes(key)) ?? [];
  if (name === undefined)
    throw new InputError(
      `initial: expected one of ${known.join(', ')}, mixture, got ${Object.keys(initial).join(', ')}`,
    );
  // ElementaryInitial ties the parameters to the name; the compiler cannot follow that through a computed key.
  const create = distributions[name as keyof Elementary] as (
    parameters: unknown,
    s: DistributionSpecies,
  ) => Distribution;
  return create(parameters, species);
}
