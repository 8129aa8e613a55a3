import type { Dimension } from '../../core/vector-field.ts';
import { list, map, number, quantity } from '../../schema/fields.ts';
import { defineShape, kernelExponent } from '../kernel-shape.ts';
import { type Power, powerOf } from '../pair-kernel.ts';

/**
 * alpha(r) = sum_k a_k r^gamma_k with a_k > 0. log alpha is a convex function of log r, so that r alpha'/alpha increases from the
 * smallest exponent, its limit for r -> 0, to the largest.
 */
export const powers = defineShape({
  summary: 'A sum of powers, alpha(r) = sum strength r^exponent.',
  parameters: (dimension: Dimension | undefined) =>
    list(
      'A sum of powers, alpha(r) = sum strength r^exponent.',
      map('One term, strength r^exponent.', {
        strength: number('Factor of the term; c_ij multiplies all terms', { above: 0 }),
        exponent: kernelExponent('Exponent of the term', dimension),
      }),
      'terms',
    ),
  create(terms) {
    const sorted = [...terms].sort((a, b) => a.exponent - b.exponent);
    const [first, last] = [sorted[0].exponent, sorted[sorted.length - 1].exponent];
    const strength = sorted.reduce((sum, term) => sum + (term.exponent === first ? term.strength : 0), 0);
    return {
      shape: 'powers',
      formula: terms.map(termText).join(' + '),
      powers: terms,
      value: (r) => terms.reduce((sum, { strength, exponent }) => sum + strength * r ** exponent, 0),
      slope(r) {
        // Terms are relative to the largest one, so that no r overflows.
        const logs = terms.map((term) => Math.log(term.strength) + term.exponent * Math.log(r));
        const peak = Math.max(...logs);
        const shares = logs.map((log) => Math.exp(log - peak));
        return (
          terms.reduce((sum, { exponent }, k) => sum + exponent * shares[k], 0) /
          shares.reduce((sum, share) => sum + share, 0)
        );
      },
      slopes: { least: first, largest: last },
      turns: [],
      atZero: { strength, exponent: first },
      atInfinity: last,
    };
  },
});

function termText({ strength, exponent }: Power): string {
  const power = exponent === 0 ? '' : `r^${exponent}`;
  if (power === '') return String(strength);
  return strength === 1 ? power : `${strength} ${power}`;
}

/** alpha(r) = (r^2 + a^2)^(gamma/2): r alpha'/alpha = gamma r^2/(r^2 + a^2) goes from 0 to gamma, but never reaches gamma. */
export const softened = defineShape({
  summary: 'A power without its singularity, alpha(r) = (r^2 + radius^2)^(exponent/2).',
  parameters: (dimension: Dimension | undefined) =>
    map('A power without its singularity, alpha(r) = (r^2 + radius^2)^(exponent/2).', {
      exponent: kernelExponent('Exponent of the power at large r', dimension),
      radius: quantity('velocity', 'Relative speed below which alpha levels off', { above: 0 }),
    }),
  create: ({ exponent, radius }) => ({
    shape: 'softened',
    formula: `(r^2 + ${radius}^2)^(${exponent}/2)`,
    value: (r) => (r * r + radius * radius) ** (exponent / 2),
    slope: (r) => exponent / (1 + (radius / r) ** 2),
    slopes: { least: Math.min(0, exponent), largest: Math.max(0, exponent) },
    turns: [],
    atZero: { strength: radius ** exponent, exponent: 0 },
    atInfinity: exponent,
  }),
});

/** alpha(r) = r^gamma exp(-r/L): r alpha'/alpha = gamma - r/L has no lower bound. */
export const screened = defineShape({
  summary: 'A power with a cut-off, alpha(r) = r^exponent exp(-r/length).',
  parameters: (dimension: Dimension | undefined) =>
    map('A power with a cut-off, alpha(r) = r^exponent exp(-r/length).', {
      exponent: kernelExponent('Exponent of the power', dimension),
      length: quantity('velocity', 'Relative speed beyond which alpha falls off', { above: 0 }),
    }),
  create({ exponent, length }) {
    const power = powerOf(exponent);
    return {
      shape: 'screened',
      formula: `r^${exponent} exp(-r/${length})`,
      value: (r) => power(r) * Math.exp(-r / length),
      slope: (r) => exponent - r / length,
      slopes: { least: -Infinity, largest: exponent },
      turns: [],
      atZero: { strength: 1, exponent },
      atInfinity: -Infinity,
    };
  },
});
