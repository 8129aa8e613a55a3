import * as Plot from '@observablehq/plot';
import { type Axis, powerWords } from './axis.ts';
import { type ColourMap, imageAddress } from './colour-map.ts';
import { decadeTicks } from './decades-axis.ts';
import type { Html } from './html.ts';
import { inks } from './standalone-picture.ts';
import { drawPicture, type Frame } from './svg.ts';

/** How the ticks of a picture that stands alone look. */
export const tick = { tickSize: 4, tickPadding: 4, label: null, color: inks.text };

/** The frame with the label of the vertical axis above it and that of the horizontal one below. */
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
  return drawPicture(frame, 'Scale of colours', {
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
