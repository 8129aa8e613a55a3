import * as Plot from '@observablehq/plot';
import { type Axis, logarithmicAxis } from '../axis.ts';
import type { Panel } from '../figure.ts';
import { INK } from '../palette.ts';
import { drawPicture, type Frame } from '../svg.ts';

/** The runs of one method. */
export interface CostCurve {
  readonly label: string;
  readonly colour: string;
  readonly points: readonly { readonly seconds: number; readonly error: number; readonly errorBar: number }[];
}

const wideFrame: Frame = { width: 470, height: 320, left: 58, right: 16, top: 28, bottom: 36 };
const narrowFrame: Frame = { width: 324, height: 260, left: 56, right: 12, top: 28, bottom: 36 };

/** Error against wall time on logarithmic axes; undefined when there is no positive error. */
export function costPanel(heading: string, curves: readonly CostCurve[]): Panel | undefined {
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
