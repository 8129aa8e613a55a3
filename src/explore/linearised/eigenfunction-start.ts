import type { ModulatedParameters } from '../../ensemble/distributions/modulated.ts';
import { angularGrid } from '../../methods/legendre/harmonics.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { Localised } from './forms.ts';
import { fittedEigenfunction } from './linear-flow.ts';

/** Data near the equilibrium of temperature 1 that decay with one eigenvalue. */
export interface EigenfunctionStart {
  readonly value: number;
  /** Distance in L^2(mu) of the eigenfunction from the sum of localised functions that represents it, both of norm 1. */
  readonly distance: number;
  /** f_i as parameters of the distribution `modulated`. */
  readonly initial: readonly ModulatedParameters[];
}

/**
 * Widths in thermal speeds: geometric, from 1, or from 1.2 thermal speeds of a slower partner, to 11. Seven fit the lowest eigenfunctions
 * of a gas to 1e-3 or better.
 */
const [widest, ratio, resolved] = [11, 1.5, 1.2];

/**
 * f_i ~ mu_i exp( tanh chi_i ), where chi_i = amplitude h_i and h is eigenfunction number `index` (from 0) of a degree, with mean square 1
 * over all particles: positive, and mu_i (1 + chi_i) to first order.
 */
export function eigenfunctionStart(
  mixture: Mixture,
  densities: readonly number[],
  degree: number,
  index: number,
  amplitude: number,
): EigenfunctionStart {
  const functions = widthsOf(mixture);
  const { value, distance, coefficients } = fittedEigenfunction(mixture, densities, degree, index, functions);
  const [norm] = angularGrid(mixture.dimension, [degree], degree + 1).norms.slice(-1);
  const scale = amplitude * Math.sqrt(densities.reduce((sum, n) => sum + n, 0) / norm);
  return {
    value,
    distance,
    initial: mixture.species.map((_, i) => ({
      temperature: 1,
      bound: 1,
      terms: functions.flatMap(({ species, width }, k) =>
        species === i ? [{ degree, width: rounded(width), amplitude: rounded(scale * coefficients[k]) }] : [],
      ),
    })),
  };
}

function widthsOf({ species }: Mixture): Localised[] {
  const speeds = species.map(({ mass }) => 1 / Math.sqrt(mass));
  return speeds.flatMap((speed, i) => {
    const first = Math.min(speed, resolved * Math.min(...speeds));
    const last = widest * speed;
    const count = Math.ceil(Math.log(last / first) / Math.log(ratio) - 1e-9) + 1;
    return Array.from({ length: count }, (_, k) => ({
      species: i,
      width: first * (last / first) ** (k / (count - 1)),
    }));
  });
}

/** Rounds to the digits that are written to a scenario: the coefficients cancel to a thousandth of their size. */
function rounded(x: number): number {
  return Number(x.toPrecision(14));
}
