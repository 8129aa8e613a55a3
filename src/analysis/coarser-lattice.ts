import { nodeCount } from '../core/lattice.ts';
import { createVectorField } from '../core/vector-field.ts';
import type { SpeciesSnapshot } from '../methods/snapshot.ts';

export type GridState = Pick<SpeciesSnapshot, 'lattice' | 'values' | 'gradient' | 'noise'>;

/** f and grad f on every other node of each axis, from node `offset` (0 or 1) on: a lattice of twice the spacing. */
export function everyOtherNode({ lattice, values, gradient, noise }: GridState, offset: number): GridState {
  const { d, shape, first, spacing, anchor } = lattice;
  const halved = shape.map((nodes) => Math.max(0, Math.ceil((nodes - offset) / 2)));
  const coarse = {
    d,
    spacing: 2 * spacing,
    anchor: anchor.map((origin, k) => origin + (first[k] + offset) * spacing),
    first: shape.map(() => 0),
    shape: halved,
  };
  const n = nodeCount(coarse);
  const fine = values.length;
  const kept = new Float64Array(n);
  const slopes = createVectorField(d, n);
  for (let x = 0; x < n; x++) {
    let rest = x;
    let place = 0;
    let stride = 1;
    for (let k = d - 1; k >= 0; k--) {
      place += (2 * (rest % halved[k]) + offset) * stride;
      rest = Math.floor(rest / halved[k]);
      stride *= shape[k];
    }
    kept[x] = values[place];
    for (let k = 0; k < d; k++) slopes.data[k * n + x] = gradient.data[k * fine + place];
  }
  return { lattice: coarse, values: kept, gradient: slopes, ...(noise === undefined ? {} : { noise }) };
}
