import type { VectorField } from '../core/vector-field.ts';

/** Nearest neighbours among n fixed points. */
export interface NeighbourTree {
  /** The k nearest other points of point p, nearest first, all of them where there are fewer: the same two arrays again and again. */
  nearest(p: number, k: number): Neighbours;
}

export interface Neighbours {
  /** Which points they are, length k. */
  readonly which: Int32Array;
  /** The squares of their distances, length k. */
  readonly squares: Float64Array;
}

/** Points that are looked through one by one. */
const bucket = 8;

/**
 * A k-d tree without nodes: the points of a range stand before and behind its middle one as their coordinates do on the axis whose turn it is.
 * Built for the present velocities.
 * Source: J. L. Bentley, Commun. ACM 18 (1975) 509; selection by C. A. R. Hoare, Commun. ACM 4 (1961) 321.
 */
export function neighbourTree({ d, n, data }: VectorField): NeighbourTree {
  const order = Int32Array.from({ length: n }, (_, p) => p);
  split(0, n, 0);
  // In the order of the tree, the d coordinates of a point beside each other.
  const places = new Float64Array(d * n);
  for (let at = 0; at < n; at++) for (let k = 0; k < d; k++) places[at * d + k] = data[k * n + order[at]];

  let which = new Int32Array(0);
  let squares = new Float64Array(0);
  let found = 0;
  const centre = new Float64Array(d);
  let self = -1;

  function split(from: number, to: number, axis: number): void {
    if (to - from <= bucket) return;
    const middle = (from + to) >> 1;
    select(order, data.subarray(axis * n, (axis + 1) * n), from, to - 1, middle);
    const next = axis + 1 === d ? 0 : axis + 1;
    split(from, middle, next);
    split(middle + 1, to, next);
  }

  /** Takes a point in where it is among the nearest so far; the farthest of these comes first, as in a heap. */
  function look(at: number): void {
    let r2 = 0;
    for (let k = 0; k < d; k++) r2 += (centre[k] - places[at * d + k]) ** 2;
    const p = order[at];
    if (p === self) return;
    if (found < squares.length) {
      let place = found++;
      for (let above = (place - 1) >> 1; place > 0 && squares[above] < r2; place = above, above = (place - 1) >> 1)
        put(place, which[above], squares[above]);
      put(place, p, r2);
    } else if (r2 < squares[0]) sink(p, r2, found);
  }

  function put(place: number, p: number, r2: number): void {
    which[place] = p;
    squares[place] = r2;
  }

  /** Replaces the first of so many. */
  function sink(p: number, r2: number, count: number): void {
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below + 1 < count && squares[below + 1] > squares[below]) below++;
      if (below >= count || !(squares[below] > r2)) break;
      put(place, which[below], squares[below]);
      place = below;
    }
    put(place, p, r2);
  }

  function search(from: number, to: number, axis: number): void {
    if (to - from <= bucket) {
      for (let at = from; at < to; at++) look(at);
      return;
    }
    const middle = (from + to) >> 1;
    const next = axis + 1 === d ? 0 : axis + 1;
    const beyond = centre[axis] - places[middle * d + axis];
    if (beyond < 0) search(from, middle, next);
    else search(middle + 1, to, next);
    look(middle);
    if (found === squares.length && !(beyond * beyond < squares[0])) return;
    if (beyond < 0) search(middle + 1, to, next);
    else search(from, middle, next);
  }

  return {
    nearest(p, k) {
      const wanted = Math.min(k, n - 1);
      if (squares.length !== wanted) [which, squares] = [new Int32Array(wanted), new Float64Array(wanted)];
      found = 0;
      self = p;
      for (let c = 0; c < d; c++) centre[c] = data[c * n + p];
      if (wanted > 0) search(0, n, 0);
      // The farthest goes behind all that are nearer.
      for (let last = found - 1; last > 0; last--) {
        const [q, r2] = [which[last], squares[last]];
        put(last, which[0], squares[0]);
        sink(q, r2, last);
      }
      return { which, squares };
    },
  };
}

/** Brings the number that belongs at `middle` there, smaller ones before it, larger ones behind it. */
function select(order: Int32Array, values: Float64Array, from: number, to: number, middle: number): void {
  let [first, last] = [from, to];
  while (first < last) {
    const pivot = values[order[middle]];
    let [low, high] = [first, last];
    do {
      while (values[order[low]] < pivot) low++;
      while (pivot < values[order[high]]) high--;
      if (low <= high) {
        const other = order[low];
        order[low++] = order[high];
        order[high--] = other;
      }
    } while (low <= high);
    if (high < middle) first = low;
    if (middle < low) last = high;
  }
}
