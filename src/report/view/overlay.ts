import { readDescription } from '../../output/read-run.ts';
import type { RunRecord } from '../../output/run-record.ts';
import { readSeries } from '../../output/series.ts';
import { distinctDashes, variantColour } from '../colour.ts';
import { bestValues, panelRow } from '../curves.ts';
import { figureMarkup, type Panel } from '../figure.ts';
import { type Content, type Html, html, table } from '../html.ts';
import { type Curve, linePanel } from '../line-panel.ts';
import { page } from '../page.ts';
import { statusMark } from '../sections/outcome.ts';
import { entries, words } from '../sections/overview.ts';
import { column, labelOf, times, withUnit } from '../series-columns.ts';
import { describe, placeOf } from './listing.ts';

/**
 * A page that overlays the series of several runs: the best estimates of H and I with their errors, temperatures and mean velocities,
 * and the differences between the scenarios. Colours and dashes distinguish runs, not species. A panel only shows the runs with the
 * units of the first run that has its column.
 */
export function overlayPage(runs: readonly OverlaidRun[]): string {
  const functionals = (['entropy', 'fisher'] as const).map((name) => functionalPanel(runs, name));
  const moments = [...new Set(runs.flatMap(({ record }) => momentColumns(record)))].map((name) =>
    columnPanel(runs, name),
  );
  const rows = [...panelRow(functionals), ...panelRow(moments)];
  const figure = {
    title: 'Against time',
    rows,
    caption: 'Each run has its own colour and dashes. Bands are the errors of the best estimates.',
  };
  return page(
    `${runs.length} runs overlaid`,
    'landau-fisher',
    html`<header>
<p class="kicker"><a href="/">All runs</a></p>
<h1>${String(runs.length)} runs overlaid</h1>
</header>
<section aria-label="Runs">${runTable(runs)}</section>
<section aria-labelledby="series-heading">
<h2 id="series-heading">Series</h2>
${rows.length === 0 ? html`<p>The runs have no common column to draw.</p>` : figureMarkup(figure, 'overlay')}</section>
${differences(runs)}`,
  );
}

function runTable(runs: readonly OverlaidRun[]): Html {
  return table(
    [{ heading: 'Run' }, { heading: 'Title' }, { heading: 'Status' }],
    runs.map(({ name, address, record }) => [
      html`<a href="${address}">${name}</a>`,
      record.scenario.title,
      html`<span class="marks">${statusMark(record.summary)}</span>`,
    ]),
  );
}

function functionalPanel(runs: readonly OverlaidRun[], functional: 'entropy' | 'fisher'): Panel | undefined {
  const symbol = functional === 'entropy' ? 'H' : 'I';
  return overlaid(runs, functional, functional === 'entropy' ? 'Entropy' : 'Fisher information', symbol, (record) => {
    const best = bestValues(record, functional);
    if (best === undefined) return undefined;
    const { y, error } = best;
    if (!error.some(Number.isFinite)) return { y };
    return { y, lower: y.map((value, k) => value - error[k]), upper: y.map((value, k) => value + error[k]) };
  });
}

function columnPanel(runs: readonly OverlaidRun[], name: string): Panel | undefined {
  const owner = runs.find(({ record }) => column(record, name) !== undefined)!;
  const label = labelOf(owner.record, name);
  return overlaid(runs, name, label.charAt(0).toUpperCase() + label.slice(1), 'value', (record) => {
    const y = column(record, name);
    return y && { y };
  });
}

function overlaid(
  runs: readonly OverlaidRun[],
  name: string,
  heading: string,
  symbol: string,
  valuesOf: (record: RunRecord) => Pick<Curve, 'y' | 'lower' | 'upper'> | undefined,
): Panel | undefined {
  const unitOf = ({ record }: OverlaidRun) => [name, 't'].map((one) => withUnit(record, '', one)).join();
  const first = runs.find(({ record }) => valuesOf(record) !== undefined);
  if (first === undefined) return undefined;
  return linePanel({
    heading,
    description: `${heading} of every run against time`,
    x: { label: withUnit(first.record, 't', 't').replace('t (t)', 't') },
    y: { label: withUnit(first.record, symbol, name), scale: 'linear' },
    curves: runs.flatMap((run, k): Curve[] => {
      const values = unitOf(run) === unitOf(first) ? valuesOf(run.record) : undefined;
      if (values === undefined) return [];
      const style = { colour: variantColour(k), kind: 'measured' as const, ...distinctDashes(k) };
      return [{ label: run.name, x: times(run.record), ...values, ...style }];
    }),
  });
}

/** A mean velocity below this fraction of the slowest thermal speed is not drawn. */
const AT_REST = 1e-4;

function momentColumns(record: RunRecord): string[] {
  const slowest = Math.min(
    ...record.summary.species.map(({ mass }) => Math.sqrt(record.summary.equilibrium.temperature / mass)),
  );
  return record.series.quantities
    .map(({ name }) => name)
    .filter((name) => {
      const values = column(record, name);
      if (values === undefined) return false;
      if (/^temperature\./.test(name)) return true;
      return /^velocity_[xyz]\./.test(name) && values.some((value) => Math.abs(value) > AT_REST * slowest);
    });
}

/** Limit of the rows of a table. */
const MOST = 60;

/** The differences between the resolved scenarios. */
function differences(runs: readonly OverlaidRun[]): Content {
  const all = runs.map(({ record }) => new Map(leaves(record.scenario, '')));
  const keys = [...new Set(all.flatMap((one) => [...one.keys()]))].filter(
    (key) => !/^(title|description)$/.test(key) && new Set(all.map((one) => one.get(key))).size > 1,
  );
  return html`<section id="differences" aria-labelledby="differences-heading">
<h2 id="differences-heading">Differences between the scenarios</h2>
${
  keys.length === 0
    ? html`<p>None: the same scenario, seed and settings.</p>`
    : html`${table(
        [{ heading: 'Key' }, ...runs.map(({ name }) => ({ heading: name }))],
        keys.slice(0, MOST).map((key) => [html`<code>${key}</code>`, ...all.map((one) => one.get(key) ?? '–')]),
      )}${keys.length > MOST ? html`<p>The first ${String(MOST)} of ${String(keys.length)}.</p>` : undefined}`
}
</section>`;
}

/** All values of plain data with their paths; an item of a list, such as a species, is identified by its name if it has one. */
function leaves(data: unknown, path: string): [string, string][] {
  const inner = Array.isArray(data)
    ? data.map((item, k): [string, unknown] => [String(entries(item).find(([key]) => key === 'name')?.[1] ?? k), item])
    : entries(data);
  const plain = !Array.isArray(data) || data.every((item) => typeof item !== 'object');
  if (inner.length === 0 || (Array.isArray(data) && plain)) return data === undefined ? [] : [[path, words(data)]];
  return inner.flatMap(([key, value]) => leaves(value, path === '' ? key : `${path}.${key}`));
}

/** One of the overlaid runs. */
interface OverlaidRun {
  /** A name that distinguishes it from the others. */
  readonly name: string;
  readonly address: string;
  /** Without snapshots and events, which no overlay shows. */
  readonly record: RunRecord;
}

/** Limit of the runs that colours and dashes distinguish. */
export const mostOverlaid = 12;

/** The runs at these addresses below `root`; undefined if one is not a readable run, or if there are too many. */
export function overlaidRuns(root: string, addresses: readonly string[]): readonly OverlaidRun[] | undefined {
  if (addresses.length > mostOverlaid) return undefined;
  const directories = addresses.flatMap((address) => {
    const place = placeOf(root, address);
    return place?.kind === 'directory' && describe(place.path)?.summary !== undefined ? [place.path] : [];
  });
  if (directories.length < addresses.length) return undefined;
  const names = shortNames(addresses.map((address) => decodeURIComponent(address).split('/').filter(Boolean)));
  return directories.map((directory, k) => ({
    name: names[k],
    address: addresses[k],
    record: { ...readDescription(directory), directory, series: readSeries(directory), snapshots: [], events: [] },
  }));
}

/** Paths without their common beginning. */
function shortNames(paths: readonly (readonly string[])[]): string[] {
  let common = 0;
  while (paths.every((path) => path.length > common + 1 && path[common] === paths[0][common])) common++;
  return paths.map((path) => path.slice(common).join('/') || '.');
}
