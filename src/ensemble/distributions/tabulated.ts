import { InputError } from '../../core/errors.ts';
import type { Distribution, DistributionSpecies } from '../distribution.ts';
import { monotoneCubic } from './monotone-cubic.ts';
import { driftVelocity } from './parameters.ts';
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
export function tabulated(parameters: TabulatedParameters, species: DistributionSpecies): Distribution {
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
