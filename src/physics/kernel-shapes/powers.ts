import type { Dimension } from '../../core/vector-field.ts';
import { list, map, number } from '../../schema/fields.ts';
import { defineShape, kernelExponent } from '../kernel-shape.ts';
import type { Power } from '../pair-kernel.ts';

/**
 * alpha(r) = sum_k a_k r^gamma_k with a_k > 0. log alpha is a convex function of log r, so that r alpha'/alpha grows from the smallest
 * exponent, which rules for r -> 0, to the largest.
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
        // Relative to the largest term: no overflow at any r.
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
