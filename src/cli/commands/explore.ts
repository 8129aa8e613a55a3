import { Command } from '@commander-js/extra-typings';
import { writeFileAtomically } from '../../output/files.ts';
import { announce } from '../exploration.ts';
import { dimension, real } from '../options.ts';
import type { CommandContext } from '../terminal.ts';
import { formatNumber } from '../texts.ts';
import { fieldsCommand } from './explore-fields.ts';
import { growthCommand } from './explore-growth.ts';
import { linearisedCommand, mapCommand } from './explore-linearised.ts';
import { spectrumCommand, thresholdCommand } from './explore-spectrum.ts';
import { sphereBoundCommand } from './explore-sphere-bound.ts';

/** `landau explore`: where the theory stands at its edges, by computation instead of simulation. */
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
  // Output and exit of a subcommand are set when it is called: its parent gets its own only after it is created.
  return command.hook('preSubcommand', (parent, child) => {
    child.copyInheritedSettings(parent);
  });
}

/**
 * Wide enough for 8 digits of the constant on the sphere with symmetry; elsewhere the infimum needs the lowest degree
 * only.
 */
const bandLimits = { symmetricSphere: 16, other: 8 };

/** On a great circle of the picture: two degrees apart, less than a line of it is wide. */
const pointsOfPicture = 180;

/**
 * `landau explore sphere`: the sharp constant of the sphere inequality. What `--json` prints is a SphereConstant
 * (constant, bound, attained, minimiser, gradientNorm, quadratureError, minima) after the options of the search; `--svg`
 * draws the minimiser into a file as well.
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
          ['next', `landau theorem --dimension ${d}: the exponents that follow`],
        ]),
      );
    });
}
