import type { PlotOptions } from '@observablehq/plot';
import { type Axis, decadesAxis, linearAxis, logarithmicAxis, SMALLEST } from './axis.ts';
import { MUTED } from './colour.ts';
import type { Key, Panel } from './figure.ts';
import type { Content } from './html.ts';
import {
  axes,
  circleMark,
  intervalMarks,
  type Label,
  labelMarks,
  levelMark,
  lineMarks,
  noteMarks,
  remarkMarks,
  withLabels,
} from './line-marks.ts';
import { panelData } from './panel-data.ts';
import type { Kind, NoteData } from './plot-data.ts';
import { drawPicture, type Frame } from './svg.ts';

export interface Curve {
  readonly label: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly colour: string;
  readonly kind: Kind;
  /** Instead of the dashes of its kind. */
  readonly dashes?: string;
  /** Whether its label is at its end instead of in the legend; by default true unless its kind is exact. */
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

/** A marked point with a text. */
export interface Remark {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export interface LinePlot {
  readonly heading?: Content;
  /** Text alternative of the picture. */
  readonly description: string;
  /** `marks`: the values of the ticks. */
  readonly x: {
    readonly label: string;
    readonly domain?: readonly [number, number];
    readonly scale?: 'linear' | 'log';
    readonly marks?: readonly number[];
  };
  /** `holds`: further values that the axis must contain, such as values of panels that share it. */
  readonly y: { readonly label: string; readonly scale: 'linear' | 'log'; readonly holds?: readonly number[] };
  readonly curves: readonly Curve[];
  readonly levels?: readonly Level[];
  readonly remark?: Remark;
  /** Line segments with texts. */
  readonly notes?: readonly NoteData[];
  /** Notes whose positions depend on the axes, such as slope triangles. */
  readonly placedNotes?: (x: Axis, y: Axis) => readonly NoteData[];
  /** How the intervals are drawn: a band for curves in time, bars for single measurements. */
  readonly intervals?: 'band' | 'bars';
  /** Every point of a curve is marked. */
  readonly points?: boolean;
}

const wideFrame: Frame = { width: 470, height: 270, left: 58, right: 16, top: 34, bottom: 36 };
const narrowFrame: Frame = { width: 324, height: 236, left: 56, right: 12, top: 34, bottom: 36 };

/** Curves over a common axis; undefined if no point can be drawn. */
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
  const notes = [...(plot.notes ?? []), ...(plot.placedNotes?.(x, y) ?? [])];
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
      ...notes.flatMap(noteMarks),
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
    data: (columns) => panelData({ ...plot, notes }, curves, levels, x, y, columns < 3 ? wideFrame : narrowFrame),
    ...(plot.heading === undefined ? {} : { heading: plot.heading }),
  };
}

/** Panels with a common y axis, so that they can be compared directly. */
export function sharedPanels(plots: readonly LinePlot[]): Panel[] {
  const holds = plots.flatMap(heightsOf);
  return plots.flatMap((plot) => linePanel({ ...plot, y: { ...plot.y, holds } }) ?? []);
}

/** Panels with y axes of equal length, each centred on its curves, so that slopes can be compared when levels are far apart. */
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

/** All values that the y axis of a plot must contain. */
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

/** Legend entries of the curves and levels that have no label at their end, such as the circles of an exact solution. */
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
