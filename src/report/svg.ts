import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { type Html, html, trusted } from './html.ts';

/** Plot needs a document to create elements; nothing is attached to it. */
const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** The size of a picture in its own pixels, and the margins for its axes. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Draws an Observable Plot as inline SVG without a browser. `description` is its text alternative. The picture
 * has no fixed size: it fills the available width.
 */
export function drawPicture(frame: Frame, description: string, options: Plot.PlotOptions): Html {
  const picture = Plot.plot({
    ...options,
    document,
    className: 'picture',
    width: frame.width,
    height: frame.height,
    marginLeft: frame.left,
    marginRight: frame.right,
    marginTop: frame.top,
    marginBottom: frame.bottom,
    ariaLabel: description,
  });
  for (const style of picture.querySelectorAll('style')) style.remove();
  for (const attribute of ['width', 'height', 'font-size', 'font-family']) picture.removeAttribute(attribute);
  for (const text of picture.querySelectorAll('text')) setSymbol(text);
  const elements = picture.querySelectorAll('*');
  for (const element of elements) shorten(element);
  for (const path of picture.querySelectorAll('g[aria-label=contour] path'))
    path.setAttribute('d', relativePath(path.getAttribute('d') ?? ''));
  for (const element of elements) {
    // Plot labels groups of marks for screen readers, which is not allowed on a group without a role.
    const label = element.getAttribute('aria-label');
    if (label !== null) element.setAttribute('data-mark', label);
    element.removeAttribute('aria-label');
    element.removeAttribute('aria-description');
  }
  picture.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  picture.setAttribute('role', 'img');
  return trusted(picture.outerHTML);
}

/** Attributes with positions, which are rounded to hundredths of a picture unit, and in paths to tenths. */
const POSITIONS = ['x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'width', 'height', 'transform', 'd'];

interface Attributed {
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
}

function shorten(element: Attributed): void {
  for (const name of POSITIONS) {
    const value = element.getAttribute(name);
    const short = value?.replace(/-?\d+\.\d{2,}(e-\d+)?/g, (digits: string) =>
      String(Number(Number(digits).toFixed(name === 'd' ? 1 : 2))),
    );
    if (value !== null && short !== undefined && short !== value) element.setAttribute(name, short);
  }
}

/** A path of straight lines with relative steps instead of points: contours take little more than half the bytes. */
function relativePath(d: string): string {
  let [x, y] = [0, 0];
  return d.replace(/([ML])([-\d.e]+),([-\d.e]+)/g, (_, command: string, ...point: string[]) => {
    // Tenths are integers here, so that rounding does not accumulate.
    const [right, up] = [point[0], point[1]].map((text) => Math.round(10 * Number(text)));
    const step = command === 'M' ? `M${right / 10},${up / 10}` : `l${(right - x) / 10},${(up - y) / 10}`;
    [x, y] = [right, up];
    return step.replace(/(?<!\d)0\./g, '.').replace(',-', '-');
  });
}

interface TextElement {
  textContent: string | null;
  innerHTML: string;
}

/** A label that begins with a symbol: one letter, optionally with `_subscript`, then nothing or a space. */
const symbol = /^(\p{L})(?:_(\w+))?(?= |$)/u;

/** Sets the symbol of a label in italics and its subscript low and small, which Plot does not support. */
function setSymbol(text: TextElement): void {
  const [all, letter, subscript] = symbol.exec(text.textContent ?? '') ?? [];
  if (all === undefined) return;
  const rest = html`<tspan${subscript ? html` dy="-.3em"` : undefined}>${(text.textContent ?? '').slice(all.length)}</tspan>`;
  const low = subscript ? html`<tspan dy=".3em" font-size="80%">${subscript}</tspan>` : undefined;
  text.innerHTML = html`<tspan font-style="italic">${letter}</tspan>${low}${rest}`.markup;
}

/** A polyline, interrupted where y is not finite. */
export interface Polyline {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * A polyline of at most about `limit` points that looks the same. From each of several equal runs of points, the first, the
 * lowest, the highest and the last point and a point of a gap are kept, so that no peak and no gap is lost.
 */
export function decimate({ x, y }: Polyline, limit: number): Polyline {
  if (x.length <= limit) return { x, y };
  const runs = Math.max(1, Math.floor(limit / 4));
  const kept = new Set<number>();
  for (let run = 0; run < runs; run++) {
    const begin = Math.floor((run * x.length) / runs);
    const end = Math.floor(((run + 1) * x.length) / runs);
    let lowest = begin;
    let highest = begin;
    let gap = -1;
    for (let k = begin; k < end; k++) {
      if (!Number.isFinite(y[k])) gap = k;
      else {
        if (!(y[k] >= y[lowest])) lowest = k;
        if (!(y[k] <= y[highest])) highest = k;
      }
    }
    for (const k of [begin, lowest, highest, end - 1]) kept.add(k);
    if (gap >= 0) kept.add(gap);
  }
  const order = Array.from(kept).sort((a, b) => a - b);
  return { x: Float64Array.from(order, (k) => x[k]), y: Float64Array.from(order, (k) => y[k]) };
}

/** Indices of at most `limit` of `length` points, evenly spaced, including the first and the last. */
export function evenlySpaced(length: number, limit: number): number[] {
  if (length <= limit) return Array.from({ length }, (_, k) => k);
  return Array.from({ length: limit }, (_, k) => Math.round((k * (length - 1)) / (limit - 1)));
}
