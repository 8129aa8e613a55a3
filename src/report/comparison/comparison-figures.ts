import { sampleEstimate } from '../../analysis/random-sample.ts';
import { referenceColumn, referencedColumns } from '../../analysis/reference.ts';
import type { ComparisonMember, ComparisonRecord, MemberSeries } from '../../output/comparison-record.ts';
import type { Series } from '../../output/run-record.ts';
import { distinctDashes, INK, MUTED, variantColour } from '../colour.ts';
import { panelRow } from '../curves.ts';
import type { Figure, Panel } from '../figure.ts';
import { html } from '../html.ts';
import { type Curve, linePanel } from '../line-panel.ts';
import { plainNumber, plainUnit } from '../number-format.ts';
import type { NoteData } from '../plot-data.ts';

/** Errors up to this are round-off and are not drawn against the cost. */
const ROUND_OFF = 1e-12;

/** The overlaid curves, one colour per method, the drifts, and error against cost. */
export function comparisonFigures(record: ComparisonRecord, series: readonly MemberSeries[]): readonly Figure[] {
  const shown = finest(record, series);
  return [cost(record), courses(record, shown), conservation(shown)].filter((figure) => figure !== undefined);
}

/** A method's run with the most particles or nodes, and its colour. */
interface Shown {
  readonly member: ComparisonMember;
  readonly series: Series;
  readonly colour: string;
}

function finest({ members }: ComparisonRecord, series: readonly MemberSeries[]): readonly Shown[] {
  const labels = labelsOf(members);
  return labels.flatMap((label, k) => {
    const [best] = members
      .filter((member) => member.label === label && member.measured !== null)
      .sort((a, b) => b.measured!.particles - a.measured!.particles);
    const own = best && series.find(({ id }) => id === best.id);
    return own ? [{ member: best, series: own.series, colour: variantColour(k) }] : [];
  });
}

function labelsOf(members: readonly ComparisonMember[]): readonly string[] {
  return [...new Set(members.map(({ label }) => label))];
}

function cost({ members, quantities, errorAt }: ComparisonRecord): Figure | undefined {
  const labels = labelsOf(members);
  const panels = quantities
    .filter(({ name }) => members.some(({ measured }) => (measured?.errors[name]?.mean ?? 0) > ROUND_OFF))
    .map(({ name, label }) =>
      costPanel(
        `Error in ${label}`,
        labels.map((own, k) => ({
          label: own,
          colour: variantColour(k),
          points: members.flatMap(({ label: other, measured }) => {
            const error = measured?.errors[name];
            return other === own && measured && error
              ? [{ seconds: measured.seconds.mean, error: error.mean, errorBar: error.standardError ?? 0 }]
              : [];
          }),
        })),
      ),
    );
  const rows = panelRow(panels);
  if (rows.length === 0) return undefined;
  return {
    title: 'Error against cost',
    rows,
    caption: html`Each point is a run: its ${errorAt === 'end' ? 'relative error at the end' : 'largest relative error'} against its wall time, both logarithmic; lower left is better.
Lines join the resolutions of one method. A triangle, if there is room for one, shows the slope of an error that halves when the time doubles. Bars are standard errors over the seeds, if there is more than one.
Errors up to ${plainNumber(ROUND_OFF)} are round-off and have no point.`,
  };
}

function courses({ species, equilibrium, reference }: ComparisonRecord, shown: readonly Shown[]): Figure | undefined {
  if (shown.length === 0) return undefined;
  const first = shown[0].series;
  const general = [
    ...species.map((name) => ({
      heading: species.length > 1 ? `Temperature of ${name}` : 'Temperature',
      column: `temperature.${name}`,
      exact: `temperature_exact.${name}`,
      symbol: 'T',
      level: equilibrium?.temperature,
    })),
    {
      heading: 'Entropy',
      column: 'entropy_corrected',
      exact: 'entropy_exact',
      symbol: 'H',
      level: equilibrium?.entropy,
    },
    {
      heading: 'Fisher information',
      column: 'fisher_corrected',
      exact: 'fisher_exact',
      symbol: 'I',
      level: equilibrium?.fisher,
    },
  ];
  const others = referencedColumns(first.quantities.map(({ name }) => name))
    .filter((name) => general.every(({ column }) => column !== name))
    .map((name) => ({ heading: labelOf(first, name), column: name, exact: '', symbol: 'value', level: undefined }));
  const panels = [...general, ...others].map(({ heading, column, exact, symbol, level }): Panel | undefined =>
    linePanel({
      heading,
      description: `${heading} against time by every method`,
      x: { label: 't' },
      y: { label: withUnit(first, symbol, column), scale: 'linear' },
      curves: [
        ...shown.flatMap(({ member, series, colour }) =>
          curve(series, sampleEstimate(series.columns, column).column, member.id, colour),
        ),
        ...referenceCurve(first, exact, 'exact'),
        ...referenceCurve(first, referenceColumn(column, 'value'), 'reference'),
      ],
      ...(level === undefined ? {} : { levels: [{ label: 'equilibrium', y: level, kind: 'equilibrium' as const }] }),
    }),
  );
  const rows = panelRow(panels);
  return {
    title: 'The same problem solved by every method',
    rows,
    caption: html`The finest run of each method. Entropy and Fisher information are corrected for smoothing, and for random samples also for noise.${
      reference.kind === 'exact'
        ? ' Dashed: the exact solution.'
        : reference.kind === 'external'
          ? ' Dashed: the reference.'
          : ''
    } Dotted: the common equilibrium.`,
  };
}

/** Drifts up to this are round-off of sums, and are given as a number instead of a curve. */
const DRIFT_ROUND_OFF = 1e-12;

function conservation(shown: readonly Shown[]): Figure | undefined {
  const worst = ({ series }: Shown, name: string) =>
    (series.columns[`${name}_drift`] ?? []).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const drifts = ['momentum', 'energy'].filter((name) => shown.some(({ series }) => `${name}_drift` in series.columns));
  if (drifts.length === 0) return undefined;
  const rows = panelRow(
    drifts.map((name) =>
      linePanel({
        heading: `Drift of the ${name}`,
        description: `Relative drift of the total ${name} against time by every method, logarithmic`,
        x: { label: 't' },
        y: { label: 'relative drift', scale: 'log' },
        curves: shown
          .filter((one) => worst(one, name) > DRIFT_ROUND_OFF)
          .flatMap(({ member, series, colour }) => curve(series, `${name}_drift`, member.id, colour))
          .map((one) => ({ ...one, y: one.y.map(Math.abs) })),
      }),
    ),
  );
  const flat = drifts.flatMap((name) =>
    shown
      .filter((one) => worst(one, name) <= DRIFT_ROUND_OFF)
      .map((one) => `${name} by ${one.member.id} (${plainNumber(worst(one, name), 2)})`),
  );
  return {
    title: 'Conservation',
    rows,
    caption: html`Gain or loss of the finest run of each method since the start, relative to its scale.${
      flat.length === 0 ? undefined : ` Zero to round-off, with no curve: ${flat.join(', ')}.`
    }`,
  };
}

function curve({ columns }: Series, name: string, label: string, colour: string): Curve[] {
  const y = columns[name];
  return y === undefined ? [] : [{ label, x: columns.t, y, colour, kind: 'measured' }];
}

function referenceCurve({ columns }: Series, name: string, label: string): Curve[] {
  const y = columns[name];
  return y === undefined ? [] : [{ label, x: columns.t, y, colour: INK, kind: 'reference' }];
}

function labelOf({ quantities }: Series, name: string): string {
  const label = quantities.find((quantity) => quantity.name === name)?.label ?? name;
  return label.charAt(0).toUpperCase() + label.slice(1);
}

function withUnit({ quantities }: Series, symbol: string, name: string): string {
  const unit = plainUnit(quantities.find((quantity) => quantity.name === name)?.unit ?? '1');
  return unit === '' ? symbol : `${symbol} (${unit})`;
}

/** The runs of one method. */
interface CostCurve {
  readonly label: string;
  readonly colour: string;
  readonly points: readonly { readonly seconds: number; readonly error: number; readonly errorBar: number }[];
}

/** Error against wall time on logarithmic axes; undefined when all errors are round-off. */
function costPanel(heading: string, methods: readonly CostCurve[]): Panel | undefined {
  const curves = methods.flatMap(({ label, colour, points }, k): Curve[] => {
    const drawn = points.filter(({ error }) => error > ROUND_OFF).sort((a, b) => a.seconds - b.seconds);
    if (drawn.length === 0) return [];
    const of = (value: (point: (typeof drawn)[number]) => number) => Float64Array.from(drawn, value);
    return [
      {
        label,
        colour,
        kind: 'measured',
        ...distinctDashes(k),
        x: of(({ seconds }) => seconds),
        y: of(({ error }) => error),
        // A bar that would reach zero has no lower end on a logarithmic axis.
        lower: of(({ error, errorBar }) => (error > errorBar ? error - errorBar : Number.NaN)),
        upper: of(({ error, errorBar }) => error + errorBar),
      },
    ];
  });
  return linePanel({
    heading,
    description: `${heading} against wall time, both logarithmic`,
    x: { label: 'wall time (s)', scale: 'log' },
    y: { label: 'relative error', scale: 'log' },
    curves,
    notes: triangle(curves),
    intervals: 'bars',
    points: true,
  });
}

/** A triangle with the slope of an error that halves when the time doubles, in the lower left, if no curve is there. */
function triangle(curves: readonly Curve[]): NoteData[] {
  const x = curves.flatMap((curve) => Array.from(curve.x));
  const y = curves.flatMap((curve) => Array.from(curve.y));
  const [left, right] = [Math.min(...x), Math.max(...x)];
  const [low, high] = [Math.min(...y), Math.max(...y)];
  const wide = Math.min(right / left, high / low) ** 0.25;
  if (!(wide > 1.2)) return [];
  const [far, top] = [left * wide, low * wide];
  // It belongs to no method, so it must not cover one.
  if (curves.some((curve) => curve.x.some((at, k) => at < far * wide && curve.y[k] < top * wide))) return [];
  const path = [
    [left, top],
    [left, low],
    [far, low],
    [left, top],
  ] as const;
  return [{ path, text: '−1', at: [far, low], anchor: 'start', colour: MUTED }];
}
