import { Command } from '@commander-js/extra-typings';
import { real } from '../options.ts';
import type { CommandContext } from '../terminal.ts';
import { formatNumber } from '../texts.ts';

/** Enough for 14 digits of the least quotient in d = 3. */
const usualTerms = 16;

/** `landau explore sphere-bound`: a proved upper bound of the constant of even functions, see zonalBound. What `--json` prints is a ZonalBound. */
export function sphereBoundCommand({ terminal: { out } }: CommandContext) {
  return new Command('sphere-bound')
    .description('a bound on the constant of even functions on the sphere, in exact arithmetic, d = 3 to 12')
    .option('--dimension <d>', 'dimension of velocity space, 3 to 12', real('--dimension'), 3)
    .option('--terms <n>', 'cosines of log phi, 1 to 24', real('--terms'), usualTerms)
    .option('--json', 'print it as JSON')
    .action(async ({ dimension, terms, json }) => {
      const { zonalBound } = await import('../../theory/sphere/zonal-bound.ts');
      const bound = zonalBound(dimension, terms);
      if (json) {
        out.write(`${JSON.stringify(bound, null, 2)}\n`);
        return;
      }
      const { formatFacts } = await import('../texts.ts');
      const series = bound.coefficients.map((a, k) => `${a} cos(${2 * (k + 1)} theta)`);
      out.write(
        formatFacts([
          [
            'constant',
            `<= ${bound.enclosure[1]}, proved: the quotient of the phi below is between that and ${bound.enclosure[0]}`,
          ],
          ['from below', `>= ${formatNumber(bound.proven)} (Lemma 3.2); nothing is known between the two`],
          ['near phi = 1', `${formatNumber(bound.perturbative)}`],
          ['log phi', series.join(' + ').replaceAll('+ -', '- ')],
          ['next', 'landau explore sphere --symmetric: the search over functions of both angles, d = 2 and 3'],
        ]),
      );
    });
}
