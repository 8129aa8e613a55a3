import { createLogDerivatives, type LogDensity, type LogDerivatives } from './log-density.ts';

/** Two velocities v and v* and what the densities are there. */
export interface PairPoint {
  /** w = v - v*, length d. */
  readonly w: Float64Array;
  /** r = |w| > 0. */
  r: number;
  /** psi_i = log f_i at v. */
  i: LogDerivatives;
  /** psi_j = log f_j at v*. */
  j: LogDerivatives;
}

/** An integrand over pairs of velocities, int int alpha(r) F h dv dv* with F = f_i(v) f_j(v*); one component or several. */
export interface PairIntegrand {
  /**
   * Leading power p of each component h ~ r^p as r -> 0: for any two densities, and for like ones (see isLike). The
   * integral exists for gamma + p + d > 0, and a particle average has a variance for 2 (gamma + p) + d > 0.
   */
  readonly powers: { readonly unlike: readonly number[]; readonly like: readonly number[] };
  /** h of the point, written to `out` from position `at` on. */
  evaluate(point: PairPoint, out: Float64Array, at: number): void;
}

export function createPairPoint({ dimension }: LogDensity): PairPoint {
  return {
    w: new Float64Array(dimension),
    r: 0,
    i: createLogDerivatives(dimension),
    j: createLogDerivatives(dimension),
  };
}

/** The components of several integrands, one after the other. */
export function jointIntegrand(parts: readonly PairIntegrand[]): PairIntegrand {
  return {
    powers: {
      unlike: parts.flatMap(({ powers }) => powers.unlike),
      like: parts.flatMap(({ powers }) => powers.like),
    },
    evaluate(point, out, at) {
      let next = at;
      for (const part of parts) {
        part.evaluate(point, out, next);
        next += part.powers.like.length;
      }
    },
  };
}
