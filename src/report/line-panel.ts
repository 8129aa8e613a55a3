import type { PlotOptions } from '@observablehq/plot';
import * as Plot from '@observablehq/plot';
import { type Axis, linearAxis, logarithmicAxis, SMALLEST } from './axis.ts';
import { ALARM, INK, type Kind, MUTED, PAPER, strokes } from './colour.ts';
import type { Key, Panel } from './figure.ts';
import type { Content } from './html.ts';
import { superscript } from './number-format.ts';
import { drawPicture, type Frame } from './svg.ts';

export interface Curve {
  readonly label: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly colour: string;
  readonly kind: Kind;
}

/** A horizontal line: a value that does not depend on x. */
interface Level {
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
  readonly x: { readonly label: string; readonly domain?: readonly [number, number] };
  /**
   * `floor`, on a logarithmic axis: values from 0 to it are drawn on the bottom line, whose tick is 0; without a
   * floor zeros are left out.
   */
  readonly y: { readonly label: string; readonly scale: 'linear' | 'log'; readonly floor?: number };
  readonly curves: readonly Curve[];
  readonly levels?: readonly Level[];
  readonly remark?: Remark;
}

const wideFrame: Frame = { width: 470, height: 290, left: 58, right: 16, top: 28, bottom: 36 };
const narrowFrame: Frame = { width: 324, height: 236, left: 56, right: 12, top: 28, bottom: 36 };

/** More points than this are not to be told apart at the width of a picture. */
const POINTS_OF_A_LINE = 600;
/** Up to so many points a curve shows where they are. */
const POINTS_SHOWN = 32;
const POINTS_OF_THE_EXACT_SOLUTION = 24;

/** Curves over a common axis; undefined when no point of them can be drawn. */
export function linePanel(plot: LinePlot): Panel | undefined {
  const { scale, floor } = plot.y;
  const levels = plot.levels ?? [];
  const curves = plot.curves.map((curve) => ({ ...curve, y: drawable(curve.y, scale, floor) }));
  const heights = [...curves.flatMap(({ y }) => Array.from(y)), ...levels.map(({ y }) => y)];
  if (!curves.some(({ y }) => y.some(Number.isFinite))) return undefined;
  const y = scale === 'log' ? logarithmicAxis(heights, floor) : linearAxis(heights);
  if (y === undefined) return undefined;
  const x = linearAxis(plot.x.domain ?? curves.flatMap((curve) => [curve.x[0], curve.x[curve.x.length - 1]]), 0);
  const options = (frame: Frame): PlotOptions => ({
    x: { type: x.type, domain: [...x.domain], axis: null },
    y: { type: y.type, domain: [...y.domain], axis: null },
    marks: [
      ...axes(x, y, plot, frame),
      ...levels.map((level) => levelMark(level)),
      ...curves.filter(({ kind }) => kind !== 'exact').flatMap(lineMarks),
      ...curves.filter(({ kind }) => kind === 'exact').map(circleMark),
      ...(plot.remark ? remarkMarks(plot.remark, x) : []),
    ],
  });
  const picture = (columns: number) => {
    const frame = columns < 3 ? wideFrame : narrowFrame;
    return drawPicture(frame, plot.description, options(frame));
  };
  return { picture, keys: keysOf(curves, levels), ...(plot.heading === undefined ? {} : { heading: plot.heading }) };
}

function drawable(y: Float64Array, scale: 'linear' | 'log', floor: number | undefined): Float64Array {
  if (scale === 'linear') return y;
  return y.map((value) => {
    if (floor !== undefined && value >= 0 && value < floor) return floor;
    return value >= SMALLEST ? value : Number.NaN;
  });
}

function axes(x: Axis, y: Axis, plot: LinePlot, frame: Frame): Plot.Markish[] {
  const powerOf = (axis: Axis) => (axis.power === 0 ? '' : `   × 10${superscript(axis.power)}`);
  const [left] = x.domain;
  return [
    Plot.gridY(spread(y.ticks), { ...countOf(y), stroke: INK, strokeOpacity: 0.12 }),
    Plot.axisY(spread(y.ticks), { ...ticksOf(y), label: null, tickSize: 0, tickPadding: 7 }),
    Plot.axisX({ ...ticksOf(x), label: null, tickSize: 4, tickPadding: 4 }),
    Plot.ruleY([y.domain[0]], { stroke: INK, strokeOpacity: 0.6 }),
    Plot.text([`${plot.y.label}${powerOf(y)}`], {
      x: left,
      frameAnchor: 'top',
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
  return Plot.ruleY([y], lineStyle(colour, kind));
}

function lineMarks({ x, y, colour, kind }: Curve): Plot.Markish[] {
  const line = decimate({ x, y }, POINTS_OF_A_LINE);
  const points = Array.from(x.keys()).filter((k) => Number.isFinite(y[k]));
  const marks: Plot.Markish[] = [
    Plot.line(Array.from(line.x.keys()), { x: (k) => line.x[k], y: (k) => line.y[k], ...lineStyle(colour, kind) }),
  ];
  if (kind === 'measured' && points.length <= POINTS_SHOWN)
    marks.push(Plot.dot(points, { x: (k) => x[k], y: (k) => y[k], r: 2, fill: colour, stroke: 'none' }));
  return marks;
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

function lineStyle(colour: string, kind: Kind) {
  const { width, dashes } = strokes[kind === 'exact' ? 'measured' : kind];
  return {
    stroke: colour,
    strokeWidth: width,
    ...(dashes === undefined ? {} : { strokeDasharray: dashes }),
    strokeLinecap: kind === 'equilibrium' ? ('round' as const) : ('butt' as const),
  };
}

/** The legend, of what is to be seen: a curve that lies wholly below a logarithmic axis is not. */
function keysOf(curves: readonly Curve[], levels: readonly Level[]): Key[] {
  const keys = [
    ...curves.filter(({ y }) => y.some(Number.isFinite)).map(({ label, colour, kind }) => ({ label, colour, kind })),
    ...levels.map(({ label, colour = MUTED, kind }) => ({ label, colour, kind })),
  ];
  return keys.filter((key, k) => keys.findIndex((other) => other.label === key.label && other.kind === key.kind) === k);
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
