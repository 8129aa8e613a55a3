import type { RunRecord } from '../../output/run-record.ts';
import { functionalPanel } from '../charts/functionals.ts';
import { bestValues } from '../curves.ts';
import { dataBlock, legend, panelMarkup } from '../figure.ts';
import { type Content, type Html, html } from '../html.ts';
import { latticeMoments, type Plane, planeOf } from '../lattice-plane.ts';
import { formatNumber, withError } from '../number-format.ts';
import { playerData } from '../player.ts';
import { afterTime, column, ends, times } from '../series-columns.ts';
import { planeAxes } from '../velocity-maps.ts';
import { statusMark } from './outcome.ts';
import { doubts } from './watchdogs.ts';

/** The first screen: what was run, how it ended, and f beside both functionals against time. */
export function lead(record: RunRecord): Html {
  const { scenario } = record;
  return html`<header>
<p class="kicker">Multi-species Landau system · ${String(scenario.dimension)}-dimensional velocity space</p>
<div class="title"><h1>${scenario.title}</h1><p class="marks">${statusMark(record.summary)}</p></div>
${doubts(record.summary)}<p class="sentence">${physicsSentence(record)}</p>
</header>
${screenOne(record)}
`;
}

function screenOne(record: RunRecord): Content {
  const player = playerData(record);
  const panels = (['entropy', 'fisher'] as const).flatMap((functional) => functionalPanel(record, functional) ?? []);
  if (player === undefined && panels.length === 0) return undefined;
  const keys = panels.flatMap((panel) => panel.keys);
  return html`<section id="now" aria-label="Distribution, entropy and Fisher information">
<div class="screen">
${player && html`<div class="player" id="player">${dataBlock('player-data', player)}</div>`}
<div class="functionals">${panels.map((panel) => panelMarkup(panel, 2))}${legend(keys)}</div>
</div>
<p class="numbers">${ended(record)}</p>
</section>
`;
}

/** The best estimates at the end, with their errors. */
function ended(record: RunRecord): Content {
  const one = (functional: 'entropy' | 'fisher', symbol: string): Content => {
    const best = bestValues(record, functional);
    if (best === undefined) return undefined;
    const { first, last } = ends(best.y);
    const error = ends(best.error);
    const exact = column(record, `${functional}_exact`);
    return html`<span><i>${symbol}</i>: ${withError(first, error.first)} → <b>${withError(last, error.last)}</b>${
      exact === undefined ? undefined : html`, exact ${formatNumber(ends(exact).last, 5)}`
    }${
      record.summary.equilibrium.reached === false
        ? undefined
        : html`, equilibrium ${formatNumber(record.summary.equilibrium[functional], 5)}`
    }</span>`;
  };
  const source = bestValues(record, 'fisher')?.source ?? bestValues(record, 'entropy')?.source;
  return [
    one('entropy', 'H'),
    ' ',
    one('fisher', 'I'),
    ' ',
    source && html`<span>best estimate: ${source}; ± and band: its error for the computed <i>f</i></span>`,
  ];
}

/** Differences below this fraction of their scale are not mentioned. */
const NOTICEABLE = 0.01;

/**
 * What happened, in one sentence made from the data: the maxima of f, the drift between the species, the spread of their temperatures,
 * the anisotropy, the progress of H to equilibrium, and the change of I; undefined with fewer than two rows.
 */
function physicsSentence(record: RunRecord): Content {
  const t = times(record);
  if (t.length < 2) return undefined;
  const clauses = [...maxima(record), ...drift(record), ...temperatures(record), ...anisotropy(record)];
  const parts = [...[...clauses, ...way(record, 'entropy')].slice(0, 2), ...fisher(record)];
  if (parts.length === 0) return undefined;
  return html`From <i>t</i>\u00a0=\u00a0${formatNumber(t[0], 3)} to ${formatNumber(t[t.length - 1], 4)}${afterTime(record)}, ${parts.map(
    (part, k) => [k === 0 ? '' : k === parts.length - 1 ? ' and ' : ', ', part],
  )}.`;
}

/** Species whose two maxima merged into one or remained two. */
function maxima(record: RunRecord): Content[] {
  const { snapshots } = record;
  const [first, last] = [snapshots[0], snapshots[snapshots.length - 1]];
  if (snapshots.length < 2) return [];
  const axes = planeAxes(record);
  const peaksOf = ({ lattice, values }: (typeof first.species)[number]) =>
    countMaxima(planeOf(lattice, values, axes, latticeMoments(lattice, values).velocity));
  return first.species.flatMap((field, i): Content[] => {
    const later = last.species[i];
    if (later === undefined || peaksOf(field) !== 2) return [];
    const end = peaksOf(later);
    if (end === 1) return [html`the two maxima of ${field.name} merged into one`];
    return end === 2 ? [html`${field.name} kept its two maxima`] : [];
  });
}

/** Maxima below this fraction of the largest value are noise or ripples. */
const HIGH = 0.2;

/** The number of nodes of the plane whose value exceeds all others within two nodes along each axis. */
function countMaxima({ values, along, across }: Plane): number {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  let count = 0;
  for (let i = 0; i < along; i++) {
    for (let j = 0; j < across; j++) {
      const own = values[i * across + j];
      if (own > HIGH * largest && isMaximum(values, along, across, i, j, own)) count++;
    }
  }
  return count;
}

function isMaximum(values: Float64Array, along: number, across: number, i: number, j: number, own: number): boolean {
  for (let a = Math.max(0, i - 2); a <= Math.min(along - 1, i + 2); a++) {
    for (let b = Math.max(0, j - 2); b <= Math.min(across - 1, j + 2); b++) {
      const other = values[a * across + b];
      // Among equal neighbours, the first counts.
      if (other > own || (other === own && (a < i || (a === i && b < j)))) return false;
    }
  }
  return true;
}

/** The largest drift between two species. */
function drift(record: RunRecord): Content[] {
  const { species, equilibrium } = record.summary;
  const axes = ['x', 'y', 'z'].slice(0, record.scenario.dimension);
  const relative = (row: 'first' | 'last') => {
    const velocities = species.map(({ name }) =>
      axes.map((axis) => ends(column(record, `velocity_${axis}.${name}`) ?? new Float64Array(1))[row]),
    );
    let most = 0;
    for (const a of velocities)
      for (const b of velocities) most = Math.max(most, Math.hypot(...a.map((u, k) => u - b[k])));
    return most;
  };
  const slowest = Math.min(...species.map(({ mass }) => Math.sqrt(equilibrium.temperature / mass)));
  const [start, end] = [relative('first'), relative('last')];
  if (!(start > NOTICEABLE * slowest)) return [];
  return [html`the drift between the species went from ${formatNumber(start, 3)} to ${formatNumber(end, 3)}`];
}

/** The spread of the temperatures: relative to the equilibrium temperature, or as a ratio. */
function temperatures(record: RunRecord): Content[] {
  const { species, equilibrium } = record.summary;
  const all = species.flatMap(({ name }) => column(record, `temperature.${name}`) ?? []);
  if (all.length < 2) return [];
  const at = (row: 'first' | 'last') => {
    const values = all.map((values) => ends(values)[row]);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const spread = (most - least) / equilibrium.temperature;
    const far = least > 0 && most > farApart * least;
    return {
      spread,
      far,
      apart: far ? html`a factor of ${formatNumber(most / least, 2)} apart` : html`${percent(spread)} apart`,
    };
  };
  const [start, end] = [at('first'), at('last')];
  if (!(Math.max(start.spread, end.spread) > NOTICEABLE)) return [];
  const later = end.far
    ? html`are ${end.apart} at the end`
    : html`${end.spread < start.spread ? 'came' : 'are'} within ${percent(end.spread)} of each other`;
  return [html`the temperatures, ${start.apart} at the start, ${later}`];
}

/** Temperatures with a ratio above this are compared by their ratio, others by their difference. */
const farApart = 3;

/** The largest difference between the temperatures of one species along the axes. */
function anisotropy(record: RunRecord): Content[] {
  const axes = ['x', 'y', 'z'].slice(0, record.scenario.dimension);
  const found = record.summary.species.flatMap(({ name }) => {
    const columns = axes.flatMap((k) => column(record, `temperature_${k}${k}.${name}`) ?? []);
    if (columns.length < 2) return [];
    const [start, end] = (['first', 'last'] as const).map((row) => {
      const values = columns.map((values) => ends(values)[row]);
      return (Math.max(...values) - Math.min(...values)) / (values.reduce((sum, T) => sum + T, 0) / values.length);
    });
    return Math.max(start, end) > NOTICEABLE ? [{ name, start, end }] : [];
  });
  if (found.length === 0) return [];
  const { name, start, end } = found.reduce((a, b) => (b.start > a.start ? b : a));
  return [html`the temperature anisotropy of ${name} went from ${percent(start)} to ${percent(end)}`];
}

/** The fraction of its way to equilibrium that H or I went, with its error; empty without an equilibrium or if the error is larger. */
function way(record: RunRecord, functional: 'entropy' | 'fisher'): Content[] {
  const best = bestValues(record, functional);
  if (best === undefined || record.summary.equilibrium.reached === false) return [];
  const { first, last } = ends(best.y);
  const errors = ends(best.error);
  const whole = first - record.summary.equilibrium[functional];
  const error = (errors.first + errors.last) / whole;
  const part = (first - last) / whole;
  if (!(whole > 2 * (errors.first || 0)) || Math.abs(part) < (error || 0)) return [];
  const name = functional === 'entropy' ? 'entropy' : 'Fisher information';
  const amount = error >= 0.005 ? html`${formatNumber(100 * part, 2)} ± ${percent(error)}` : percent(part);
  return [html`the ${name} went ${amount} of its way to equilibrium${Number.isNaN(error) ? ' (error not known)' : ''}`];
}

/** The result for I: a rise, its progress to equilibrium without a rise, or why it is undetermined. */
function fisher(record: RunRecord): Content[] {
  // The answer is known only at the end.
  if (record.summary.status === 'running') return [];
  const { answer, rise, riseError, from, to, reason } = record.summary.fisher;
  if (answer === 'increases')
    return [
      html`the Fisher information increased by ${withError(rise ?? Number.NaN, riseError ?? Number.NaN)} between <i>t</i>\u00a0=\u00a0${formatNumber(from ?? Number.NaN, 3)} and ${formatNumber(to ?? Number.NaN, 3)}${afterTime(record)}`,
    ];
  if (answer === 'does not increase') return way(record, 'fisher');
  return [html`it is undetermined whether the Fisher information increased: ${reason ?? 'nothing is known'}`];
}

function percent(part: number): Content {
  return html`${formatNumber(100 * part, 2)}\u00a0%`;
}
