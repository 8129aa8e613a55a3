import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { InputError } from '../core/errors.ts';
import { integrate, logarithmicTrapezoid } from '../core/quadrature.ts';
import { bkwDensity, bkwValue } from '../physics/densities.ts';
import { fourthMoment } from '../physics/equilibrium.ts';
import { collidingPairs, type Mixture } from '../physics/mixture.ts';
import { comoving, type ExactSolution, type ExactState } from './exact-solution.ts';

/** One species of a BKW solution at t = 0. */
export interface BkwInitial {
  readonly temperature: number;
  /** C >= 0 in K = T (1 - C); 0 is a Maxwellian, and f >= 0 needs C <= 2/(d+2). */
  readonly amplitude: number;
  /** Mean velocity, length d; default 0. Colliding species must move together. */
  readonly velocity?: readonly number[];
}

/**
 * The Bobylev-Krook-Wu solution of the Landau system at gamma = 0, for any number of species, any symmetric c_ij and
 * any temperatures:
 *
 *     f_i = n_i (m_i / 2 pi K_i)^{d/2} exp(-x) [ 1 - (d/2) a_i + a_i x ],   x = m_i |v-u|^2 / 2 K_i,  a_i = (T_i - K_i) / K_i
 *     T_i - K_i = (T_i - K_i)(0) exp(-2 Lambda_i t),    Lambda_i = sum_j lambda_ij,    lambda_ij = (d-1) c_ij n_j / (m_i m_j)
 *     dT_i/dt   = -2 sum_j lambda_ij (T_i - T_j)
 *
 * Derivation: for co-moving isotropic data and gamma = 0 the integral over v* in the collision operator is explicit, and every
 * species obeys an Ornstein-Uhlenbeck equation, d_t f_i = sum_j lambda_ij div( (T_j/m_i) grad f_i + (v-u) f_i ). Its flow
 * contracts velocities by exp(-Lambda_i t) and adds Gaussian noise, and f_i = (1 + (T_i - K_i)/(2 m_i) lap) of the
 * Maxwellian with temperature K_i keeps that form.
 *
 * Throws InputError if a colliding pair has gamma != 0 or different velocities, or if an amplitude is negative; `at` throws it at times
 * when f would be negative. Sources: A. V. Bobylev (1975); M. Krook & T. T. Wu, Phys. Fluids 20, 1589 (1977); several species with equal K:
 * J. A. Carrillo, J. Hu & S. Q. Van Fleet, Acta Appl. Math. 194, 12 (2024).
 */
export function bkwSolution(
  mixture: Mixture,
  densities: readonly number[],
  initial: readonly BkwInitial[],
): ExactSolution {
  const { dimension: d, species } = mixture;
  const velocities = initial.map(({ velocity }) => velocity ?? new Array<number>(d).fill(0));
  checkInitial(mixture, initial, velocities);
  const temperatures = temperatureRelaxation(
    mixture,
    densities,
    initial.map(({ temperature }) => temperature),
  );
  const decay = species.map((own, i) =>
    species.reduce(
      (sum, other, j) => sum + ((d - 1) * mixture.strength(i, j) * densities[j]) / (own.mass * other.mass),
      0,
    ),
  );
  const radial = logarithmicTrapezoid(d / 2 - 1);
  const total = integrate(radial, () => 1);
  const average = (g: (x: number) => number) => integrate(radial, g) / total;

  const excess = (i: number, t: number) => initial[i].temperature * initial[i].amplitude * Math.exp(-2 * decay[i] * t);
  /** f >= 0 if a <= 2/d, that is, (d+2) (T-K) <= 2T. */
  const admissible = (i: number, t: number) => (d + 2) * excess(i, t) <= 2 * temperatures(t)[i] * (1 + roundOff);

  /** The first admissible time, by bisection: (T-K)/T decreases strictly, because T exp(2 Lambda t) grows. */
  const earliestTime = (i: number): number => {
    if (decay[i] === 0) return Infinity;
    let early = 0;
    let late = 1 / decay[i];
    while (late < Infinity && !admissible(i, late)) late *= 2;
    // The rate is too small for its reciprocal to be a double.
    if (late === Infinity) return Infinity;
    while (late - early > roundOff * late) {
      const middle = (early + late) / 2;
      if (admissible(i, middle)) late = middle;
      else early = middle;
    }
    return late;
  };

  return {
    name: initial.some(({ amplitude }) => amplitude > 0) ? 'BKW' : 'Maxwellian relaxation at gamma = 0',
    reference:
      'A. V. Bobylev (1975); M. Krook & T. T. Wu, Phys. Fluids 20, 1589 (1977); J. A. Carrillo, J. Hu & S. Q. Van Fleet, Acta Appl. Math. 194, 12 (2024)',
    at(i, t) {
      if (!(t >= 0)) throw new InputError(`BKW solution: expected a time t >= 0, got ${t}`);
      if (!admissible(i, t))
        throw new InputError(negative(species[i].name, d, initial[i].amplitude, t, earliestTime(i)));
      const temperature = temperatures(t)[i];
      const kernel = temperature - excess(i, t);
      return bkwState(species[i].mass, densities[i], velocities[i], temperature, kernel, average);
    },
  };
}

/** Tolerance for amplitudes given as 2/(d+2), where the two sides are equal in exact arithmetic. */
const roundOff = 1e-14;

function checkInitial(
  mixture: Mixture,
  initial: readonly BkwInitial[],
  velocities: readonly (readonly number[])[],
): void {
  const problems: string[] = [];
  initial.forEach(({ temperature, amplitude }, i) => {
    const { name } = mixture.species[i];
    if (!(temperature > 0)) problems.push(`BKW solution, ${name}: expected a positive temperature, got ${temperature}`);
    if (!(amplitude >= 0 && amplitude < Infinity))
      problems.push(
        `BKW solution, ${name}: expected an amplitude >= 0 (f < 0 at large |v| otherwise), got ${amplitude}`,
      );
  });
  for (const [i, j] of collidingPairs(mixture)) {
    const pair = `BKW solution, pair ${mixture.species[i].name}-${mixture.species[j].name}`;
    if (mixture.exponent(i, j) !== 0) problems.push(`${pair}: expected exponent 0, got ${mixture.exponent(i, j)}`);
    const thermalSpeed = Math.sqrt(initial[i].temperature / mixture.species[i].mass);
    if (!comoving(velocities[i], velocities[j], thermalSpeed))
      problems.push(`${pair}: expected equal mean velocities, got [${velocities[i]}] and [${velocities[j]}]`);
  }
  if (problems.length > 0) throw new InputError(problems);
}

function negative(name: string, d: number, amplitude: number, t: number, earliest: number): string {
  const cure = earliest < Infinity ? `start at t >= ${earliest}, or take` : 'collisions never make it positive: take';
  return `BKW solution, ${name}: f is negative at t = ${t} for amplitude ${amplitude}; ${cure} an amplitude <= 2/(d+2) = ${2 / (d + 2)}`;
}

function bkwState(
  mass: number,
  density: number,
  u: readonly number[],
  T: number,
  K: number,
  average: (g: (x: number) => number) => number,
): ExactState {
  const d = u.length;
  const a = (T - K) / K;
  const b = Math.max(0, 1 - (d / 2) * a);
  const shape = { mass, density, velocity: u, temperature: T, kernelTemperature: K };
  const logPeak = Math.log(density) + (d / 2) * Math.log(mass / (2 * Math.PI * K));
  const bracketEntropy = average((x) => xLogX(b + a * x));
  // a <x a / (b + a x)>, with the quotient bounded by 1 if b = 0.
  const bracketFisher = a === 0 ? 0 : a * average((x) => (a * x) / (b + a * x));
  return {
    value: bkwValue(shape),
    ...(b > 0 ? { smooth: bkwDensity(shape) } : {}),
    density,
    velocity: u,
    temperature: T,
    fourthMoment: fourthMoment(density, u, T / mass, (d * (d + 2) * K * (2 * T - K)) / mass ** 2),
    entropy: density * (logPeak - (d * T) / (2 * K) + bracketEntropy),
    fisher: ((2 * density) / K) * ((d / 2) * (1 - a) + bracketFisher),
  };
}

function xLogX(x: number): number {
  return x > 0 ? x * Math.log(x) : 0;
}

/**
 * T(t), length S, of co-moving isotropic species at gamma = 0: the solution of
 *
 *     dT_i/dt = -2 (d-1) sum_j c_ij n_j (T_i - T_j) / (m_i m_j)
 *
 * to round-off of the hottest species. The matrix of the system is symmetric in the unknowns sqrt(n_i) T_i, so one symmetric
 * eigenvalue decomposition solves it. The exponents of the mixture are ignored.
 */
export function temperatureRelaxation(
  mixture: Mixture,
  densities: readonly number[],
  initial: readonly number[],
): (t: number) => Float64Array {
  const { dimension: d, species } = mixture;
  const S = species.length;
  const root = densities.map(Math.sqrt);
  const matrix = Matrix.zeros(S, S);
  for (let i = 0; i < S; i++) {
    for (let j = 0; j < S; j++) {
      if (i === j) continue;
      const rate = (2 * (d - 1) * mixture.strength(i, j)) / (species[i].mass * species[j].mass);
      matrix.set(i, j, rate * root[i] * root[j]);
      matrix.set(i, i, matrix.get(i, i) - rate * densities[j]);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  // Conserved energies (one for each connected group of species) have the rate 0. The decomposition gives
  // round-off of the fastest rate instead, which would let the energy drift in long runs of stiff mixtures.
  const roundOff = 4 * S * Number.EPSILON * Math.max(...realEigenvalues.map(Math.abs));
  const rates = realEigenvalues.map((rate) => (rate > -roundOff ? 0 : rate));
  const amplitudes = rates.map((_, k) =>
    initial.reduce((sum, temperature, i) => sum + eigenvectorMatrix.get(i, k) * root[i] * temperature, 0),
  );
  // Summing the change instead of the value reproduces T(0) exactly and keeps a cold species next to a hot one accurate.
  return (t) => {
    const changes = rates.map((rate, k) => amplitudes[k] * Math.expm1(rate * t));
    return Float64Array.from(
      initial,
      (T, i) => T + changes.reduce((sum, change, k) => sum + eigenvectorMatrix.get(i, k) * change, 0) / root[i],
    );
  };
}
