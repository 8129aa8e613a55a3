import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import { shellWord } from '../core/quoting.ts';
import type { ScenarioCheck } from './scenario-check.ts';
import { formatTable } from './table.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatFacts,
  formatNumber,
  lawHead,
  lawWords,
  shortUnit,
  theoremWords,
  withError,
} from './texts.ts';

/** Formats a checked scenario as text. */
export function checkText(check: ScenarioCheck, stream: Writable): string {
  const { title, dimension, species, collisions, equilibrium, output, cost, units } = check;
  const speciesTable = formatTable(
    [
      { head: 'species' },
      ...[
        withUnit('mass', units?.mass),
        withUnit('charge', units && { unit: 'e' }),
        withUnit('density', units?.density),
        check.representation,
        withUnit('spacing', units?.velocity),
        withUnit('lost density', units?.density),
      ].map(rightAligned),
    ],
    species.map((one) => [
      one.name,
      ...[one.mass, one.charge, one.density, one.particles, one.spacing, one.lostDensity].map(formatNumber),
    ]),
    stream,
  );
  const pairTable = longTable(
    [{ head: 'pair' }, ...['strength', lawHead(collisions), 'bound'].map(rightAligned), { head: 'Theorem 1.1' }],
    collisions.map((row) => [
      row.between.join('-'),
      formatNumber(row.strength),
      lawWords(row),
      row.outside === undefined ? formatNumber(row.bound) : '-',
      row.strength === 0 ? 'no collisions' : row.covered ? 'covered' : 'not covered',
    ]),
    stream,
  );
  const rateTable =
    check.initialRates.length === 0
      ? []
      : [
          longTable(
            [
              { head: rateHead(units) },
              rightAligned('reference'),
              { head: 'from' },
              ...['this run', 'ratio'].map(rightAligned),
            ],
            check.initialRates.map(({ quantity, right, source, measured, error, ratio }) => [
              quantity,
              significant(right),
              source,
              withBar(measured, error),
              withBar(ratio, error && error / Math.abs(right)),
            ]),
            stream,
          ),
        ];
  const facts = formatFacts([
    ...(units === null ? [] : [['units', unitWords(units)] as const]),
    ...logarithmFacts(check),
    ['Theorem 1.1', theoremWords(collisions, check.covered)],
    [
      'equilibrium',
      (equilibrium.reached === false
        ? 'not reached, because baths or forcings act; the equilibrium of the initial state has '
        : '') +
        `${equilibriumStates(check).join('; ')}, ` +
        `H = ${formatNumber(equilibrium.entropy)}, I = ${formatNumber(equilibrium.fisher)}`,
    ],
    ['smoothing', smoothingWords(check)],
    ['exact solution', check.exact === null ? 'none known' : `${check.exact.name} (${check.exact.reference})`],
    ['output', `${output.rows} rows of ${output.columns.length} columns, ${output.snapshots} snapshots`],
    [
      'cost',
      Number.isNaN(cost.seconds)
        ? `${formatBytes(cost.memory)}; the time cannot be estimated, because nothing could be timed`
        : `about ${formatDuration(cost.seconds)} and ${formatBytes(cost.memory)} ` +
          `for ${formatCount(cost.steps)} steps with ${formatCount(cost.evaluations)} evaluations`,
    ],
    ['next', `landau run ${shellWord(check.file)}`],
  ]);
  const head = `${styleText('bold', title, { stream })}\n${check.file}: valid, d = ${dimension}\n`;
  return [head, speciesTable, pairTable, ...rateTable, ...plasmaTables(check, stream), facts].join('\n');
}

/** Maximum number of printed rows of a table of pairs: 200 species have 20 100 pairs. */
const mostRows = 100;

/** A table that may have a row for each pair of species. */
function longTable(...[columns, rows, stream]: Parameters<typeof formatTable>): string {
  const table = formatTable(columns, rows.slice(0, mostRows), stream);
  return rows.length <= mostRows ? table : `${table}and ${rows.length - mostRows} more rows: see --json\n`;
}

function withUnit(head: string, of: { readonly unit: string } | null | undefined): string {
  return of == null ? head : `${head} [${shortUnit(of.unit)}]`;
}

/** The head of the column of rates, with the units of dT/dt, du/dt and energy per volume. */
function rateHead(units: ScenarioCheck['units']): string {
  if (units === null) return 'rate at the start';
  const { temperature, velocity, density, time } = units;
  const [heat, speed, energy] = [temperature.unit, velocity.unit, `${density.unit} ${temperature.unit}`].map(shortUnit);
  return `rate at the start [${heat}, ${speed} or ${energy}, per ${shortUnit(time.unit)}]`;
}

function unitWords(units: NonNullable<ScenarioCheck['units']>): string {
  const words = (['mass', 'density', 'temperature', 'time', 'velocity'] as const).map(
    (key) => `${key} ${shortUnit(units[key].unit)}`,
  );
  return `1 stands for ${words.join(', ')}`;
}

/** One line for each pair: its Coulomb logarithm and the formula. */
function logarithmFacts({ logarithms }: ScenarioCheck): (readonly [string, string])[] {
  return logarithms.map(
    ({ between, value, formula }) => [`lnLambda ${between.join('-')}`, `${formatNumber(value)}, ${formula}`] as const,
  );
}

/** Rates of test particles in each species, and their times. Equilibration is for Maxwellians; nu_T is for one species with itself. */
function plasmaTables({ rates, units }: ScenarioCheck, stream: Writable): string[] {
  if (rates.length === 0) return [];
  const [rate, time] = units === null ? ['', ''] : [' [s-1]', ' [s]'];
  const inverse = (value: number | undefined) => (value === undefined ? '-' : significant(1 / value));
  const table = longTable(
    [
      { head: `rates of a in b${rate}` },
      ...['nu_s', 'nu_perp', 'nu_par', 'nu_eps', 'nu_T', 'equilibration', 'this run'].map(rightAligned),
      ...[`slowing down${time}`, `equilibration${time}`].map(rightAligned),
    ],
    rates.map((each) => [
      each.between.join(' in '),
      ...[each.slowingDown, each.perpendicular, each.parallel, each.energy].map(significant),
      ...[each.isotropisation ?? null, each.equilibration ?? null].map(significant),
      withBar(each.measured, each.error),
      inverse(each.slowingDown),
      inverse(each.equilibration),
    ]),
    stream,
  );
  return [
    `${table}nu_s to nu_eps: for a particle of a at its drift and (3 T/m)^(1/2); nu_T and equilibration: for Maxwellians\n`,
  ];
}

/** Formats with four significant digits: the sums behind a rate are no more accurate. */
function significant(value: number | null): string {
  return value === null ? '-' : formatNumber(Number(value.toPrecision(4)));
}

/** Formats with the standard error, if the rate is a mean. */
function withBar(value: number | null, error: number | undefined): string {
  return value === null || error === undefined ? significant(value) : withError({ value, error });
}

function rightAligned(head: string) {
  return { head, align: 'right' } as const;
}

/** Temperature and velocity, for each species if they do not reach a common one; components at round-off level are shown as 0. */
function equilibriumStates({ species, equilibrium }: ScenarioCheck): string[] {
  const heaviest = Math.max(...species.map(({ mass }) => mass));
  const words = ({ temperature, velocity }: Pick<ScenarioCheck['equilibrium'], 'temperature' | 'velocity'>) => {
    const slowest = Math.sqrt(temperature / heaviest);
    const u = velocity.map((component) => formatNumber(Math.abs(component) < 1e-14 * slowest ? 0 : component));
    return `temperature ${formatNumber(temperature)}, velocity (${u.join(', ')})`;
  };
  return equilibrium.species?.map((own, i) => `${species[i].name}: ${words(own)}`) ?? [words(equilibrium)];
}

/** States by how much f is hotter than its particles; if moments are preserved, the widths of the mollifiers. */
function smoothingWords({ smoothingTemperature, species, equilibrium }: ScenarioCheck): string {
  const share = (temperature: number) => `${Number(((100 * temperature) / equilibrium.temperature).toPrecision(2))} %`;
  if (smoothingTemperature > 0)
    return `temperature ${formatNumber(smoothingTemperature)} (${share(smoothingTemperature)} of the equilibrium temperature)`;
  if (species.every(({ variance }) => variance === 0)) return 'none';
  const widths = species.map(({ name, mass, variance }) => `${share(mass * variance)} of ${name}`);
  return `moments preserved; variance of the mollifiers relative to the equilibrium: ${widths.join(', ')}`;
}
