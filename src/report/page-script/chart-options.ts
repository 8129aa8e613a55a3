import type uPlot from 'uplot';
import { plainNumber } from '../number-format.ts';
import { type PanelData, POINTS_SHOWN, strokes } from '../plot-data.ts';
import type { PlacedCurve } from './chart-labels.ts';
import { AXIS, FONT, powerOf, powerWords, textWidth, tickWords, yWidth } from './chart-labels.ts';
import { element, resolved, symbolLabel } from './elements.ts';

/** Pixels above the plotting area. */
const TOP = 31;
const CIRCLES = 24;

/** The name of a curve or a level beside the plot. */
export interface NameLabel {
  readonly node: HTMLElement;
  readonly colour: string;
  /** Index of the curve; a level has its height instead. */
  readonly curve?: number;
  readonly y?: number;
}

/** Callbacks of a chart: it was drawn, the cursor moved, part of the x axis was selected. */
export interface Reactions {
  place(u: uPlot): void;
  read(u: uPlot, aloud: boolean): void;
  zoom(from: number, to: number): void;
  zoomed(): boolean;
}

/** Axes end at the ends of their domains: uPlot would extend logarithmic ones to the next power of ten. */
const range: uPlot.Scale.Range = (_u, min, max) => [min, max];

/** The options with which uPlot draws a panel: axes, curves, bands, levels and names. */
export function chartOptions(
  data: PanelData,
  curves: readonly PlacedCurve[],
  labels: readonly NameLabel[],
  width: number,
  height: number,
  { place, read, zoom, zoomed }: Reactions,
): uPlot.Options {
  const ink = () => resolved('var(--ink)');
  const grid = () => `color-mix(in srgb, ${resolved('var(--ink)')} 12%, transparent)`;
  const room =
    labels.length === 0
      ? 12
      : 14 + Math.min(0.36 * width, Math.max(...labels.map(({ node }) => textWidth(node.textContent ?? ''))));
  const ticks = (axis: PanelData['x']): Pick<uPlot.Axis, 'splits' | 'values' | 'filter'> => {
    const own = axis.ticks;
    if (own === undefined) return { values: (_u, splits) => tickWords(splits, powerOf(axis)) };
    const plain: uPlot.Axis.Values = (_u, splits) =>
      splits.map((tick) =>
        tick == null ? '' : (own.find(([at]) => Math.abs(at / tick - 1) < 1e-9)?.[1] ?? plainNumber(tick, 2)),
      );
    return {
      splits: (_u, _axis, min, max) => {
        const inside = own.map(([at]) => at).filter((at) => at >= min * (1 - 1e-9) && at <= max * (1 + 1e-9));
        if (!zoomed() || inside.length > 1) return inside;
        return [1, 2, 5]
          .flatMap((factor) =>
            Array.from({ length: 40 }, (_, k) => factor * 10 ** (Math.floor(Math.log10(min || 1e-20)) + k - 1)),
          )
          .filter((at) => at >= min && at <= max)
          .sort((a, b) => a - b)
          .slice(0, 9);
      },
      values: plain,
      filter: (_u, splits) => splits,
    };
  };
  const common = { stroke: ink, font: FONT };
  return {
    width,
    height,
    padding: [TOP, room, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 7 },
      drag: { x: true, y: false, setScale: false, dist: 6 },
      ...(data.time ? { sync: { key: 'time', scales: ['x', null], setSeries: false } } : {}),
    },
    scales: {
      x: {
        time: false,
        auto: false,
        range,
        min: data.x.domain[0],
        max: data.x.domain[1],
        distr: data.x.scale === 'log' ? 3 : 1,
      },
      y: { auto: false, range, min: data.y.domain[0], max: data.y.domain[1], distr: data.y.scale === 'log' ? 3 : 1 },
    },
    axes: [
      {
        ...common,
        size: AXIS.x,
        gap: 4,
        grid: { show: data.x.scale === 'log', stroke: grid, width: 1 },
        ticks: { stroke: ink, size: 4, width: 1 },
        space: 56,
        ...ticks(data.x),
      },
      {
        ...common,
        size: yWidth,
        gap: 6,
        grid: { stroke: grid, width: 1 },
        ticks: { show: false, size: 0 },
        space: 34,
        ...ticks(data.y),
      },
    ],
    series: [{}, ...curves.flatMap((one) => seriesOf(one, data))],
    bands:
      data.intervals === 'bars'
        ? []
        : curves.flatMap(({ curve, lower, upper }) =>
            lower === undefined || upper === undefined
              ? []
              : [
                  {
                    series: [upper, lower] as [number, number],
                    fill: () =>
                      `color-mix(in srgb, ${resolved(curve.colour)} 17%, transparent)` as unknown as CanvasGradient,
                  },
                ],
          ),
    hooks: {
      ready: [(u) => axisNames(u, data)],
      drawAxes: [(u) => drawLevels(u, data)],
      draw: [(u) => drawExtras(u, data, curves), place],
      setCursor: [(u) => read(u, false)],
      setSelect: [
        (u) => {
          if (u.select.width < 6) return;
          const [from, to] = [u.select.left, u.select.left + u.select.width].map((left) => u.posToVal(left, 'x'));
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          zoom(from, to);
        },
      ],
    },
  };
}

/** The series of a curve: the line or the points, and the two ends of its interval. */
function seriesOf({ curve, lower }: PlacedCurve, data: PanelData): uPlot.Series[] {
  const stroke = () => resolved(curve.colour);
  const own = curve.x !== undefined;
  const count = curve.y.filter((value) => value !== null).length;
  const dashes = curve.dashes ?? (curve.kind === 'exact' ? undefined : strokes[curve.kind].dashes);
  const line: uPlot.Series =
    curve.kind === 'exact'
      ? {
          label: curve.label,
          stroke,
          paths: () => null,
          points: {
            show: true,
            size: 6,
            width: 1.1,
            stroke,
            fill: () => resolved('var(--paper)'),
            filter: everySoOften,
          },
        }
      : {
          label: curve.label,
          stroke,
          width: strokes[curve.kind].width,
          ...(dashes === undefined ? {} : { dash: dashes.split(' ').map(Number) }),
          spanGaps: own,
          points: {
            show: curve.kind === 'measured' && (data.points || count <= POINTS_SHOWN),
            size: data.points ? 6 : 4,
            stroke,
            fill: stroke,
          },
        };
  const edge: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false }, spanGaps: own };
  return lower === undefined ? [line] : [line, edge, edge];
}

/** Selects some points of the exact solution, so that the circles do not touch. */
const everySoOften: uPlot.Series.Points.Filter = (u, index, show) => {
  if (!show) return [];
  const rows = Array.from(u.data[index].keys()).filter((row) => u.data[index][row] != null);
  const stride = Math.ceil(rows.length / CIRCLES);
  return rows.filter((_, k) => k % stride === 0);
};

function drawLevels(u: uPlot, { levels }: PanelData): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  ctx.save();
  for (const { y, kind, colour } of levels) {
    const at = u.valToPos(y, 'y', true);
    if (at < bbox.top - 1 || at > bbox.top + bbox.height + 1) continue;
    const { width, dashes = '' } = strokes[kind === 'exact' ? 'reference' : kind];
    ctx.beginPath();
    ctx.strokeStyle = resolved(colour);
    ctx.lineWidth = width * ratio;
    ctx.lineCap = kind === 'equilibrium' ? 'round' : 'butt';
    ctx.setLineDash(dashes === '' ? [] : dashes.split(' ').map((dash) => Number(dash) * ratio));
    ctx.moveTo(bbox.left, at);
    ctx.lineTo(bbox.left + bbox.width, at);
    ctx.stroke();
  }
  ctx.restore();
}

/** The base line, error bars and notes. */
function drawExtras(u: uPlot, data: PanelData, curves: readonly PlacedCurve[]): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.setLineDash([]);
  ctx.strokeStyle = resolved('var(--ink)');
  ctx.globalAlpha = 0.6;
  ctx.lineWidth = ratio;
  ctx.beginPath();
  ctx.moveTo(bbox.left, bbox.top + bbox.height);
  ctx.lineTo(bbox.left + bbox.width, bbox.top + bbox.height);
  ctx.stroke();
  ctx.globalAlpha = 1;
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  if (data.intervals === 'bars')
    for (const { curve, lower, upper, index } of curves) {
      if (lower === undefined || upper === undefined || !u.series[index].show) continue;
      ctx.strokeStyle = resolved(curve.colour);
      ctx.lineWidth = 1.3 * ratio;
      ctx.beginPath();
      for (let row = 0; row < u.data[0].length; row++) {
        const high = u.data[upper][row];
        if (high == null) continue;
        const x = u.valToPos(u.data[0][row], 'x', true);
        const low = u.data[lower][row];
        ctx.moveTo(x, u.valToPos(high, 'y', true));
        ctx.lineTo(x, low == null ? bbox.top + bbox.height : u.valToPos(low, 'y', true));
      }
      ctx.stroke();
    }
  for (const { path, text, at, anchor, colour } of data.notes) {
    ctx.strokeStyle = ctx.fillStyle = resolved(colour);
    ctx.lineWidth = ratio;
    ctx.beginPath();
    path.forEach(([x, y], k) => {
      const point = [u.valToPos(x, 'x', true), u.valToPos(y, 'y', true)] as const;
      if (k === 0) ctx.moveTo(...point);
      else ctx.lineTo(...point);
    });
    ctx.stroke();
    ctx.font = FONT.replace('12px', `${12 * ratio}px`);
    ctx.textAlign = anchor === 'start' ? 'left' : 'right';
    ctx.textBaseline = 'middle';
    const dx = (anchor === 'start' ? 5 : -5) * ratio;
    const words = [text, u.valToPos(at[0], 'x', true) + dx, u.valToPos(at[1], 'y', true)] as const;
    // An outline in the colour of the page keeps the text legible on lines.
    ctx.strokeStyle = resolved('var(--paper)');
    ctx.lineWidth = 3 * ratio;
    ctx.lineJoin = 'round';
    ctx.strokeText(...words);
    ctx.fillText(...words);
  }
  ctx.restore();
}

function axisNames(u: uPlot, data: PanelData): void {
  const y = element('span', { class: 'y-label' }, ...symbolLabel(data.y.label + powerWords(powerOf(data.y))));
  y.style.left = '2px';
  y.style.top = '3px';
  const x = element('span', { class: 'x-label' }, ...symbolLabel(data.x.label + powerWords(powerOf(data.x))));
  x.style.right = `${Math.max(0, u.root.clientWidth - u.over.offsetLeft - u.over.clientWidth - 30 - 6.5 * Math.max(0, data.x.label.length - 1))}px`;
  x.style.bottom = data.x.label.length > 2 ? '-4px' : '9px';
  u.root.append(y, x);
}
