import type { Lattice } from '../core/lattice.ts';
import { eachNode } from '../core/lattice.ts';

/** Mean velocity and variance along each axis of an f given on lattice nodes. */
export interface LatticeMoments {
  readonly velocity: readonly number[];
  readonly variance: readonly number[];
}

/** The moments by the lattice rule. */
export function latticeMoments(lattice: Lattice, values: Float64Array): LatticeMoments {
  const axes = Array.from({ length: lattice.d }, (_, k) => k);
  const first = new Float64Array(lattice.d);
  const second = new Float64Array(lattice.d);
  let density = 0;
  eachNode(lattice, (v, node) => {
    density += values[node];
    for (const k of axes) {
      first[k] += values[node] * v[k];
      second[k] += values[node] * v[k] * v[k];
    }
  });
  const velocity = axes.map((k) => first[k] / density);
  return { velocity, variance: axes.map((k) => second[k] / density - velocity[k] ** 2) };
}

/** Averages over the shells of width `width` about a centre: mean speed and mean value of the nodes in each. */
export function shellAverages(
  lattice: Lattice,
  values: Float64Array,
  centre: readonly number[],
  width: number,
): { speed: Float64Array; value: Float64Array } {
  const shells: { nodes: number; speed: number; value: number }[] = [];
  eachNode(lattice, (v, node) => {
    const speed = Math.hypot(...centre.map((u, k) => v[k] - u));
    const shell = Math.floor(speed / width);
    while (shells.length <= shell) shells.push({ nodes: 0, speed: 0, value: 0 });
    shells[shell].nodes += 1;
    shells[shell].speed += speed;
    shells[shell].value += values[node];
  });
  const filled = shells.filter(({ nodes }) => nodes > 0);
  return {
    speed: Float64Array.from(filled, ({ speed, nodes }) => speed / nodes),
    value: Float64Array.from(filled, ({ value, nodes }) => value / nodes),
  };
}
