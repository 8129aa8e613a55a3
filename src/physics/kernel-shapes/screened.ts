import type { Dimension } from '../../core/vector-field.ts';
import { map, quantity } from '../../schema/fields.ts';
import { defineShape, kernelExponent } from '../kernel-shape.ts';
import { powerOf } from '../pair-kernel.ts';

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
