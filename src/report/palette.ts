/**
 * Colours are CSS variables (style.ts gives them one value for light paper and one for dark), so that a figure drawn
 * once is legible on both. A species keeps its colour throughout the page; the kind of a line says where it is from.
 */
export const INK = 'var(--ink)';
export const MUTED = 'var(--muted)';
export const PAPER = 'var(--paper)';
export const ACCENT = 'var(--accent)';
export const ALARM = 'var(--alarm)';

/** How many colours style.ts defines for species; further species start again. */
const SPECIES_COLOURS = 8;

/** How many colours style.ts defines for times, early to late. */
export const TIME_COLOURS = 5;

export function speciesColour(index: number): string {
  return `var(--species-${index % SPECIES_COLOURS})`;
}

/** Colour of the k-th of `count` times: the first and the last always at the ends of the scale. */
export function timeColour(k: number, count: number): string {
  const last = TIME_COLOURS - 1;
  return `var(--time-${count < 2 ? last : Math.round((k * last) / (count - 1))})`;
}

/** Where the values of a curve come from: this decides how it is drawn, in every figure alike. */
export type Kind = 'measured' | 'corrected' | 'exact' | 'reference' | 'equilibrium' | 'floor';

export interface Stroke {
  readonly width: number;
  readonly dashes?: string;
}

/** The exact solution has no stroke: it is drawn as open circles, which stay visible on top of any line. */
export const strokes: Readonly<Record<Exclude<Kind, 'exact'>, Stroke>> = {
  measured: { width: 1.8 },
  corrected: { width: 1.6, dashes: '6 3' },
  reference: { width: 1.3, dashes: '4 3' },
  equilibrium: { width: 1.2, dashes: '1.2 3.2' },
  floor: { width: 1.1, dashes: '9 3 2 3' },
};
