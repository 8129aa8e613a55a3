import { InputError } from '../core/errors.ts';
import { trace } from '../core/sum.ts';
import type { Distribution, DistributionKind, DistributionSpecies } from './distribution.ts';
import { expression } from './distributions/expression.ts';
import { biMaxwellian, gyrotropic } from './distributions/gyrotropic.ts';
import { anisotropic, maxwellian } from './distributions/maxwellian.ts';
import { modulated } from './distributions/modulated.ts';
import { particles } from './distributions/particles.ts';
import { perturbed } from './distributions/perturbed.ts';
import { ball, bkw, shell } from './distributions/radial.ts';
import { superposition } from './distributions/superposition.ts';
import { tabulated } from './distributions/tabulated.ts';
import { kappa, superGaussian } from './distributions/tails.ts';

/** Every elementary distribution by its name in scenarios, in the order of their listing. A new one is an object in distributions/ and a line here. */
export const distributions = {
  maxwellian,
  anisotropic,
  'bi-maxwellian': biMaxwellian,
  gyrotropic,
  kappa,
  'super-gaussian': superGaussian,
  shell,
  ball,
  tabulated,
  expression,
  particles,
  bkw,
  modulated,
  perturbed,
} as const satisfies Readonly<Record<string, DistributionKind>>;

type Elementary = typeof distributions;

/** An elementary distribution: one key, its name, with its parameters. */
export type ElementaryInitial = {
  [Name in keyof Elementary]: { readonly [Key in Name]: Parameters<Elementary[Name]['create']>[0] };
}[keyof Elementary];

/** An elementary distribution or a weighted mixture of them; only the ratios of the weights matter. */
export type Initial =
  | ElementaryInitial
  | { readonly mixture: readonly (ElementaryInitial & { readonly weight: number })[] };

/** The distribution of a species at the start. Throws InputError for parameters out of range. */
export function createDistribution(initial: Initial, species: DistributionSpecies): Distribution {
  const distribution = 'mixture' in initial ? mixtureOf(initial, species) : elementary(initial, species);
  const { density, velocity, covariance, extent } = distribution;
  // Numbers at the ends of their range overflow or vanish in a square.
  if (
    ![density, extent, ...velocity, ...covariance].every(Number.isFinite) ||
    !(trace(covariance, species.dimension) > 0)
  )
    throw new InputError(
      `initial: expected a distribution whose moments are finite numbers, got the density ${density}, the mean velocity ` +
        `(${velocity.join(', ')}) and the covariance (${covariance.join(', ')}); choose units in which they are near 1`,
    );
  return distribution;
}

function mixtureOf(initial: Exclude<Initial, ElementaryInitial>, species: DistributionSpecies): Distribution {
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
  const kind: DistributionKind = distributions[name as keyof Elementary];
  return kind.create(parameters, species);
}
