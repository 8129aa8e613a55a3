import { InputError } from '../../core/errors.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { map, text } from '../../schema/fields.ts';
import { arrayNamed, type DataFiles } from '../data-file.ts';
import {
  type Distribution,
  type DistributionKind,
  type DistributionSpecies,
  drift,
  driftVelocity,
} from '../distribution.ts';
import { radialDistribution } from './radial.ts';

export interface TabulatedParameters {
  /** Increasing radii |v - u| >= 0, two or more. */
  readonly v: readonly number[];
  /** The profile's values there, >= 0, of any scale. */
  readonly f: readonly number[];
  /** Mean velocity u; zero when absent. */
  readonly drift?: readonly number[] | undefined;
}

/**
 * Radial profile from a table, interpolated by monotone cubics (never negative), constant below the first radius, zero
 * beyond the last one, scaled to the species' density.
 */
export const tabulated = {
  summary: 'A tabulated radial profile.',
  part: 'A tabulated part.',
  parameters: (dimension: Dimension | undefined) =>
    map('f(|v - u|) from a table, scaled to the density.', {
      file: text('CSV file with the columns v,f; its path is relative to the scenario file'),
      drift: drift(dimension),
    }),
  read({ file, drift: u }: TabulatedFile, files: DataFiles) {
    const data = files.open(file);
    const column = (name: string) => [...arrayNamed(data, name, 'file').values];
    return { v: column('v'), f: column('f'), drift: u };
  },
  create: createTabulated,
} as const satisfies DistributionKind<TabulatedFile, TabulatedParameters>;

export interface TabulatedFile {
  readonly file: string;
  readonly drift?: readonly number[] | undefined;
}

function createTabulated(parameters: TabulatedParameters, species: DistributionSpecies): Distribution {
  const { v, f } = parameters;
  const problem = firstProblem(v, f);
  if (problem !== undefined) throw new InputError(`tabulated: ${problem}`);
  const cubic = monotoneCubic(v, f);
  const outer = v[v.length - 1];
  const profile = (r: number) => (r > outer ? 0 : Math.max(0, cubic(Math.max(r, v[0]))));
  const velocity = driftVelocity('tabulated.drift', parameters.drift, species.dimension);
  return radialDistribution({ profile, knots: v[0] > 0 ? [0, ...v] : v, velocity }, species);
}

function firstProblem(v: readonly number[], f: readonly number[]): string | undefined {
  if (v.length !== f.length || v.length < 2)
    return `expected two or more rows of v and f, got ${v.length} of v and ${f.length} of f`;
  for (let j = 0; j < v.length; j++) {
    const above = j === 0 ? 0 : v[j - 1];
    if (!((j === 0 ? v[j] >= 0 : v[j] > above) && v[j] < Infinity))
      return `expected v ${j === 0 ? '>=' : '>'} ${above} in row ${j + 1}, got ${v[j]}`;
    if (!(f[j] >= 0 && f[j] < Infinity)) return `expected f >= 0 in row ${j + 1}, got ${f[j]}`;
  }
  return f.some((value) => value > 0) ? undefined : 'expected some f > 0, got zeros only';
}

/**
 * The piecewise cubic through (x_j, y_j) that is monotone on every interval, hence never leaves the range of the data:
 * no negative values from positive ones. Its slope is zero at x_0 and continuous. x is increasing, two points or more;
 * outside [x_0, x_n] the cubic of the nearest interval continues.
 *
 * Source: M. Steffen, A simple method for monotonic interpolation in one dimension, Astron. Astrophys. 239 (1990) 443.
 */
function monotoneCubic(x: readonly number[], y: readonly number[]): (at: number) => number {
  const last = x.length - 1;
  const h = Array.from({ length: last }, (_, j) => x[j + 1] - x[j]);
  const s = h.map((width, j) => (y[j + 1] - y[j]) / width);
  const slopes = x.map((_, j) => {
    if (j === 0) return 0;
    if (j === last) return endSlope(s, h, last);
    const p = (s[j - 1] * h[j] + s[j] * h[j - 1]) / (h[j - 1] + h[j]);
    return limited(p, s[j - 1], s[j]);
  });
  return (at) => {
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (x[middle] <= at) low = middle;
      else high = middle;
    }
    const t = at - x[low];
    const a = (slopes[low] + slopes[low + 1] - 2 * s[low]) / h[low] ** 2;
    const b = (3 * s[low] - 2 * slopes[low] - slopes[low + 1]) / h[low];
    return y[low] + t * (slopes[low] + t * (b + t * a));
  };
}

/** The parabola's slope p, cut to what keeps both neighbouring intervals monotone. */
function limited(p: number, before: number, after: number): number {
  return (Math.sign(before) + Math.sign(after)) * Math.min(Math.abs(before), Math.abs(after), Math.abs(p) / 2);
}

/** Slope at the last point, from the parabola through the last three. */
function endSlope(s: readonly number[], h: readonly number[], last: number): number {
  const steep = s[last - 1];
  if (last === 1) return steep;
  const share = h[last - 1] / (h[last - 1] + h[last - 2]);
  const p = steep * (1 + share) - s[last - 2] * share;
  if (p * steep <= 0) return 0;
  return Math.abs(p) > 2 * Math.abs(steep) ? 2 * steep : p;
}
