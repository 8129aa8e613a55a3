import type uPlot from 'uplot';
import type { PanelData } from '../plot-data.ts';

/** Pixels of the axes; the y axis grows with the words of its ticks. */
export const AXIS = { x: 30, y: 52 } as const;
export const FONT = '12px system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';

/** The power of ten that the ticks leave out, as in the printed picture. */
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

/** As wide as the ticks' words. */
export const yWidth: uPlot.Axis.Size = (_u, values) =>
  Math.max(AXIS.y, 14 + Math.ceil(Math.max(0, ...(values ?? []).map((word) => textWidth(word ?? '')))));

let measure: CanvasRenderingContext2D | null = null;

export function textWidth(text: string): number {
  measure ??= document.createElement('canvas').getContext('2d');
  if (measure === null) return 7 * text.length;
  measure.font = FONT;
  return measure.measureText(text).width + 6;
}
