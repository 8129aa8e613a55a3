import { collidingPairs, type Mixture } from '../physics/mixture.ts';
import { splinePieces } from './linearised/spline-space.ts';

/** Requirements of a computation, from counts before it begins: bytes and seconds within a factor of about two. */
export interface Effort {
  readonly unknowns: number;
  readonly bytes: number;
  /** On one 2.5 GHz core. */
  readonly seconds: number;
}

/** The requirements of several computations in succession. */
export function together(efforts: readonly Effort[]): Effort {
  return efforts.reduce(
    (all, one) => ({
      unknowns: Math.max(all.unknowns, one.unknowns),
      bytes: Math.max(all.bytes, one.bytes),
      seconds: all.seconds + one.seconds,
    }),
    { unknowns: 0, bytes: 0, seconds: 0 },
  );
}

/** Gauss points per piece, and number of splines minus number of pieces. */
const [pointsPerPiece, splinesBeyond] = [17, 2];
/** Seconds per piece for the moments of the kernel near r = s: if they are closed or weakly singular, and for exponents below -4. */
const [usual, singular] = [0.04, 0.12];
/** Seconds per pair of points, per entry of a form at a point, and per n^3 of an eigenvalue problem. */
const [perPair, perEntry, perCube] = [1e-6, 3e-9, 1.5e-7];
/** Gauss points in the support of a spline. */
const support = 100;

/** Requirements of linearisedForms and one eigenvalue problem for each degree and level, with `localised` further functions per species. */
export function splineEffort(
  mixture: Mixture,
  degrees: readonly number[],
  levels: readonly number[],
  localised = 0,
): Effort {
  const pairs = collidingPairs(mixture).flatMap(([i, j]) =>
    i === j
      ? [{ i, j }]
      : [
          { i, j },
          { i: j, j: i },
        ],
  );
  const exponents = [...new Set(pairs.map(({ i, j }) => mixture.exponent(i, j)))];
  return together(
    levels.flatMap((level) => {
      const pieces = splinePieces(mixture, level);
      const points = pointsPerPiece * (new Set(pieces.flat()).size - 1);
      const own = pieces.map((ends) => ends.length - 1);
      const counts = own.map((count) => count + splinesBeyond + localised);
      const unknowns = counts.reduce((sum, count) => sum + count, 0);
      const entries = pairs.reduce(
        (sum, { i, j }) => sum + pointsPerPiece * own[i] * (3 * support * counts[j] + 4 * counts[i] * counts[j]),
        0,
      );
      return degrees.map((degree) => {
        const near = exponents.reduce((sum, gamma) => sum + (gamma < -4 ? singular : usual), 0) * (1 + degree / 5);
        return {
          unknowns,
          bytes: 8 * (points ** 2 * (11 * exponents.length + degree + 3) + 12 * unknowns ** 2),
          seconds:
            (near * points) / pointsPerPiece +
            perPair * exponents.length * (1 + degree / 5) * points ** 2 +
            2 * perEntry * entries +
            perCube * unknowns ** 3,
        };
      });
    }),
  );
}
