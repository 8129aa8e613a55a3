import type { TheoremRow } from '../theory/theorem.ts';
import { formatNumber } from './amounts.ts';

/** What Theorem 1.1 of Zhu (2025) says of a mixture. It claims nothing where it does not cover every colliding pair. */
export function theoremWords(rows: readonly TheoremRow[], covered: boolean): string {
  if (covered) return 'covers every pair that collides: the exact I never increases';
  const outside = rows
    .filter((row) => row.strength > 0 && !row.covered)
    .map(({ between, exponent, bound }) => `${between.join('-')} (|${exponent}| > ${formatNumber(bound)})`);
  return `does not cover ${outside.join(', ')}: no statement about I`;
}
