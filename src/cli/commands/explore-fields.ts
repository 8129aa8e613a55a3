import { Command } from '@commander-js/extra-typings';
import { InputError } from '../../core/errors.ts';
import type { RandomStream } from '../../core/random.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { dimension, list, real } from '../options.ts';
import type { CommandContext } from '../terminal.ts';
import { formatNumber } from '../texts.ts';

/**
 * `landau explore fields`: the vector fields of the proof and the identities that follow from them, on random data. What `--json` prints:
 *
 *     dimension, masses, exponent, points, seed
 *     count, rank, missed, properties    see RotationFields
 *     densities                          amplitude a, inverse variance k and localisation s of two densities exp(-k |v|^2/2 + a exp(-s |v|^2/2) (v_l + v_0 v_l))
 *     identities                         of this pair, strength 1: see IdentityResult
 */
export function fieldsCommand({ terminal: { out } }: CommandContext) {
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
      if (masses.length !== 2) throw new InputError(`--masses: expected two masses, as 1,2, got ${masses.length}`);
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

/** A few seconds. */
const mostPoints = 1_000_000;

/** Broad enough to be far from a Maxwellian, and within what the quadrature resolves. */
function randomDensity(d: Dimension, stream: RandomStream) {
  const between = (from: number, to: number) => from + (to - from) * stream.next();
  return { dimension: d, k: between(0.8, 1.6), a: between(-0.7, 0.7), s: between(0.5, 1) };
}
