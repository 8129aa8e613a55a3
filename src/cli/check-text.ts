import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { ScenarioCheck } from './scenario-check.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatFacts,
  formatNumber,
  formatTable,
  theoremWords,
} from './texts.ts';

/** A checked scenario for people. */
export function checkText(check: ScenarioCheck, stream: Writable): string {
  const { title, dimension, species, collisions, equilibrium, output, cost } = check;
  const speciesTable = formatTable(
    [{ head: 'species' }, ...['mass', 'charge', 'density', 'particles', 'spacing', 'lost density'].map(rightAligned)],
    species.map((one) => [
      one.name,
      ...[one.mass, one.charge, one.density, one.particles, one.spacing, one.lostDensity].map(formatNumber),
    ]),
    stream,
  );
  const pairTable = formatTable(
    [{ head: 'pair' }, ...['strength', 'exponent', 'bound'].map(rightAligned), { head: 'Theorem 1.1' }],
    collisions.map(({ between, strength, exponent, bound, covered }) => [
      between.join('-'),
      ...[strength, exponent, bound].map(formatNumber),
      strength === 0 ? 'no collisions' : covered ? 'covered' : 'not covered',
    ]),
    stream,
  );
  const rateTable =
    check.initialRates.length === 0
      ? []
      : [
          formatTable(
            [
              { head: 'rate at the start' },
              rightAligned('right'),
              { head: 'from' },
              ...['this run', 'ratio'].map(rightAligned),
            ],
            check.initialRates.map(({ quantity, right, source, measured, ratio }) => [
              quantity,
              significant(right),
              source,
              significant(measured),
              significant(ratio),
            ]),
            stream,
          ),
        ];
  const facts = formatFacts([
    ['Theorem 1.1', theoremWords(collisions, check.covered)],
    [
      'equilibrium',
      `${equilibriumStates(check).join('; ')}, ` +
        `H = ${formatNumber(equilibrium.entropy)}, I = ${formatNumber(equilibrium.fisher)}`,
    ],
    ['smoothing', smoothingWords(check)],
    ['exact solution', check.exact === null ? 'none known' : `${check.exact.name} (${check.exact.reference})`],
    ['output', `${output.rows} rows of ${output.columns.length} columns, ${output.snapshots} snapshots`],
    [
      'cost',
      Number.isNaN(cost.seconds)
        ? `${formatBytes(cost.memory)}; the time cannot be told, as no run of this kind went a step`
        : `about ${formatDuration(cost.seconds)} and ${formatBytes(cost.memory)} ` +
          `for ${formatCount(cost.steps)} steps with ${formatCount(cost.evaluations)} evaluations`,
    ],
    ['next', `landau run ${check.file}`],
  ]);
  const head = `${styleText('bold', title, { stream })}\n${check.file}: valid, d = ${dimension}\n`;
  return [head, speciesTable, pairTable, ...rateTable, facts].join('\n');
}

/** Four significant digits: the sums behind a rate are no better. */
function significant(value: number | null): string {
  return value === null ? '-' : formatNumber(Number(value.toPrecision(4)));
}

function rightAligned(head: string) {
  return { head, align: 'right' } as const;
}

/** Temperature and velocity, of every species where they do not all reach one; components that are round-off are shown as 0. */
function equilibriumStates({ species, equilibrium }: ScenarioCheck): string[] {
  const heaviest = Math.max(...species.map(({ mass }) => mass));
  const words = ({ temperature, velocity }: Pick<ScenarioCheck['equilibrium'], 'temperature' | 'velocity'>) => {
    const slowest = Math.sqrt(temperature / heaviest);
    const u = velocity.map((component) => formatNumber(Math.abs(component) < 1e-14 * slowest ? 0 : component));
    return `temperature ${formatNumber(temperature)}, velocity (${u.join(', ')})`;
  };
  return equilibrium.species?.map((own, i) => `${species[i].name}: ${words(own)}`) ?? [words(equilibrium)];
}

/** By how much f is hotter than its particles; where its moments are theirs, how wide the mollifiers are. */
function smoothingWords({ smoothingTemperature, species, equilibrium }: ScenarioCheck): string {
  const share = (temperature: number) => `${Number(((100 * temperature) / equilibrium.temperature).toPrecision(2))} %`;
  if (smoothingTemperature > 0)
    return `temperature ${formatNumber(smoothingTemperature)} (${share(smoothingTemperature)} of the equilibrium's)`;
  if (species.every(({ variance }) => variance === 0)) return 'none';
  const widths = species.map(({ name, mass, variance }) => `${share(mass * variance)} of ${name}`);
  return `moments preserved; variance of the mollifiers in parts of the equilibrium's: ${widths.join(', ')}`;
}
