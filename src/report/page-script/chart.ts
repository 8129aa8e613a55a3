import uPlot from 'uplot';
import { plainNumber } from '../number-format.ts';
import { type CurveData, type PanelData, spreadLabels, strokes } from '../plot-data.ts';
import { alignedCurves } from './aligned.ts';
import type { Clock } from './clock.ts';
import { element, resolved, symbolLabel, wordColour } from './elements.ts';
import { csvText, type Saved, saveMenu } from './save.ts';

/** Pixels around the plotting area; the right side grows with the labels, the left one with the ticks beyond what most of them need. */
const TOP = 24;
const AXIS = { x: 30, y: 52 } as const;
const FONT = '12px system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';
const LABEL_HEIGHT = 15;
/** Up to so many points a curve shows where they are. */
const POINTS_SHOWN = 32;
const CIRCLES = 24;

/** A drawn panel. */
export interface Chart {
  /** Shows all of the x axis again. */
  reset(): void;
  redraw(): void;
  destroy(): void;
}

/** What the charts of a page have in common: zooming one in time zooms all. */
export interface Together {
  readonly clock: Clock;
  readonly charts: Chart[];
}

/** Draws the curves of a panel in place of its picture, with a cursor, values, zoom, and names that hide their curves. */
export function mountChart(panel: HTMLElement, picture: SVGElement, data: PanelData, together: Together): void {
  const { clock, charts } = together;
  const box = element('div', {
    class: 'chart',
    tabindex: '0',
    role: 'group',
    'aria-label': `${data.title}. Left and right read values, plus and minus zoom, 0 shows all.`,
  });
  const tip = element('div', { class: 'tip', hidden: '' });
  const spoken = element('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  const now = element('div', { class: 'now', hidden: '' });
  const reset = element('button', { type: 'button', class: 'reset button', hidden: '' }, 'Show all');
  picture.classList.add('replaced');
  picture.before(box);
  panel.append(reset, saveMenu(savedPanel(picture, data)));

  const { table, curves } = alignedCurves(data);
  const labels = nameLabels(data, curves, (place, shown) => {
    if (chart === undefined) return;
    const u = chart;
    const { min = data.y.domain[0], max = data.y.domain[1] } = u.scales.y;
    u.batch(() => {
      for (const index of [curves[place].index, curves[place].lower, curves[place].upper])
        if (index !== undefined) u.setSeries(index, { show: shown });
      // uPlot would choose another axis for the curves that are left.
      u.setScale('y', { min, max });
    });
  });
  box.append(tip, spoken, now, ...labels.map(({ node }) => node));
  /** On the first screen both functionals stand beside f. */
  const highest = panel.closest('.functionals') && innerWidth > 992 ? 216 : 320;
  let chart: uPlot | undefined;
  let zoomed = false;

  const whole = () => {
    zoomed = false;
    reset.hidden = true;
    chart?.batch(() => {
      chart?.setScale('x', { min: data.x.domain[0], max: data.x.domain[1] });
      chart?.setScale('y', { min: data.y.domain[0], max: data.y.domain[1] });
    });
  };
  const zoom = (from: number, to: number) => {
    const [first, last] = [Math.max(from, data.x.domain[0]), Math.min(to, data.x.domain[1])];
    if (!(last > first)) return;
    zoomed = true;
    reset.hidden = false;
    const [low, high] = visibleRange(data, table, curves, first, last);
    chart?.batch(() => {
      chart?.setScale('x', { min: first, max: last });
      chart?.setScale('y', { min: low, max: high });
    });
  };
  const resetAll = () => {
    if (!data.time) whole();
    else for (const one of charts) one.reset();
  };
  reset.addEventListener('click', resetAll);

  const place = (u: uPlot) => {
    placeNames(u, box, data, table, curves, labels);
    const t = clock.times[clock.place];
    const left = data.time && t !== undefined ? u.valToPos(t, 'x') : Number.NaN;
    now.hidden = !(left >= 0 && left <= u.over.clientWidth);
    if (now.hidden) return;
    now.style.left = `${u.over.offsetLeft + left}px`;
    now.style.top = `${u.over.offsetTop}px`;
    now.style.height = `${u.over.clientHeight}px`;
  };
  const read = (u: uPlot, aloud: boolean) => {
    const row = u.cursor.idx;
    const here = u.over.matches(':hover') || document.activeElement === box;
    tip.hidden = row == null || !here || (u.cursor.left ?? -1) < 0;
    if (tip.hidden || row == null) return;
    fillTip(tip, data, table, curves, row);
    const right = (u.cursor.left ?? 0) > u.over.clientWidth / 2;
    const left = u.over.offsetLeft + (u.cursor.left ?? 0);
    tip.style.left = right ? '' : `${left + 12}px`;
    tip.style.right = right ? `${box.clientWidth - left + 12}px` : '';
    tip.style.top = `${u.over.offsetTop + 4}px`;
    if (aloud) spoken.textContent = tip.textContent;
  };

  const make = (width: number) => {
    const height = Math.round(Math.min(width * data.aspect, highest));
    chart = new uPlot(
      options(data, curves, labels, width, height, { place, read, zoom, zoomed: () => zoomed }),
      table,
      box,
    );
    chart.over.addEventListener('dblclick', resetAll);
    chart.over.addEventListener('click', (event) => {
      if (data.time && chart && Math.abs(event.movementX) < 3) clock.showNear(chart.posToVal(event.offsetX, 'x'));
    });
    chart.over.addEventListener('mouseleave', () => {
      tip.hidden = true;
    });
    place(chart);
  };
  const watch = new ResizeObserver(() => {
    const width = box.clientWidth;
    if (width === 0) return;
    if (chart === undefined) make(width);
    else if (chart.width !== width) {
      chart.setSize({ width, height: Math.round(Math.min(width * data.aspect, highest)) });
      place(chart);
    }
  });
  watch.observe(box);

  box.addEventListener('keydown', (event) => {
    if (chart === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = table[0].length;
    const row = chart.cursor.idx ?? -1;
    const { min = 0, max = 1 } = chart.scales.x;
    const middle = row >= 0 ? table[0][row] : (min + max) / 2;
    const nearer = (factor: number) => zoom(middle - (middle - min) * factor, middle + (max - middle) * factor);
    const moves: Readonly<Record<string, () => void>> = {
      ArrowRight: () => moveTo(Math.min(rows - 1, row + 1)),
      ArrowLeft: () => moveTo(Math.max(0, row - 1)),
      '+': () => nearer(0.6),
      '=': () => nearer(0.6),
      '-': () => nearer(1 / 0.6),
      '0': resetAll,
      Enter: () => {
        if (data.time && row >= 0) clock.showNear(table[0][row]);
      },
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  });
  const moveTo = (row: number) => {
    if (chart === undefined) return;
    chart.setCursor({ left: chart.valToPos(table[0][row], 'x'), top: chart.over.clientHeight / 2 });
    read(chart, true);
  };
  box.addEventListener('blur', () => {
    tip.hidden = true;
  });
  clock.onChange(() => {
    if (chart) place(chart);
  });
  charts.push({
    reset: whole,
    redraw: () => {
      for (const { node, colour } of labels) node.style.color = wordColour(colour);
      chart?.redraw(false);
    },
    destroy: () => {
      watch.disconnect();
      chart?.destroy();
    },
  });
}

/** A curve with its places in the table. */
export interface PlacedCurve {
  readonly curve: CurveData;
  readonly index: number;
  readonly lower?: number;
  readonly upper?: number;
}

interface NameLabel {
  readonly node: HTMLElement;
  readonly colour: string;
  /** Place of the curve; a level has its height instead. */
  readonly curve?: number;
  readonly y?: number;
}

/** Names at the ends of the curves, which hide and show them, and of the levels. */
function nameLabels(
  data: PanelData,
  curves: readonly PlacedCurve[],
  toggle: (curve: number, shown: boolean) => void,
): NameLabel[] {
  const named = curves.flatMap(({ curve }, place): NameLabel[] => {
    if (!curve.named) return [];
    const node = element('button', { type: 'button', class: 'curve-label', 'aria-pressed': 'true' }, curve.label);
    node.title = `${curve.label}: click to hide or show`;
    node.addEventListener('click', () => {
      const shown = node.getAttribute('aria-pressed') !== 'true';
      node.setAttribute('aria-pressed', String(shown));
      toggle(place, shown);
    });
    return [{ node, colour: curve.colour, curve: place }];
  });
  const levels = data.levels
    .filter(({ label }) => label !== '')
    .map(({ label, y, colour }): NameLabel => ({ node: element('span', { class: 'curve-label' }, label), colour, y }));
  const all = [...named, ...levels];
  for (const { node, colour } of all) node.style.color = wordColour(colour);
  return all;
}

/** Puts the names to where the curves end, without overlap. */
function placeNames(
  u: uPlot,
  box: HTMLElement,
  data: PanelData,
  table: uPlot.AlignedData,
  curves: readonly PlacedCurve[],
  labels: readonly NameLabel[],
): void {
  const last = (place: number) => {
    const { index } = curves[place];
    const { max = Infinity } = u.scales.x;
    for (let row = table[0].length - 1; row >= 0; row--) {
      const value = table[index][row];
      if (value != null && table[0][row] <= max * (1 + 1e-12)) return value;
    }
    return data.y.domain[0];
  };
  const height = u.over.clientHeight;
  const wanted = labels.map(({ curve, y }) => Math.min(Math.max(u.valToPos(y ?? last(curve ?? 0), 'y'), 0), height));
  const heights = spreadLabels(wanted, LABEL_HEIGHT, 0, height);
  labels.forEach(({ node }, k) => {
    node.style.left = `${u.over.offsetLeft + u.over.clientWidth + 5}px`;
    node.style.top = `${u.over.offsetTop + heights[k]}px`;
    node.style.maxWidth = `${Math.max(20, box.clientWidth - u.over.offsetLeft - u.over.clientWidth - 5)}px`;
  });
}

function fillTip(
  tip: HTMLElement,
  data: PanelData,
  table: uPlot.AlignedData,
  curves: readonly PlacedCurve[],
  row: number,
): void {
  const rows = curves.flatMap(({ curve, index, lower, upper }) => {
    const value = table[index][row];
    if (value == null) return [];
    const [low, high] = [lower, upper].map((at) => (at === undefined ? null : table[at][row]));
    const name = element('td', {}, curve.label);
    name.style.color = wordColour(curve.colour);
    return [element('tr', {}, name, element('td', {}, plainNumber(value, 6) + intervalWords(value, low, high)))];
  });
  const head = `${data.x.label} = ${plainNumber(table[0][row], 5)}`;
  tip.replaceChildren(element('b', {}, head), element('table', {}, element('tbody', {}, ...rows)));
}

function intervalWords(value: number, low: number | null | undefined, high: number | null | undefined): string {
  if (high == null) return '';
  if (low != null && Math.abs(high - value - (value - low)) <= 1e-6 * Math.abs(high - low))
    return ` ± ${plainNumber(high - value, 2)}`;
  return ` (${low == null ? '≤' : plainNumber(low, 4)} … ${plainNumber(high, 4)})`;
}

/** The y range of what is to be seen between two x, with a little air. */
function visibleRange(
  data: PanelData,
  table: uPlot.AlignedData,
  curves: readonly PlacedCurve[],
  from: number,
  to: number,
): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const { index, lower, upper } of curves) {
    for (const at of [index, lower, upper]) {
      if (at === undefined) continue;
      for (let row = 0; row < table[0].length; row++) {
        const value = table[at][row];
        if (value == null || table[0][row] < from || table[0][row] > to) continue;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
  }
  if (!(high > low)) return [...data.y.domain];
  if (data.y.scale === 'log') return [Math.max(low / 1.2, data.y.domain[0]), high * 1.2];
  const air = 0.05 * (high - low);
  return [low - air, high + air];
}

interface Reactions {
  place(u: uPlot): void;
  read(u: uPlot, aloud: boolean): void;
  zoom(from: number, to: number): void;
  zoomed(): boolean;
}

function options(
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
        min: data.x.domain[0],
        max: data.x.domain[1],
        distr: data.x.scale === 'log' ? 3 : 1,
      },
      y: { auto: false, min: data.y.domain[0], max: data.y.domain[1], distr: data.y.scale === 'log' ? 3 : 1 },
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
            show: data.points || (curve.kind === 'measured' && count <= POINTS_SHOWN),
            size: data.points ? 6 : 4,
            stroke,
            fill: stroke,
          },
        };
  const edge: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false }, spanGaps: own };
  return lower === undefined ? [line] : [line, edge, edge];
}

/** Of the exact solution some points, so that the circles do not touch. */
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
    ctx.fillText(text, u.valToPos(at[0], 'x', true) + dx, u.valToPos(at[1], 'y', true));
  }
  ctx.restore();
}

function axisNames(u: uPlot, data: PanelData): void {
  const y = element('span', { class: 'y-label' }, ...symbolLabel(data.y.label + powerWords(powerOf(data.y))));
  y.style.left = '2px';
  y.style.top = '4px';
  const x = element('span', { class: 'x-label' }, ...symbolLabel(data.x.label + powerWords(powerOf(data.x))));
  x.style.right = `${Math.max(0, u.root.clientWidth - u.over.offsetLeft - u.over.clientWidth - 30 - 6.5 * Math.max(0, data.x.label.length - 1))}px`;
  x.style.bottom = data.x.label.length > 2 ? '-4px' : '9px';
  u.root.append(y, x);
}

/** The power of ten that the ticks leave out, as in the printed picture. */
function powerOf({ scale, domain, ticks }: PanelData['x']): number {
  if (scale === 'log' || ticks !== undefined) return 0;
  const size = Math.max(Math.abs(domain[0]), Math.abs(domain[1]));
  return size !== 0 && (size < 1e-2 || size >= 1e5) ? Math.floor(Math.log10(size)) : 0;
}

function powerWords(power: number): string {
  return power === 0
    ? ''
    : ` × 10${[...String(power)].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('')}`;
}

function tickWords(splits: readonly (number | null)[], power: number): string[] {
  const ticks = splits.map((tick) => (tick == null ? Number.NaN : tick / 10 ** power));
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0)) || 1;
  const exact = (places: number) =>
    ticks.every((tick) => Number.isNaN(tick) || Math.abs(Number(tick.toFixed(places)) - tick) < 1e-3 * step);
  let places = 0;
  while (places < 12 && !exact(places)) places++;
  return ticks.map((tick) =>
    Number.isNaN(tick)
      ? ''
      : tick
          .toFixed(places)
          .replace(/^-(0\.?0*)$/, '$1')
          .replace('-', '−'),
  );
}

/** As wide as the ticks' words. */
const yWidth: uPlot.Axis.Size = (_u, values) =>
  Math.max(AXIS.y, 14 + Math.ceil(Math.max(0, ...(values ?? []).map((word) => textWidth(word ?? '')))));

let measure: CanvasRenderingContext2D | null = null;

function textWidth(text: string): number {
  measure ??= document.createElement('canvas').getContext('2d');
  if (measure === null) return 7 * text.length;
  measure.font = FONT;
  return measure.measureText(text).width + 6;
}

function savedPanel(picture: SVGElement, data: PanelData): Saved {
  const { table, curves } = alignedCurves(data);
  const head = [
    data.x.label,
    ...curves.flatMap(({ curve: { label }, lower }) =>
      lower === undefined ? [label] : [label, `${label}, lower`, `${label}, upper`],
    ),
  ];
  return {
    name: data.title,
    svg: () => picture,
    csv: () =>
      csvText(
        head,
        Array.from(table[0], (_, row) => table.map((column) => column[row])),
      ),
  };
}
