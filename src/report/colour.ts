import { Buffer } from 'node:buffer';
import * as Plot from '@observablehq/plot';
import { encode } from 'fast-png';
import { BLUE, RED } from './colour-scales.ts';

/**
 * Colours are CSS variables, with one value for light pages and one for dark pages (style.ts), so that a figure drawn once
 * is legible on both. A species has the same colour throughout the page, and nothing else has it; the kind of a line
 * shows its origin.
 */
export const INK = 'var(--ink)';
export const MUTED = 'var(--muted)';
export const PAPER = 'var(--paper)';
export const ACCENT = 'var(--accent)';
export const ALARM = 'var(--alarm)';

/** Number of colours for species in style.ts; further species reuse them with different dashes. */
const SPECIES_COLOURS = 6;

/** Number of colours for variants in style.ts; further variants reuse them with different dashes. */
const VARIANT_COLOURS = 6;

/** Number of colours for times in style.ts, early to late. */
export const TIME_COLOURS = 5;

export function speciesColour(index: number): string {
  return `var(--species-${index % SPECIES_COLOURS})`;
}

/** The colour of a method, a run or a variant of a study; never the colour of a species. */
export function variantColour(index: number): string {
  return `var(--variant-${index % VARIANT_COLOURS})`;
}

/** Dashes that distinguish curves without colour, in the order of the species or of other curves. */
const dashes = [undefined, '7 3', '2 2.5', '9 3 2 3', '4 1.5', '12 3'] as const;

/** The dashes of the curve with this index, as properties of a curve; empty for the first. */
export function distinctDashes(index: number): { readonly dashes?: string } {
  const own = dashes[(index + Math.floor(index / SPECIES_COLOURS)) % dashes.length];
  return own === undefined ? {} : { dashes: own };
}

/** Colour of the k-th of `count` times; the first and the last have the ends of the scale. */
export function timeColour(k: number, count: number): string {
  const last = TIME_COLOURS - 1;
  return `var(--time-${count < 2 ? last : Math.round((k * last) / (count - 1))})`;
}

type Colour = number[];

/** A scale of colours for values between `lower` and `upper`, as the palette of a PNG image. */
export interface ColourMap {
  readonly lower: number;
  readonly upper: number;
  readonly palette: readonly Colour[];
}

/** Perceptually uniform (viridis), from 0 to `upper`. */
export function sequentialMap(upper: number): ColourMap {
  return { lower: 0, upper, palette: viridis };
}

/**
 * From -extent (blue) to extent (red). Zero is transparent, so that it is the colour of the page, light or dark.
 */
export function divergingMap(extent: number): ColourMap {
  return { lower: -extent, upper: extent, palette: blueToRed };
}

/** Encodes values, in rows from the lowest up, as the data URL of a PNG image whose first row is the highest. */
export function imageAddress(values: Float64Array, width: number, map: ColourMap): string {
  const height = values.length / width;
  const last = map.palette.length - 1;
  const data = new Uint8Array(values.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const part = (values[row * width + column] - map.lower) / (map.upper - map.lower);
      data[(height - 1 - row) * width + column] = Math.round(last * Math.min(Math.max(part, 0), 1));
    }
  }
  const png = encode(
    { width, height, data, depth: 8, channels: 1, palette: map.palette.map((colour) => [...colour]) },
    { zlib: { level: 6 } },
  );
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

const SHADES = 256;

const viridisScale = Plot.scale({ color: { scheme: 'viridis', domain: [0, 1] } });

const viridis: readonly Colour[] = Array.from({ length: SHADES }, (_, k) => {
  const hex = String(viridisScale.apply(k / (SHADES - 1)));
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
});

/**
 * An odd number of shades, so that one of them is zero. Opacity stops at 254 of 255: the encoder leaves fully opaque
 * shades out of the table of opacities and would shift the shades that follow.
 */
const blueToRed: readonly Colour[] = Array.from({ length: SHADES - 1 }, (_, k) => {
  const part = (2 * k) / (SHADES - 2) - 1;
  return [...(part < 0 ? BLUE : RED), Math.round(254 * Math.abs(part))];
});
