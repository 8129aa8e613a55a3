import { Command } from '@commander-js/extra-typings';
import { InputError } from '../../core/errors.ts';
import type { Climb } from '../../explore/growth/climb.ts';
import type { GainingData } from '../../explore/growth/gain.ts';
import { writeFileAtomically } from '../../output/files.ts';
import type { Mixture } from '../../physics/mixture.ts';
import { announce } from '../exploration.ts';
import { dimension, list, matrix, real } from '../options.ts';
import { type CommandContext, exitCodes, interruptible, type StopSignal, type Terminal } from '../terminal.ts';
import { formatNumber } from '../texts.ts';
import { growthTheoremWords } from './explore-linearised.ts';

/** Default number of steps of a search for rates and for gains: half a minute for two species. */
const defaultSteps = { rate: 100, gain: 20 };

/**
 * `landau explore growth`: searches for positive initial data whose Fisher information grows fastest. `--json` prints:
 *
 *     dimension, masses, densities, strengths, exponent, degree, bound, spacing   the problem
 *     rate, error      dI/dt of the data found, and its change at a lower resolution; rate 0: none found
 *     fisher           I of the data; equilibrium = d sum n_i, I of the equilibrium with the same temperature 1
 *     linearRate       largest (dI/dt)/(I - equilibrium) near the equilibrium among the same functions
 *     searched         the rate on the coarser elements of the search
 *     functions, steps, gradient
 *     initial          the data, species by species, as under `modulated` in scenarios; null: none found
 *
 * With --until <t> it searches for the largest gain of I in that time instead. `--json` prints, besides the problem and `initial`:
 *
 *     until, gain, error    I(t) - I(0) of the data by the full equation, and its distance to a coarser solution; gain 0: none found
 *     fisher, equilibrium   I(0), and I of the equilibrium
 *     searched              the gain on the coarser elements and in the few time steps of the search
 *     functions, steps, gradient
 *     linear                largest relative gain near the equilibrium: degree, gain, error of all perturbations, localisedGain of the
 *                           functions
 */
export function growthCommand({ terminal, exit }: CommandContext) {
  const { out, err } = terminal;
  return new Command('growth')
    .description('positive initial data whose Fisher information grows as fast as possible')
    .option('--dimension <d>', 'dimension of velocity space, 2 or 3 (default: 3)', dimension('--dimension'))
    .requiredOption('--masses <list>', 'masses, such as 1,1000', list('--masses'))
    .option('--densities <list>', 'densities (default: 1 each)', list('--densities'))
    .option('--strengths <matrix>', 'strengths, row by row, such as "0,1;1,0" (default: 1 each)', matrix('--strengths'))
    .option('--exponent <gamma>', 'exponent of all collisions', real('--exponent'), -3)
    .option('--degree <l>', 'highest degree of the harmonics of log f; 0: isotropic data', real('--degree'), 1)
    .option('--bound <B>', 'largest distance of log f from the log of a Maxwellian', real('--bound'), 2)
    .option('--spacing <ratio>', 'ratio of the widths of neighbouring functions', real('--spacing'), 1.7)
    .option(
      '--steps <count>',
      `maximum number of steps of the search (default: ${defaultSteps.rate}, with --until ${defaultSteps.gain})`,
      real('--steps'),
    )
    .option('--scenario <file>', 'write the data as a scenario of the Legendre method')
    .option(
      '--until <t>',
      'maximise the gain of I up to this time instead; also the last time of --scenario',
      real('--until'),
    )
    .option('--json', 'print it as JSON')
    .action(async (options) => {
      const { masses, exponent, degree, bound, spacing, until, json } = options;
      const steps = options.steps ?? (until === undefined ? defaultSteps.rate : defaultSteps.gain);
      const ones = masses.map(() => masses.map(() => 1));
      const { strengths = ones, densities = masses.map(() => 1) } = options;
      if (strengths.length !== masses.length)
        throw new InputError(
          `--strengths: expected ${masses.length} rows, as many as masses, got ${strengths.length}; list every pair`,
        );
      if (!(Number.isInteger(steps) && steps >= 0))
        throw new InputError(`--steps: expected a whole number >= 0, got ${steps}`);
      if (until !== undefined && !(until > 0)) throw new InputError(`--until: expected a time > 0, got ${until}`);
      const { growthScenario, growthTime } = await import('../../explore/growth/scenario.ts');
      const problem = {
        dimension: options.dimension ?? 3,
        masses,
        densities,
        strengths,
        exponent,
        degree,
        bound,
        spacing,
      } as const;
      const { growthEffort } = await import('../../explore/growth/effort.ts');
      const lowered = (key: 'degree' | 'bound' | 'spacing', values: readonly number[]) => ({
        words: (value: number) => `--${key} ${value}`,
        values: values.filter((value) => (key === 'spacing' ? value > problem[key] : value < problem[key])),
        effort: (value: number) => growthEffort({ ...problem, [key]: value }, steps, until),
      });
      announce(
        err,
        'explore growth',
        growthEffort(problem, steps, until),
        [
          lowered('degree', [3, 2, 1, 0]),
          lowered('bound', [3, 2, 1, 0.5]),
          lowered('spacing', [1.5, 1.7, 2, 2.5, 3, 4]),
          {
            words: (value) => `--steps ${value}`,
            values: [1000, 100, 30, 10, 3, 0].filter((value) => value < steps),
            effort: (value) => growthEffort(problem, value, until),
          },
        ],
        promise,
      );
      const searched = async <Found>(search: Climb<Found>): Promise<Found> => {
        const signal = await climbed(terminal, search);
        if (signal !== undefined) exit(exitCodes[signal]);
        return search.found();
      };
      if (until !== undefined) {
        const { gainSearch } = await import('../../explore/growth/gain.ts');
        const found = await searched(gainSearch(problem, until, steps));
        const result = {
          until,
          ...found,
          equilibrium: problem.dimension * densities.reduce((sum, n) => sum + n, 0),
        };
        if (options.scenario !== undefined) {
          if (found.initial === undefined) throw nothingFound(options.scenario);
          const { modulatedScenario } = await import('../../explore/growth/scenario.ts');
          const title = 'Initial data whose Fisher information increases';
          writeFileAtomically(options.scenario, modulatedScenario(title, found.mixture, problem, found.initial, until));
        }
        out.write(json ? gainJson(problem, result) : await gainText(result));
        return;
      }
      const { growthSearch } = await import('../../explore/growth/search.ts');
      const found = await searched(growthSearch(problem, steps));
      if (options.scenario !== undefined) {
        if (found.initial === undefined) throw nothingFound(options.scenario);
        writeFileAtomically(options.scenario, growthScenario(problem, found, growthTime(problem, found)));
      }
      const { rate, error, fisher, equilibrium, linearRate, functions, iterations, gradientNorm } = found;
      if (json) {
        const result = {
          ...problem,
          ...{ rate, error, fisher, equilibrium, linearRate, searched: found.searched, functions, steps: iterations },
          gradient: gradientNorm,
          initial: found.initial ?? null,
        };
        out.write(`${JSON.stringify(result, null, 2)}\n`);
        return;
      }
      const { formatFacts } = await import('../texts.ts');
      out.write(
        formatFacts([
          ['dI/dt', rate > 0 ? `${formatNumber(rate)} +- ${formatNumber(error)}` : 'no growth found'],
          ['I', `${formatNumber(fisher)}, at equilibrium ${formatNumber(equilibrium)}`],
          [
            'near equilibrium',
            linearRate > 0
              ? `(dI/dt)/(I - ${equilibrium}) up to ${formatNumber(linearRate)} of these functions`
              : 'no growth of these functions',
          ],
          ['search', `${functions} functions, ${iterations} steps, gradient ${formatNumber(gradientNorm)}`],
          ...(await theoremFacts(found.mixture)),
        ]),
      );
    });
}

const promise = 'Ctrl-C during the search keeps the best data found until then';

/** Runs a search until it ends or a signal stops it, which keeps the best data found so far. */
async function climbed(terminal: Terminal, search: Climb<unknown>): Promise<StopSignal | undefined> {
  const { signal } = await interruptible(
    terminal,
    { stop() {} },
    'the search ends; the best data found so far are solved again',
    async (stop) => {
      for (const _ of search.climb()) {
        // Signals are received between evaluations.
        await new Promise(setImmediate);
        if (stop.aborted) break;
      }
    },
  );
  return signal;
}

interface Gain extends GainingData {
  readonly until: number;
  readonly equilibrium: number;
}

function gainJson(problem: object, found: Gain): string {
  const { initial = null, mixture: _, linear, iterations: steps, gradientNorm: gradient, ...numbers } = found;
  const { modes: __, ...ofLinear } = linear;
  return `${JSON.stringify({ ...problem, ...numbers, steps, gradient, linear: ofLinear, initial }, null, 2)}\n`;
}

async function gainText(found: Gain): Promise<string> {
  const { until, gain, error, fisher, equilibrium, linear, functions, iterations, gradientNorm } = found;
  const { formatFacts } = await import('../texts.ts');
  return formatFacts([
    [
      'gain of I',
      gain > 0 ? `${formatNumber(gain)} +- ${formatNumber(error)} until t = ${formatNumber(until)}` : 'none found',
    ],
    ['I', `${formatNumber(fisher)}, at equilibrium ${formatNumber(equilibrium)}`],
    [
      'near equilibrium',
      linear.gain > linear.error
        ? `(I(t) - I(0))/(I(0) - ${equilibrium}) up to ${formatNumber(linear.gain)} (error ${formatNumber(linear.error)}, degree ${linear.degree}), of these functions ${formatNumber(Math.max(0, linear.localisedGain))}`
        : `none until t = ${formatNumber(until)} of splines`,
    ],
    ['search', `${functions} functions, ${iterations} steps, gradient ${formatNumber(gradientNorm)}`],
    ...(await theoremFacts(found.mixture)),
  ]);
}

/** A line with Theorem 1.1 if it rules growth out for all data. */
async function theoremFacts(mixture: Mixture): Promise<readonly (readonly [string, string])[]> {
  const { theoremLedger } = await import('../../theory/theorem.ts');
  const { covered } = theoremLedger(mixture);
  return covered ? [['Theorem 1.1', growthTheoremWords(mixture, covered)]] : [];
}

function nothingFound(file: string): InputError {
  return new InputError(
    `--scenario: expected data whose Fisher information grows, found none; nothing is written to ${file}`,
  );
}
