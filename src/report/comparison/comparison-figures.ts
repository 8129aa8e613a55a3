import * as Plot from '@observablehq/plot';
import { sampleEstimate } from '../../analysis/random-sample.ts';
import { referenceColumn, referencedColumns } from '../../analysis/reference.ts';
import type { ComparisonMember, ComparisonRecord, MemberSeries } from '../../output/comparison-record.ts';
import type { Series } from '../../output/run-record.ts';
import { type Axis, logarithmicAxis } from '../axis.ts';
import { INK, speciesColour } from '../colour.ts';
import { panelRow } from '../curves.ts';
import type { Figure, Panel } from '../figure.ts';
import { html } from '../html.ts';
import { type Curve, linePanel } from '../line-panel.ts';
import { plainUnit } from '../number-format.ts';
import { drawPicture, type Frame } from '../svg.ts';

/** Errors of a quantity that is exact up to this are round-off, of which no curve against the cost is drawn. */
const ROUND_OFF = 1e-12;

/** Below round-off: what is smaller is drawn as zero. */
const FLOOR = 1e-17;

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
    return own ? [{ member: best, series: own.series, colour: speciesColour(k) }] : [];
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
          colour: speciesColour(k),
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
Lines join the resolutions of one method. Bars are standard errors over the seeds, where there was more than one.`,
  };
}

function courses({ species, equilibrium, truth }: ComparisonRecord, shown: readonly Shown[]): Figure | undefined {
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
        ...truthCurve(first, exact, 'exact'),
        ...truthCurve(first, referenceColumn(column, 'value'), 'reference'),
      ],
      ...(level === undefined ? {} : { levels: [{ label: 'equilibrium', y: level, kind: 'equilibrium' as const }] }),
    }),
  );
  const rows = panelRow(panels);
  return {
    title: 'The same problem by every method',
    rows,
    caption: html`The finest run of each method, entropy and Fisher information corrected for smoothing, of a random sample for its noise too.${
      truth.kind === 'exact'
        ? ' Dashed: the exact solution.'
        : truth.kind === 'external'
          ? ' Dashed: the reference.'
          : ''
    } Dotted: the common equilibrium.`,
  };
}

function conservation(shown: readonly Shown[]): Figure | undefined {
  const rows = panelRow(
    ['momentum', 'energy'].map((name) =>
      linePanel({
        heading: `Drift of the ${name}`,
        description: `Relative drift of the total ${name} against time by every method, logarithmic`,
        x: { label: 't' },
        y: { label: 'relative drift', scale: 'log', floor: FLOOR },
        curves: shown.flatMap(({ member, series, colour }) => curve(series, `${name}_drift`, member.id, colour)),
      }),
    ),
  );
  if (rows.length === 0) return undefined;
  return {
    title: 'Conservation',
    rows,
    caption: html`What the finest run of each method has gained or lost since the start, relative to its scale.`,
  };
}

function curve({ columns }: Series, name: string, label: string, colour: string): Curve[] {
  const y = columns[name];
  return y === undefined ? [] : [{ label, x: columns.t, y, colour, kind: 'measured' }];
}

function truthCurve({ columns }: Series, name: string, label: string): Curve[] {
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
export interface CostCurve {
  readonly label: string;
  readonly colour: string;
  readonly points: readonly { readonly seconds: number; readonly error: number; readonly errorBar: number }[];
}

const wideFrame: Frame = { width: 470, height: 320, left: 58, right: 16, top: 28, bottom: 36 };
const narrowFrame: Frame = { width: 324, height: 260, left: 56, right: 12, top: 28, bottom: 36 };

/** Error against wall time on logarithmic axes; undefined when there is no positive error. */
function costPanel(heading: string, curves: readonly CostCurve[]): Panel | undefined {
  const drawn = curves
    .map((curve) => ({
      ...curve,
      points: curve.points.filter(({ error }) => error > 0).sort((a, b) => a.seconds - b.seconds),
    }))
    .filter(({ points }) => points.length > 0);
  const points = drawn.flatMap((curve) => curve.points);
  const x = logarithmicAxis(points.map(({ seconds }) => seconds));
  const y = logarithmicAxis(points.flatMap(ends));
  if (x === undefined || y === undefined) return undefined;
  const options: Plot.PlotOptions = {
    x: { type: 'log', domain: [...x.domain], axis: null },
    y: { type: 'log', domain: [...y.domain], axis: null },
    marks: [
      Plot.gridX([...(x.ticks as readonly number[])], { stroke: INK, strokeOpacity: 0.12 }),
      Plot.gridY([...(y.ticks as readonly number[])], { stroke: INK, strokeOpacity: 0.12 }),
      Plot.axisY([...(y.ticks as readonly number[])], { ...texts(y), label: null, tickSize: 0, tickPadding: 7 }),
      Plot.axisX([...(x.ticks as readonly number[])], { ...texts(x), label: null, tickSize: 4, tickPadding: 4 }),
      Plot.ruleY([y.domain[0]], { stroke: INK, strokeOpacity: 0.6 }),
      ...drawn.flatMap(curveMarks),
    ],
  };
  return {
    heading,
    keys: drawn.map(({ label, colour }) => ({ label, colour, kind: 'measured' })),
    picture: (columns) => {
      const frame = columns < 3 ? wideFrame : narrowFrame;
      return drawPicture(frame, `${heading} against wall time, both logarithmic`, {
        ...options,
        marks: [...(options.marks ?? []), ...axisLabels(frame, x)],
      });
    },
  };
}

/** The ends of an error bar; one that would reach zero has no lower end on a logarithmic axis. */
function ends({ error, errorBar }: CostCurve['points'][number]): number[] {
  return [error > errorBar ? error - errorBar : error, error + errorBar];
}

function curveMarks({ colour, points }: CostCurve): Plot.Markish[] {
  return [
    Plot.line(points, { x: 'seconds', y: 'error', stroke: colour, strokeWidth: 1.8 }),
    Plot.ruleX(
      points.filter(({ errorBar }) => errorBar > 0),
      {
        x: 'seconds',
        y1: (point) => ends(point)[0],
        y2: (point) => ends(point)[1],
        stroke: colour,
        strokeWidth: 1.2,
      },
    ),
    Plot.dot(points, { x: 'seconds', y: 'error', r: 3, fill: colour, stroke: 'none' }),
  ];
}

function texts(axis: Axis) {
  return { text: axis.tickFormat as (tick: number) => string, color: INK };
}

function axisLabels(frame: Frame, x: Axis): Plot.Markish[] {
  return [
    Plot.text(['relative error'], {
      x: x.domain[0],
      frameAnchor: 'top',
      textAnchor: 'start',
      dx: 4 - frame.left,
      dy: -22,
      fill: INK,
    }),
    Plot.text(['wall time (s)'], { frameAnchor: 'bottom-right', dy: 32, fill: INK }),
  ];
}
