import * as Plot from '@observablehq/plot';
import { linearAxis, powerWords } from './axis.ts';
import { type ColourMap, divergingMap, imageAddress, sequentialMap } from './colour.ts';
import type { Html } from './html.ts';
import { plainNumber, superscript } from './number-format.ts';
import { colourScale, filling, framed, inks, standaloneSvg, tick, topOfParts } from './standalone-picture.ts';
import { drawPicture, type Frame } from './svg.ts';

/** The sharp constant of the sphere inequality and its minimiser, as found by the search, as plain data. */
export interface SphereMinimiser {
  readonly dimension: number;
  readonly symmetric: boolean;
  readonly axisymmetric: boolean;
  readonly bandLimit: number;
  readonly constant: number;
  /** The proven lower bound. */
  readonly bound: number;
  /** Whether phi attains the constant; if not, `values` are the values of h in the limit phi = 1 + a h, a -> 0. */
  readonly attained: boolean;
  /** Polar angles of the rows in radians, ascending; one row on the circle. */
  readonly polarAngles: readonly number[];
  /** Number of equidistant azimuths of a row. */
  readonly azimuths: number;
  /** values[row * azimuths + k], phi of mean 1, or h. */
  readonly values: Float64Array;
}

/**
 * Draws the minimiser as a standalone SVG file: a curve over the angle of the circle, or a map over azimuth and polar angle of
 * the sphere and, if it only depends on the polar angle, its profile.
 */
export function sphereMinimiserPicture(found: SphereMinimiser): string {
  const { dimension: d, attained } = found;
  const caption = captionOf(found);
  const y = topOfParts(caption.length);
  const drawn = d === 2 ? [circle(found)] : [...sphere(found), ...(found.axisymmetric ? [profile(found)] : [])];
  let below = y;
  const parts = drawn.map(({ frame: { width, height }, picture, right }) => {
    const part = { x: right ?? 0, y: below, width, height, picture };
    // A part on the right is beside the next part.
    if (right === undefined) below += height;
    return part;
  });
  return standaloneSvg({
    width: WIDTH,
    height: below,
    title: `${attained ? 'Minimiser' : 'Limit of the minimisers'} of the sphere inequality, d = ${d}`,
    caption,
    parts,
  });
}

interface Drawn {
  readonly frame: Frame;
  readonly picture: Html;
  /** Distance from the left, for a part to the right of the next one. */
  readonly right?: number;
}

const WIDTH = 618;
const mapFrame: Frame = { width: 510, height: 292, left: 62, right: 14, top: 24, bottom: 42 };
const barFrame: Frame = { width: 108, height: 292, left: 16, right: 72, top: 24, bottom: 42 };
const lineFrame: Frame = { width: 510, height: 252, left: 62, right: 14, top: 24, bottom: 42 };

function captionOf({ dimension, symmetric, axisymmetric, bandLimit, constant, bound, attained }: SphereMinimiser) {
  const functions = [
    `all φ > 0 on S${superscript(dimension - 1)}`,
    ...(symmetric ? ['φ(σ) = φ(−σ)'] : []),
    ...(axisymmetric ? ['φ a function of the angle to one axis'] : []),
  ];
  const reached = attained
    ? 'The minimiser has mean 1.'
    : 'It is not attained: φ = 1 + a h approaches it for a → 0; h is shown.';
  return [
    `∫ φ Γ₂(log φ) ≥ K ∫ φ Γ(log φ) for ${functions.join(', ')}.`,
    `Sharp constant K ≤ ${plainNumber(constant, 10)} with log φ of degree up to ${bandLimit}; proven K ≥ ${plainNumber(bound, 4)}.`,
    reached,
  ];
}

/** The symbol of the quantity shown. */
function symbolOf({ attained }: SphereMinimiser): string {
  return attained ? 'φ' : 'h';
}

function circle(found: SphereMinimiser): Drawn {
  const { values, azimuths } = found;
  // The last point repeats the first value.
  const points = Array.from({ length: azimuths + 1 }, (_, k) => [(360 * k) / azimuths, values[k % azimuths]] as const);
  const frame = { ...lineFrame, height: 310 };
  return { frame, picture: curve(frame, points, 360, symbolOf(found), 'angle on the circle') };
}

function profile(found: SphereMinimiser): Drawn {
  const { polarAngles, azimuths, values } = found;
  const points = polarAngles.map((theta, row) => [(180 * theta) / Math.PI, values[row * azimuths]] as const);
  return {
    frame: lineFrame,
    picture: curve(lineFrame, points, 180, symbolOf(found), 'θ  angle to the axis of symmetry'),
  };
}

function curve(
  frame: Frame,
  points: readonly (readonly [number, number])[],
  last: number,
  up: string,
  across: string,
): Html {
  const y = linearAxis(points.map(([, value]) => value));
  return drawPicture(frame, `${up} as a curve`, {
    x: { domain: [0, last], axis: null },
    y: { domain: [...y.domain], axis: null },
    marks: [
      Plot.gridY({ ticks: 5, stroke: inks.text, strokeOpacity: 0.12 }),
      Plot.line(points as [number, number][], { stroke: inks.curve, strokeWidth: 1.8 }),
      ...axes(frame, eighths(last), { label: `${up}${powerWords(y)}`, format: y.tickFormat }, across),
    ],
  });
}

function sphere(found: SphereMinimiser): Drawn[] {
  const map = colours(found);
  const picture = drawPicture(mapFrame, 'The minimiser over the sphere', {
    x: { domain: [0, 360], axis: null },
    y: { domain: [180, 0], axis: null },
    marks: [
      filling(mapFrame, imageAddress(pixels(found), found.azimuths, map)),
      ...axes(mapFrame, eighths(360), { label: 'θ  polar angle', ticks: eighths(180), format: degrees }, 'azimuth'),
    ],
  });
  const axis = { ...linearAxis([map.lower, map.upper], 0), domain: [map.lower, map.upper] as const };
  const scale = colourScale(barFrame, axis, map, symbolOf(found));
  return [
    { frame: barFrame, picture: scale, right: mapFrame.width },
    { frame: mapFrame, picture },
  ];
}

/** The colours of a positive phi span its range; the colours of h, which has mean 0, are white at 0. */
function colours({ values, attained }: SphereMinimiser): ColourMap {
  const upper = Math.max(...values);
  const lower = Math.min(...values);
  return attained ? { ...sequentialMap(upper), lower } : divergingMap(Math.max(upper, -lower));
}

/** Rows of pixels of equal height from the south pole up, each with the values of the nearest row. */
function pixels({ polarAngles, azimuths, values }: SphereMinimiser): Float64Array {
  const rows = polarAngles.length;
  const image = new Float64Array(rows * azimuths);
  for (let pixel = 0; pixel < rows; pixel++) {
    const theta = Math.PI * (1 - (pixel + 1 / 2) / rows);
    const distances = polarAngles.map((angle) => Math.abs(angle - theta));
    const nearest = distances.indexOf(Math.min(...distances));
    image.set(values.subarray(nearest * azimuths, (nearest + 1) * azimuths), pixel * azimuths);
  }
  return image;
}

function axes(
  frame: Frame,
  xTicks: readonly number[],
  up: { label: string; ticks?: readonly number[]; format: unknown },
  across: string,
): Plot.Markish[] {
  const format = up.format as (value: number) => string;
  return [
    Plot.axisX([...xTicks], { ...tick, text: degrees }),
    up.ticks === undefined
      ? Plot.axisY({ ...tick, ticks: 5, tickFormat: format })
      : Plot.axisY([...up.ticks], { ...tick, text: format }),
    ...framed(frame, up.label, across),
  ];
}

/** 0, 45, 90, ... degrees up to `last`. */
function eighths(last: number): readonly number[] {
  return Array.from({ length: last / 45 + 1 }, (_, k) => 45 * k);
}

function degrees(angle: number): string {
  return `${angle}°`;
}
