import type * as z from 'zod';
import { InputError } from '../core/errors.ts';
import type { Dimension } from '../core/vector-field.ts';
import { map, number, optional, quantity, text, vector, withDefault } from '../schema/fields.ts';
import type { Species } from './mixture.ts';

/**
 * An external action on the species, in addition to collisions:
 *
 *     d_t f_i = .. - div( [ g(t) a_i + v x Omega_i + alpha_i (v - u_i) ] f_i ) + S_i - nu_i f_i
 *
 * with u_i the mean velocity of the species. The divergence moves the velocities of each species by an affine map with a closed form.
 */
export interface Forcing {
  /** The name in the columns of the series: the kind, with a number from the second forcing of that kind. */
  readonly name: string;
  /** An acceleration a_i of every species (length d) with its factor g(t), see Oscillation. */
  readonly acceleration?: { readonly of: readonly (readonly number[])[]; readonly factor: Oscillation };
  /** Omega_i of every species (length 3): dv/dt = v x Omega_i. */
  readonly gyration?: readonly (readonly number[])[];
  /** Energy per time and volume given to a species, power (T / T_0)^exponent, by a dilation about its mean velocity. */
  readonly heating?: Heating;
  /** Particles that are added, and particles that are lost at random. */
  readonly source?: Source;
  readonly loss?: Loss;
}

/** g(t) = cos(frequency t + phase). */
export interface Oscillation {
  readonly frequency: number;
  readonly phase: number;
}

export interface Heating {
  readonly species: number;
  readonly power: number;
  readonly exponent: number;
  /** T_0; without effect if the exponent is 0. */
  readonly temperature: number;
}

/** S = rate times the Maxwellian of density 1. */
export interface Source {
  readonly species: number;
  /** Particles per time and volume. */
  readonly rate: number;
  readonly temperature: number;
  /** Mean velocity, length d. */
  readonly velocity: readonly number[];
}

/** Every particle of the species is lost at this rate, independent of its velocity: dn/dt = -rate n. */
export interface Loss {
  readonly species: number;
  readonly rate: number;
}

/** The parts of a forcing that a method may support, as keys of Forcing. */
export type ForcingPart = Exclude<keyof Forcing, 'name'>;

/** The species whose density a forcing changes; undefined if it changes none. */
export function densityChanged({ source, loss }: Omit<Forcing, 'name'>): number | undefined {
  return (source ?? loss)?.species;
}

/**
 * dT/dt / T of a species from its heating, (2/d) power (T/T_0)^exponent / (n T), which is twice the rate alpha of the dilation.
 */
export function heatingRate({ power, exponent, temperature: T0 }: Heating, d: number, n: number, T: number): number {
  return (2 * power * (exponent === 0 ? 1 : (T / T0) ** exponent)) / (d * n * T);
}

/** Relative change of T in a step of `heatedTemperature`, and the factor by which T may grow or fall before it stops. */
const heatedPart = 0.01;
const heatedRange = 1e6;

/**
 * The temperature of a species of density n after a time, from its heatings only, which preserve a Maxwellian; accurate to 1e-4.
 * Infinity if T grows by more than a factor of a million; close to 0 if T falls by more than that factor.
 */
export function heatedTemperature(
  heatings: readonly Heating[],
  d: number,
  n: number,
  T: number,
  duration: number,
): number {
  const rate = (now: number) => heatings.reduce((sum, heating) => sum + heatingRate(heating, d, n, now), 0);
  let now = T;
  let left = duration;
  while (left > 0) {
    const relative = rate(now);
    if (relative === 0) return now;
    const dt = Math.min(left, heatedPart / Math.abs(relative));
    now *= Math.exp(dt * rate(now * Math.exp((dt / 2) * relative)));
    if (!(now < heatedRange * T)) return Infinity;
    if (now * heatedRange < T) return now;
    left = dt === left ? 0 : left - dt;
  }
  return now;
}

/** g(t). */
export function factorAt({ frequency, phase }: Oscillation, t: number): number {
  return frequency === 0 && phase === 0 ? 1 : Math.cos(frequency * t + phase);
}

/** dg/dt. */
export function factorRate({ frequency, phase }: Oscillation, t: number): number {
  return frequency === 0 ? 0 : -frequency * Math.sin(frequency * t + phase);
}

/**
 * A kind of forcing in scenarios: the schema of its parameters, and the forcing made from them. A new kind is an object and a line in
 * `forcings`. For a new part of Forcing, every method must also declare whether it supports it.
 */
export interface ForcingKind<Written = unknown> {
  /** One sentence that describes the kind. */
  readonly summary: string;
  /** The required dimension; absent if both are possible. */
  readonly dimension?: Dimension;
  parameters(dimension: Dimension | undefined): z.ZodType<Written>;
  /** Throws InputError for an unknown species. */
  create(written: Written, species: readonly Species[], dimension: Dimension): Omit<Forcing, 'name'>;
}

interface Field {
  readonly field: readonly number[];
  readonly frequency: number;
  readonly phase: number;
}

const electricField: ForcingKind<Field> = {
  summary: 'A uniform electric field E cos(frequency t + phase): dv/dt = (Z_i/m_i) E of species i with charge Z_i.',
  parameters: (dimension) =>
    map('A uniform electric field.', {
      field: vector('E, the force on charge 1', dimension, 'electric field'),
      frequency: withDefault(quantity('frequency', 'Angular frequency in radians per time'), 0),
      phase: withDefault(number('Phase in radians'), 0),
    }),
  create: ({ field, frequency, phase }, species) => ({
    acceleration: {
      of: species.map(({ mass, charge }) => field.map((E) => (charge * E) / mass)),
      factor: { frequency, phase },
    },
  }),
};

const gravity: ForcingKind<{ readonly acceleration: readonly number[] }> = {
  summary: 'The same constant acceleration for all species, as in a frame that is accelerated the opposite way.',
  parameters: (dimension) =>
    map('The same constant acceleration for all species.', {
      acceleration: vector('dv/dt', dimension, 'acceleration'),
    }),
  create: ({ acceleration }, species) => ({
    acceleration: { of: species.map(() => acceleration), factor: { frequency: 0, phase: 0 } },
  }),
};

const magneticField: ForcingKind<{ readonly field: readonly number[] }> = {
  summary: 'A uniform magnetic field B in d = 3: dv/dt = (Z_i/m_i) v x B, gyration at the frequency Z_i |B| / m_i.',
  dimension: 3,
  parameters: () =>
    map('A uniform magnetic field.', {
      field: vector('B: charge 1 of mass 1 gyrates with the angular frequency |B|', 3, 'magnetic field'),
    }),
  create: ({ field }, species) => ({
    gyration: species.map(({ mass, charge }) => field.map((B) => (charge * B) / mass)),
  }),
};

interface WrittenHeating {
  readonly species: string;
  readonly power: number;
  readonly exponent: number;
  readonly temperature?: number | undefined;
}

const heating: ForcingKind<WrittenHeating> = {
  summary:
    'Adds or removes energy of one species by a dilation of its velocities about their mean: power (T/temperature)^exponent per time and volume.',
  parameters: () =>
    map('Heating of one species, or cooling if the power is negative.', {
      species: text('The species'),
      power: quantity('power density', 'Energy per time and volume; negative values cool'),
      exponent: withDefault(
        number('Exponent of T in the power: 0 for constant power, 1/2 for bremsstrahlung', { from: -4, to: 4 }),
        0,
      ),
      temperature: optional(
        quantity('temperature', 'The temperature at which the heating rate equals power', { above: 0 }),
        'required unless the exponent is 0',
      ),
    }) as unknown as z.ZodType<WrittenHeating>,
  create: ({ species: name, power, exponent, temperature }, species) => ({
    heating: { species: indexOf('heating', name, species), power, exponent, temperature: temperature ?? 1 },
  }),
};

interface WrittenSource {
  readonly species: string;
  readonly rate: number;
  readonly temperature: number;
  readonly velocity?: readonly number[] | undefined;
}

const source: ForcingKind<WrittenSource> = {
  summary: 'Adds particles of one species at a constant rate, with Maxwellian velocities.',
  parameters: (dimension) =>
    map('A source of particles of one species.', {
      species: text('The species'),
      rate: quantity('density rate', 'Particles added per time and volume', { above: 0 }),
      temperature: quantity('temperature', 'Temperature of the added particles', { above: 0 }),
      velocity: optional(vector('Mean velocity of the added particles', dimension, 'velocity'), 'zero'),
    }) as unknown as z.ZodType<WrittenSource>,
  create: ({ species: name, rate, temperature, velocity }, species, dimension) => ({
    source: {
      species: indexOf('source', name, species),
      ...{ rate, temperature },
      velocity: velocity ?? new Array<number>(dimension).fill(0),
    },
  }),
};

const loss: ForcingKind<{ readonly species: string; readonly rate: number }> = {
  summary: 'Removes particles of one species at random, independent of velocity: dn/dt = -rate n.',
  parameters: () =>
    map('A loss of particles of one species.', {
      species: text('The species'),
      rate: quantity('frequency', 'Fraction of the particles lost per time', { above: 0 }),
    }),
  create: ({ species: name, rate }, species) => ({ loss: { species: indexOf('loss', name, species), rate } }),
};

function indexOf(kind: string, name: string, species: readonly Species[]): number {
  const at = species.findIndex((one) => one.name === name);
  if (at < 0)
    throw new InputError(
      `forcing: ${kind}.species: expected one of ${species.map((one) => one.name).join(', ')}, got ${name}`,
    );
  return at;
}

/** The kinds of forcing by their names in scenarios. A new one is an object and a line here. */
export const forcings = {
  'electric-field': electricField,
  'magnetic-field': magneticField,
  gravity,
  heating,
  source,
  loss,
} as const satisfies Readonly<Record<string, ForcingKind>>;

/** Makes the forcings of a scenario, each written as a map with its kind as the only key. Throws InputError for an unknown species. */
export function createForcings(
  written: readonly Readonly<Record<string, unknown>>[],
  species: readonly Species[],
  dimension: Dimension,
): readonly Forcing[] {
  const kinds = written.map((one) => Object.keys(one)[0]);
  return written.map((one, k) => {
    const name = kinds[k];
    const kind: ForcingKind = forcings[name as keyof typeof forcings];
    const earlier = kinds.slice(0, k).filter((other) => other === name).length;
    return { name: earlier === 0 ? name : `${name}-${earlier + 1}`, ...kind.create(one[name], species, dimension) };
  });
}
