import { gaussLegendre } from '../../core/quadrature.ts';
import { sumOf } from '../../core/sum.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { circleTable } from './circle-table.ts';
import type { SphereConstant } from './sphere-constant.ts';
import { sphereTable } from './sphere-table.ts';

/**
 * The phi of a SphereConstant on a grid of S^{d-1}, scaled to mean 1 or, where it is not attained, the h of the limit
 * phi = 1 + a h, of mean 0.
 */
export interface SampledMinimiser {
  /** Polar angles theta of the rows in radians, ascending from pole to pole (d = 3); one row of pi/2 on the circle. */
  readonly polarAngles: readonly number[];
  /** Number of equidistant azimuths of every row, from 0 on. */
  readonly azimuths: number;
  /** values[row * azimuths + k]. */
  readonly values: Float64Array;
}

/** With `azimuths` points (a multiple of 4) on every circle of latitude, and half as many circles. */
export function sampledMinimiser(d: Dimension, found: SphereConstant, azimuths: number): SampledMinimiser {
  const rows = d === 2 ? 1 : azimuths / 2;
  const nodes = rows * azimuths;
  const sum = new Float64Array(nodes);
  let weights = new Float64Array(nodes);
  // One degree at a time: a table of all harmonics, with their derivatives, takes 800 MB at band limit 64.
  for (const degree of new Set(found.minimiser.map((harmonic) => harmonic.degree))) {
    const harmonics = found.minimiser.filter((harmonic) => harmonic.degree === degree);
    const table = d === 2 ? circleTable(harmonics, azimuths) : sphereTable(harmonics, azimuths, false, false);
    weights = new Float64Array(table.weights);
    harmonics.forEach(({ coefficient }, j) => {
      for (let k = 0; k < nodes; k++) sum[k] += coefficient * table.values[j][k];
    });
  }
  const phi = sum.map(Math.exp);
  const mean = sumOf(nodes, (k) => weights[k] * phi[k]);
  const values = found.attained ? phi.map((value) => value / mean) : sum;
  if (d === 2) return { polarAngles: [Math.PI / 2], azimuths, values };
  // The nodes of the rule ascend in cos theta, from the south pole.
  const northwards = Array.from(
    values.keys(),
    (k) => values[(rows - 1 - Math.floor(k / azimuths)) * azimuths + (k % azimuths)],
  );
  return {
    polarAngles: Array.from(gaussLegendre(rows).nodes, Math.acos).reverse(),
    azimuths,
    values: Float64Array.from(northwards),
  };
}
