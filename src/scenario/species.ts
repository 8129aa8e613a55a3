import * as z from 'zod';
import type { Dimension } from '../core/vector-field.ts';
import type { DistributionKind } from '../ensemble/distribution.ts';
import { distributions } from '../ensemble/distributions.ts';
import { samplingRules } from '../ensemble/sampling-rules.ts';
import type { Method } from '../methods/method.ts';
import { findMethod, methods } from '../methods/methods.ts';
import { particleExpected } from '../physics/particles.ts';
import {
  choiceOf,
  either,
  flag,
  integer,
  list,
  map,
  number,
  optional,
  quantity,
  text,
  withDefault,
} from '../schema/fields.ts';
import { measured } from '../schema/quantities.ts';

/** 64^2 and 16^3. */
const defaultCount = 4096;

/** The sampling rules for particles of a file and for all others, if neither the scenario nor its method chooses one. */
const defaultSampling = { ofFile: 'given', else: 'lattice' } as const;

const nameExpected = 'a name: a letter, then letters, digits, _ or -';

/** The name of a species, in its declaration or in a reference to it. */
export function speciesName(text: string) {
  return z
    .string({ error: nameExpected })
    .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, { error: nameExpected })
    .describe(`${text} (${nameExpected}).`);
}

export function speciesList(dimension: Dimension | undefined) {
  const species = map('One particle species.', {
    name: speciesName('Name, unique in the scenario; it labels the columns of the series'),
    particle: optional(particle(), 'given by mass and charge'),
    mass: mass(),
    charge: charge(),
    density: quantity('density', 'Number density n = int f dv', { above: 0 }),
    initial: initial(dimension),
    particles: withDefault(particles(), {}),
  });
  return list('The species of the mixture, at least one.', species, 'species');
}

/**
 * The default sampling rule of a species: particles of a file unchanged, a perturbed mixture on a lattice, all others as preferred by
 * the method.
 */
export function defaultSamplingOf(initial: object, methodName: string | undefined): string {
  if ('particles' in initial) return defaultSampling.ofFile;
  if ('perturbed' in initial) return defaultSampling.else;
  return findMethod(methodName)?.sampling?.name ?? defaultSampling.else;
}

/** The species with its sampling rule and count. Without a count, all particles of a file are used. */
export function sampled<Species extends SampledSpecies>(one: Species, methodName: string) {
  const { sampling, count, ...rest } = one.particles;
  const rule = sampling ?? defaultSamplingOf(one.initial, methodName);
  const ofFile = samplingRules.some(({ name, ofFile }) => name === rule && ofFile === true);
  const own = count ?? (ofFile ? undefined : defaultCount);
  return { ...one, particles: { sampling: rule, ...(own === undefined ? {} : { count: own }), ...rest } };
}

interface SampledSpecies {
  readonly initial: object;
  readonly particles: z.output<ReturnType<typeof particles>>;
}

/** The key `mass`. The mass of a named particle is filled in before the fields are checked. */
export function mass() {
  const field = quantity('mass', 'Particle mass m', { above: 0 });
  return measured(
    'mass',
    field.describe(`${field.description} Default: the mass of the particle; required if particle is absent.`),
  );
}

export function charge() {
  const text =
    'Particle charge Z, used only in Coulomb strengths and fields; if particle is given, the charge of the particle';
  return withDefault(quantity('charge', text), 1);
}

/** The key `particle`. It is resolved before the fields are checked, because it sets mass and charge. */
export function particle() {
  return text(`Particle known by name, which sets mass and charge: ${particleExpected}`);
}

function particles() {
  const box = z
    .tuple([quantity('velocity', 'Lower end'), quantity('velocity', 'Upper end')], {
      error: 'a list [lower, upper] of two numbers',
    })
    .describe('Velocity range of the particles on every axis ([lower, upper], lower < upper).');
  const threshold = number('Lattice only: particles with weights below this part of the largest weight are left out', {
    from: 0,
    below: 1,
  });
  const rules = Object.fromEntries(samplingRules.map((rule) => [rule.name, rule]));
  const rule = choiceOf('Sampling rule', rules);
  const all: readonly Method[] = methods;
  const byMethod = all.flatMap(({ name, sampling }) =>
    sampling === undefined ? [] : [`${sampling.name} with the method ${name}`],
  );
  const count = integer('Number of particles; on a lattice a perfect d-th power, at least 4 per axis', { from: 2 });
  return map('The particles that represent the initial distribution, if the method uses particles.', {
    sampling: optional(
      rule,
      [defaultSampling.else, ...byMethod, `${defaultSampling.ofFile} for particles of a file`].join('; '),
    ),
    count: optional(count, `${defaultCount}; all for particles of a file`),
    box: optional(box, 'chosen from the distribution'),
    weightThreshold: optional(threshold, 'none are left out'),
    matchMoments: optional(
      flag('Restore the exact density, momentum and temperature after sampling'),
      'chosen by the sampling rule',
    ),
  });
}

/** The key `initial`, the initial distribution of one species: a map with the kind as the only key. */
function initial(dimension: Dimension | undefined) {
  const kinds = known().map(([name, { summary, part, parameters }]) => ({
    name,
    summary,
    part,
    parameters: parameters(dimension),
  }));
  const simple = kinds.map(({ name, summary, parameters }) => map(summary, { [name]: parameters }));
  const names = [...kinds.map(({ name }) => name), 'mixture'];
  return either(
    'Initial distribution f(v) of the species',
    [...(simple as unknown as readonly Schema<Kinds>[]), map('A sum of parts.', { mixture: mixtureOf(kinds) })],
    `a map with exactly one of the keys ${names.join(', ')}`,
  );
}

type Kinds = typeof distributions;

/** The schemas of the kinds, each a map with the name of the kind and the keys of `Common`. */
type Schema<Of, Common = unknown> = {
  [Name in keyof Of & string]: Of[Name] extends {
    parameters(dimension: Dimension | undefined): infer Parameters extends z.ZodType;
  }
    ? z.ZodObject<{ [Key in Name]: Parameters } & Common, z.core.$strict>
    : never;
}[keyof Of & string];

function known(): readonly (readonly [name: string, kind: DistributionKind])[] {
  return Object.entries(distributions);
}

type Parts = { [Name in keyof Kinds as Kinds[Name] extends { readonly part: string } ? Name : never]: Kinds[Name] };

/** A mixture. Its parts have the same parameters as single distributions. */
function mixtureOf(kinds: readonly { name: string; part?: string | undefined; parameters: z.ZodType }[]) {
  const weight = number('Share of the density, relative to the other parts', { above: 0 });
  const able = kinds.flatMap((kind) => (kind.part === undefined ? [] : [{ ...kind, part: kind.part }]));
  const parts = able.map(({ name, part, parameters }) => map(part, { weight, [name]: parameters }));
  const one = either(
    'One part',
    parts as unknown as readonly Schema<Parts, { weight: typeof weight }>[],
    `a map with a weight and exactly one of the keys ${able.map(({ name }) => name).join(', ')}`,
  );
  return list('A sum of parts; their weights are normalised to a sum of 1.', one, 'weighted parts').transform(
    normalised,
  );
}

/** Weights whose sum is 1 up to this rounding error per part are not changed, so that a second normalisation has no effect. */
const roundOff = Number.EPSILON;

function normalised<Part extends { weight: number }>(parts: Part[]): Part[] {
  const sum = parts.reduce((total, part) => total + part.weight, 0);
  if (Math.abs(sum - 1) <= parts.length * roundOff) return parts;
  return parts.map((part) => ({ ...part, weight: part.weight / sum }));
}
