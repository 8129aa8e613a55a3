import { InputError } from '../../core/errors.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { createMixture, type Mixture } from '../../physics/mixture.ts';

/** The mixture and the initial data among which the fastest growth of I is sought. */
export interface GrowthProblem {
  readonly dimension: Dimension;
  readonly masses: readonly number[];
  readonly densities: readonly number[];
  /** c_ij, symmetric; entry i i is for collisions of species i with itself. */
  readonly strengths: readonly (readonly number[])[];
  /** gamma of all collisions. */
  readonly exponent: number;
  /** Highest degree of the harmonics of log f_i; 0 is isotropic data. */
  readonly degree: number;
  /** B: log f_i differs from the logarithm of a Maxwellian by at most B, up to a constant. */
  readonly bound: number;
  /** Ratio of neighbouring widths of the localised functions, > 1; smaller is finer. */
  readonly spacing: number;
}

/** One function in chi_i, (r/w)^l exp(-r^2/2w^2) Y_l. */
export interface LocalisedFunction {
  readonly species: number;
  readonly degree: number;
  readonly width: number;
}

/** The mixture of a problem. Throws InputError if a value is out of range. */
export function growthMixture(problem: GrowthProblem): Mixture {
  const { dimension, masses, densities, strengths, exponent, degree, bound, spacing } = problem;
  const problems: string[] = [];
  const where = 'growth';
  if (densities.length !== masses.length)
    problems.push(`${where}: expected ${masses.length} densities, one for each mass, got ${densities.length}`);
  densities.forEach((n, i) => {
    if (!(n > 0 && n < Infinity)) problems.push(`${where}: expected a positive density ${i + 1}, got ${n}`);
  });
  if (!(Number.isInteger(degree) && degree >= 0 && degree <= mostDegree))
    problems.push(`${where}: expected a degree in 0..${mostDegree}, got ${degree}`);
  if (!(bound > 0 && bound <= mostBound))
    problems.push(`${where}: expected a bound in (0, ${mostBound}], got ${bound}`);
  if (!(spacing >= leastSpacing && spacing <= 4))
    problems.push(`${where}: expected a spacing in [${leastSpacing}, 4], got ${spacing}`);
  if (problems.length > 0) throw new InputError(problems);
  return createMixture(
    dimension,
    masses.map((mass, i) => ({ name: `species-${i + 1}`, mass, charge: 1 })),
    strengths,
    masses.map(() => masses.map(() => exponent)),
  );
}

/** Above these, f needs too many harmonics for a search of one minute. */
const [mostDegree, mostBound] = [4, 4];
/** Functions with closer widths are equal to round-off. */
const leastSpacing = 1.2;

/**
 * The functions of every species, in units of the common temperature 1. Widths are in geometric progression, from half the species' thermal
 * speed, or 1.2 times that of a slower partner, to 2.5 times its own thermal speed. The slowest partner sets the smallest scale of the
 * problem: within its thermal speed collisions are smooth.
 */
export function localisedFunctions(mixture: Mixture, { degree, spacing }: GrowthProblem): LocalisedFunction[] {
  const speeds = mixture.species.map(({ mass }) => 1 / Math.sqrt(mass));
  return speeds.flatMap((speed, species) => {
    const partners = speeds.filter((_, j) => j !== species && mixture.strength(species, j) > 0);
    const last = 2.5 * speed;
    const first = Math.min(speed / 2, ...partners.map((slow) => 1.2 * slow));
    const count = Math.ceil(Math.log(last / first) / Math.log(spacing) - 1e-9) + 1;
    const widths = Array.from({ length: count }, (_, k) => first * (last / first) ** (k / (count - 1)));
    return Array.from({ length: degree + 1 }, (_, l) => widths.map((width) => ({ species, degree: l, width }))).flat();
  });
}
