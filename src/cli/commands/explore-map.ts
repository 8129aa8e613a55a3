import { Command } from '@commander-js/extra-typings';
import { writeFileAtomically } from '../../output/atomic-file.ts';
import { formatNumber } from '../amounts.ts';
import type { CommandContext } from '../terminal.ts';
import { dimension, list, real } from './explore-options.ts';

/**
 * `landau explore map`: the fastest growth over a grid of two-species mixtures. `--csv` prints a line for every
 * point, `--json` { dimension, degree, orders, selfCollisions, rows } with a GrowthMapRow for every point; `--svg`
 * draws it into a file as well.
 */
export function mapCommand({ terminal: { out } }: CommandContext) {
  return new Command('map')
    .description('the fastest growth of the Fisher information over mass ratios, exponents and charges')
    .option('--dimension <d>', 'dimension of velocity space, 2 or 3 (default: 3)', dimension('--dimension'))
    .requiredOption('--mass-ratios <list>', 'masses of the light species; the heavy one has 1', list('--mass-ratios'))
    .option('--exponents <list>', 'exponents of all collisions (default: -3)', list('--exponents'))
    .option(
      '--charges <list>',
      'charges Z of the heavy species, with strengths Z_i^2 Z_j^2 and densities 1 and 1/Z (default: 1)',
      list('--charges'),
    )
    .option('--self-collisions', 'collisions within a species too', false)
    .option('--degree <l>', 'harmonic degree of the perturbations', real('--degree'), 1)
    .option('--orders <K>', 'highest Sonine order', real('--orders'), 8)
    .option('--csv', 'print it as comma-separated values')
    .option('--json', 'print it as JSON')
    .option('--svg <file>', 'draw it as a picture, over mass ratios and exponents or charges')
    .action(async (options) => {
      const { dimension: d = 3, exponents = [-3], charges, selfCollisions, degree, orders, csv, json } = options;
      const { growthMap } = await import('../../theory/linearised/growth-map.ts');
      const rows = growthMap({
        dimension: d,
        massRatios: options.massRatios,
        exponents,
        charges: charges ?? [1],
        selfCollisions,
        degree,
        orders,
      });
      const map = { dimension: d, degree, orders, selfCollisions, rows };
      if (options.svg !== undefined) {
        const { growthMapPicture } = await import('../../report/growth-map-picture.ts');
        writeFileAtomically(options.svg, growthMapPicture(map));
      }
      if (json) {
        out.write(`${JSON.stringify(map, null, 2)}\n`);
        return;
      }
      const columns = ['massRatio', 'exponent', 'charge', 'growthRate', 'eigenvalue', 'bound', 'covered'] as const;
      if (csv) {
        const lines = rows.map((row) => columns.map((column) => row[column]).join(','));
        out.write(`${[columns.join(','), ...lines].join('\n')}\n`);
        return;
      }
      const { formatTable } = await import('../table.ts');
      out.write(
        formatTable(
          [
            ...['mass ratio', 'exponent', 'charge', 'growth rate'].map((head) => ({ head, align: 'right' }) as const),
            { head: 'Theorem 1.1' },
          ],
          rows.map((row) => [
            ...[row.massRatio, row.exponent, row.charge, row.growthRate].map(formatNumber),
            row.covered ? 'rules growth out' : 'silent',
          ]),
          out,
        ),
      );
    });
}
