import type { Mesh } from '../../kernels/mesh.ts';
import type { Span } from './span.ts';

/** Nodes on an axis of the smallest torus: half of it still holds the softened part of every kernel and a spline. */
const smallestTorus = 16;

/**
 * The mesh around all the particles, its nodes at integer multiples of the spacing, so that it moves with them by whole
 * nodes and the sub-cell positions of particles at rest stay. The torus is `stretch` times as long as the mesh or a
 * little more. null when a velocity is not finite or the particles are so far apart that the torus would have more than
 * `largestTorus` nodes.
 */
export function meshAround(spans: readonly Span[], spacing: number, order: number, stretch: number): Mesh | null {
  const origin: number[] = [];
  const shape: number[] = [];
  for (let k = 0; k < spans[0].low.length; k++) {
    const low = Math.min(...spans.map((span) => span.low[k]));
    const high = Math.max(...spans.map((span) => span.high[k]));
    const before = order / 2 - 1;
    const first = Math.floor(low / spacing) - before;
    // near a node, round-off may put a particle into the cell before: the kernels' own expression decides
    origin.push((low - first * spacing) / spacing < before ? (first - 1) * spacing : first * spacing);
    shape.push(Math.floor((high - origin[k]) / spacing) + order / 2 + 1);
  }
  if (!shape.every((nodes) => nodes <= largestTorus)) return null;
  const torus = shape.map((nodes) => smoothLength(Math.max(smallestTorus, stretch * nodes)));
  if (torus.reduce((product, nodes) => product * nodes, 1) > largestTorus) return null;
  return { origin, spacing, shape, torus };
}

/** Nodes of the largest torus: 2 GiB for a complex number on each. */
const largestTorus = 2 ** 27;

/**
 * The smallest even number from `least` on without other prime factors than 2, 3 and 5: the lengths of fast transforms.
 */
export function smoothLength(least: number): number {
  for (let length = 2 * Math.ceil(least / 2); ; length += 2) {
    let rest = length;
    for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
    if (rest === 1) return length;
  }
}
