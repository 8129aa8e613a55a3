import type { RunRecord } from '../../output/run-record.ts';
import { functionalPlot } from '../charts/functionals.ts';
import { imageAddress, MUTED, sequentialMap } from '../colour.ts';
import { contourHeights } from '../colour-scales.ts';
import { html, trusted } from '../html.ts';
import { latticeMoments, type Plane, planeOf, type View, viewOf } from '../lattice-plane.ts';
import { type LinePlot, linePanel } from '../line-panel.ts';
import { mapPanel } from '../map-panel.ts';
import { plainNumber } from '../number-format.ts';
import { inks, type StandalonePicture, standaloneSvg } from '../standalone-picture.ts';
import { lightColours } from '../style.ts';
import { type FieldHistory, fieldHistories, planeAxes } from '../velocity-maps.ts';

/** One frame of an animation as a standalone SVG file. */
export interface AnimationFrame {
  readonly t: number;
  readonly svg: string;
}

/** Frames of equal size, in pixels. */
export interface Animation {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly AnimationFrame[];
}

/**
 * Draws one frame for every stored distribution: maps of f of each species, on scales common to all frames, beside the curves of H and I
 * with a line at the time of the frame. For d = 3 the maps show the section through the mean velocity. Returns undefined if no
 * distribution was stored.
 */
export function animationFrames(record: RunRecord): Animation | undefined {
  const axes = planeAxes(record);
  const maps = fieldHistories(record, Number.POSITIVE_INFINITY).map((history) => mapsOf(history, axes));
  const plots = (['entropy', 'fisher'] as const).map((functional) => functionalPlot(record, functional));
  const times = maps[0]?.times.filter((t) => maps.every(({ times }) => times.includes(t))) ?? [];
  if (times.length === 0) return undefined;
  const side = maps.length === 1 ? SINGLE : SMALL;
  const rows = maps.length === 1 ? 1 : 2;
  const left = side * Math.ceil(maps.length / rows);
  const size = { width: left + COURSE.width + 2 * MARGIN, height: TOP + 2 * COURSE.height + MARGIN };
  const frames = times.map((t): AnimationFrame => {
    const places = maps.flatMap((one, k) => {
      const [x, y] = [MARGIN + side * Math.floor(k / rows), TOP + (k % rows) * COURSE.height];
      return mapPictures(one, t, axes, { x, y, side });
    });
    const courses = plots.flatMap((plot, k) => {
      const panel = linePanel(withCursor(plot, t));
      if (panel === undefined) return [];
      return [{ x: left + MARGIN, y: TOP + k * COURSE.height, ...COURSE, picture: panel.picture(2) }];
    });
    const caption = [
      `t = ${plainNumber(t, 4)}${record.scenario.dimension === 3 ? ', section through the mean velocity' : ''}`,
    ];
    return {
      t,
      svg: inPlainColours({ ...size, title: record.scenario.title, caption, parts: [...places, ...courses] }),
    };
  });
  return { ...size, frames };
}

const MARGIN = 16;
const TOP = 56;
const COURSE = { width: 470, height: 270 } as const;
/** Side of a map including its axes: for one species, and for several. */
const SINGLE = 520;
const SMALL = 262;
/** Height of the colour scale above a map. */
const SCALE = 16;

interface SpeciesMaps {
  readonly name: string;
  readonly times: readonly number[];
  readonly planes: readonly Plane[];
  readonly view: View;
  readonly largest: number;
}

function mapsOf({ species, states }: FieldHistory, axes: readonly [number, number]): SpeciesMaps {
  const planes = states.map(({ field: { lattice, values } }) =>
    planeOf(lattice, values, axes, latticeMoments(lattice, values).velocity),
  );
  const largest = Math.max(...planes.map((plane) => plane.values.reduce((most, value) => Math.max(most, value), 0)));
  return { name: species, times: states.map(({ t }) => t), planes, view: viewOf(planes), largest };
}

function mapPictures(
  { name, times, planes, view, largest }: SpeciesMaps,
  t: number,
  axes: readonly [number, number],
  { x, y, side }: { readonly x: number; readonly y: number; readonly side: number },
): StandalonePicture['parts'] {
  const plane = planes[times.indexOf(t)];
  const map = sequentialMap(largest);
  const height = side === SINGLE ? SINGLE : COURSE.height - SCALE - 4;
  const frame = { width: height - 8, height, left: 36, right: 16, top: 22, bottom: 32 };
  const panel = mapPanel({
    heading: name,
    description: `Distribution of species ${name}`,
    plane,
    view,
    map,
    axes: axes.map((k) => `v_${'xyz'[k]}`) as [string, string],
    contours: [{ plane, levels: contourHeights.map((part) => part * largest), colour: 'white' }],
    frame,
  });
  const shades = Float64Array.from({ length: SHADES }, (_, k) => (k * largest) / (SHADES - 1));
  const words = `f of ${name}, 0`;
  const bar = 7 * words.length + 8;
  const scale = trusted(`<svg viewBox="0 0 ${frame.width} ${SCALE}">
<text x="0" y="12" fill="${inks.text}">${html`${words}`.markup}</text>
<image x="${bar}" y="3" width="64" height="10" preserveAspectRatio="none" href="${imageAddress(shades, SHADES, map)}"/>
<text x="${bar + 70}" y="12" fill="${inks.text}">${plainNumber(largest, 3)}</text></svg>`);
  return [
    { x, y: y + 2, width: frame.width, height: SCALE, picture: scale },
    { x, y: y + SCALE, width: frame.width, height, picture: panel.picture(2) },
  ];
}

const SHADES = 64;

/** Adds a vertical line at time t, from the lowest to the highest value of the plot. */
function withCursor(plot: LinePlot, t: number): LinePlot {
  const heights = [
    ...plot.curves.flatMap(({ y, lower, upper }) => [y, lower, upper].flatMap((values) => Array.from(values ?? []))),
    ...(plot.levels ?? []).map(({ y }) => y),
  ].filter(Number.isFinite);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const cursor = { path: [[t, low] as const, [t, high] as const], text: '', at: [t, high] as const };
  return { ...plot, notes: [...(plot.notes ?? []), { ...cursor, anchor: 'start', colour: MUTED }] };
}

/** Replaces CSS variables, which renderers outside a browser do not support, and Unicode superscripts, which some fonts lack. */
function inPlainColours(picture: StandalonePicture): string {
  return standaloneSvg(picture)
    .replace(/var\((--[\w-]+)\)/g, (all, name: string) => lightColours.get(name) ?? all)
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+/g, (raised) => {
      const plain = Array.from(raised, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)).map((k) => (k < 0 ? '−' : k));
      return `<tspan baseline-shift="super" font-size="75%">${plain.join('')}</tspan>`;
    });
}
