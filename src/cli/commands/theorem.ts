import { Command } from '@commander-js/extra-typings';
import { InputError } from '../../core/errors.ts';
import { dimension, scenarioOf, setOption } from '../options.ts';
import type { CommandContext } from '../terminal.ts';
import { formatNumber } from '../texts.ts';

/**
 * `landau theorem`: the exponents for which Theorem 1.1 of Zhu (2025) holds. `--json` prints { dimension, rows, covered }
 * for a scenario, with a TheoremRow for every pair; otherwise { dimension, cross, self }, the bounds on |exponent| for
 * collisions of different species and within one species.
 */
export function theoremCommand({ terminal: { out } }: CommandContext) {
  return new Command('theorem')
    .description('the exponents for which the Fisher information cannot increase, in general or for a scenario')
    .argument('[scenario]', 'a scenario file, to list its pairs of species')
    .option(
      '--dimension <d>',
      'dimension of velocity space, 2 or 3 (default: 3, or the dimension of the scenario)',
      dimension('--dimension'),
    )
    .addOption(setOption())
    .option('--json', 'print it as JSON')
    .action(async (file, { dimension: given, set, json }) => {
      const { exponentBound, theoremLedger } = await import('../../theory/theorem.ts');
      if (file === undefined) {
        if (set.length > 0) throw new InputError('--set: expected a scenario to override, got none; name its file');
        const d = given ?? 3;
        const bounds = { dimension: d, cross: exponentBound(d, false), self: exponentBound(d, true) };
        if (json) out.write(`${JSON.stringify(bounds, null, 2)}\n`);
        else out.write(await boundsText(bounds));
        return;
      }
      const scenario = await scenarioOf(file, set);
      const { scenarioMixture } = await import('../../simulation/scenario-mixture.ts');
      const mixture = scenarioMixture(scenario, file);
      if (given !== undefined && given !== mixture.dimension)
        throw new InputError(
          `--dimension: expected ${mixture.dimension}, as in ${file}, got ${given}; leave the option out`,
        );
      const { rows, covered } = theoremLedger(mixture);
      if (json) {
        out.write(`${JSON.stringify({ dimension: mixture.dimension, rows, covered }, null, 2)}\n`);
        return;
      }
      const { formatTable } = await import('../table.ts');
      const { formatFacts, lawHead, lawWords, theoremWords } = await import('../texts.ts');
      const table = formatTable(
        [
          { head: 'pair' },
          ...['strength', lawHead(rows), 'bound'].map((head) => ({ head, align: 'right' }) as const),
          { head: 'Theorem 1.1' },
        ],
        rows.map((row) => [
          row.between.join('-'),
          formatNumber(row.strength),
          lawWords(row),
          row.outside === undefined ? formatNumber(row.bound) : '-',
          row.strength === 0 ? 'no collisions' : row.covered ? 'covered' : 'not covered',
        ]),
        out,
      );
      const next = formatFacts([['next', `landau dissipation ${file}`]]);
      out.write(`${table}\nTheorem 1.1 ${theoremWords(rows, covered)}\n${next}`);
    });
}

async function boundsText(bounds: { dimension: number; cross: number; self: number }): Promise<string> {
  const { formatFacts } = await import('../texts.ts');
  const facts = formatFacts([
    ['different species', `|exponent| <= ${formatNumber(bounds.cross)}`],
    ['one species', `|exponent| <= ${formatNumber(bounds.self)}`],
    ['next', 'landau theorem <scenario>'],
  ]);
  return `d = ${bounds.dimension}: the Fisher information never increases when, for every pair that collides,\n${facts}`;
}
