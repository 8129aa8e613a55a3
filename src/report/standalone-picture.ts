import * as Plot from '@observablehq/plot';
import { type Axis, decadeTicks, powerWords } from './axis.ts';
import { type ColourMap, imageAddress } from './colour.ts';
import { type Content, type Html, html, trusted } from './html.ts';
import { drawPicture, type Frame } from './svg.ts';

/** Colours of a standalone picture: dark on white, in hexadecimal because not every program supports CSS variables. */
export const inks = { text: '#1b1d21', muted: '#5c626b', line: '#b3261e', curve: '#1c6cb0', paper: '#ffffff' } as const;

/** A picture from drawPicture, with its upper left corner and its size. */
interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly picture: Html;
}

export interface StandalonePicture {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** Lines below the title. */
  readonly caption: readonly string[];
  readonly parts: readonly Placed[];
}

/** The height at which the parts begin below a title and a caption of `captionLines` lines. */
export function topOfParts(captionLines: number): number {
  return CAPTION + LINE * captionLines;
}

/** A self-contained SVG file: a title, a caption and pictures below them. */
export function standaloneSvg({ width, height, title, caption, parts }: StandalonePicture): string {
  const size = `${width} ${height}`;
  const picture = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" width="${String(width)}" height="${String(height)}" color="${inks.text}" font-family="${FONT}" font-size="11">
<title>${title}</title>
<rect width="${String(width)}" height="${String(height)}" fill="${inks.paper}"/>
<text x="${String(MARGIN)}" y="24" font-size="15" font-weight="600" fill="${inks.text}">${title}</text>
${caption.map((line, k) => textLine(line, CAPTION + LINE * k))}${parts.map(placed)}</svg>
`;
  // A no-break space is &nbsp; in HTML, which XML does not define.
  return picture.markup.replaceAll('&nbsp;', '\u00a0');
}

const MARGIN = 16;
const CAPTION = 42;
const LINE = 16;
const FONT = 'Helvetica Neue, Helvetica, Arial, DejaVu Sans, sans-serif';

function textLine(line: Content, y: number): Html {
  return html`<text x="${String(MARGIN)}" y="${String(y)}" fill="${inks.muted}">${line}</text>
`;
}

function placed({ x, y, width, height, picture }: Placed): Html {
  const place = html`<svg x="${String(x)}" y="${String(y)}" width="${String(width)}" height="${String(height)}"`;
  return html`${trusted(picture.markup.replace(/^<svg/, place.markup))}
`;
}

/** Style of the ticks of a standalone picture. */
export const tick = { tickSize: 4, tickPadding: 4, label: null, color: inks.text };

/** The frame with the label of the vertical axis above it and the label of the horizontal axis below it. */
export function framed({ left }: Frame, up: string, across: string): Plot.Markish[] {
  return [
    Plot.frame({ stroke: inks.text }),
    Plot.text([up], { frameAnchor: 'top-left', dx: 16 - left, dy: -17, textAnchor: 'start', fill: inks.text }),
    Plot.text([across], { frameAnchor: 'bottom-right', dy: 36, fill: inks.text }),
  ];
}

/** An image that fills the frame. */
export function filling({ width, height, left, right, top, bottom }: Frame, address: string): Plot.Markish {
  return Plot.image([0], {
    src: () => address,
    frameAnchor: 'middle',
    width: width - left - right,
    height: height - top - bottom,
    preserveAspectRatio: 'none',
  });
}

/** The colours of a map over its axis, as a bar with its symbol above. */
export function colourScale(frame: Frame, axis: Axis, map: ColourMap, symbol: string): Html {
  const { lower, upper, palette } = map;
  const shades = Float64Array.from(palette, (_, k) => lower + (k * (upper - lower)) / (palette.length - 1));
  const ticks = { ...tick, anchor: 'right' as const };
  return drawPicture(frame, 'Colour scale', {
    y: { type: axis.type, domain: [...axis.domain], axis: null },
    marks: [
      filling(frame, imageAddress(shades, 1, map)),
      axis.type === 'log'
        ? Plot.axisY(...decadeTicks(axis, ticks))
        : Plot.axisY({ ...ticks, ticks: 5, tickFormat: axis.tickFormat as (value: number) => string }),
      Plot.frame({ stroke: inks.text }),
      Plot.text([`${symbol}${powerWords(axis)}`], {
        frameAnchor: 'top-left',
        dy: -17,
        textAnchor: 'start',
        fill: inks.text,
      }),
    ],
  });
}
