import { Command } from '@commander-js/extra-typings';
import { InputError } from '../../core/errors.ts';
import { writeFileAtomically } from '../../output/files.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { announce, fewer } from '../exploration.ts';
import { dimension, list, matrix, real } from '../options.ts';
import type { CommandContext } from '../terminal.ts';
import { formatNumber } from '../texts.ts';

/** Number of thermal speeds within which the perturbed distributions are nonnegative: 7e-8 of a Maxwellian lies outside. */
const domain = 6;

function checkDegree(degree: number): void {
  if (!(Number.isInteger(degree) && degree >= 0 && degree <= 20))
    throw new InputError(`--degree: expected a whole number in 0..20, got ${degree}`);
}

/** What Theorem 1.1 implies for growth in a mixture. */
export function growthTheoremWords(mixture: Mixture, covered: boolean): string {
  if (!mixture.species.some((_, i) => mixture.species.some((__, j) => mixture.strength(i, j) > 0)))
    return 'does not apply: no pair collides, and I is constant';
  return covered ? 'rules growth out' : 'does not cover every pair that collides';
}

/** Formats a rate, or says that there is none. */
function rateWords(rate: number): string {
  return rate > 0 ? formatNumber(rate) : 'none above round-off';
}

/**
 * `landau explore linearised`: the fastest growth of the Fisher information near equilibrium. `--json` prints:
 *
 *     dimension, degree, orders, theta, covered (by Theorem 1.1)
 *     converged      { rate, error }: (dI_2/dt)/I_2 in splines, a lower bound, and how much lower it is in a coarser space,
 *                    null if there is no growth in the coarser space
 *     growthRate     the same in Sonine polynomials, 0 if there is none
 *     eigenvalue     growthRate = max(0, -2 eigenvalue); 0 if it is below roundOff
 *     perturbation   the h of the eigenvalue, which grows if growthRate > 0: for each species the coefficients of the Sonine orders
 *                    firstOrder..orders
 *     amplitude      the largest a for which every mu_i (1 + a h_i) is nonnegative within `radius` thermal speeds
 */
export function linearisedCommand({ terminal: { out, err } }: CommandContext) {
  return new Command('linearised')
    .description('the fastest growth of the Fisher information near the equilibrium of a mixture')
    .option('--dimension <d>', 'dimension of velocity space, 2 or 3 (default: 3)', dimension('--dimension'))
    .requiredOption('--masses <list>', 'masses, such as 0.001,1', list('--masses'))
    .option('--densities <list>', 'densities (default: 1 each)', list('--densities'))
    .option('--strengths <matrix>', 'strengths, row by row, such as "0,1;1,0" (default: 1 each)', matrix('--strengths'))
    .option('--exponent <gamma>', 'exponent of all collisions (default: -3)', real('--exponent'))
    .option('--exponents <matrix>', 'exponents pair by pair, such as "-3,-2;-2,-3"', matrix('--exponents'))
    .option('--theta <temperature>', 'common temperature', real('--theta'), 1)
    .option('--degree <l>', 'harmonic degree of the perturbations', real('--degree'), 1)
    .option('--orders <K>', 'highest Sonine order', real('--orders'), 8)
    .option('--json', 'print it as JSON')
    .action(async (options) => {
      const { masses, theta, degree, orders, json } = options;
      if (options.exponent !== undefined && options.exponents !== undefined)
        throw new InputError('--exponents: expected it instead of --exponent, got both; leave one out');
      const square = (name: string, matrix: readonly (readonly number[])[] | undefined, standard: number) => {
        if (matrix !== undefined && matrix.length !== masses.length)
          throw new InputError(
            `${name}: expected ${masses.length} rows, as many as masses, got ${matrix.length}; list every pair`,
          );
        return matrix ?? masses.map(() => masses.map(() => standard));
      };
      const { createMixture } = await import('../../physics/mixture.ts');
      const { linearisedBracket } = await import('../../theory/linearised/bracket.ts');
      const { largestGrowth } = await import('../../theory/linearised/eigenvalues.ts');
      const { perturbation } = await import('../../theory/linearised/perturbation.ts');
      const { theoremLedger } = await import('../../theory/theorem.ts');
      const exponents = square('--exponents', options.exponents, options.exponent ?? -3);
      const strengths = square('--strengths', options.strengths, 1);
      const colliding = (strengths: readonly (readonly number[])[]) =>
        createMixture(
          options.dimension ?? 3,
          masses.map((mass, i) => ({ name: String(i + 1), mass, charge: 0 })),
          strengths,
          exponents,
        );
      const mixture = colliding(strengths);
      const densities = options.densities ?? masses.map(() => 1);
      const { growthRate: splineRate, growthRateEffort } = await import('../../explore/linearised/growth-rate.ts');
      checkDegree(degree);
      announce(err, 'explore linearised', growthRateEffort(mixture, degree), []);
      const bracket = linearisedBracket(mixture, densities, { theta, degree, orders });
      const { growthRate, eigenvalue, roundOff, perturbation: coefficients } = largestGrowth(bracket);
      // Splines live at temperature 1: speeds in units of sqrt(theta) have the strengths c_ij theta^(gamma_ij/2).
      const scaled = strengths.map((row, i) => row.map((c, j) => c * theta ** (exponents[i][j] / 2)));
      const converged = splineRate(colliding(scaled), densities, degree);
      const largest = perturbation(bracket, coefficients).largestAmplitude(domain);
      const result = {
        dimension: mixture.dimension,
        degree,
        orders,
        theta,
        covered: theoremLedger(mixture).covered,
        converged,
        growthRate,
        eigenvalue,
        roundOff,
        firstOrder: bracket.firstOrder,
        perturbation: coefficients,
        amplitude: { radius: domain, largest },
      };
      if (json) {
        out.write(`${JSON.stringify(result, null, 2)}\n`);
        return;
      }
      const { formatFacts } = await import('../texts.ts');
      out.write(
        formatFacts([
          [
            'growth rate',
            converged.error === null
              ? `${rateWords(converged.rate)}, in splines`
              : `${formatNumber(converged.rate)} (error ${formatNumber(converged.error)}, in splines)`,
          ],
          [`orders up to ${orders}`, rateWords(growthRate)],
          ['eigenvalue', `${formatNumber(eigenvalue)} (round-off ${formatNumber(roundOff)})`],
          ['Theorem 1.1', growthTheoremWords(mixture, result.covered)],
          // The perturbation in Sonine polynomials.
          ...(growthRate > 0
            ? [
                ['amplitude', `up to ${formatNumber(largest)} within ${domain} thermal speeds`] as const,
                ...coefficients.map(
                  (one, i) => [`species ${i + 1}`, `Sonine coefficients ${one.map(formatNumber).join(', ')}`] as const,
                ),
              ]
            : []),
          ['next', 'landau check scenarios/linear-growth-2d-soft.yaml: a run that starts from such a perturbation'],
        ]),
      );
    });
}

/**
 * `landau explore map`: the fastest growth over a grid of two-species mixtures. `--csv` prints a line for every
 * point, `--json` prints { dimension, degree, orders, selfCollisions, rows } with a GrowthMapRow for every point and `orders`
 * only if it was given; `--svg` also draws the map into a file.
 */
export function mapCommand({ terminal: { out, err } }: CommandContext) {
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
    .option('--self-collisions', 'include collisions within a species', false)
    .option('--degree <l>', 'harmonic degree of the perturbations', real('--degree'), 1)
    .option(
      '--orders <K>',
      'use Sonine polynomials up to this order (default: splines, which converge)',
      real('--orders'),
    )
    .option('--csv', 'print it as comma-separated values')
    .option('--json', 'print it as JSON')
    .option('--svg <file>', 'draw it as a picture, over mass ratios and exponents or charges')
    .action(async (options) => {
      const { dimension: d = 3, exponents = [-3], charges, selfCollisions, degree, orders, csv, json } = options;
      const { growthMap, growthMapEffort } = await import('../../explore/linearised/growth-map.ts');
      checkDegree(degree);
      const { massRatios } = options;
      const ofSplines = { dimension: d, massRatios, exponents, charges: charges ?? [1], selfCollisions, degree };
      const points = { ...ofSplines, ...(orders === undefined ? {} : { orders }) };
      if (orders === undefined)
        announce(
          err,
          'explore map',
          growthMapEffort(points),
          (['massRatios', 'exponents', 'charges'] as const).map((key) =>
            fewer(`--${key === 'massRatios' ? 'mass-ratios' : key}`, points[key].length, (most) =>
              growthMapEffort({ ...points, [key]: points[key].slice(0, most) }),
            ),
          ),
        );
      const rows = growthMap(points);
      const map = { dimension: d, degree, ...(orders === undefined ? {} : { orders }), selfCollisions, rows };
      if (options.svg !== undefined) {
        const { growthMapPicture } = await import('../../report/growth-map-picture.ts');
        writeFileAtomically(options.svg, growthMapPicture(map));
      }
      if (json) {
        out.write(`${JSON.stringify(map, null, 2)}\n`);
        return;
      }
      const columns = ['massRatio', 'exponent', 'charge', 'growthRate', 'error', 'bound', 'covered'] as const;
      if (csv) {
        const lines = rows.map((row) => columns.map((column) => row[column] ?? '').join(','));
        out.write(`${[columns.join(','), ...lines].join('\n')}\n`);
        return;
      }
      const { formatTable } = await import('../table.ts');
      const { formatFacts } = await import('../texts.ts');
      out.write(
        `${formatTable(
          [
            ...['mass ratio', 'exponent', 'charge', 'growth rate', 'error'].map(
              (head) => ({ head, align: 'right' }) as const,
            ),
            { head: 'Theorem 1.1' },
          ],
          rows.map((row) => [
            ...[row.massRatio, row.exponent, row.charge].map(formatNumber),
            row.growthRate === 0 ? 'none found' : formatNumber(row.growthRate),
            row.error === null ? 'not known' : formatNumber(row.error),
            row.covered ? 'rules growth out' : 'not covered',
          ]),
          out,
        )}${formatFacts([['next', 'landau explore linearised: the perturbation behind one of these numbers']])}`,
      );
    });
}
