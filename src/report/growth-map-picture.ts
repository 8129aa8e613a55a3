import * as Plot from '@observablehq/plot';
import { InputError } from '../core/errors.ts';
import { type Axis, decadesAxis, decadeTicks, linearAxis } from './axis.ts';
import { type ColourMap, sequentialMap } from './colour.ts';
import type { Html } from './html.ts';
import { plainNumber } from './number-format.ts';
import { colourScale, framed, inks, standaloneSvg, tick, topOfParts } from './standalone-picture.ts';
import { drawPicture, type Frame } from './svg.ts';

/** A map of growth rates as plain data: a row for each combination of a mass ratio, an exponent and a charge. */
export interface GrowthMap {
  readonly dimension: number;
  readonly degree: number;
  /** Highest Sonine order; undefined if the perturbations are splines. */
  readonly orders?: number;
  readonly selfCollisions: boolean;
  readonly rows: readonly {
    readonly massRatio: number;
    readonly exponent: number;
    readonly charge: number;
    /** Relative growth rate of the linearised Fisher information, 0 if there is none. */
    readonly growthRate: number;
    /** The theorem rules growth out for |exponent| <= bound. */
    readonly bound: number;
  }[];
}

/**
 * Draws the growth rate over the mass ratio and the exponent, or the charge, as a standalone SVG file. Cells without growth
 * stay white. Throws InputError unless there are several mass ratios, and several exponents or several charges.
 */
export function growthMapPicture(map: GrowthMap): string {
  const across = sorted(map.rows.map(({ massRatio }) => massRatio));
  const up = upwards(map);
  if (across.length < 2 || up === undefined)
    throw new InputError(
      `picture of a map: expected several mass ratios and several exponents or several charges (not both), got ${counts(map)}`,
    );
  const scale = scaleOf(map.rows.map(({ growthRate }) => growthRate));
  const caption = captionOf(map, up, scale);
  const y = topOfParts(caption.length);
  const { width, height } = mapFrame;
  const parts = [{ x: 0, y, width, height, picture: drawMap(map, across, up, scale) }];
  if (scale !== undefined)
    parts.push({
      x: width,
      y,
      width: barFrame.width,
      height: barFrame.height,
      picture: colourScale(barFrame, scale.axis, scale.map, '(1/I₂) dI₂/dt'),
    });
  return standaloneSvg({
    width: width + barFrame.width,
    height: y + height,
    title: `Growth of the Fisher information near equilibrium, d = ${map.dimension}`,
    caption,
    parts,
  });
}

const mapFrame: Frame = { width: 500, height: 384, left: 62, right: 14, top: 24, bottom: 42 };
const barFrame: Frame = { width: 118, height: 384, left: 16, right: 82, top: 24, bottom: 42 };

/** The quantity of the vertical axis. */
interface Upwards {
  readonly key: 'exponent' | 'charge';
  readonly label: string;
  readonly values: readonly number[];
}

function upwards({ rows }: GrowthMap): Upwards | undefined {
  const exponents = sorted(rows.map(({ exponent }) => exponent));
  const charges = sorted(rows.map(({ charge }) => charge));
  if (exponents.length > 1 && charges.length === 1)
    return { key: 'exponent', label: 'γ  exponent of the collisions', values: exponents };
  if (charges.length > 1 && exponents.length === 1)
    return { key: 'charge', label: 'Z  charge number of the heavy species', values: charges };
  return undefined;
}

function counts({ rows }: GrowthMap): string {
  const of = (key: 'massRatio' | 'exponent' | 'charge') => new Set(rows.map((row) => row[key])).size;
  return `${of('massRatio')}, ${of('exponent')} and ${of('charge')}`;
}

/** The palette over positive rates, or over their logarithms if they span a wide range. */
interface ColourScale {
  readonly axis: Axis;
  /** Shade of a positive rate. */
  readonly colour: (rate: number) => string;
  /** Lower rates are drawn in the colour of this one. */
  readonly lower: number;
  readonly clipped: boolean;
  readonly map: ColourMap;
}

/** Rates that span more than this factor have a logarithmic scale, which shows at most six decades. */
const SPREAD = 50;
const DECADES = 1e6;

function scaleOf(rates: readonly number[]): ColourScale | undefined {
  const positive = rates.filter((rate) => rate > 0);
  if (positive.length === 0) return undefined;
  const largest = Math.max(...positive);
  const smallest = Math.min(...positive);
  const lower = Math.max(smallest, largest / DECADES);
  const logarithmic = largest > SPREAD * smallest;
  const axis = logarithmic ? decadesAxis([lower, largest]) : linearAxis([0, largest], 0);
  const measure = logarithmic ? Math.log : (rate: number) => rate;
  const [from, to] = axis.domain.map(measure);
  const map = sequentialMap(1);
  const last = map.palette.length - 1;
  const colour = (rate: number) => {
    const part = Math.min(Math.max((measure(rate) - from) / (to - from), 0), 1);
    return `rgb(${map.palette[Math.round(last * part)].join(',')})`;
  };
  return { axis, colour, lower, clipped: smallest < lower, map };
}

function captionOf(map: GrowthMap, up: Upwards, scale: ColourScale | undefined): string[] {
  const { degree, orders, selfCollisions, rows } = map;
  const [{ bound, exponent, charge }] = rows;
  const fixed =
    up.key === 'charge' ? `γ = ${plainNumber(exponent)}, ` : charge === 1 ? '' : `Z = ${plainNumber(charge)}, `;
  const densities = up.key === 'charge' || charge !== 1 ? 'n₂ = 1/Z, c₁₂ = Z²' : 'n₂ = c₁₂ = 1';
  const own = selfCollisions ? 'self collisions included' : 'collisions between the species only';
  const theorem =
    up.key === 'exponent'
      ? `Theorem 1.1 rules growth out for |γ| ≤ ${plainNumber(bound, 4)}.`
      : `The exponent is ${Math.abs(exponent) <= bound ? 'within' : 'beyond'} the bound |γ| ≤ ${plainNumber(bound, 4)} of Theorem 1.1.`;
  const basis = orders === undefined ? 'splines in |v|²' : `Sonine orders up to ${orders}`;
  const white = scale === undefined ? 'No cell has a rate above round-off.' : 'White: no growth above round-off.';
  const clipped = scale?.clipped ? ` Rates below ${plainNumber(scale.lower, 2)} have the lowest colour.` : '';
  return [
    `Largest rate (1/I₂) dI₂/dt over perturbations of harmonic degree ${degree}, ${basis}.`,
    `Two species, ${fixed}θ = m₂ = n₁ = 1, ${densities}; ${own}.`,
    `${white}${clipped} ${theorem}`,
  ];
}

function drawMap(map: GrowthMap, across: readonly number[], up: Upwards, scale: ColourScale | undefined): Html {
  const columns = cells(across, true);
  const bands = cells(up.values, up.key === 'charge');
  const xDomain = [columns[0][0], columns[columns.length - 1][1]];
  const yDomain = [bands[0][0], bands[bands.length - 1][1]];
  const growing = map.rows.filter(({ growthRate }) => growthRate > 0);
  const column = (row: GrowthMap['rows'][number]) => columns[across.indexOf(row.massRatio)];
  const band = (row: GrowthMap['rows'][number]) => bands[up.values.indexOf(row[up.key])];
  const bound = -map.rows[0].bound;
  const bounded = up.key === 'exponent' && bound > yDomain[0] && bound < yDomain[1];
  const options: Plot.PlotOptions = {
    x: { type: 'log', domain: xDomain, axis: null },
    y: { type: up.key === 'charge' ? 'log' : 'linear', domain: yDomain, axis: null },
    marks: [
      ...(scale === undefined
        ? []
        : [
            Plot.rect(growing, {
              x1: (row) => column(row)[0],
              x2: (row) => column(row)[1],
              y1: (row) => band(row)[0],
              y2: (row) => band(row)[1],
              fill: (row) => scale.colour(row.growthRate),
              shapeRendering: 'crispEdges',
            }),
          ]),
      ...(bounded ? boundMarks(bound, Math.sqrt(xDomain[0] * xDomain[1])) : []),
      Plot.axisX(...decadeTicks(decadesAxis(xDomain), tick)),
      up.key === 'charge'
        ? Plot.axisY(...decadeTicks(decadesAxis(yDomain), tick))
        : Plot.axisY({ ...tick, ticks: 6, tickFormat: (value: number) => plainNumber(value) }),
      ...framed(mapFrame, up.label, 'm₁/m₂  mass ratio, light to heavy'),
    ],
  };
  return drawPicture(mapFrame, 'Growth rate of the Fisher information', options);
}

/** The bound as a line with its name, whose white background makes it legible on any colour. */
function boundMarks(bound: number, x: number): Plot.Markish[] {
  const label = `bound of Theorem 1.1, γ = ${plainNumber(bound, 4)}: no growth above`;
  return [
    Plot.ruleY([bound], { stroke: inks.paper, strokeWidth: 3.6 }),
    Plot.ruleY([bound], { stroke: inks.line, strokeWidth: 1.6, strokeDasharray: '7 4' }),
    Plot.text([label], { x, y: bound, dy: -9, fill: inks.line, stroke: inks.paper, strokeWidth: 4, fontWeight: 600 }),
  ];
}

/** Lower and upper end of the cell of every value: half-way to its neighbours, on the scale of the axis. */
function cells(values: readonly number[], logarithmic: boolean): (readonly [number, number])[] {
  const u = logarithmic ? values.map(Math.log) : values;
  const last = u.length - 1;
  const back = logarithmic ? Math.exp : (x: number) => x;
  return u.map((x, k) => {
    const below = k === 0 ? u[1] - u[0] : x - u[k - 1];
    const above = k === last ? u[last] - u[last - 1] : u[k + 1] - x;
    return [back(x - below / 2), back(x + above / 2)];
  });
}

function sorted(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
