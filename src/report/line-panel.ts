import type { PlotOptions } from '@observablehq/plot';
import * as Plot from '@observablehq/plot';
import { type Axis, decadesAxis, linearAxis, logarithmicAxis, SMALLEST } from './axis.ts';
import { ALARM, INK, MUTED, PAPER } from './colour.ts';
import type { Key, Panel } from './figure.ts';
import type { Content } from './html.ts';
import { superscript } from './number-format.ts';
import { panelData } from './panel-data.ts';
import { type Kind, type NoteData, spreadLabels, strokes } from './plot-data.ts';
import { drawPicture, type Frame } from './svg.ts';

export interface Curve {
  readonly label: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly colour: string;
  readonly kind: Kind;
  /** Instead of those of its kind. */
  readonly dashes?: string;
  /** Whether its label stands at its end; not for a curve whose kind says enough in the legend. */
  readonly named?: boolean;
  /** An interval about each point. */
  readonly lower?: Float64Array;
  readonly upper?: Float64Array;
}

/** A horizontal line: a value that does not depend on x. */
export interface Level {
  readonly label: string;
  readonly y: number;
  readonly kind: Kind;
  readonly colour?: string;
}

/** A point of the picture with a word to it. */
export interface Remark {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export interface LinePlot {
  readonly heading?: Content;
  /** In words, for those who do not see the picture. */
  readonly description: string;
  /** `marks`: the values that are ticks. */
  readonly x: {
    readonly label: string;
    readonly domain?: readonly [number, number];
    readonly scale?: 'linear' | 'log';
    readonly marks?: readonly number[];
  };
  /** `holds`: values that the axis must hold beside those of the curves, as those of the panels that share it. */
  readonly y: { readonly label: string; readonly scale: 'linear' | 'log'; readonly holds?: readonly number[] };
  readonly curves: readonly Curve[];
  readonly levels?: readonly Level[];
  readonly remark?: Remark;
  /** Pieces of lines with words, as the triangle of a slope. */
  readonly notes?: readonly NoteData[];
  /** How the intervals are drawn: a band for a course in time, bars for single measurements. */
  readonly intervals?: 'band' | 'bars';
  /** Every point of a curve is marked. */
  readonly points?: boolean;
}

const wideFrame: Frame = { width: 470, height: 270, left: 58, right: 16, top: 28, bottom: 36 };
const narrowFrame: Frame = { width: 324, height: 236, left: 56, right: 12, top: 28, bottom: 36 };

/** More points than this are not to be told apart at the width of a picture. */
const POINTS_OF_A_LINE = 400;
/** Up to so many points a curve shows where they are. */
const POINTS_SHOWN = 32;
const POINTS_OF_THE_EXACT_SOLUTION = 24;

/** Width of a character and distance of two lines of a label, in picture units. */
const CHARACTER = 6.3;
const LINE = 14;
/** Longer labels are cut in the picture; the page's script and the saved data have them whole. */
const LONGEST_LABEL = 20;

/** Curves over a common axis; undefined when no point of them can be drawn. */
export function linePanel(plot: LinePlot): Panel | undefined {
  const { scale } = plot.y;
  const levels = plot.levels ?? [];
  const curves = plot.curves.map((curve) => ({
    ...curve,
    y: drawable(curve.y, scale),
    ...(curve.lower && curve.upper ? { lower: drawable(curve.lower, scale), upper: drawable(curve.upper, scale) } : {}),
  }));
  if (!curves.some(({ y }) => y.some(Number.isFinite))) return undefined;
  const y = axisOf(scale, heightsOf({ ...plot, curves, levels }));
  if (y === undefined) return undefined;
  const x = horizontal(plot, curves);
  const labels = labelsOf(curves, levels);
  const options = (frame: Frame): PlotOptions => ({
    x: { type: x.type, domain: [...x.domain], axis: null },
    y: { type: y.type, domain: [...y.domain], axis: null },
    marks: [
      ...axes(x, y, plot, frame),
      ...curves.flatMap((curve) => intervalMarks(curve, plot, y)),
      ...levels.map((level) => levelMark(level)),
      ...curves.filter(({ kind }) => kind !== 'exact').flatMap((curve) => lineMarks(curve, plot.points ?? false)),
      ...curves.filter(({ kind }) => kind === 'exact').map(circleMark),
      ...(plot.remark ? remarkMarks(plot.remark, x) : []),
      ...(plot.notes ?? []).flatMap(noteMarks),
      ...labelMarks(labels, y, frame),
    ],
  });
  const picture = (columns: number) => {
    const frame = withLabels(columns < 3 ? wideFrame : narrowFrame, labels);
    return drawPicture(frame, plot.description, options(frame));
  };
  return {
    picture,
    keys: keysOf(curves, levels),
    data: (columns) => panelData(plot, curves, levels, x, y, columns < 3 ? wideFrame : narrowFrame),
    ...(plot.heading === undefined ? {} : { heading: plot.heading }),
  };
}

/** Panels whose y axes are one, so that they can be compared at sight. */
export function sharedPanels(plots: readonly LinePlot[]): Panel[] {
  const holds = plots.flatMap(heightsOf);
  return plots.flatMap((plot) => linePanel({ ...plot, y: { ...plot.y, holds } }) ?? []);
}

/** Panels whose y axes are equally long, each about its own curves: slopes can be compared where levels are far apart. */
export function equalPanels(plots: readonly LinePlot[]): Panel[] {
  const ends = plots.map((plot) => {
    const heights = heightsOf(plot).filter(Number.isFinite);
    return [Math.min(...heights), Math.max(...heights)] as const;
  });
  const longest = Math.max(...ends.map(([low, high]) => high - low));
  return plots.flatMap((plot, k) => {
    const [low, high] = ends[k];
    const lack = (longest - (high - low)) / 2;
    return linePanel({ ...plot, y: { ...plot.y, holds: [low - lack, high + lack] } }) ?? [];
  });
}

/** All values that the y axis of a plot must hold. */
function heightsOf({ y: { scale, holds = [] }, curves, levels = [] }: LinePlot): number[] {
  return [
    ...curves.flatMap(({ y, lower, upper }) =>
      [y, lower, upper].flatMap((values) => (values === undefined ? [] : Array.from(drawable(values, scale)))),
    ),
    ...levels.map(({ y }) => y),
    ...holds,
  ];
}

function axisOf(scale: 'linear' | 'log', heights: readonly number[]): Axis | undefined {
  return scale === 'log' ? logarithmicAxis(heights) : linearAxis(heights);
}

function horizontal({ x: { domain, scale = 'linear', marks } }: LinePlot, curves: readonly Curve[]): Axis {
  const ends =
    domain ?? curves.flatMap((curve) => [Math.min(...curve.x), Math.max(...curve.x)]).filter(Number.isFinite);
  const air = scale === 'log' ? (Math.max(...ends) / Math.min(...ends)) ** 0.05 : 1;
  const around = [Math.min(...ends) / air, Math.max(...ends) * air] as const;
  const axis = scale === 'log' ? decadesAxis(around) : linearAxis(ends, 0);
  if (marks === undefined) return axis;
  return {
    ...axis,
    ...(scale === 'log' ? { domain: around } : {}),
    ticks: marks,
    tickFormat: (tick) => plainTick(tick),
    power: 0,
  };
}

function plainTick(tick: number): string {
  return String(Number(tick.toPrecision(4))).replace('-', '−');
}

function drawable(y: Float64Array, scale: 'linear' | 'log'): Float64Array {
  return scale === 'linear' ? y : y.map((value) => (value >= SMALLEST ? value : Number.NaN));
}

function axes(x: Axis, y: Axis, plot: LinePlot, frame: Frame): Plot.Markish[] {
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
      dy: -22,
      fill: INK,
    }),
    Plot.text([`${plot.x.label}${powerOf(x)}`], { frameAnchor: 'bottom-right', dy: 32, fill: INK }),
  ];
}

/** Ticks given one by one are data of the axis mark; a number of ticks is left to Plot. */
function spread(ticks: number | readonly number[]): number[] | undefined {
  return typeof ticks === 'number' ? undefined : [...ticks];
}

/** On a logarithmic scale a `tickFormat` goes through D3's filter, which empties some labels; a `text` does not. */
function ticksOf(axis: Axis) {
  const format = axis.tickFormat as (tick: number) => string;
  return { ...countOf(axis), ...(axis.type === 'log' ? { text: format } : { tickFormat: format }), color: INK };
}

function countOf({ ticks }: Axis): { ticks?: number } {
  return typeof ticks === 'number' ? { ticks } : {};
}

function levelMark({ y, kind, colour = MUTED }: Level): Plot.Markish {
  return Plot.ruleY([y], lineStyle({ colour, kind }));
}

function lineMarks(curve: Curve, marked: boolean): Plot.Markish[] {
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

function intervalMarks({ x, lower, upper, colour }: Curve, plot: LinePlot, axis: Axis): Plot.Markish[] {
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

function circleMark({ x, y, colour }: Curve): Plot.Markish {
  const points = Array.from(x.keys()).filter((k) => Number.isFinite(y[k]));
  const stride = Math.ceil(points.length / POINTS_OF_THE_EXACT_SOLUTION);
  const shown = points.filter((_, k) => k % stride === 0);
  return Plot.dot(shown, { x: (k) => x[k], y: (k) => y[k], r: 2.8, fill: PAPER, stroke: colour, strokeWidth: 1.1 });
}

function remarkMarks({ x, y, text }: Remark, axis: Axis): Plot.Markish[] {
  const late = x > (axis.domain[0] + axis.domain[1]) / 2;
  return [
    Plot.dot([[x, y]], { r: 5, fill: 'none', stroke: ALARM, strokeWidth: 1.5 }),
    Plot.text([text], { x, y, textAnchor: late ? 'end' : 'start', dx: late ? -9 : 9, dy: -9, fill: ALARM }),
  ];
}

function noteMarks({ path, text, at, anchor, colour }: NoteData): Plot.Markish[] {
  return [
    Plot.line([...path], { stroke: colour, strokeWidth: 1 }),
    Plot.text([text], { x: at[0], y: at[1], textAnchor: anchor, dx: anchor === 'start' ? 5 : -5, fill: colour }),
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

interface Label {
  readonly text: string;
  readonly y: number;
  readonly colour: string;
}

/** The names of the curves and levels, each at the height at which it ends. */
function labelsOf(curves: readonly Curve[], levels: readonly Level[]): Label[] {
  const ends = curves
    .filter(({ kind, named }) => named ?? kind !== 'exact')
    .flatMap(({ label, y, colour }) => {
      const last = y.findLast(Number.isFinite);
      return last === undefined ? [] : [{ text: label, y: last, colour }];
    });
  return [...ends, ...levels.map(({ label, y, colour = MUTED }) => ({ text: label, y, colour }))];
}

function withLabels(frame: Frame, labels: readonly Label[]): Frame {
  if (labels.length === 0) return frame;
  const longest = Math.max(...labels.map(({ text }) => Math.min(text.length, LONGEST_LABEL)));
  return { ...frame, right: Math.max(frame.right, 10 + Math.ceil(CHARACTER * longest)) };
}

function labelMarks(labels: readonly Label[], y: Axis, frame: Frame): Plot.Markish[] {
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

/** The legend, of what is not named at its end: circles of an exact solution, bands of errors. */
function keysOf(curves: readonly Curve[], levels: readonly Level[]): Key[] {
  const drawn = curves.filter(({ y }) => y.some(Number.isFinite));
  const unnamed = drawn
    .filter(({ kind, named }) => !(named ?? kind !== 'exact'))
    .map(({ label, colour, kind, dashes }) => ({ label, colour, kind, ...(dashes === undefined ? {} : { dashes }) }));
  const level = levels
    .filter(({ label }) => label === '')
    .map(({ kind, colour = MUTED }) => ({ label: kind, colour, kind }));
  return [...unnamed, ...level].filter(
    (key, k, all) => all.findIndex((other) => other.label === key.label && other.kind === key.kind) === k,
  );
}

/** A polyline; where y is not finite it is interrupted. */
export interface Polyline {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * A polyline of at most about `limit` points with the same look: the points are cut into equal runs, and of each run
 * the first, the lowest, the highest and the last point are kept, so that no peak and no gap is lost.
 */
export function decimate({ x, y }: Polyline, limit: number): Polyline {
  if (x.length <= limit) return { x, y };
  const runs = Math.max(1, Math.floor(limit / 4));
  const kept = new Set<number>();
  for (let run = 0; run < runs; run++) {
    const begin = Math.floor((run * x.length) / runs);
    const end = Math.floor(((run + 1) * x.length) / runs);
    let lowest = begin;
    let highest = begin;
    let gap = -1;
    for (let k = begin; k < end; k++) {
      if (!Number.isFinite(y[k])) gap = k;
      else {
        if (!(y[k] >= y[lowest])) lowest = k;
        if (!(y[k] <= y[highest])) highest = k;
      }
    }
    for (const k of [begin, lowest, highest, end - 1]) kept.add(k);
    if (gap >= 0) kept.add(gap);
  }
  const order = Array.from(kept).sort((a, b) => a - b);
  return { x: Float64Array.from(order, (k) => x[k]), y: Float64Array.from(order, (k) => y[k]) };
}

/** Indices of at most `limit` of `length` points, evenly spaced, the first and the last among them. */
export function evenlySpaced(length: number, limit: number): number[] {
  if (length <= limit) return Array.from({ length }, (_, k) => k);
  return Array.from({ length: limit }, (_, k) => Math.round((k * (length - 1)) / (limit - 1)));
}
