import { besselI0e, besselI1e, gamma as gammaFunction } from '../core/special-functions.ts';
import type { Dimension } from '../core/vector-field.ts';
import type { SpeciesState } from '../physics/equilibrium.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { PairKernel } from '../physics/pair-kernel.ts';

/** Time derivatives of one species' moments. */
export interface RelaxationRate {
  /** du_i/dt, length d. */
  readonly velocity: readonly number[];
  /** dT_i/dt. */
  readonly temperature: number;
}

/**
 * The instantaneous rates of drifting Maxwellians, exact for any mixture, any kernels and any drifts. With D = u_i - u_j,
 * s = T_i/m_i + T_j/m_j and the averages g and k of a Gaussian relative velocity (see kernelAverages),
 *
 *     m_i du_i/dt = -(d-1) sum_j c_ij n_j (1/m_i + 1/m_j) g D
 *     dT_i/dt     = (2/d)(d-1) sum_j c_ij n_j [ g |D|^2 / m_i - k (T_i - T_j) / (m_i m_j) ]
 *
 * A bath is a species with density 1 and strength c n; immobile partners are a bath with 1/m_j = T_j/m_j = 0. The rates follow from the
 * score-free weak form m_i du_i/dt = -(d-1) sum_j c_ij n_j (1/m_i + 1/m_j) <|z|^gamma z>,
 * dE_i/dt = -(d-1) sum_j c_ij n_i n_j <|z|^gamma (z.v / m_j + z.v* / m_i)>, because the mean of v given z is linear in z.
 * Coulomb, d = 3, no drift: dT_i/dt = -(4/3) sqrt(2/pi) sum_j c_ij n_j (T_i - T_j) / (m_i m_j s^{3/2}).
 * Source: L. Spitzer, Physics of Fully Ionized Gases (1962), for Coulomb; B. A. Trubnikov, Rev. Plasma Phys. 1, 105 (1965).
 */
export function relaxationRates(mixture: Mixture, states: readonly SpeciesState[]): readonly RelaxationRate[] {
  const { dimension: d, species } = mixture;
  return states.map((own, i) => {
    const velocity = new Array<number>(d).fill(0);
    let temperature = 0;
    states.forEach((other, j) => {
      const [m, M] = [species[i].mass, species[j].mass];
      const D = velocity.map((_, k) => own.velocity[k] - other.velocity[k]);
      const drift2 = D.reduce((sum, component) => sum + component * component, 0);
      const width = own.temperature / m + other.temperature / M;
      const { friction, heat } = kernelAverages(d, mixture.kernel(i, j), width, drift2);
      const frequency = (d - 1) * mixture.strength(i, j) * other.density;
      for (let k = 0; k < d; k++) velocity[k] -= (frequency / m) * (1 / m + 1 / M) * friction * D[k];
      const exchange = (heat * (own.temperature - other.temperature)) / (m * M);
      temperature += (2 / d) * frequency * ((friction * drift2) / m - exchange);
    });
    for (const { strength, exponent, velocity: V, bath } of mixture.background.filter(({ species: at }) => at === i)) {
      const m = species[i].mass;
      const inverse = bath === undefined ? 0 : 1 / bath.mass;
      const variance = bath === undefined ? 0 : bath.temperature / bath.mass;
      const D = velocity.map((_, k) => own.velocity[k] - V[k]);
      const drift2 = D.reduce((sum, component) => sum + component * component, 0);
      const { friction, heat } = gaussianAverages(d, exponent, own.temperature / m + variance, drift2);
      const frequency = (d - 1) * strength;
      for (let k = 0; k < d; k++) velocity[k] -= (frequency / m) * (1 / m + inverse) * friction * D[k];
      const exchange = (heat * (own.temperature * inverse - variance)) / m;
      temperature += (2 / d) * frequency * ((friction * drift2) / m - exchange);
    }
    return { velocity, temperature };
  });
}

/**
 * The instantaneous isotropisation rate nu of a bi-Maxwellian, one species with Coulomb collisions (d = 3, gamma = -3):
 *
 *     dT_perp/dt = -nu (T_perp - T_par),    dT_par/dt = 2 nu (T_perp - T_par)
 *     nu = c n / (sqrt(pi m) T_par^{3/2}) A^-2 [ -3 + (A + 3) phi ],    A = T_perp/T_par - 1
 *     phi = atan(sqrt A) / sqrt A  for A > 0,  atanh(sqrt -A) / sqrt -A  for A < 0
 *
 * Source: NRL Plasma Formulary, thermal relaxation rates, "isotropization", with 2 pi e^4 lnLambda = c.
 */
export function isotropisationFrequency(
  strength: number,
  density: number,
  mass: number,
  perpendicular: number,
  parallel: number,
): number {
  return ((strength * density) / (Math.sqrt(Math.PI * mass) * parallel ** 1.5)) * shape(perpendicular / parallel - 1);
}

/** A^-2 [ -3 + (A + 3) phi(A) ] for A > -1; 4/15 at A = 0. */
function shape(A: number): number {
  // The closed form loses A^2 to cancellation; below 1/4 use its Taylor series, sum_k (3/(2k+5) - 1/(2k+3)) (-A)^k.
  if (Math.abs(A) < 1 / 4) {
    let sum = 0;
    for (let k = 30; k >= 0; k--) sum = 3 / (2 * k + 5) - 1 / (2 * k + 3) - A * sum;
    return sum;
  }
  const root = Math.sqrt(Math.abs(A));
  const phi = (A > 0 ? Math.atan(root) : Math.atanh(root)) / root;
  return (-3 + (A + 3) * phi) / A ** 2;
}

/** The two averages over a Gaussian relative velocity z that determine friction and heat exchange. */
export interface GaussianAverages {
  /** g in <|z|^gamma z> = g D. */
  readonly friction: number;
  /** k in <|z|^gamma z.(z - D)> = k s; equals (d + gamma) <|z|^gamma> if that average exists. */
  readonly heat: number;
}

/**
 * Averages over z ~ N(D, s I) in R^d, the relative velocity of two Maxwellians whose drifts differ by D, with
 * s = T_i/m_i + T_j/m_j, for any real gamma > -d-2. With y = |D|^2 / 2s and Kummer's function M,
 *
 *     g =   (2s)^{gamma/2} Gamma((d+gamma)/2 + 1) / Gamma(d/2 + 1)  M(-gamma/2; d/2 + 1; -y)
 *     k = 2 (2s)^{gamma/2} Gamma((d+gamma)/2 + 1) / Gamma(d/2)      M(-gamma/2; d/2; -y)
 *
 * For Coulomb (d = 3, gamma = -3) these are g = [erf x - 2x exp(-x^2)/sqrt(pi)] / |D|^3 with x^2 = y, and
 * k = sqrt(2/pi) exp(-y) / s^{3/2}.
 */
export function gaussianAverages(d: Dimension, gamma: number, s: number, drift2: number): GaussianAverages {
  const y = drift2 / (2 * s);
  const scale = (2 * s) ** (gamma / 2) * gammaFunction((d + gamma) / 2 + 1);
  return {
    friction: (scale / gammaFunction(d / 2 + 1)) * kummer(-gamma / 2, d / 2 + 1, y),
    heat: ((2 * scale) / gammaFunction(d / 2)) * kummer(-gamma / 2, d / 2, y),
  };
}

/** The same with alpha instead of |z|^gamma: in closed form for sums of powers, otherwise by quadrature, to 1e-10 if alpha is analytic. */
export function kernelAverages(d: Dimension, kernel: PairKernel, s: number, drift2: number): GaussianAverages {
  const { powers } = kernel;
  if (powers === undefined) return averagesByQuadrature(d, kernel, s, drift2);
  const parts = powers.map(({ strength, exponent }) => ({ strength, ...gaussianAverages(d, exponent, s, drift2) }));
  return {
    friction: parts.reduce((sum, { strength, friction }) => sum + strength * friction, 0),
    heat: parts.reduce((sum, { strength, heat }) => sum + strength * heat, 0),
  };
}

/** Nodes per octave of r, and per width of the Gaussian. */
const nodesOfOctave = 32;
const nodesOfWidth = 6;
/** Standard deviations from the drift beyond which the Gaussian counts as zero. */
const farthest = 9;
/** Standard deviations below which alpha counts as a power and the Gaussian as a constant. */
const smallest = 1e-12;

/**
 * With A(r) dr the probability of |z| and x = |D| r/s, the mean cosine between z and D is x B(x), so that
 *
 *     g = int alpha A r^2 B / s dr,     k = int alpha A r^2 (1 - B |D|^2/s) / s dr,     B -> 1/d at x = 0,
 *
 * by the trapezoidal rule in log r, whose integrand is smooth and vanishes at both ends.
 */
function averagesByQuadrature(
  d: Dimension,
  { value, atZero }: PairKernel,
  s: number,
  drift2: number,
): GaussianAverages {
  const drift = Math.sqrt(drift2);
  const deviation = Math.sqrt(s);
  const high = drift + farthest * deviation;
  const low = Math.max(drift - farthest * deviation, smallest * deviation);
  const step = Math.min(Math.LN2 / nodesOfOctave, deviation / high / nodesOfWidth);
  const count = Math.ceil(Math.log(high / low) / step);
  const weight = Math.log(high / low) / count;
  const factor = d === 2 ? 1 / s : Math.sqrt(2 / Math.PI) / s ** 1.5;
  let friction = 0;
  let heat = 0;
  for (let n = 0; n <= count; n++) {
    const r = low * (high / low) ** (n / count);
    const { mean, ratio } = angularMeans(d, (drift * r) / s);
    const density = factor * r ** (d - 1) * Math.exp(-((r - drift) ** 2) / (2 * s)) * mean;
    const integrand = (value(r) * density * r ** 3) / s;
    // The weight of the first node includes a geometric series for all nodes below it, where the integrand is a power.
    const term = integrand * (n > 0 ? weight : weight + weight / Math.expm1((atZero.exponent + d + 2) * weight));
    friction += term * ratio;
    heat += term * (1 - (ratio * drift2) / s);
  }
  return { friction, heat };
}

/** Means over the directions of z at a = |D| r/s: the mean of exp(a cos - a), and B. */
function angularMeans(d: Dimension, a: number): { readonly mean: number; readonly ratio: number } {
  if (d === 2) {
    const mean = besselI0e(a);
    return { mean, ratio: a < 1e-4 ? 1 / 2 - a ** 2 / 16 : besselI1e(a) / (a * mean) };
  }
  const mean = a === 0 ? 1 : -Math.expm1(-2 * a) / (2 * a);
  // coth a - 1/a loses a^2 to cancellation.
  return { mean, ratio: a < 0.02 ? 1 / 3 - a ** 2 / 45 + (2 * a ** 4) / 945 : (1 / Math.tanh(a) - 1 / a) / a };
}

/**
 * Kummer's M(a; b; -y) for y >= 0, b > 0 and b > a - 1, accurate to 5e-15, measured for y up to 1e6 against 60 digits. Up to
 * y = 100 by Kummer's transformation exp(-y) M(b-a; b; y), whose terms are positive for b > a; above by the asymptotic
 * series, whose terms fall below round-off long before they grow again. cephes.hyperg is not used because it is wrong by
 * 1e-8 at y = 20 and by half at y = 200. Source: NIST DLMF 13.2.2, 13.2.39, 13.7.2.
 */
function kummer(a: number, b: number, y: number): number {
  if (a === b) return Math.exp(-y);
  const [ratio, factor] =
    y <= 100
      ? [(k: number) => ((b - a + k) * y) / ((b + k) * (k + 1)), Math.exp(-y)]
      : [
          (k: number) => ((a + k) * (a - b + 1 + k)) / ((k + 1) * y),
          y ** -a * (gammaFunction(b) / gammaFunction(b - a)),
        ];
  let term = 1;
  let sum = 1;
  for (let k = 0; Math.abs(term) > 1e-17 * Math.abs(sum); k++) {
    term *= ratio(k);
    sum += term;
  }
  return factor * sum;
}

/**
 * The diffusion tensor of a Maxwellian bath of unit density,
 *
 *     D(w) = int |z|^gamma A(z) g(v*) dv* = along (w w^T/|w|^2) + across (I - w w^T/|w|^2),    w = v - V, z = v - v*,
 *
 * with g the normalised Maxwellian of variance s = T/m about V. The bath acts on a species of mass m_i as
 *
 *     d_t f_i += (c n / m_i) div( D(v - V) [ grad f_i / m_i + f_i (v - V) / T ] ),
 *
 * because the friction int |z|^gamma A(z) grad g dv* / m is -D w / T (grad g = -(v* - V) g / s, and A(z) z = 0). Its equilibrium is the
 * Maxwellian of mass m_i with the bath's temperature and velocity.
 *
 * With the averages g and k of gaussianAverages over z ~ N(w, s I):
 *
 *     along = <|z|^gamma (|z|^2 - z_w^2)> = (d-1) s g,       along + (d-1) across = (d-1) <|z|^(gamma+2)> = (d-1) (s k + g |w|^2),
 *
 * the first because a centred Gaussian component weighted with its square is one of three. For Coulomb collisions these are Chandrasekhar's
 * functions.
 */
export function bathDiffusion(
  d: Dimension,
  gamma: number,
  variance: number,
  w2: number,
): { readonly along: number; readonly across: number } {
  const { friction, heat } = gaussianAverages(d, gamma, variance, w2);
  return { along: (d - 1) * variance * friction, across: variance * heat + friction * (w2 - variance) };
}
