import { bSplines } from '../../core/splines.ts';
import type { Mixture } from '../../physics/mixture.ts';

/**
 * Thermal speeds at which the functions end: 1e-18, 1e-21 and 1e-23 of a Maxwellian lie outside at levels 1, 2 and 3. A coarser space ends
 * earlier, so that its difference from a finer one includes the error of the cut.
 */
const cutOf = (level: number) => 9 + 0.5 * Math.min(level, 3);
/** Degree of the splines in x; their second derivatives are continuous, which the forms need. */
const splineDegree = 5;
/** The functions' value and derivatives below this order vanish at the cut. */
const vanishing = 3;
/** Longest piece in thermal speeds of a species, also for the slowest species near 0, and growth with the speed, at level 1. */
const [longest, growth] = [0.8, 0.5];

/** Ends of the pieces of every species, from 0 to its cut, all from one list. There are `level` times as many pieces as at level 1. */
export function splinePieces({ species }: Mixture, level: number): readonly (readonly number[])[] {
  const cut = cutOf(level);
  const speeds = species.map(({ mass }) => 1 / Math.sqrt(mass));
  const last = Math.max(...speeds) * cut;
  const step = (r: number) => {
    const own = speeds.filter((speed) => r < cut * speed * (1 - 1e-12)).map((speed) => longest * speed);
    const slow = speeds.map((speed) => Math.max(longest * speed, growth * r));
    return Math.min(...own, ...slow);
  };
  const ends = [0];
  for (;;) {
    const r = ends[ends.length - 1];
    const next = r + step(r);
    // A species' cut is also an end in the list.
    const stop = speeds
      .map((speed) => cut * speed)
      .filter((own) => own > r * (1 + 1e-12) && own < r + 1.3 * (next - r));
    ends.push(stop.length > 0 ? Math.min(...stop) : next);
    if (ends[ends.length - 1] >= last * (1 - 1e-12)) break;
  }
  const fine = ends
    .slice(1)
    .flatMap((end, k) => Array.from({ length: level }, (_, q) => ends[k] + ((end - ends[k]) * (q + 1)) / level));
  return speeds.map((speed) => [0, ...fine.filter((r) => r <= cut * speed * (1 + 1e-12))]);
}

/** The B-splines of the space that are non-zero at one x: the index of the first, values and first three derivatives. */
export interface SplineValues {
  readonly first: number;
  /** derivatives[q][a]: the q-th derivative of spline first + a. */
  readonly derivatives: readonly Float64Array[];
}

export interface SplineSpace {
  readonly count: number;
  evaluate(x: number): SplineValues;
}

/**
 * B-splines of degree 5 in x with simple inner knots and full end knots, without the last three: the others and their first two derivatives
 * vanish at the last end, so that they continue as 0 beyond it with continuous second derivatives.
 */
export function splineSpace(ends: readonly number[]): SplineSpace {
  const p = splineDegree;
  const knots = [...new Array<number>(p).fill(ends[0]), ...ends, ...new Array<number>(p).fill(ends[ends.length - 1])];
  const pieces = ends.length - 1;
  const count = pieces + p - vanishing;
  return {
    count,
    evaluate(x) {
      let piece = 0;
      while (piece < pieces - 1 && x >= ends[piece + 1]) piece++;
      const derivatives = bSplines(knots, p, piece + p, x, 3).map((b) => b.subarray(0, count - piece));
      return { first: piece, derivatives };
    },
  };
}
