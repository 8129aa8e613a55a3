import * as Plot from '@observablehq/plot';
import { groupBy } from '../core/group-by.ts';
import type { AxisRecord, PointRecord, StudyRecord, TargetRecord } from '../output/study-record.ts';
import { type Axis, decadesAxis, linearAxis, logarithmicAxis } from './axis.ts';
import { INK, speciesColour } from './colour.ts';
import type { Key, Panel } from './figure.ts';
import { plainNumber, plainUnit, superscript } from './number-format.ts';
import { axisWords, groupWords, mostColumns } from './study-grid.ts';
import { drawPicture, type Frame } from './svg.ts';

const frame: Frame = { width: 470, height: 320, left: 62, right: 18, top: 28, bottom: 40 };

/**
 * A target along one axis: a curve for every choice of the others, with intervals as bars and fits as dashed lines; in
 * logarithms where the fit is a power or the values spread over decades. Undefined without two points to draw.
 */
export function studyPanel(record: StudyRecord, target: TargetRecord): Panel | undefined {
  const along = axisOf(record, target);
  if (along === undefined) return undefined;
  const curves = curvesOf(record, target, along);
  const points = curves.flatMap(({ points: of }) => of);
  if (points.length < 2) return undefined;
  const power = target.fits.some(({ model }) => model === 'power');
  const x = horizontal([...new Set(points.map((point) => point.x))], power);
  const y = vertical(points, power);
  if (y === undefined) return undefined;
  const description = `${target.label} against ${along.label}`;
  return {
    picture: () => drawPicture(frame, description, pictureOptions(target, along, curves, x, y)),
    keys: curves.flatMap(({ label, colour }): Key[] => (label === '' ? [] : [{ label, colour, kind: 'measured' }])),
  };
}

interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly lower: number;
  readonly upper: number;
}

interface StudyCurve {
  readonly label: string;
  readonly colour: string;
  readonly points: readonly CurvePoint[];
  /** The fitted line between the outermost points. */
  readonly fitted: readonly (readonly [x: number, y: number])[];
}

/** The axis of the target's line; without one, the longest axis of numbers. */
function axisOf({ axes }: StudyRecord, { fits, limits }: TargetRecord): AxisRecord | undefined {
  const [line] = [...fits, ...limits];
  if (line !== undefined) return axes.find(({ name }) => name === line.against);
  const numeric = axes.filter(({ values }) => values.length > 1 && values.every((value) => typeof value === 'number'));
  return numeric.sort((a, b) => b.values.length - a.values.length)[0];
}

function curvesOf({ axes }: StudyRecord, target: TargetRecord, along: AxisRecord): StudyCurve[] {
  const a = axes.indexOf(along);
  const groupOf = ({ place }: PointRecord) =>
    Object.fromEntries(axes.flatMap(({ name, values }, k) => (k === a ? [] : [[name, values[place[k]]] as const])));
  const groups = groupBy(target.points, (point) => groupWords(groupOf(point)));
  return groups.slice(0, mostColumns).map((there, k) => {
    const label = groupWords(groupOf(there[0]));
    const points = there
      .filter(({ value }) => value !== null)
      .map(({ place, value, interval }) => ({
        x: along.values[place[a]] as number,
        y: value as number,
        lower: interval?.lower ?? (value as number),
        upper: interval?.upper ?? (value as number),
      }))
      .sort((p, q) => p.x - q.x);
    const fit = target.fits.find(({ group }) => groupWords(group) === label);
    const line = (x: number) => {
      const { model, slope, intercept } = fit!;
      return model === 'power' ? Math.exp(intercept! + slope! * Math.log(x)) : intercept! + slope! * x;
    };
    const ends = fit?.slope == null || points.length < 2 ? [] : [points[0].x, points[points.length - 1].x];
    return { label, colour: speciesColour(k), points, fitted: ends.map((x) => [x, line(x)] as const) };
  });
}

/** A few values are their own ticks. */
const mostTicks = 8;

/** Equal factors for a power, and where positive values spread by more than ten. */
function horizontal(values: readonly number[], power: boolean): Axis {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const air = (high / low) ** 0.05;
  const axis = power || (low > 0 && high > 10 * low) ? decadesAxis([low / air, high * air]) : linearAxis(values);
  if (values.length > mostTicks) return axis;
  return { ...axis, ticks: values, tickFormat: (tick) => plainNumber(tick, 4), power: 0 };
}

function vertical(points: readonly CurvePoint[], power: boolean): Axis | undefined {
  const heights = points.flatMap(({ y, lower, upper }) => [y, lower, upper]);
  const positive = heights.filter((value) => value > 0);
  const spread = Math.max(...positive) / Math.min(...positive);
  if (power || (positive.length === heights.length && spread > 20)) return logarithmicAxis(positive);
  return linearAxis(heights);
}

function pictureOptions(
  target: TargetRecord,
  along: AxisRecord,
  curves: readonly StudyCurve[],
  x: Axis,
  y: Axis,
): Plot.PlotOptions {
  const unit = plainUnit(target.unit);
  const floor = y.type === 'log' ? y.domain[0] : Number.NEGATIVE_INFINITY;
  return {
    x: { type: x.type, domain: [...x.domain], axis: null },
    y: { type: y.type, domain: [...y.domain], axis: null },
    marks: [
      Plot.gridY(listed(y), { ...counted(y), stroke: INK, strokeOpacity: 0.12 }),
      Plot.axisY(listed(y), { ...texts(y), label: null, tickSize: 0, tickPadding: 7 }),
      Plot.axisX(listed(x), { ...texts(x), label: null, tickSize: 4, tickPadding: 4 }),
      Plot.ruleY([y.domain[0]], { stroke: INK, strokeOpacity: 0.6 }),
      Plot.text([`${target.name}${unit === '' ? '' : `, ${unit}`}${powerOf(y)}`], {
        frameAnchor: 'top-left',
        textAnchor: 'start',
        dx: 4 - frame.left,
        dy: -22,
        fill: INK,
      }),
      Plot.text([`${axisWords(along)}${powerOf(x)}`], { frameAnchor: 'bottom-right', dy: 36, fill: INK }),
      ...curves.flatMap((curve) => curveMarks(curve, floor)),
      ...slopeMarks(target, curves, x, y),
    ],
  };
}

function curveMarks({ points, fitted, colour }: StudyCurve, floor: number): Plot.Markish[] {
  const drawn = points.filter(({ y }) => y > floor);
  return [
    fitted.length > 0
      ? Plot.line(fitted, { stroke: colour, strokeWidth: 1.2, strokeDasharray: '5 4' })
      : Plot.line(drawn, { x: 'x', y: 'y', stroke: colour, strokeWidth: 1.4 }),
    Plot.ruleX(
      drawn.filter(({ lower, upper }) => upper > lower),
      { x: 'x', y1: ({ lower }: CurvePoint) => Math.max(lower, floor), y2: 'upper', stroke: colour, strokeWidth: 1.4 },
    ),
    Plot.dot(drawn, { x: 'x', y: 'y', r: 2.6, fill: colour, stroke: 'none' }),
  ];
}

/** The slope of every fit beside the middle of its line, on the side that the line leaves free. */
function slopeMarks({ fits }: TargetRecord, curves: readonly StudyCurve[], x: Axis, y: Axis): Plot.Markish[] {
  const middle = ({ type }: Axis, a: number, b: number) => (type === 'log' ? Math.sqrt(a * b) : (a + b) / 2);
  return fits.flatMap(({ group, slope }) => {
    const curve = curves.find(({ label }) => label === groupWords(group));
    if (slope === null || curve === undefined || curve.fitted.length === 0) return [];
    const [[x1, y1], [x2, y2]] = curve.fitted;
    const falls = y2 < y1;
    const place = { x: middle(x, x1, x2), y: middle(y, y1, y2), dx: falls ? 7 : -7, dy: -8 };
    const textAnchor = falls ? ('start' as const) : ('end' as const);
    return [Plot.text([`slope ${plainNumber(slope, 3)}`], { ...place, textAnchor, fill: curve.colour })];
  });
}

function powerOf({ power }: Axis): string {
  return power === 0 ? '' : `   × 10${superscript(power)}`;
}

/** Ticks given one by one are data of the axis mark; a number of ticks is left to Plot. */
function listed({ ticks }: Axis): number[] | undefined {
  return typeof ticks === 'number' ? undefined : [...ticks];
}

function counted({ ticks }: Axis): { ticks?: number } {
  return typeof ticks === 'number' ? { ticks } : {};
}

/** On a logarithmic scale a `tickFormat` goes through D3's filter, which empties some labels; a `text` does not. */
function texts(axis: Axis) {
  const format = axis.tickFormat as (tick: number) => string;
  return { ...counted(axis), ...(axis.type === 'log' ? { text: format } : { tickFormat: format }), color: INK };
}
