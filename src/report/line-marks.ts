import * as Plot from '@observablehq/plot';
import type { Axis } from './axis.ts';
import { ALARM, INK, MUTED, PAPER } from './colour.ts';
import type { Curve, Level, LinePlot, Remark } from './line-panel.ts';
import { superscript } from './number-format.ts';
import { type NoteData, POINTS_SHOWN, spreadLabels, strokes } from './plot-data.ts';
import type { Frame } from './svg.ts';
import { decimate } from './svg.ts';

/** A picture is too narrow to show more points than this. */
const POINTS_OF_A_LINE = 400;
const POINTS_OF_THE_EXACT_SOLUTION = 24;

/** Width of a character and line height of labels, in picture units. */
const CHARACTER = 6.3;
const LINE = 14;
/** Longer labels are truncated in the picture; the page's script and the saved data have them in full. */
const LONGEST_LABEL = 20;

/** A name at the end of a curve or level. */
export interface Label {
  readonly text: string;
  readonly y: number;
  readonly colour: string;
}

export function axes(x: Axis, y: Axis, plot: LinePlot, frame: Frame): Plot.Markish[] {
  const powerOf = (axis: Axis) => (axis.power === 0 ? '' : `   × 10${superscript(axis.power)}`);
  return [
    ...(x.type === 'log' ? [Plot.gridX(spread(x.ticks), { ...countOf(x), stroke: INK, strokeOpacity: 0.12 })] : []),
    Plot.gridY(spread(y.ticks), { ...countOf(y), stroke: INK, strokeOpacity: 0.12 }),
    Plot.axisY(spread(y.ticks), { ...ticksOf(y), label: null, tickSize: 0, tickPadding: 7 }),
    Plot.axisX(spread(x.ticks), { ...ticksOf(x), label: null, tickSize: 4, tickPadding: 4 }),
    Plot.ruleY([y.domain[0]], { stroke: INK, strokeOpacity: 0.6 }),
    Plot.text([`${plot.y.label}${powerOf(y)}`], {
      frameAnchor: 'top-left',
      textAnchor: 'start',
      dx: 4 - frame.left,
      dy: -29,
      fill: INK,
    }),
    Plot.text([`${plot.x.label}${powerOf(x)}`], { frameAnchor: 'bottom-right', dy: 32, fill: INK }),
  ];
}

/** Listed ticks become data of the axis mark; Plot chooses the ticks if only their number is given. */
function spread(ticks: number | readonly number[]): number[] | undefined {
  return typeof ticks === 'number' ? undefined : [...ticks];
}

/** On a logarithmic scale, D3 blanks some labels that come from `tickFormat`, but none that come from `text`. */
function ticksOf(axis: Axis) {
  const format = axis.tickFormat as (tick: number) => string;
  return { ...countOf(axis), ...(axis.type === 'log' ? { text: format } : { tickFormat: format }), color: INK };
}

function countOf({ ticks }: Axis): { ticks?: number } {
  return typeof ticks === 'number' ? { ticks } : {};
}

export function levelMark({ y, kind, colour = MUTED }: Level): Plot.Markish {
  return Plot.ruleY([y], lineStyle({ colour, kind }));
}

export function lineMarks(curve: Curve, marked: boolean): Plot.Markish[] {
  const { x, y, colour, kind } = curve;
  const line = decimate({ x, y }, POINTS_OF_A_LINE);
  const points = Array.from(x.keys()).filter((k) => Number.isFinite(y[k]));
  const marks: Plot.Markish[] = [
    Plot.line(Array.from(line.x.keys()), { x: (k) => line.x[k], y: (k) => line.y[k], ...lineStyle(curve) }),
  ];
  if (kind === 'measured' && (marked || points.length <= POINTS_SHOWN))
    marks.push(Plot.dot(points, { x: (k) => x[k], y: (k) => y[k], r: marked ? 2.8 : 2, fill: colour, stroke: 'none' }));
  return marks;
}

export function intervalMarks({ x, lower, upper, colour }: Curve, plot: LinePlot, axis: Axis): Plot.Markish[] {
  if (lower === undefined || upper === undefined) return [];
  const bottom = axis.domain[0];
  const points = Array.from(x.keys()).filter((k) => Number.isFinite(upper[k]));
  const from = (k: number) => Math.max(bottom, Number.isFinite(lower[k]) ? lower[k] : bottom);
  if (plot.intervals === 'bars')
    return [
      Plot.ruleX(
        points.filter((k) => upper[k] > from(k)),
        { x: (k) => x[k], y1: from, y2: (k) => upper[k], stroke: colour, strokeWidth: 1.3 },
      ),
    ];
  const { x: kept } = decimate({ x, y: upper }, POINTS_OF_A_LINE);
  const shown = new Set(kept);
  return [
    Plot.areaY(
      points.filter((k) => shown.has(x[k])),
      { x: (k) => x[k], y1: from, y2: (k) => upper[k], fill: colour, fillOpacity: 0.16 },
    ),
  ];
}

export function circleMark({ x, y, colour }: Curve): Plot.Markish {
  const points = Array.from(x.keys()).filter((k) => Number.isFinite(y[k]));
  const stride = Math.ceil(points.length / POINTS_OF_THE_EXACT_SOLUTION);
  const shown = points.filter((_, k) => k % stride === 0);
  return Plot.dot(shown, { x: (k) => x[k], y: (k) => y[k], r: 2.8, fill: PAPER, stroke: colour, strokeWidth: 1.1 });
}

export function remarkMarks({ x, y, text }: Remark, axis: Axis): Plot.Markish[] {
  const late = x > (axis.domain[0] + axis.domain[1]) / 2;
  return [
    Plot.dot([[x, y]], { r: 5, fill: 'none', stroke: ALARM, strokeWidth: 1.5 }),
    Plot.text([text], { x, y, textAnchor: late ? 'end' : 'start', dx: late ? -9 : 9, dy: -9, fill: ALARM }),
  ];
}

export function noteMarks({ path, text, at, anchor, colour }: NoteData): Plot.Markish[] {
  return [
    Plot.line([...path], { stroke: colour, strokeWidth: 1 }),
    Plot.text([text], {
      ...{ x: at[0], y: at[1], textAnchor: anchor, dx: anchor === 'start' ? 5 : -5, fill: colour },
      // An outline in the colour of the page keeps the text legible on lines.
      ...{ stroke: PAPER, strokeWidth: 3 },
    }),
  ];
}

function lineStyle({ colour, kind, dashes: own }: Pick<Curve, 'colour' | 'kind' | 'dashes'>) {
  const { width, dashes: usual } = strokes[kind === 'exact' ? 'measured' : kind];
  const dashes = own ?? usual;
  return {
    stroke: colour,
    strokeWidth: width,
    ...(dashes === undefined ? {} : { strokeDasharray: dashes }),
    strokeLinecap: kind === 'equilibrium' ? ('round' as const) : ('butt' as const),
  };
}

/** The frame with room for the labels beside it. */
export function withLabels(frame: Frame, labels: readonly Label[]): Frame {
  if (labels.length === 0) return frame;
  const longest = Math.max(...labels.map(({ text }) => Math.min(text.length, LONGEST_LABEL)));
  return { ...frame, right: Math.max(frame.right, 10 + Math.ceil(CHARACTER * longest)) };
}

export function labelMarks(labels: readonly Label[], y: Axis, frame: Frame): Plot.Markish[] {
  const height = frame.height - frame.top - frame.bottom;
  const place = (value: number) => {
    const [lower, upper] = y.domain;
    const part =
      y.type === 'log' ? Math.log(value / lower) / Math.log(upper / lower) : (value - lower) / (upper - lower);
    return height * (1 - part);
  };
  const heights = spreadLabels(
    labels.map((label) => place(label.y)),
    LINE,
    0,
    height,
  );
  return labels.map(({ text, colour }, k) =>
    Plot.text([text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text], {
      frameAnchor: 'top-right',
      textAnchor: 'start',
      lineAnchor: 'middle',
      dx: 7,
      dy: heights[k],
      fill: colour,
    }),
  );
}
