import { type Content, type Html, html, trusted } from './html.ts';

/** Colours of a picture that stands alone: dark on white, as hexadecimal digits because not every program knows CSS variables. */
export const inks = { text: '#1b1d21', muted: '#5c626b', line: '#b3261e', curve: '#1c6cb0', paper: '#ffffff' } as const;

/** A picture by drawPicture, with its upper left corner and its size. */
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

/** Where the parts below a title and a caption of so many lines begin. */
export function topOfParts(captionLines: number): number {
  return CAPTION + LINE * captionLines;
}

/** An SVG file of its own, which needs nothing else: a title, a caption and pictures below them. */
export function standaloneSvg({ width, height, title, caption, parts }: StandalonePicture): string {
  const size = `${width} ${height}`;
  const picture = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" width="${String(width)}" height="${String(height)}" color="${inks.text}" font-family="${FONT}" font-size="11">
<title>${title}</title>
<rect width="${String(width)}" height="${String(height)}" fill="${inks.paper}"/>
<text x="${String(MARGIN)}" y="24" font-size="15" font-weight="600" fill="${inks.text}">${title}</text>
${caption.map((line, k) => textLine(line, CAPTION + LINE * k))}${parts.map(placed)}</svg>
`;
  // A no-break space is &nbsp; in HTML, which XML does not know.
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
