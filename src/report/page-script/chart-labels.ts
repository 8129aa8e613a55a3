import uPlot from 'uplot';
import { type CurveData, type PanelData, spreadLabels } from '../plot-data.ts';
import type { NameLabel } from './chart-options.ts';
import { element, wordColour } from './elements.ts';

type Column = readonly (number | null | undefined)[];

/** A curve with the indices of its columns in the table. */
export interface PlacedCurve {
  readonly curve: CurveData;
  readonly index: number;
  readonly lower?: number;
  readonly upper?: number;
}

/** The curves of a panel as columns over one x, each followed by the two ends of its interval if it has one. */
export function alignedCurves({ at, curves }: PanelData): { table: uPlot.AlignedData; curves: PlacedCurve[] } {
  let index = 1;
  const placed: PlacedCurve[] = curves.map((curve) => {
    const own = index;
    index += curve.lower === undefined ? 1 : 3;
    return curve.lower === undefined ? { curve, index: own } : { curve, index: own, lower: own + 1, upper: own + 2 };
  });
  const columnsOf = ({ y, lower, upper }: PanelData['curves'][number]): Column[] =>
    lower === undefined || upper === undefined ? [y] : [y, lower, upper];
  if (curves.every(({ x }) => x === undefined))
    return { table: [at, ...curves.flatMap(columnsOf)] as unknown as uPlot.AlignedData, curves: placed };
  const tables = curves.map((curve) => [curve.x ?? at, ...columnsOf(curve)] as unknown as uPlot.AlignedData);
  return { table: uPlot.join(tables), curves: placed };
}

const LABEL_HEIGHT = 15;

/** Creates the names of the curves, which hide or show their curves, and of the levels. */
export function nameLabels(
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

/** Places the names at the ends of the curves, without overlap. */
export function placeNames(
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

/** Size of the axes in pixels; the y axis grows with its tick labels. */
export const AXIS = { x: 30, y: 52 } as const;
export const FONT = '12px system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';

/** The power of ten that the tick labels leave out, as in the static picture. */
export function powerOf({ scale, domain, ticks }: PanelData['x']): number {
  if (scale === 'log' || ticks !== undefined) return 0;
  const size = Math.max(Math.abs(domain[0]), Math.abs(domain[1]));
  return size !== 0 && (size < 1e-2 || size >= 1e5) ? Math.floor(Math.log10(size)) : 0;
}

export function powerWords(power: number): string {
  return power === 0
    ? ''
    : ` × 10${[...String(power)].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('')}`;
}

export function tickWords(splits: readonly (number | null)[], power: number): string[] {
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

/** Width of the y axis, enough for its tick labels. */
export const yWidth: uPlot.Axis.Size = (_u, values) =>
  Math.max(AXIS.y, 14 + Math.ceil(Math.max(0, ...(values ?? []).map((word) => textWidth(word ?? '')))));

let measure: CanvasRenderingContext2D | null = null;

export function textWidth(text: string): number {
  measure ??= document.createElement('canvas').getContext('2d');
  if (measure === null) return 7 * text.length;
  measure.font = FONT;
  return measure.measureText(text).width + 6;
}
