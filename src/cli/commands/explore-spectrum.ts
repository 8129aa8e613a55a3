import { Command } from '@commander-js/extra-typings';
import { InputError } from '../../core/errors.ts';
import { writeFileAtomically } from '../../output/files.ts';
import { announce, fewer } from '../exploration.ts';
import { dimension, list, matrix, real } from '../options.ts';
import type { CommandContext } from '../terminal.ts';
import { formatNumber } from '../texts.ts';

/**
 * `landau explore spectrum`: the lowest eigenvalues of the linearised collision operator by harmonic degree, at temperature 1. `--json`
 * prints:
 *
 *     dimension, hasGap
 *     degrees   [{ degree, invariants, values, errors, exact }]; a value with an error above 1 % of it is not resolved, and the
 *               error is too small; exact: the exact eigenvalues of Maxwell molecules, null at other exponents
 *     gap       the smallest eigenvalue over these degrees that does not belong to an invariant; null without a gap
 *     start     only with --scenario: { degree, number, value, distance }, see EigenfunctionStart
 */
export function spectrumCommand({ terminal: { out, err } }: CommandContext) {
  return new Command('spectrum')
    .description('eigenvalues of the linearised collision operator of a mixture by harmonic degree')
    .option('--dimension <d>', 'dimension of velocity space, 2 or 3 (default: 3)', dimension('--dimension'))
    .requiredOption('--masses <list>', 'masses, such as 1,2', list('--masses'))
    .option('--densities <list>', 'densities (default: 1 each)', list('--densities'))
    .option('--strengths <matrix>', 'strengths, row by row, such as "1,1;1,1" (default: 1 each)', matrix('--strengths'))
    .option('--exponent <gamma>', 'exponent of all collisions', real('--exponent'), 0)
    .option('--degrees <list>', 'harmonic degrees', list('--degrees'), [0, 1, 2, 3])
    .option('--count <count>', 'eigenvalues of each degree', real('--count'), 5)
    .option('--scenario <file>', 'write a scenario of the Legendre method that starts from an eigenfunction')
    .option(
      '--eigenfunction <l,k>',
      'with --scenario: its degree l and number k in the list, from 1',
      list('--eigenfunction'),
    )
    .option(
      '--amplitude <a>',
      'with --scenario: root mean square of the perturbation of f over a Maxwellian (default: 0.01)',
      real('--amplitude'),
    )
    .option('--json', 'print it as JSON')
    .action(async (options) => {
      const { masses, exponent, degrees, count, json, scenario, eigenfunction, amplitude } = options;
      const { strengths = masses.map(() => masses.map(() => 1)), densities = masses.map(() => 1) } = options;
      if (strengths.length !== masses.length || densities.length !== masses.length)
        throw new InputError(
          `explore spectrum: expected ${masses.length} densities and rows of strengths, one for each mass`,
        );
      if (!densities.every((n) => n > 0))
        throw new InputError(`--densities: expected positive numbers, got ${densities.join(',')}`);
      if (!degrees.every((l) => Number.isInteger(l) && l >= 0 && l <= 12))
        throw new InputError(`--degrees: expected whole numbers in 0..12, got ${degrees.join(',')}`);
      if (!(Number.isInteger(count) && count >= 1 && count <= 20))
        throw new InputError(`--count: expected a whole number in 1..20, got ${count}`);
      const { createMixture } = await import('../../physics/mixture.ts');
      const { hasGap, invariantCount, lowestEigenvalues, spectrumEffort } = await import(
        '../../explore/linearised/spectrum.ts'
      );
      const { maxwellEigenvalues } = await import('../../theory/linearised/eigenvalues.ts');
      const mixture = createMixture(
        options.dimension ?? 3,
        masses.map((mass, i) => ({ name: `species-${i + 1}`, mass, charge: 1 })),
        strengths,
        masses.map(() => masses.map(() => exponent)),
      );
      if (scenario === undefined && (eigenfunction !== undefined || amplitude !== undefined))
        throw new InputError(
          '--eigenfunction and --amplitude: expected --scenario with them, got none; name the file to write',
        );
      const [degree = degrees[0], number = invariantCount(mixture, degree) + 1] = eigenfunction ?? [];
      if (scenario !== undefined)
        checkEigenfunction(
          degree,
          number,
          invariantCount(mixture, degree),
          amplitude ?? usualAmplitude,
          eigenfunction?.length ?? 2,
        );
      announce(err, 'explore spectrum', spectrumEffort(mixture, degrees), [
        fewer('--degrees', degrees.length, (most) => spectrumEffort(mixture, degrees.slice(0, most))),
      ]);
      const rows = degrees.map((degree) => {
        const found = lowestEigenvalues(mixture, densities, degree, count);
        const exact = Array.from({ length: count + 1 }, (_, k) => maxwellEigenvalues(mixture, densities, degree, k));
        return {
          ...found,
          invariants: invariantCount(mixture, degree),
          exact:
            exponent === 0
              ? exact
                  .flat()
                  .sort((a, b) => a - b)
                  .slice(0, count)
              : null,
        };
      });
      const gapExists = hasGap(mixture);
      const above = rows.flatMap(({ values, invariants }) => values.slice(invariants, invariants + 1));
      const gap = gapExists && above.length > 0 ? Math.min(...above) : null;
      let start: { degree: number; number: number; value: number; distance: number } | undefined;
      if (scenario !== undefined) {
        const { eigenfunctionStart } = await import('../../explore/linearised/eigenfunction-start.ts');
        const { modulatedScenario } = await import('../../explore/growth/scenario.ts');
        const { initial, value, distance } = eigenfunctionStart(
          mixture,
          densities,
          degree,
          number - 1,
          amplitude ?? usualAmplitude,
        );
        const until = Number((lifetimes / value).toPrecision(2));
        const title = `Eigenfunction ${number} of degree ${degree} of the linearised operator`;
        writeFileAtomically(
          scenario,
          modulatedScenario(title, mixture, { densities, strengths, exponent }, initial, until),
        );
        start = { degree, number, value, distance };
      }
      if (json) {
        const result = { dimension: mixture.dimension, hasGap: gapExists, degrees: rows, gap, ...(start && { start }) };
        out.write(`${JSON.stringify(result, null, 2)}\n`);
        return;
      }
      const { formatTable } = await import('../table.ts');
      const table = formatTable(
        [...['degree', 'eigenvalue', 'error', ...(exponent === 0 ? ['exact'] : [])]].map(
          (head) => ({ head, align: 'right' }) as const,
        ),
        rows.flatMap(({ degree, values, errors, exact, invariants }) =>
          values.map((value, k) => [
            String(degree),
            k < invariants ? `0 (invariant, found ${formatNumber(value)})` : value.toPrecision(8),
            k >= invariants && errors[k] > resolved * Math.abs(value) ? 'not resolved' : formatNumber(errors[k]),
            ...(exact === null ? [] : [exact[k].toPrecision(10)]),
          ]),
        ),
        out,
      );
      const words = gapExists
        ? `smallest eigenvalue of these degrees, except those of invariants: ${gap === null ? 'not among those printed' : gap.toPrecision(8)}`
        : mixture.species.every((_, i) => mixture.species.some((__, j) => mixture.strength(i, j) > 0))
          ? 'no spectral gap: with exponents below -2 the essential spectrum reaches 0, and the values depend on the space'
          : 'no spectral gap: a species without collisions does not decay';
      const written =
        start === undefined
          ? ''
          : `${scenario} starts from eigenfunction ${number} of degree ${degree}, up to ${formatNumber(Number(start.distance.toPrecision(2)))} of its norm: I falls to its equilibrium like exp(-${formatNumber(2 * start.value)} t)\n`;
      out.write(`${table}\n${words}\n${written}`);
    });
}

/** A value is resolved if its change from a coarser space is below this fraction of it; the change then exceeds the error. */
const resolved = 0.01;
const usualAmplitude = 0.01;
/** The scenario ends after this many lifetimes 1/lambda of the eigenfunction. */
const lifetimes = 1;
/** A perturbation of larger amplitude is not small, and the bound 1 of chi deforms it. */
const largestAmplitude = 0.2;

function checkEigenfunction(
  degree: number,
  number: number,
  invariants: number,
  amplitude: number,
  given: number,
): void {
  if (
    given !== 2 ||
    !(Number.isInteger(degree) && degree >= 0 && degree <= 12) ||
    !(Number.isInteger(number) && number >= 1 && number <= 20)
  )
    throw new InputError('--eigenfunction: expected a degree in 0..12 and a number in 1..20, such as 2,1');
  if (number <= invariants)
    throw new InputError(
      `--eigenfunction: expected a number > ${invariants} of degree ${degree}, whose first ${invariants} are invariants and do not decay, got ${number}`,
    );
  if (!(amplitude > 0 && amplitude <= largestAmplitude))
    throw new InputError(`--amplitude: expected a number in (0, ${largestAmplitude}], got ${amplitude}`);
}

/**
 * `landau explore threshold`: the mass ratio below which the linearised Fisher information can grow, for d = 3 or 2 and densities,
 * strengths and temperature 1. `--json` prints [{ exponent, selfCollisions, ratio, error }], ratio null if no growth was found down to
 * 1e-4.
 */
export function thresholdCommand({ terminal: { out, err } }: CommandContext) {
  return new Command('threshold')
    .description('the mass ratio of two species below which the Fisher information can grow near equilibrium')
    .option('--dimension <d>', 'dimension of velocity space, 2 or 3 (default: 3)', dimension('--dimension'))
    .option('--exponents <list>', 'exponents of all collisions', list('--exponents'), [-3])
    .option('--degree <l>', 'harmonic degree of the perturbations', real('--degree'), 1)
    .option('--json', 'print it as JSON')
    .action(async ({ dimension: d = 3, exponents, degree, json }) => {
      if (!(Number.isInteger(degree) && degree >= 1 && degree <= 12))
        throw new InputError(`--degree: expected a whole number in 1..12, got ${degree}`);
      const { createMixture } = await import('../../physics/mixture.ts');
      const { together } = await import('../../explore/effort.ts');
      const { growthThreshold, thresholdEffort } = await import('../../explore/linearised/growth-rate.ts');
      const family = (exponent: number, selfCollisions: boolean) => (ratio: number) => {
        const own = selfCollisions ? 1 : 0;
        return createMixture(
          d,
          [ratio, 1].map((mass, i) => ({ name: String(i + 1), mass, charge: 1 })),
          [
            [own, 1],
            [1, own],
          ],
          [
            [exponent, exponent],
            [exponent, exponent],
          ],
        );
      };
      const effort = (some: readonly number[]) =>
        together(
          some.flatMap((exponent) => [false, true].map((own) => thresholdEffort(family(exponent, own), degree))),
        );
      announce(err, 'explore threshold', effort(exponents), [
        fewer('--exponents', exponents.length, (most) => effort(exponents.slice(0, most))),
      ]);
      const rows = exponents.flatMap((exponent) =>
        [false, true].map((selfCollisions) => ({
          ...{ exponent, selfCollisions },
          ...growthThreshold(family(exponent, selfCollisions), [1, 1], degree),
        })),
      );
      if (json) {
        out.write(
          `${JSON.stringify(
            rows.map((row) => ({ ...row, ratio: row.ratio ?? null })),
            null,
            2,
          )}\n`,
        );
        return;
      }
      const { formatTable } = await import('../table.ts');
      out.write(
        formatTable(
          ['exponent', 'self collisions', 'growth below a mass ratio of', 'error'].map(
            (head) => ({ head, align: 'right' }) as const,
          ),
          rows.map(({ exponent, selfCollisions, ratio, error }) => [
            String(exponent),
            selfCollisions ? 'yes' : 'no',
            ratio === undefined ? 'none found down to 1e-4' : ratio.toPrecision(4),
            ratio === undefined ? '' : formatNumber(error),
          ]),
          out,
        ),
      );
    });
}
