import { Command } from '@commander-js/extra-typings';
import { InputError } from '../../core/errors.ts';
import type { RandomStream } from '../../core/random.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { writeFileAtomically } from '../../output/files.ts';
import { announce } from '../exploration.ts';
import { dimension, list, real } from '../options.ts';
import type { CommandContext } from '../terminal.ts';
import { formatNumber } from '../texts.ts';
import { growthCommand } from './explore-growth.ts';
import { linearisedCommand, mapCommand } from './explore-linearised.ts';
import { spectrumCommand, thresholdCommand } from './explore-spectrum.ts';

/** `landau explore`: computations at the limits of the theory, without a simulation. */
export function exploreCommand(context: CommandContext) {
  const command = new Command('explore').description(
    'compute where the Fisher information can increase, and the constants behind the theorem',
  );
  for (const create of [
    linearisedCommand,
    growthCommand,
    sphereCommand,
    sphereBoundCommand,
    mapCommand,
    spectrumCommand,
    thresholdCommand,
    fieldsCommand,
  ])
    command.addCommand(create(context));
  // Output and exit of a subcommand are set when it is called, because its parent gets its own only after its creation.
  return command.hook('preSubcommand', (parent, child) => {
    child.copyInheritedSettings(parent);
  });
}

/** Default band limits: 8 digits of the constant on the sphere with symmetry; otherwise the infimum needs only the lowest degree. */
const bandLimits = { symmetricSphere: 16, other: 8 };

/** Points on a great circle of the picture. They are two degrees apart, less than the width of a line. */
const pointsOfPicture = 180;

/**
 * `landau explore sphere`: the sharp constant of the sphere inequality. `--json` prints the options of the search and a
 * SphereConstant (constant, bound, attained, minimiser, gradientNorm, quadratureError, minima); `--svg` also draws the
 * minimiser into a file.
 */
function sphereCommand({ terminal: { out, err } }: CommandContext) {
  return new Command('sphere')
    .description('the sharp constant of the sphere inequality behind the theorem')
    .option('--dimension <d>', 'dimension of velocity space, 2 or 3 (default: 3)', dimension('--dimension'))
    .option('--symmetric', 'only even functions, as for collisions of one species', false)
    .option('--axisymmetric', 'only functions of the angle to one axis', false)
    .option(
      '--band-limit <l>',
      'highest degree of log phi (default: 16 with --symmetric in d = 3, else 8)',
      real('--band-limit'),
    )
    .option('--starts <count>', 'random starts', real('--starts'), 4)
    .option('--seed <seed>', 'seed of the random starts', '1')
    .option('--json', 'print it as JSON')
    .option('--svg <file>', 'draw the minimiser as a picture')
    .action(async ({ dimension: d = 3, symmetric, axisymmetric, bandLimit, starts, seed, json, svg }) => {
      const { sphereConstant, sphereEffort } = await import('../../theory/sphere/sphere-constant.ts');
      const standard = symmetric && d === 3 ? bandLimits.symmetricSphere : bandLimits.other;
      const search = { dimension: d, symmetric, axisymmetric, bandLimit: bandLimit ?? standard, starts, seed };
      announce(err, 'explore sphere', sphereEffort(search), [
        {
          words: (value) => `--band-limit ${value}`,
          values: [48, 32, 24, 16, 8].filter((value) => value < search.bandLimit),
          effort: (value) => sphereEffort({ ...search, bandLimit: value }),
        },
        {
          words: (value) => `--starts ${value}`,
          values: Array.from({ length: 10 }, (_, k) => 10 ** (9 - k)).filter((value) => value < starts),
          effort: (value) => sphereEffort({ ...search, starts: value }),
        },
      ]);
      const found = sphereConstant(search);
      if (svg !== undefined) {
        const { sampledMinimiser } = await import('../../theory/sphere/sphere-constant.ts');
        const { sphereMinimiserPicture } = await import('../../report/sphere-minimiser-picture.ts');
        const sampled = sampledMinimiser(d, found, pointsOfPicture);
        writeFileAtomically(svg, sphereMinimiserPicture({ ...search, ...found, ...sampled }));
      }
      if (json) {
        out.write(`${JSON.stringify({ ...search, ...found }, null, 2)}\n`);
        return;
      }
      const { formatFacts } = await import('../texts.ts');
      const largest = [...found.minimiser]
        .sort((a, b) => Math.abs(b.coefficient) - Math.abs(a.coefficient))
        .slice(0, 6)
        .map(({ degree, order, coefficient }) => `${formatNumber(coefficient)} Y(${degree},${order})`);
      out.write(
        formatFacts([
          ['constant', `<= ${found.constant.toPrecision(10)} (band limit ${search.bandLimit})`],
          ['proven', `>= ${formatNumber(found.bound)}`],
          ['attained', found.attained ? 'yes' : 'no: the limit of phi = 1 + a h for a -> 0'],
          [found.attained ? 'log phi' : 'h', largest.join(' + ').replaceAll('+ -', '- ')],
          ['gradient', formatNumber(found.gradientNorm)],
          ['next', `landau theorem --dimension ${d}: the resulting exponents`],
        ]),
      );
    });
}

/** Gives 14 digits of the smallest quotient in d = 3, and 10 digits of the lower bound. */
const usualTerms = 16;

/**
 * `landau explore sphere-bound`: proved bounds of the constant of even functions: an upper bound by zonalBound and, for functions of one
 * angle only, a lower bound by zonalLowerBound. `--json` prints a ZonalBound, with the ZonalLowerBound as `oneAngle`, null if none was
 * found.
 */
function sphereBoundCommand({ terminal: { out } }: CommandContext) {
  return new Command('sphere-bound')
    .description('bounds of the constant of even functions on the sphere, in exact arithmetic, d = 3 to 12')
    .option('--dimension <d>', 'dimension of velocity space, 3 to 12', real('--dimension'), 3)
    .option(
      '--terms <n>',
      'number of cosines of log phi, and degree of the polynomials that prove the lower bound, 1 to 24',
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
            `<= ${bound.enclosure[1]}, proved: the quotient of the phi below is between this and ${bound.enclosure[0]}`,
          ],
          [
            'one angle',
            oneAngle === undefined
              ? 'no lower bound was found; more terms may find one'
              : `>= ${oneAngle.constant}, proved for every even phi that depends on only one angle (--json prints the proof)`,
          ],
          [
            'lower bound',
            `>= d + 3 - 1/(d - 1) = ${formatNumber(bound.proven)}, proved for every even phi (Lemma 3.2); it is open whether the quotient of a phi of more angles can be below the second line`,
          ],
          ['near phi = 1', `${formatNumber(bound.perturbative)}`],
          ['log phi', series.join(' + ').replaceAll('+ -', '- ')],
          ['next', 'landau explore sphere --symmetric: the search over functions of both angles, d = 2 and 3'],
        ]),
      );
    });
}

/**
 * `landau explore fields`: the vector fields of the proof and the identities that follow from them, on random data. `--json` prints:
 *
 *     dimension, masses, exponent, points, seed
 *     count, rank, missed, properties    see RotationFields
 *     densities                          amplitude a, inverse variance k and localisation s of two densities
 *                                    exp(-k |v|^2/2 + a exp(-s |v|^2/2) (v_l + v_0 v_l))
 *     identities                         identities of these two densities with strength 1: see IdentityResult
 */
function fieldsCommand({ terminal: { out } }: CommandContext) {
  return new Command('fields')
    .description(
      'properties of the vector fields behind the theorem and the identities for dH/dt and dI/dt, on random data',
    )
    .option('--dimension <d>', 'dimension of velocity space, 2 or 3 (default: 3)', dimension('--dimension'))
    .option('--masses <list>', 'masses of the two species', list('--masses'), [1, 2])
    .option('--exponent <gamma>', 'exponent of the collisions', real('--exponent'), -3)
    .option('--points <n>', 'random pairs of velocities', real('--points'), 1000)
    .option('--seed <seed>', 'seed of the random data', '1')
    .option('--json', 'print it as JSON')
    .action(async ({ dimension: d = 3, masses, exponent, points, seed, json }) => {
      if (masses.length !== 2) throw new InputError(`--masses: expected two masses, such as 1,2, got ${masses.length}`);
      if (points > mostPoints) throw new InputError(`--points: expected at most ${mostPoints}, got ${points}`);
      const { createStream } = await import('../../core/random.ts');
      const { rotationFields } = await import('../../theory/dissipation/rotation-fields.ts');
      const { identitiesByQuadrature } = await import('../../theory/dissipation/identities.ts');
      const { modulatedGaussian } = await import('../../physics/densities.ts');
      const { identitiesText, identityResults } = await import('./dissipation-identities.ts');
      const [m_i, m_j] = masses;
      const found = rotationFields(d, [m_i, m_j], points, createStream(seed, 'points'));
      const densities = [m_i, m_j].map((_, i) => randomDensity(d, createStream(seed, 'density', String(i))));
      const [f_i, f_j] = densities.map(({ k, a, s }) => modulatedGaussian(d, k, a, s));
      const identities = identityResults(
        identitiesByQuadrature({ masses: [m_i, m_j], strength: 1, exponent }, f_i, f_j),
      );
      if (json) {
        const given = { dimension: d, masses, exponent, points, seed };
        out.write(`${JSON.stringify({ ...given, ...found, densities, identities }, null, 2)}\n`);
        return;
      }
      const { formatTable } = await import('../table.ts');
      const residuals = formatTable(
        [
          { head: 'property' },
          { head: found.count === 1 ? 'of the field L_1' : `of the ${found.count} fields L_k` },
          { head: 'largest residual', align: 'right' },
        ],
        found.properties.map(({ name, statement, residual }) => [name, statement, formatNumber(residual)]),
        out,
      );
      const orbits =
        d === 2
          ? 'single flows reach every w of the same length\n'
          : `single flows miss a random w of the same length by up to ${formatNumber(Number(found.missed.toPrecision(3)))} |w|: their orbits are ${found.count} circles, not the sphere\n`;
      out.write(`${residuals}${orbits}\n${identitiesText([{ between: '1-2', identities }], out)}`);
    });
}

/** Maximum number of points, which take a few seconds. */
const mostPoints = 1_000_000;

/** Random parameters of a density far from a Maxwellian that the quadrature resolves. */
function randomDensity(d: Dimension, stream: RandomStream) {
  const between = (from: number, to: number) => from + (to - from) * stream.next();
  return { dimension: d, k: between(0.8, 1.6), a: between(-0.7, 0.7), s: between(0.5, 1) };
}
