import kdTree from 'kd-tree-javascript';
import type { VectorField } from '../core/vector-field.ts';

/** A particle in velocity space; z is 0 in two dimensions. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Which particle it is. */
  readonly p: number;
}

export interface Neighbour {
  readonly point: Point;
  /** Square of the distance. */
  readonly r2: number;
}

/** Nearest neighbours among n fixed points. */
export interface NeighbourTree {
  readonly points: readonly Point[];
  /** The k nearest other points of point p, nearest first. */
  nearest(p: number, k: number): Neighbour[];
}

/** Built once for the present velocities: about 5 us a particle; a search costs 30 us and up, about 1 us a neighbour. */
export function neighbourTree(velocities: VectorField): NeighbourTree {
  const { d, n, data } = velocities;
  const points = Array.from(
    { length: n },
    (_, p): Point => ({ x: data[p], y: data[n + p], z: d === 3 ? data[2 * n + p] : 0, p }),
  );
  // the tree sorts the array that it is given, and asks for distances of points that have its own axes only
  const tree =
    d === 2
      ? new kdTree.kdTree([...points], planeDistance, ['x', 'y'])
      : new kdTree.kdTree([...points], spaceDistance, ['x', 'y', 'z']);
  return {
    points,
    nearest(p, k) {
      const own = points[p];
      // the point itself is among its neighbours, and they come in no order
      return tree
        .nearest(own, k + 1)
        .filter(([point]) => point !== own)
        .map(([point, r2]) => ({ point, r2 }))
        .sort((a, b) => a.r2 - b.r2);
    },
  };
}

/** Squared distances: they order neighbours as distances do. */
function planeDistance(a: Point, b: Point): number {
  return (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
}

function spaceDistance(a: Point, b: Point): number {
  return (a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2;
}
