import type { Dimension } from '../core/vector-field.ts';
import { either, integer, list, map, number, optional, text, vector, withDefault } from './fields.ts';

/** The initial distribution of one species: a map with exactly one key, the kind. */
export function initial(dimension: Dimension | undefined) {
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
