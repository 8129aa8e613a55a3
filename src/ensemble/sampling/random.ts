import { InputError } from '../../core/errors.ts';
import type { RandomStream } from '../../core/random.ts';
import { createVectorField } from '../../core/vector-field.ts';
import type { Distribution } from '../distribution.ts';
import { velocityCorrection } from '../moment-correction.ts';
import { type Sample, type SamplingOptions, type SamplingRule, velocityBox } from './sampling-rule.ts';

/** Independent particles of equal weight. The error of an average falls like N^{-1/2}. */
export const monteCarlo: SamplingRule = {
  name: 'monte-carlo',
  summary: 'independent samples',
  reference: 'L. Devroye, Non-Uniform Random Variate Generation, Springer (1986)',
  correction: velocityCorrection,
  onLattice: false,
  correctedByDefault: false,
  sample(distribution, options) {
    const { stream } = options;
    return equalWeights(distribution, options, (u) => {
      for (let k = 0; k < u.length; k++) u[k] = stream.next();
    });
  },
};

/**
 * Particles of equal weight at the images of randomly shifted Sobol' points. The error of a smooth average falls nearly
 * like 1/N. Powers of two are the best counts.
 */
export const quasiMonteCarlo: SamplingRule = {
  name: 'quasi-monte-carlo',
  summary: 'a low-discrepancy sequence',
  reference:
    "S. Joe & F. Y. Kuo, Constructing Sobol' sequences with better two-dimensional projections, SIAM J. Sci. Comput. 30 (2008) 2635",
  correction: velocityCorrection,
  onLattice: false,
  correctedByDefault: false,
  sample: (distribution, options) =>
    equalWeights(distribution, options, shiftedSobol(distribution.uniforms, options.stream)),
};

/** `count` particles of weight n / count at the images of the points that `nextPoint` writes to u. */
function equalWeights(
  distribution: Distribution,
  options: SamplingOptions,
  nextPoint: (u: Float64Array) => void,
): Sample {
  const { dimension: d, density } = distribution;
  const { count } = options;
  if (!(Number.isInteger(count) && count >= 2))
    throw new InputError(`particles.count: expected an integer >= 2, got ${count}`);
  const { centre, halfWidth } = velocityBox(distribution, options);
  const velocities = createVectorField(d, count);
  const u = new Float64Array(distribution.uniforms);
  const v = new Float64Array(d);
  for (let p = 0; p < count; p++) {
    nextPoint(u);
    distribution.transform(u, v);
    for (let k = 0; k < d; k++) velocities.data[k * count + p] = v[k];
  }
  return {
    particles: { weights: new Float64Array(count).fill(density / count), velocities },
    spacing: (2 * halfWidth) / count ** (1 / d),
    anchor: centre,
    lostDensity: 0,
  };
}

/** Degree s, coefficients a and first direction numbers m_1..m_s of one dimension's primitive polynomial. */
interface Direction {
  readonly degree: number;
  readonly coefficients: number;
  readonly first: readonly number[];
}

// Joe & Kuo's file new-joe-kuo-6.21201, dimensions 2 to 6; dimension 1 is van der Corput's sequence.
const directions: readonly Direction[] = [
  { degree: 1, coefficients: 0, first: [1] },
  { degree: 2, coefficients: 1, first: [1, 3] },
  { degree: 3, coefficients: 1, first: [1, 3, 1] },
  { degree: 3, coefficients: 2, first: [1, 1, 1] },
  { degree: 4, coefficients: 1, first: [1, 1, 3, 3] },
];

/** The number of coordinates in the tables. */
export const sobolDimensions = directions.length + 1;

const bits = 32;

/**
 * The points x_0, x_1, .. of Sobol's sequence in Gray-code order, digitally shifted: u = x XOR s with one uniform random
 * s for each coordinate. Every point is then uniform, and any 2^k consecutive points are as evenly spread as without the
 * shift. The returned function writes the next point to u; the sequence repeats after 2^32 points.
 */
export function shiftedSobol(dimensions: number, stream: RandomStream): (u: Float64Array) => void {
  if (dimensions > sobolDimensions)
    throw new RangeError(`Sobol' points: expected at most ${sobolDimensions} coordinates, got ${dimensions}`);
  const numbers = Array.from({ length: dimensions }, (_, k) => directionNumbers(k));
  const shifts = Float64Array.from({ length: dimensions }, () => stream.next() * 2 ** bits);
  const x = Uint32Array.from(shifts);
  // The bits below the 32 bits of the sequence come from the shift, so that points have the full 53 bits of a uniform number.
  const below = shifts.map((shift) => shift - Math.floor(shift));
  let index = 0;
  return (u) => {
    for (let k = 0; k < dimensions; k++) u[k] = (x[k] + below[k]) / 2 ** bits;
    // Gray code: only the bit at the lowest zero of i changes from point i to point i + 1.
    const lowestZero = 31 - Math.clz32(~index & (index + 1));
    for (let k = 0; k < dimensions; k++) x[k] ^= numbers[k][lowestZero];
    index = (index + 1) >>> 0;
  };
}

/** v_1, v_2, .. scaled by 2^32; Bratley & Fox, ACM Trans. Math. Softw. 14 (1988) 88, eq. 2. */
function directionNumbers(dimension: number): Uint32Array {
  if (dimension === 0) return Uint32Array.from({ length: bits }, (_, j) => 2 ** (bits - 1 - j));
  const { degree, coefficients, first } = directions[dimension - 1];
  const v = new Uint32Array(bits);
  for (let j = 0; j < bits; j++) {
    if (j < degree) {
      v[j] = first[j] * 2 ** (bits - 1 - j);
      continue;
    }
    v[j] = v[j - degree] ^ (v[j - degree] >>> degree);
    for (let k = 1; k < degree; k++) if ((coefficients >> (degree - 1 - k)) & 1) v[j] ^= v[j - k];
  }
  return v;
}
