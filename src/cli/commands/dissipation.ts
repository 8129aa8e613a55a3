import { join } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { InputError } from '../../core/errors.ts';
import { isDirectory } from '../../core/file-system.ts';
import { layout } from '../../output/layout.ts';
import { real, scenarioOf, setOption } from '../options.ts';
import type { CommandContext, Terminal } from '../terminal.ts';
import { formatNumber } from '../texts.ts';
import type { Budget, DissipationResult, Part } from './dissipation-budget.ts';

/** Default of --draws, which gives a part to a few per cent. */
const usualDraws = 400;

/**
 * `landau dissipation`: dI/dt pair by pair, by Lemma 2.1 and in the parts of Proposition 3.1. For a scenario, by quadrature of its
 * initial distributions, or from its particles with --draws; for a run, from the particles of a snapshot, or from the expansion of
 * the Legendre method. `--json` prints a DissipationResult.
 */
export function dissipationCommand({ terminal: { out } }: CommandContext) {
  return new Command('dissipation')
    .description('how fast collisions change the Fisher information, pair by pair and part by part')
    .argument('<source>', 'a scenario file, or the directory of a run')
    .addOption(setOption())
    .option(
      '--time <t>',
      'time of the exact solution, or nearest snapshot (default: the start of a scenario, the last snapshot of a run)',
      real('--time'),
    )
    .addOption(
      new Option(
        '--draws <n>',
        `use the particles, with n velocities of each species (default for a run: ${usualDraws})`,
      )
        .argParser(draws)
        .conflicts('quadrature'),
    )
    .option('--quadrature', 'use the initial distributions (default for a scenario)')
    .option('--split', 'fail, instead of leaving out terms, where Proposition 3.1 does not apply')
    .addOption(
      new Option(
        '--identities',
        'print both sides of (1.6), Lemma 2.1, Propositions 2.2 and 3.1 for the distributions of a scenario',
      ).conflicts(['draws', 'split']),
    )
    .option('--json', 'print it as JSON')
    .action(async (source, options) => {
      if (options.identities) {
        out.write(await identities(source, options, out));
        return;
      }
      const { dissipationResult } = await import('./dissipation-budget.ts');
      const budget = isDirectory(source) ? await ofRun(source, options) : await ofScenario(source, options);
      const result = dissipationResult(budget);
      if (options.json) out.write(`${JSON.stringify(result, null, 2)}\n`);
      else out.write(await dissipationText(result, source, out));
    });
}

interface Options {
  readonly set: readonly string[];
  readonly time?: number | undefined;
  readonly draws?: number | undefined;
  readonly quadrature?: true | undefined;
  readonly split?: true | undefined;
  readonly json?: true | undefined;
}

/** The identities of every pair as text, or as JSON: { dimension, t, pairs: [{ between, identities }] }, identities an IdentityResult[]. */
async function identities(source: string, { set, time, json }: Options, out: Terminal['out']): Promise<string> {
  if (isDirectory(source))
    throw new InputError(
      `--identities: expected a scenario, got the directory of a run; name ${join(source, layout.scenario)}`,
    );
  const scenario = await scenarioOf(source, set);
  const { scenarioMixture } = await import('../../simulation/scenario-mixture.ts');
  const mixture = scenarioMixture(scenario, source);
  await refuseUnmeasured(source, mixture, undefined, false);
  const { identitiesOfScenario } = await import('./dissipation-initial.ts');
  const { identitiesText, identityResults } = await import('./dissipation-identities.ts');
  const { t, pairs } = identitiesOfScenario(source, scenario, mixture, time);
  const rows = pairs.map((pair) => ({ ...pair, identities: identityResults(pair.identities) }));
  if (json) return `${JSON.stringify({ dimension: mixture.dimension, t, pairs: rows }, null, 2)}\n`;
  return identitiesText(
    rows.map((row) => ({ ...row, between: row.between.join('-') })),
    out,
  );
}

async function ofRun(directory: string, { set, time, draws: given, quadrature, split }: Options): Promise<Budget> {
  const { dissipationOfRun, mixtureOfRun } = await import('./dissipation-particles.ts');
  const { scenario, mixture } = mixtureOfRun(directory);
  const own = join(directory, layout.scenario);
  if (quadrature)
    throw new InputError(
      `--quadrature: expected a scenario, got the directory of a run, which has particles; name ${own}`,
    );
  if (set.length > 0)
    throw new InputError(`--set: expected a scenario to override, got the directory of a run; name ${own}`);
  await refuseUnmeasured(directory, mixture, split, scenario.method.name !== 'legendre');
  const { start } = scenario.time;
  if (scenario.method.name === 'legendre') {
    if (given !== undefined)
      throw new InputError(
        '--draws: expected none for a run by the method legendre, which has no particles; leave it out',
      );
    const { dissipationOfExpandedRun } = await import('./dissipation-expansion.ts');
    return dissipationOfExpandedRun(directory, time);
  }
  if (time !== undefined && time < start)
    throw new InputError(`--time: expected a time >= ${start}, where the run starts, got ${time}`);
  return dissipationOfRun(directory, time, given ?? usualDraws);
}

async function ofScenario(file: string, { set, time, draws, split }: Options): Promise<Budget> {
  const scenario = await scenarioOf(file, set);
  const { scenarioMixture } = await import('../../simulation/scenario-mixture.ts');
  if (draws !== undefined) (await import('../affordable.ts')).refuseUnaffordable(file, scenario);
  const mixture = scenarioMixture(scenario, file);
  await refuseUnmeasured(file, mixture, split, draws !== undefined);
  if (draws === undefined) {
    const { dissipationOfScenario } = await import('./dissipation-initial.ts');
    return dissipationOfScenario(file, scenario, mixture, time);
  }
  const { start } = scenario.time;
  if (time !== undefined && time !== start)
    throw new InputError(
      `--time: expected the start ${start}, where a scenario has particles, got ${time}; run it and name its directory`,
    );
  const { dissipationOfSample } = await import('./dissipation-particles.ts');
  return dissipationOfSample(file, scenario, draws);
}

async function refuseUnmeasured(
  file: string,
  mixture: Budget['mixture'],
  split: true | undefined,
  byPairs: boolean,
): Promise<void> {
  const { baths } = await import('../../physics/mixture.ts');
  if (baths(mixture).length > 0)
    throw new InputError(
      `${file}: expected no baths, whose contribution to the dissipation is not measured, got ${baths(mixture).join(', ')}; take a scenario without them`,
    );
  if (split !== true) return;
  const { collidingOrderedPairs } = await import('../../analysis/fisher-budget-pairs.ts');
  const { requireSplit } = await import('./dissipation-budget.ts');
  requireSplit(file, { mixture, pairs: collidingOrderedPairs(mixture) }, byPairs);
}

function draws(text: string): number {
  const count = real('--draws')(text);
  if (Number.isInteger(count) && count >= 2) return count;
  throw new InputError(`--draws: expected a whole number of at least 2, got ${text}`);
}

async function dissipationText(result: DissipationResult, source: string, out: Terminal['out']): Promise<string> {
  const { formatTable } = await import('../table.ts');
  const { formatFacts } = await import('../texts.ts');
  const next = isDirectory(source)
    ? `landau dissipation ${source} --draws ${4 * (result.draws ?? usualDraws)}: half the standard deviations`
    : `landau run ${source} --set output.budget={}: the same at every row of a run`;
  const { dissipationParts } = await import('../../analysis/fisher-budget-pairs.ts');
  const { pairs, partners, total } = result;
  const columns = [
    ...pairs.map((pair) => ({ ...pair, head: pair.between.join('-') })),
    ...partners.map(({ of, lemma }) => ({ ...nothing, lemma, head: `${of}-partners` })),
    { ...total, head: 'all' },
  ];
  const how =
    result.draws === null
      ? `by quadrature${result.method === 'expansion' ? " of the Legendre method's expansion" : ''}; +- is the change between two resolutions${result.tables === undefined ? '' : ` plus twice the change with every second row of the tables (${result.tables.join(', ')})`} plus round-off`
      : `from ${result.draws} velocities of each species; +- is one standard deviation`;
  return `dI/dt at t = ${formatNumber(result.t)}, ${how}\n\n${formatTable(
    [{ head: 'part' }, ...columns.map(({ head }) => ({ head, align: 'right' }) as const)],
    dissipationParts.map((part) => [part, ...columns.map((column) => withError(column[part], result.draws === null))]),
    out,
  )}${lemmaAlone(result)}${formatFacts([['next', next]])}`;
}

/** Names the pairs to which Proposition 3.1 does not apply: its terms diverge, and only Lemma 2.1 is printed. */
function lemmaAlone({ pairs, dimension }: DissipationResult): string {
  const beyond = pairs.filter(({ between: [a, b], exponent }) => a < b && exponent < -dimension);
  if (beyond.length === 0) return '';
  const names = beyond.map(({ between, exponent }) => `${between.join('-')} (exponent ${formatNumber(exponent)})`);
  return `Proposition 3.1 does not hold for unlike species with exponents below ${-dimension}: only Lemma 2.1 is printed for ${names.join(', ')}\n`;
}

const nothing = {
  lemma: null,
  parallel: null,
  radial: null,
  spherical: null,
  remainder: null,
  contact: null,
  total: null,
} satisfies DissipationResult['total'];

/** Formats as -0.0412358 +- 3e-4, with two digits of the error; as 0 within 3e-4, if the error is a bound and the value is below it. */
function withError(part: Part, isBound: boolean): string {
  if (part === null) return '-';
  const error = part.error === null ? '?' : formatNumber(Number(part.error.toPrecision(2)));
  if (isBound && part.error !== null && Math.abs(part.value) <= part.error) return `0 within ${error}`;
  return part.error === 0 ? formatNumber(part.value) : `${formatNumber(part.value)} +- ${error}`;
}
