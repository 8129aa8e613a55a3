import * as z from 'zod';
import type { Dimension } from '../core/vector-field.ts';
import { collisions } from './collisions.ts';
import { expectations } from './expect.ts';
import { either, integer, map, optional, text, withDefault } from './fields.ts';
import { method } from './method.ts';
import { output } from './output.ts';
import { reference } from './reference.ts';
import { speciesList } from './species.ts';
import { time } from './time.ts';

/**
 * The schema of a scenario: types, ranges, defaults and help texts. With a dimension it knows the length of vectors
 * and the range of exponents; without one it accepts what is right in either dimension.
 */
export function scenarioSchema(dimension?: Dimension): ScenarioSchema {
  const known = schemas.get(dimension) ?? create(dimension);
  schemas.set(dimension, known);
  return known;
}

/** Each is made once: a schema compiles itself on first use, some 50 ms against 0.5 ms for every use after that. */
const schemas = new Map<Dimension | undefined, ScenarioSchema>();

function create(dimension: Dimension | undefined) {
  const description = text('What the run shows and where its numbers come from');
  const seed = either(
    'Seed of all random numbers',
    [integer('A number', { from: 0 }), text('Words')],
    'an integer >= 0 or text',
  );
  return map('A scenario: who collides, how it starts, how it is computed and what must come out.', {
    title: text('Title of the run'),
    description: optional(description, 'none'),
    dimension: z.literal([2, 3], { error: '2 or 3' }).describe('Dimension d of velocity space (2 or 3).'),
    seed: withDefault(seed, 1),
    species: speciesList(dimension),
    collisions: collisions(dimension),
    method: method(),
    time: time(),
    output: output(),
    reference: optional(reference(), 'there is none'),
    expect: expectations(),
  });
}

type ScenarioSchema = ReturnType<typeof create>;

type Immutable<T> = { readonly [K in keyof T]: Immutable<T[K]> };

/**
 * A resolved scenario: plain data, every default filled in, weights of mixtures normalised, bounds as lists.
 * Keys that are still absent (box, drift, snapshots, ...) are for the rooms that use them to choose.
 */
export type Scenario = Immutable<z.output<ScenarioSchema>>;

/** A scenario as it is written: keys with a default may be absent. */
export type ScenarioInput = z.input<ScenarioSchema>;

/** Exactly one key, the kind of the distribution: test with `'maxwellian' in initial`. */
export type InitialScenario = Scenario['species'][number]['initial'];

/** c_ij in the units of the scenario, or plasma data (mass by name or in kg, density in m^-3, temperature in eV, s). */
export type StrengthScenario = Scenario['collisions']['strength'];

/** A series of another code, and which of its columns stands for which of ours: ours = scale * theirs + offset. */
export type ReferenceScenario = NonNullable<Scenario['reference']>;

/** One bound of the `expect` block; `relative` only matters beside `near`, `slack` only beside `never`. */
export type BoundScenario = Scenario['expect'][string][number];
