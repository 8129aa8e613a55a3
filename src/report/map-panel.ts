import * as Plot from '@observablehq/plot';
import { linearAxis, powerWords } from './axis.ts';
import { type ColourMap, INK, imageAddress } from './colour.ts';
import type { Panel } from './figure.ts';
import { type Content, type Html, html } from './html.ts';
import { type Plane, resample, type View } from './lattice-plane.ts';
import { drawPicture, type Frame } from './svg.ts';

/** Lines of equal value over a map. */
export interface Contours {
  readonly plane: Plane;
  readonly levels: readonly number[];
  readonly colour: string;
  readonly dashes?: string;
}

export interface MapPlot {
  readonly heading: Content;
  readonly description: string;
  readonly plane: Plane;
  readonly view: View;
  readonly map: ColourMap;
  readonly axes: readonly [string, string];
  readonly contours: readonly Contours[];
  /** Instead of the usual size. */
  readonly frame?: Frame;
}

const mapFrame: Frame = { width: 250, height: 258, left: 36, right: 16, top: 22, bottom: 32 };
const barFrame: Frame = { width: 280, height: 36, left: 36, right: 24, top: 2, bottom: 20 };

/** Pixels per side of a map; at a width of 250 picture units, more would not be visible. */
const PIXELS = 96;
/** Pixels per side of the grid for contours, fewer because the length of their paths grows with this number. */
const CONTOUR_PIXELS = 40;

/** Values over a plane of velocity space as an image with axes. */
export function mapPanel(plot: MapPlot): Panel {
  const { centre, half } = plot.view;
  const [x1, x2] = [centre[0] - half, centre[0] + half];
  const [y1, y2] = [centre[1] - half, centre[1] + half];
  const address = imageAddress(resample(plot.plane, plot.view, PIXELS), PIXELS, plot.map);
  const [x, y] = [linearAxis([x1, x2], 0), linearAxis([y1, y2], 0)];
  const ticks = { tickSize: 3, label: null, color: INK };
  const options: Plot.PlotOptions = {
    x: { domain: [...x.domain], axis: null },
    y: { domain: [...y.domain], axis: null },
    marks: [
      imageMark(address),
      ...plot.contours.map(({ plane, levels, colour, dashes }) =>
        Plot.contour(Array.from(resample(plane, plot.view, CONTOUR_PIXELS)), {
          width: CONTOUR_PIXELS,
          height: CONTOUR_PIXELS,
          // The values are already on the pixels. Otherwise Plot finds the nearest value of each pixel by a triangulation.
          interpolate: (_index, _width, _height, _x, _y, values) => values,
          x1,
          y1,
          x2,
          y2,
          thresholds: [...levels],
          fill: 'none',
          stroke: colour,
          strokeWidth: 0.9,
          ...(dashes === undefined ? {} : { strokeDasharray: dashes }),
        }),
      ),
      Plot.axisX({ ...ticks, ticks: 4, tickFormat: x.tickFormat as (tick: number) => string }),
      Plot.axisY({ ...ticks, ticks: 4, tickFormat: y.tickFormat as (tick: number) => string }),
      Plot.frame({ stroke: INK, strokeOpacity: 0.6 }),
      Plot.text([plot.axes[1]], { frameAnchor: 'top-left', dx: -32, dy: -19, textAnchor: 'start', fill: INK }),
      Plot.text([plot.axes[0]], { frameAnchor: 'bottom-right', dy: 29, textAnchor: 'end', fill: INK }),
    ],
  };
  return {
    heading: plot.heading,
    picture: () => drawPicture(plot.frame ?? mapFrame, plot.description, options),
    keys: [],
  };
}

/** The colour scale common to a row of maps. */
export function colourBar(map: ColourMap, label: Content): Html {
  const shades = Float64Array.from(
    { length: SHADES },
    (_, k) => map.lower + (k * (map.upper - map.lower)) / (SHADES - 1),
  );
  const address = imageAddress(shades, SHADES, map);
  const axis = linearAxis([map.lower, map.upper], 0);
  const picture = drawPicture(barFrame, 'Colour scale', {
    x: { domain: [map.lower, map.upper], axis: null },
    y: { domain: [0, 1], axis: null },
    marks: [
      imageMark(address),
      Plot.axisX({
        // Minus signs take the room of one tick.
        ticks: map.lower < 0 ? 3 : 4,
        tickSize: 3,
        label: null,
        color: INK,
        tickFormat: axis.tickFormat as (tick: number) => string,
      }),
      Plot.frame({ stroke: INK, strokeOpacity: 0.6 }),
    ],
  });
  return html`<div class="scale"><span>${label}${powerWords(axis)}</span>${picture}</div>`;
}

const SHADES = 128;

/** A mark that fills the frame with an image. */
function imageMark(address: string): Plot.Markish {
  return (_index, _scales, _values, dimensions, context) => {
    const image = context.document.createElementNS('http://www.w3.org/2000/svg', 'image');
    const { width, height, marginLeft, marginTop, marginRight, marginBottom } = dimensions;
    image.setAttribute('x', String(marginLeft));
    image.setAttribute('y', String(marginTop));
    image.setAttribute('width', String(width - marginLeft - marginRight));
    image.setAttribute('height', String(height - marginTop - marginBottom));
    image.setAttribute('preserveAspectRatio', 'none');
    image.setAttribute('href', address);
    return image;
  };
}
