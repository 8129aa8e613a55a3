import * as z from 'zod';
import type { Dimension } from '../core/vector-field.ts';
import { choice, either, flag, integer, list, map, number, optional, text, vector, withDefault } from './fields.ts';

const samplings = ['lattice', 'monte-carlo', 'quasi-monte-carlo'] as const;

/** 64^2 and 16^3. */
const defaultCount = 4096;

const nameExpected = 'a name: a letter, then letters, digits, _ or -';

/** The name of a species, where it is declared and where it is referred to. */
export function speciesName(text: string) {
  return z
    .string({ error: nameExpected })
    .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, { error: nameExpected })
    .describe(`${text} (${nameExpected}).`);
}

export function speciesList(dimension: Dimension | undefined) {
  const species = map('One particle species.', {
    name: speciesName('Name, unique in the scenario; it labels the columns of the series'),
    mass: number('Particle mass m', { above: 0 }),
    charge: withDefault(number('Particle charge Z; it only enters Coulomb strengths'), 1),
    density: number('Number density n = int f dv', { above: 0 }),
    initial: initial(dimension),
    particles: withDefault(particles(), {}),
  });
  return list('The species of the mixture, at least one.', species, 'species');
}

function particles() {
  const box = z
    .tuple([number('Lower end'), number('Upper end')], { error: 'a list [lower, upper] of two numbers' })
    .describe('Velocity range of the particles on every axis ([lower, upper], lower < upper).');
  const cut = number('Lattice only: particles lighter than cut times the heaviest one are left out', {
    from: 0,
    below: 1,
  });
  const rule = choice(
    'Rule: lattice (a velocity lattice, free of noise), monte-carlo (independent samples), quasi-monte-carlo (a low-discrepancy sequence)',
    samplings,
  );
  const count = integer('Number of particles; on a lattice a perfect d-th power, at least 4 per axis', { from: 2 });
  return map('How the initial distribution is represented by particles, where the method has any.', {
    sampling: withDefault(rule, 'lattice'),
    count: withDefault(count, defaultCount),
    box: optional(box, 'chosen from the distribution'),
    cut: optional(cut, 'none is left out'),
    correct: optional(
      flag('Restore the exact density, momentum and temperature after sampling'),
      'chosen by the sampling rule',
    ),
  });
}

/** The initial distribution of one species: a map with exactly one key, the kind. */
function initial(dimension: Dimension | undefined) {
  const simple = simpleKinds(dimension);
  const { maxwellian, anisotropic, shell, ball, tabulated } = simple;
  const mixture = mixtureOf(simple);
  const kinds = { ...simple, bkw: bkw(), perturbed: perturbed(), mixture };
  return either(
    'Initial distribution f(v) of the species',
    [
      map('A Maxwellian.', { maxwellian }),
      map('A Maxwellian with one temperature per axis.', { anisotropic }),
      map('A spherical shell.', { shell }),
      map('A uniform ball.', { ball }),
      map('A tabulated radial profile.', { tabulated }),
      map('The exact Bobylev-Krook-Wu solution; every exponent must be 0.', { bkw: kinds.bkw }),
      map('The fastest growth of the Fisher information near equilibrium; of every species alike.', {
        perturbed: kinds.perturbed,
      }),
      map('A sum of parts.', { mixture }),
    ],
    `a map with exactly one of the keys ${Object.keys(kinds).join(', ')}`,
  );
}

function simpleKinds(dimension: Dimension | undefined) {
  const drift = optional(vector('Mean velocity u', dimension), 'zero');
  return {
    maxwellian: map('f ~ exp(-m |v - u|^2 / 2T).', {
      temperature: number('Temperature T = m <|v - u|^2> / d', { above: 0 }),
      drift,
    }),
    anisotropic: map('f ~ exp(-sum_k m (v_k - u_k)^2 / 2T_k).', {
      temperatures: vector('Temperatures T_k along the axes', dimension, { above: 0 }),
      drift,
    }),
    shell: map('f ~ exp(-(|v - u| - radius)^2 / (2 width^2)).', {
      radius: number('Radius of the shell', { from: 0 }),
      width: number('Width of the shell', { above: 0 }),
      drift,
    }),
    ball: map('f uniform in |v - u| < radius.', { radius: number('Radius of the ball', { above: 0 }), drift }),
    tabulated: map('f(|v - u|) from a table, scaled to the density.', {
      file: text('CSV file with the columns v,f; its path is relative to the scenario file'),
      drift,
    }),
  };
}

function bkw() {
  return map('f ~ exp(-m v^2/2K) [1 - (d/2)(T-K)/K + m (T-K) v^2/(2K^2)] with K = T (1 - C exp(-2 beta t)).', {
    temperature: number('Temperature T', { above: 0 }),
    amplitude: number('Amplitude C; f >= 0 at the start needs C exp(-2 beta start) <= 2/(d+2)', { from: 0 }),
  });
}

export const perturbedDefaults = { degree: 1, orders: 8 } as const;

function perturbed() {
  const { degree, orders } = perturbedDefaults;
  return map(
    'f = mu (1 + a h): a Maxwellian at rest, and the perturbation of the whole mixture whose linearised Fisher information grows fastest.',
    {
      temperature: number('Temperature T of all species', { above: 0 }),
      amplitude: number('a in parts of the largest one that leaves f >= 0 within 6 thermal speeds', {
        above: 0,
        below: 1,
      }),
      degree: withDefault(integer('Harmonic degree of h', { from: 0, to: 20 }), degree),
      orders: withDefault(integer('Highest Sonine order of h', { from: 1, to: 40 }), orders),
    },
  );
}

function mixtureOf(kinds: ReturnType<typeof simpleKinds>) {
  const { maxwellian, anisotropic, shell, ball, tabulated } = kinds;
  const weight = number('Share of the density, relative to the other parts', { above: 0 });
  const part = either(
    'One part',
    [
      map('A Maxwellian part.', { weight, maxwellian }),
      map('An anisotropic Maxwellian part.', { weight, anisotropic }),
      map('A shell part.', { weight, shell }),
      map('A ball part.', { weight, ball }),
      map('A tabulated part.', { weight, tabulated }),
    ],
    `a map with a weight and exactly one of the keys ${Object.keys(kinds).join(', ')}`,
  );
  return list('A sum of parts; their weights are normalised to the sum 1.', part, 'weighted parts').transform(
    normalised,
  );
}

/** Weights whose sum is 1 up to this rounding error per part are left alone: normalising twice is normalising once. */
const roundOff = Number.EPSILON;

function normalised<Part extends { weight: number }>(parts: Part[]): Part[] {
  const sum = parts.reduce((total, part) => total + part.weight, 0);
  if (Math.abs(sum - 1) <= parts.length * roundOff) return parts;
  return parts.map((part) => ({ ...part, weight: part.weight / sum }));
}
