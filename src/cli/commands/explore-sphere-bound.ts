import { Command } from '@commander-js/extra-typings';
import { real } from '../options.ts';
import type { CommandContext } from '../terminal.ts';
import { formatNumber } from '../texts.ts';

/** Enough for 14 digits of the least quotient in d = 3, and for 10 from below. */
const usualTerms = 16;

/**
 * `landau explore sphere-bound`: proved bounds of the constant of even functions, from above by zonalBound, and from below, of functions of one angle alone, by
 * zonalLowerBound. What `--json` prints is a ZonalBound, with the ZonalLowerBound as `oneAngle`, null where none was found.
 */
export function sphereBoundCommand({ terminal: { out } }: CommandContext) {
  return new Command('sphere-bound')
    .description('bounds of the constant of even functions on the sphere, in exact arithmetic, d = 3 to 12')
    .option('--dimension <d>', 'dimension of velocity space, 3 to 12', real('--dimension'), 3)
    .option(
      '--terms <n>',
      'cosines of log phi, and degree of the polynomials of the proof from below, 1 to 24',
      real('--terms'),
      usualTerms,
    )
    .option('--json', 'print it as JSON')
    .action(async ({ dimension, terms, json }) => {
      const { zonalBound } = await import('../../theory/sphere/zonal-bound.ts');
      const { zonalLowerBound } = await import('../../theory/sphere/zonal-lower-bound.ts');
      const bound = zonalBound(dimension, terms);
      const oneAngle = zonalLowerBound(dimension, terms);
      if (json) {
        out.write(`${JSON.stringify({ ...bound, oneAngle: oneAngle ?? null }, null, 2)}\n`);
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
          [
            'one angle',
            oneAngle === undefined
              ? 'no bound from below was found; more terms may find one'
              : `>= ${oneAngle.constant}, proved for every even phi that depends on one angle alone (--json prints the proof)`,
          ],
          [
            'from below',
            `>= d + 3 - 1/(d - 1) = ${formatNumber(bound.proven)}, proved for every even phi (Lemma 3.2); whether a phi of more angles is below the second line is open`,
          ],
          ['near phi = 1', `${formatNumber(bound.perturbative)}`],
          ['log phi', series.join(' + ').replaceAll('+ -', '- ')],
          ['next', 'landau explore sphere --symmetric: the search over functions of both angles, d = 2 and 3'],
        ]),
      );
    });
}
