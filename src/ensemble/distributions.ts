import { InputError } from '../core/errors.ts';
import { trace } from '../core/sum.ts';
import { superposedDensity } from '../physics/summed-densities.ts';
import type { Distribution, DistributionKind, DistributionSpecies } from './distribution.ts';
import { expression } from './distributions/expression.ts';
import { biMaxwellian, gyrotropic } from './distributions/gyrotropic.ts';
import { anisotropic, maxwellian } from './distributions/maxwellian.ts';
import { modulated } from './distributions/modulated.ts';
import { particles } from './distributions/particles.ts';
import { perturbed } from './distributions/perturbed.ts';
import { ball, bkw, shell } from './distributions/radial.ts';
import { tabulated } from './distributions/tabulated.ts';
import { kappa, superGaussian } from './distributions/tails.ts';

/** The elementary distributions by their names in scenarios, in listing order. A new one is an object in distributions/ and a line here. */
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

/** An elementary distribution: a map with its name as the only key and its parameters as the value. */
export type ElementaryInitial = {
  [Name in keyof Elementary]: { readonly [Key in Name]: Parameters<Elementary[Name]['create']>[0] };
}[keyof Elementary];

/** An elementary distribution or a weighted mixture of them; only the ratios of the weights matter. */
export type Initial =
  | ElementaryInitial
  | { readonly mixture: readonly (ElementaryInitial & { readonly weight: number })[] };

/** Makes the initial distribution of a species. Throws InputError for parameters out of range. */
export function createDistribution(initial: Initial, species: DistributionSpecies): Distribution {
  const distribution = 'mixture' in initial ? mixtureOf(initial, species) : elementary(initial, species);
  const { density, velocity, covariance, extent } = distribution;
  // Squares of very large numbers overflow, squares of very small numbers vanish.
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
  // ElementaryInitial ties the parameters to the name, but the compiler cannot infer that from a computed key.
  const kind: DistributionKind = distributions[name as keyof Elementary];
  return kind.create(parameters, species);
}

/**
 * The sum f = sum_k f_k of distributions of the same dimension; their densities are the weights.
 *
 * Sampling: u_0 chooses the component. Stretched from its share of [0, 1) to [0, 1), it is also the first number of the
 * component. No further dimension is needed, and low-discrepancy points keep their low discrepancy in each component.
 */
function superposition(parts: readonly Distribution[]): Distribution {
  const d = parts[0].dimension;
  const density = parts.reduce((sum, part) => sum + part.density, 0);
  const shares = parts.map((part) => part.density / density);
  const average = (quantity: (part: Distribution) => number) =>
    parts.reduce((sum, part, k) => sum + shares[k] * quantity(part), 0);
  const velocity = Array.from({ length: d }, (_, k) => average((part) => part.velocity[k]));
  const offset = (part: Distribution, k: number) => part.velocity[k] - velocity[k];
  // The last end is exactly 1, without the round-off of the sum, so that every u_0 < 1 finds its component.
  const ends = shares.map((_, k) =>
    k === parts.length - 1 ? 1 : shares.slice(0, k + 1).reduce((sum, share) => sum + share, 0),
  );
  const smooth = parts.flatMap((part) => part.smooth ?? []);
  const uniforms = Math.max(...parts.map((part) => part.uniforms));
  const point = new Float64Array(uniforms);
  return {
    dimension: d,
    density,
    velocity,
    covariance: Array.from({ length: d * d }, (_, i) => {
      const [row, column] = [Math.floor(i / d), i % d];
      return average((part) => part.covariance[i] + offset(part, row) * offset(part, column));
    }),
    extent: Math.max(
      ...parts.map((part) => part.extent + Math.max(...part.velocity.map((_, k) => Math.abs(offset(part, k))))),
    ),
    accuracy: parts.reduce((sum, { accuracy = 0 }) => sum + accuracy, 0),
    mayJump: parts.some(({ mayJump }) => mayJump),
    value: (v) => parts.reduce((sum, part) => sum + part.value(v), 0),
    ...(smooth.length === parts.length && { smooth: superposedDensity(smooth) }),
    uniforms,
    transform(u, v) {
      const k = ends.findIndex((end) => u[0] < end);
      const start = k === 0 ? 0 : ends[k - 1];
      point.set(u);
      point[0] = Math.min((u[0] - start) / (ends[k] - start), 1 - 2 ** -53);
      parts[k].transform(point, v);
    },
  };
}
