import uPlot from 'uplot';
import { plainNumber } from '../number-format.ts';
import type { PanelData } from '../plot-data.ts';
import { alignedCurves, nameLabels, type PlacedCurve, placeNames } from './chart-labels.ts';
import { chartOptions } from './chart-options.ts';
import type { Clock } from './clock.ts';
import { element, wordColour } from './elements.ts';
import { csvText, type Saved, saveMenu } from './save.ts';

/** A drawn panel. */
export interface Chart {
  /** Shows the whole x axis again. */
  reset(): void;
  redraw(): void;
  destroy(): void;
}

/** State shared by the charts of a page: zooming one in time zooms all. */
export interface Together {
  readonly clock: Clock;
  readonly charts: Chart[];
}

/** Replaces the picture of a panel by a chart with a cursor, values, zoom, and names that hide their curves. */
export function mountChart(panel: HTMLElement, picture: SVGElement, data: PanelData, together: Together): void {
  const { clock, charts } = together;
  const box = element('div', {
    class: 'chart',
    tabindex: '0',
    role: 'group',
    'aria-label': `${data.title}. Left and right arrow keys read values, plus and minus zoom, 0 shows all.`,
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
      // Otherwise uPlot rescales the axis to the remaining curves.
      u.setScale('y', { min, max });
    });
  });
  box.append(tip, spoken, now, ...labels.map(({ node }) => node));
  /** On the first screen, both functionals are beside f. */
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
      chartOptions(data, curves, labels, width, height, { place, read, zoom, zoomed: () => zoomed }),
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

/** The y range of the curves between two x, with a small margin. */
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
