import type {
  AxisRecord,
  LimitRecord,
  LineRecord,
  PointRecord,
  StudyRecord,
  TargetRecord,
} from '../output/study-record.ts';
import { groupBy } from '../output/study-record.ts';
import type { Axis } from './axis.ts';
import { distinctDashes, variantColour } from './colour.ts';
import type { Panel } from './figure.ts';
import { type Curve, linePanel } from './line-panel.ts';
import { plainNumber, plainUnit } from './number-format.ts';
import type { NoteData } from './plot-data.ts';
import { axisWords, groupWords, mostColumns } from './study-grid.ts';

/** Up to this many values, the values are the ticks. */
const mostTicks = 8;

/**
 * A target along one axis, with a curve for every combination of the other axes, intervals as bars, fits as dashed lines and their
 * slopes as triangles. A target that is extrapolated to a limit is drawn as its distance from the limit. Axes are logarithmic if the fit
 * is a power or the values span decades. Undefined with fewer than two points.
 */
export function studyPanel(record: StudyRecord, target: TargetRecord): Panel | undefined {
  const along = axisOf(record, target);
  if (along === undefined) return undefined;
  const lines = linesOf(record, target, along);
  const points = lines.flatMap(({ points: of }) => of);
  if (points.length < 2) return undefined;
  const isError = target.fits.length === 0 && lines.some(({ limit }) => limit !== undefined);
  const power = isError || target.fits.some(({ model }) => model === 'power');
  const values = [...new Set(points.map((point) => point.x))];
  const unit = plainUnit(target.unit);
  return linePanel({
    description: `${isError ? 'Distance to the limit of ' : ''}${target.label} against ${along.label}`,
    x: {
      label: axisWords(along),
      scale: power || spreads(values, 10) ? 'log' : 'linear',
      ...(values.length > mostTicks ? {} : { marks: values }),
    },
    y: {
      label: `${isError ? `|${target.name} − limit|` : target.name}${unit === '' ? '' : ` (${unit})`}`,
      scale:
        power ||
        spreads(
          points.flatMap(({ y, lower, upper }) => [y, lower, upper]),
          20,
        )
          ? 'log'
          : 'linear',
    },
    curves: lines.flatMap(drawnCurves),
    placedNotes: (x, y) => slopeNotes(sloped(lines), x, y),
    intervals: 'bars',
    points: true,
  });
}

interface StudyPoint {
  readonly x: number;
  readonly y: number;
  readonly lower: number;
  readonly upper: number;
}

interface StudyLine {
  readonly label: string;
  readonly colour: string;
  readonly dashes: ReturnType<typeof distinctDashes>;
  readonly points: readonly StudyPoint[];
  /** The limit of an extrapolation; the points are the distances of the values from it. */
  readonly limit?: number;
  /** The fit through the points, if there is one. */
  readonly fit?: { readonly power: boolean; readonly slope: number; at(x: number): number };
}

/** Whether the values are positive and span more than `factor`. */
function spreads(values: readonly number[], factor: number): boolean {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low > 0 && high > factor * low;
}

/** The axis of the target's fit or extrapolation; without one, the longest axis of numbers. */
export function axisOf({ axes }: StudyRecord, { fits, limits }: TargetRecord): AxisRecord | undefined {
  const [line] = [...fits, ...limits];
  if (line !== undefined) return axes.find(({ name }) => name === line.against);
  const numeric = axes.filter(({ values }) => values.length > 1 && values.every((value) => typeof value === 'number'));
  return numeric.sort((a, b) => b.values.length - a.values.length)[0];
}

function linesOf({ axes }: StudyRecord, target: TargetRecord, along: AxisRecord): StudyLine[] {
  const a = axes.indexOf(along);
  const groupOf = ({ place }: PointRecord) =>
    Object.fromEntries(axes.flatMap(({ name, values }, k) => (k === a ? [] : [[name, values[place[k]]] as const])));
  const groups = groupBy(target.points, (point) => groupWords(groupOf(point)));
  return groups.slice(0, mostColumns).map((there, k): StudyLine => {
    const group = groupOf(there[0]);
    const [only, more] = Object.values(group);
    // A number needs the name of its axis, a word does not.
    const label = more === undefined && typeof only === 'string' ? only : groupWords(group);
    const points = there
      .filter(({ value }) => value !== null)
      .map(({ place, value, interval }) => ({
        x: along.values[place[a]] as number,
        y: value as number,
        lower: interval?.lower ?? (value as number),
        upper: interval?.upper ?? (value as number),
      }))
      .sort((p, q) => p.x - q.x);
    const own = { label, colour: variantColour(k), dashes: distinctDashes(k), points };
    const isOwn = (line: LineRecord) => groupWords(line.group) === groupWords(group);
    const end = target.limits.find(isOwn);
    if (target.fits.length === 0 && end?.limit != null) return distances(own, end, end.limit);
    const fit = target.fits.find(isOwn);
    if (fit?.slope == null || fit.intercept == null || points.length < 2) return own;
    const { model, slope, intercept } = fit;
    const power = model === 'power';
    const at = (x: number) => (power ? Math.exp(intercept + slope * Math.log(x)) : intercept + slope * x);
    return { ...own, fit: { power, slope, at } };
  });
}

/**
 * Distances of the points from their limit if they exceed its round-off, with a line through the point nearest to the limit whose slope
 * is the order.
 */
function distances(line: StudyLine, { order, towards }: LimitRecord, limit: number): StudyLine {
  const points = line.points
    .map(({ x, y, lower, upper }) => {
      const [distance, half] = [Math.abs(y - limit), (upper - lower) / 2];
      return { x, y: distance, lower: distance > half ? distance - half : Number.NaN, upper: distance + half };
    })
    .filter(({ y }) => y > ROUND_OFF * Math.abs(limit));
  if (order === null || points.length < 2) return { ...line, points, limit };
  const slope = towards === 'zero' ? order : -order;
  const next = points[towards === 'zero' ? 0 : points.length - 1];
  return { ...line, points, limit, fit: { power: true, slope, at: (x) => next.y * (x / next.x) ** slope } };
}

const ROUND_OFF = 1e-14;

/** The measured curve, and the fit between its outermost points. */
function drawnCurves({ label, colour, dashes, points, fit }: StudyLine): Curve[] {
  if (points.length === 0) return [];
  const of = (value: (point: StudyPoint) => number) => Float64Array.from(points, value);
  const measured: Curve = {
    label: label || 'measured',
    colour,
    kind: 'measured',
    ...(fit === undefined ? dashes : {}),
    named: label !== '',
    x: of(({ x }) => x),
    y: of(({ y }) => y),
    lower: of(({ lower }) => lower),
    upper: of(({ upper }) => upper),
  };
  if (fit === undefined) return [measured];
  const ends = Float64Array.of(points[0].x, points[points.length - 1].x);
  return [measured, { label: 'fit', colour, kind: 'reference', named: false, x: ends, y: ends.map(fit.at) }];
}

/** The fits whose slopes are shown. */
function sloped(lines: readonly StudyLine[]): SlopedLine[] {
  return lines.flatMap(({ colour, points, fit }) =>
    fit === undefined || points.length === 0
      ? []
      : [{ colour, ends: [points[0].x, points[points.length - 1].x] as const, ...fit }],
  );
}

/** A fitted line whose slope is shown. */
export interface SlopedLine {
  readonly colour: string;
  /** The smallest and the largest x of its points. */
  readonly ends: readonly [number, number];
  /** Whether it is straight on logarithmic axes. */
  readonly power: boolean;
  readonly slope: number;
  at(x: number): number;
}

type Scale = Pick<Axis, 'domain' | 'type'>;

/** Possible positions of a triangle, as fractions of its line; its text is to the right of it. */
const PLACES = [
  [1 / 3, 2 / 3],
  [0.02, 0.25],
] as const;

/** Fractions of the width and the height of a picture that a text takes on a narrow screen. */
const WIDE = 0.4;
const HIGH = 0.13;

/**
 * Slopes as triangles at their lines, each at the first position where its text covers no other. A slope without such a position is
 * not shown; the table of the fits has all slopes.
 */
export function slopeNotes(lines: readonly SlopedLine[], xAxis: Scale, yAxis: Scale): NoteData[] {
  const taken: (readonly [number, number])[] = [];
  return lines.flatMap((line) => {
    for (const place of PLACES) {
      const note = slopeNote(line, place);
      const at = [part(note.at[0], xAxis), part(note.at[1], yAxis)] as const;
      if (taken.some(([x, y]) => Math.abs(x - at[0]) < WIDE && Math.abs(y - at[1]) < HIGH)) continue;
      taken.push(at);
      return [note];
    }
    return [];
  });
}

function slopeNote(
  { colour, ends: [first, last], power, slope, at }: SlopedLine,
  [from, to]: readonly [number, number],
) {
  const between = (share: number) => (power ? first * (last / first) ** share : first + share * (last - first));
  const [left, middle, right] = [from, (from + to) / 2, to].map(between);
  const path = [
    [left, at(left)],
    [right, at(left)],
    [right, at(right)],
  ] as const;
  const text = `slope ${plainNumber(slope, 3)}`;
  return { path, text, at: [right, at(middle)] as const, anchor: 'start' as const, colour };
}

function part(value: number, { domain: [low, high], type }: Scale): number {
  return type === 'log' ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}
