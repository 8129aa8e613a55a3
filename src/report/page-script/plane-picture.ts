import { ticks } from 'd3-array';
import { contours } from 'd3-contour';
import { interpolateViridis } from 'd3-scale-chromatic';
import { BLUE, contourHeights, RED } from '../colour-scales.ts';
import { type Plane, resample } from '../lattice-plane.ts';
import { plainNumber } from '../number-format.ts';
import type { PlayerData } from '../player-data.ts';
import { element, svgElement, symbolLabel } from './elements.ts';

/** Picture units: the plane is a square beside its axes. */
export const SIDE = 400;
export const LEFT = 44;
export const TOP = 20;
const RIGHT = 12;
const BOTTOM = 34;
export const WIDTH = LEFT + SIDE + RIGHT;
export const HEIGHT = TOP + SIDE + BOTTOM;
/** Pixels per side of the image, and cells per side of the grid for contours. */
export const PIXELS = 360;
const CONTOUR_CELLS = 90;
/** Radius of the heaviest particle. */
const DOT = 2.6;

const viridis = Array.from({ length: 256 }, (_, k) => {
  const hex = interpolateViridis(k / 255);
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
});

type Shade = readonly [number, number, number, number];

export function sequential(part: number): Shade {
  const [r, g, b] = viridis[Math.round(255 * Math.min(Math.max(part, 0), 1))];
  return [r, g, b, 255];
}

export function diverging(part: number): Shade {
  const [r, g, b] = part < 0 ? BLUE : RED;
  return [r, g, b, Math.round(255 * Math.min(Math.abs(part), 1))];
}

export function paintImage(image: HTMLCanvasElement, values: Float64Array, shade: (value: number) => Shade): void {
  const context = image.getContext('2d');
  if (context === null) return;
  const size = image.width;
  const pixels = context.createImageData(size, size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      pixels.data.set(shade(values[row * size + column]), 4 * ((size - 1 - row) * size + column));
  context.putImageData(pixels, 0, 0);
}

export function drawDots(context: CanvasRenderingContext2D, dots: Float32Array | undefined, colour: string): void {
  if (dots === undefined) return;
  context.fillStyle = colour;
  context.globalAlpha = 0.75;
  for (let at = 0; at < dots.length; at += 3) {
    if (dots[at] > 1 || dots[at + 1] > 1) continue;
    context.beginPath();
    context.arc(
      LEFT + SIDE * dots[at],
      TOP + SIDE * (1 - dots[at + 1]),
      Math.max(0.35, DOT * Math.sqrt(dots[at + 2])),
      0,
      2 * Math.PI,
    );
    context.fill();
  }
  context.globalAlpha = 1;
}

export function contourPaths(
  plane: Plane,
  view: { centre: readonly [number, number]; half: number },
  colour: string,
  opacity: number,
  dashes: string,
): SVGElement[] {
  const largest = plane.values.reduce((most, value) => Math.max(most, value), 0);
  if (!(largest > 0)) return [];
  const values = Array.from(resample(plane, view, CONTOUR_CELLS));
  const unit = SIDE / CONTOUR_CELLS;
  const point = ([x, y]: readonly number[]) => `${(LEFT + x * unit).toFixed(1)},${(TOP + SIDE - y * unit).toFixed(1)}`;
  const d = contours()
    .size([CONTOUR_CELLS, CONTOUR_CELLS])
    .thresholds(contourHeights.map((height) => height * largest))(values)
    .flatMap(({ coordinates }) =>
      coordinates.flatMap((polygon) => polygon.map((ring) => `M${ring.map(point).join('L')}Z`)),
    )
    .join('');
  const dash = dashes === '' ? {} : { 'stroke-dasharray': dashes };
  return [
    svgElement('path', { d, fill: 'none', stroke: colour, 'stroke-width': 1, 'stroke-opacity': opacity, ...dash }),
  ];
}

export function axes(
  data: PlayerData,
  { centre, half }: { centre: readonly [number, number]; half: number },
): SVGElement[] {
  const ink = 'var(--ink)';
  const marks = [0, 1].flatMap((axis) =>
    ticks(centre[axis] - half, centre[axis] + half, 5).flatMap((tick) => {
      const part = (tick - centre[axis] + half) / (2 * half);
      const [x, y] = axis === 0 ? [LEFT + SIDE * part, TOP + SIDE] : [LEFT, TOP + SIDE * (1 - part)];
      const end = axis === 0 ? { x2: x, y2: y + 4 } : { x2: x - 4, y2: y };
      const label =
        axis === 0 ? { x, y: y + 16, 'text-anchor': 'middle' } : { x: x - 8, y: y + 4, 'text-anchor': 'end' };
      return [
        svgElement('line', { x1: x, y1: y, ...end, stroke: ink }),
        svgElement('text', { ...label, fill: ink }, plainNumber(tick, 4)),
      ];
    }),
  );
  const name = (text: string, x: number, y: number, anchor: string) => {
    const [letter, subscript] = text.split('_');
    return svgElement(
      'text',
      { x, y, 'text-anchor': anchor, fill: ink },
      svgElement('tspan', { 'font-style': 'italic' }, letter),
      svgElement('tspan', { dy: 3, 'font-size': '80%' }, subscript ?? ''),
    );
  };
  return [
    svgElement('rect', {
      x: LEFT,
      y: TOP,
      width: SIDE,
      height: SIDE,
      fill: 'none',
      stroke: ink,
      'stroke-opacity': 0.6,
    }),
    ...marks,
    name(data.axes[0], LEFT + SIDE, TOP + SIDE + 30, 'end'),
    name(data.axes[1], LEFT - 30, TOP - 7, 'start'),
  ];
}

export function colourBar(
  bar: HTMLElement,
  [low, high]: readonly [number, number],
  shade: (part: number) => Shade,
  label: string,
): void {
  const canvas = element('canvas', {
    role: 'img',
    'aria-label': `Colours from ${plainNumber(low, 3)} to ${plainNumber(high, 3)}`,
  });
  canvas.width = 256;
  canvas.height = 1;
  const context = canvas.getContext('2d');
  if (context !== null) {
    const pixels = context.createImageData(256, 1);
    for (let k = 0; k < 256; k++) pixels.data.set(shade(k / 255), 4 * k);
    context.putImageData(pixels, 0, 0);
  }
  bar.replaceChildren(
    element('span', {}, ...symbolLabel(label), `  ${plainNumber(low, 3)}`),
    canvas,
    element('span', {}, plainNumber(high, 3)),
  );
}

/** The overlay with the canvas as an image below it. */
export function savedPicture(overlay: SVGElement, canvas: HTMLCanvasElement, title: string): SVGElement {
  const picture = overlay.cloneNode(true) as SVGElement;
  picture.setAttribute('viewBox', `0 -20 ${WIDTH} ${HEIGHT + 20}`);
  picture.prepend(
    svgElement('image', { x: 0, y: 0, width: WIDTH, height: HEIGHT, href: canvas.toDataURL('image/png') }),
    svgElement('text', { x: LEFT, y: -4, fill: 'var(--ink)', 'font-weight': 600 }, title),
  );
  return picture;
}
