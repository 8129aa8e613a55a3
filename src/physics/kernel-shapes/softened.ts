import type { Dimension } from '../../core/vector-field.ts';
import { map, quantity } from '../../schema/fields.ts';
import { defineShape, kernelExponent } from '../kernel-shape.ts';

/** alpha(r) = (r^2 + a^2)^(gamma/2): r alpha'/alpha = gamma r^2/(r^2 + a^2) goes from 0 to gamma, which it never reaches. */
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
