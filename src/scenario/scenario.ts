import * as z from 'zod';
import type { Dimension } from '../core/vector-field.ts';
import { integrators } from '../integration/integrators.ts';
import type { Method, OptionShape } from '../methods/method.ts';
import { methods } from '../methods/methods.ts';
import { type ForcingKind, forcings } from '../physics/forcing.ts';
import type { KernelChoice } from '../physics/kernel-shapes.ts';
import {
  choice,
  either,
  integer,
  map,
  number,
  oneOf,
  optional,
  quantity,
  readAs,
  text,
  vector,
  withDefault,
} from '../schema/fields.ts';
import { type MeasureTree, measureTree } from '../schema/quantities.ts';
import { collisions } from './collisions.ts';
import { expectations, reference } from './expect.ts';
import { charge, mass, particle, sampled, speciesList, speciesName } from './species.ts';
import { units } from './units.ts';

/**
 * The schema of a scenario: types, ranges, defaults and help texts. The dimension determines the length of vectors and the
 * range of exponents; without it, the schema accepts values that are valid in either dimension.
 */
export function scenarioSchema(dimension?: Dimension): ScenarioSchema {
  const known = schemas.get(dimension) ?? create(dimension);
  schemas.set(dimension, known);
  return known;
}

/** A cache, because the first use of a schema takes about 50 ms, every later use 0.5 ms. */
const schemas = new Map<Dimension | undefined, ScenarioSchema>();

/** The places of numbers with units in a scenario. */
export function scenarioMeasures(dimension?: Dimension): MeasureTree {
  const known = trees.get(dimension) ?? measureTree(scenarioSchema(dimension));
  trees.set(dimension, known);
  return known;
}

const trees = new Map<Dimension | undefined, MeasureTree>();

function create(dimension: Dimension | undefined) {
  const description = text('Purpose of the run and sources of its numbers');
  const seed = either(
    'Seed of all random numbers',
    [integer('A number', { from: 0 }), text('A text')],
    'an integer >= 0 or text',
  );
  const written = map('A scenario: the species, their initial state, the method and the expected results.', {
    title: text('Title of the run'),
    description: optional(description, 'none'),
    dimension: z.literal([2, 3], { error: '2 or 3' }).describe('Dimension d of velocity space (2 or 3).'),
    seed: withDefault(seed, 1),
    units: optional(units(), 'numbers are dimensionless; the strengths set the scale'),
    species: speciesList(dimension),
    collisions: collisions(dimension),
    baths: baths(dimension),
    forcing: forcing(dimension),
    method: method(),
    time: time(),
    output: output(),
    reference: optional(reference(), 'none'),
    expect: expectations(),
  });
  return readAs(written, (given) => ({
    ...given,
    species: given.species.map((one) => sampled(one, given.method.name)),
  }));
}

type ScenarioSchema = ReturnType<typeof create>;

type Immutable<T> = { readonly [K in keyof T]: Immutable<T[K]> };

/**
 * A resolved scenario: plain data with all defaults filled in, weights of mixtures normalised, bounds as lists.
 * Keys that are still absent (box, drift, snapshots, ...) are chosen by the rooms that use them.
 */
export type Scenario = Immutable<z.output<ScenarioSchema>>;

/** A scenario as written: keys with a default may be absent. */
export type ScenarioInput = z.input<ScenarioSchema>;

/** A map with the kind of the distribution as the only key: test with `'maxwellian' in initial`. */
export type InitialScenario = Scenario['species'][number]['initial'];

/** c_ij in the units of the scenario, or plasma data (mass by name or in kg, density in m^-3, temperature in eV, s). */
export type StrengthScenario = Scenario['collisions']['strength'];

/** A series from a different code, with the conversion of its columns: value = scale * reference value + offset. */
export type ReferenceScenario = Exclude<NonNullable<Scenario['reference']>, 'legendre'>;

/** A collision kernel that is not a power: a map with the shape as the only key. */
export type KernelScenario = Immutable<KernelChoice>;

/** One bound of the `expect` block; `relative` applies only to `near`, `slack` only to `never`. */
export type BoundScenario = Scenario['expect'][string][number];

export const defaultIntegrator = 'implicit-midpoint';

/** The default start of a run. */
export const defaultStart = 0;

function time() {
  const own = 'chosen by the integrator';
  const tolerance = number('Implicit integrators: relative size of the last update of the iteration', {
    above: 0,
    below: 1,
  });
  const iterations = integer('Implicit integrators: largest number of iterations in a step', { from: 1 });
  const andersonDepth = integer('Implicit integrators: depth of the Anderson acceleration; 0 is plain iteration', {
    from: 0,
  });
  const projection = choice(
    'Explicit integrators: the quantity restored after every step, together with the momentum',
    ['energy'],
  );
  const step = quantity('time', 'Time step, no longer than the run; the first step if steps are adaptive', {
    above: 0,
  });
  const written = map('Time integration.', {
    integrator: withDefault(choice('Time integrator', [...integrators.keys()]), defaultIntegrator),
    step: optional(step, 'none; required unless the method chooses its own steps'),
    start: withDefault(quantity('time', 'Time at the start'), defaultStart),
    until: quantity('time', 'Time at the end, after start'),
    tolerance: optional(tolerance, own),
    iterations: optional(iterations, own),
    andersonDepth: optional(andersonDepth, own),
    projection: optional(projection, 'none'),
    adaptive: optional(adaptive(), 'all steps are equal'),
  });
  // Without a step, the method chooses its steps and the run has one interval.
  return readAs(written, (given) => ({ ...given, step: given.step ?? given.until - given.start }));
}

function adaptive() {
  return map('Steps of varying length, each with a local error below the tolerance.', {
    tolerance: number('Largest local error of a step, relative to the size of the state', { above: 0, below: 1 }),
    minimum: optional(quantity('time', 'Shortest step', { above: 0 }), 'no limit'),
    maximum: optional(quantity('time', 'Longest step', { above: 0 }), 'no limit'),
  });
}

function output() {
  const snapshots = quantity('time', 'Time between two stored distributions', { above: 0 });
  const budget = map('The budget of dI/dt at every row, pair by pair, by Lemma 2.1 and Proposition 3.1.', {
    draws: withDefault(
      integer(
        'Particle velocities drawn from each species of a pair; the cost is proportional to draws times particles',
        {
          from: 2,
          to: 10000,
        },
      ),
      400,
    ),
  });
  return map('Output and its times.', {
    every: quantity('time', 'Time between two rows of the series, no longer than the run', { above: 0 }),
    snapshots: optional(snapshots, 'the start and the end are stored'),
    budget: optional(budget, 'not computed'),
    checkpoint: withDefault(number('Seconds of wall time between two checkpoints', { above: 0 }), 60),
  });
}

/** The collision law of all pairs, as symmetric matrices in the order of the species followed by the baths. */
export interface CollisionMatrices {
  /** alpha_ij: the exponent of a power, or a different kernel. */
  readonly kernels: readonly (readonly (number | KernelScenario)[])[];
  /** c_ij as given: a number, or plasma data that determine it together with the charges of i and j. */
  readonly strengths: readonly (readonly StrengthScenario[])[];
}

/** The kernels and strengths of all pairs: the common values, replaced by those in `pairs`. */
export function collisionMatrices({ species: evolving, baths: fixed, collisions }: Scenario): CollisionMatrices {
  const species = [...evolving, ...fixed];
  const common = (collisions.kernel ?? collisions.exponent)!;
  const kernels = species.map(() => species.map((): number | KernelScenario => common));
  const strengths = species.map(() => species.map(() => collisions.strength));
  for (const { between, exponent, kernel = exponent, strength } of collisions.pairs) {
    const [i, j] = between.map((name) => species.findIndex((one) => one.name === name));
    if (kernel !== undefined) kernels[i][j] = kernels[j][i] = kernel;
    if (strength !== undefined) strengths[i][j] = strengths[j][i] = strength;
  }
  return { kernels, strengths };
}

/** The key `baths`: constant Maxwellians that species collide with. */
function baths(dimension: Dimension | undefined) {
  const bath = map('A Maxwellian of fixed density, velocity and temperature.', {
    name: speciesName(
      'Name, different from the names of the species; it labels columns and may be used in collisions.pairs',
    ),
    particle: optional(particle(), 'given by mass and charge'),
    mass: mass(),
    charge: charge(),
    density: quantity('density', 'Number density n', { above: 0 }),
    temperature: quantity('temperature', 'Temperature T', { above: 0 }),
    velocity: optional(vector('Mean velocity', dimension, 'velocity'), 'zero'),
  });
  return listOf(
    'Baths: constant Maxwellians that every species collides with, by the collision law of the pair. They exchange momentum and energy with the species',
    bath,
    'baths',
  );
}

/** The key `forcing`: each entry is a map with the kind as the only key. */
function forcing(dimension: Dimension | undefined) {
  const kinds: readonly (readonly [string, ForcingKind])[] = Object.entries(forcings);
  const each = kinds.map(([name, { summary, parameters }]) => map(summary, { [name]: parameters(dimension) }));
  const one = either(
    'One external action',
    each as unknown as readonly z.ZodType<Readonly<Record<string, object>>>[],
    `a map with exactly one of the keys ${kinds.map(([name]) => name).join(', ')}`,
  );
  return listOf('External actions on the species: fields, heating and cooling, sources and losses', one, 'forcings');
}

function listOf<T extends z.ZodType>(about: string, item: T, items: string) {
  return withDefault(z.array(item, { error: `a list of ${items}` }).describe(`${about}.`), [] as never);
}

/** The default method. */
export const defaultMethod = 'blob';

/** The key `method`: one of the registered methods with its options, distinguished by `name`. */
export function method() {
  const all: readonly Method[] = methods;
  const expected = (issue: z.core.$ZodRawIssue) =>
    issue.code === 'invalid_union' ? oneOf(all.map(({ name }) => name)) : 'a map with the key name';
  const union = z
    .discriminatedUnion('name', all.map(optionsOf) as unknown as Schemas<typeof methods>, { error: expected })
    .describe('The method that evolves the mixture: its name and options.');
  return withDefault(union, { name: defaultMethod });
}

function optionsOf({ name, summary, options }: Method) {
  return map(summary, {
    name: z.literal(name, { error: name }).describe(`The method (${name}).`),
    ...options(),
  });
}

/** The types of the schemas of all registered methods, which are lost in a list of methods. */
type Schemas<All extends readonly Method[]> = {
  -readonly [K in keyof All]: All[K] extends Method<infer Name, infer Shape> ? SchemaOf<Name, Shape> : never;
};

type SchemaOf<Name extends string, Shape extends OptionShape> = z.ZodObject<
  { name: z.ZodLiteral<Name> } & { -readonly [K in keyof Shape]: Shape[K] },
  z.core.$strict
>;
