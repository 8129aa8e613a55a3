import type { UniformNumbers } from './random-numbers.ts';

/**
 * Draws X = (1 - cos theta)/2 = sin^2(theta/2) of a random deflection theta after the diffusion time s >= 0 (which may be
 * Infinity). The direction round the axis is uniform and not part of it.
 */
export type Deflection = (s: number, random: UniformNumbers) => number;

/**
 * tan(theta/2) normal with the variance (d-1) s/2, which has the mean square angle 2 (d-1) s of the diffusion for small s.
 * Source for d = 3: T. Takizuka & H. Abe, J. Comput. Phys. 25, 205 (1977), whose <delta^2> is s; d = 2 is its analogue.
 */
export function tangentDeflection(d: number): Deflection {
  return (s, random) => {
    const tangent = Math.sqrt(((d - 1) * s) / 2) * normalNumber(random);
    return 1 / (1 + 1 / (tangent * tangent));
  };
}

/**
 * On S^2 the law ~ exp(A cos theta) with <cos theta> = coth A - 1/A = exp(-2s), the mean of the diffusion.
 * Source: K. Nanbu, Phys. Rev. E 55, 4642 (1997), whose s is 2s here.
 */
export const cumulativeDeflection: Deflection = (s, random) => {
  if (!(s > 0)) return 0;
  const A = concentration(s);
  return A === 0 ? random.next() : exponentialDeflection(A, random);
};

/**
 * One angle for every pair, without a random number: cos theta = max(-1, 1 - (d-1) s). To first order in s, 1 - cos theta is the mean of the
 * diffusion.
 * Source: A. V. Bobylev & I. F. Potapenko, J. Comput. Phys. 246, 123 (2013).
 */
export function fixedDeflection(d: number): Deflection {
  return (s) => Math.min(1, ((d - 1) / 2) * s);
}

/** A with coth A - 1/A = y = exp(-2s), to 1e-12. */
export function concentration(s: number): number {
  const y = Math.exp(-2 * s);
  // The difference cancels for small A, where the next term of the series is 1.9 y^9; for large A it is 1 - 1/A to exp(-2A).
  if (y < 1 / 50) return y * (3 + y ** 2 * (9 / 5 + y ** 2 * (297 / 175 + (y ** 2 * 1539) / 875)));
  let A = approximateConcentration(s);
  if (A > 30) return -1 / Math.expm1(-2 * s);
  // Newton's method squares the relative error, 3e-3 at the start, each time.
  for (let step = 0; step < 3; step++) A -= (1 / Math.tanh(A) - 1 / A - y) / (1 / (A * A) - 1 / Math.sinh(A) ** 2);
  return A;
}

/**
 * Brownian motion on the circle, d/ds = d^2/dtheta^2: theta is normal with variance 2s, exactly. Beyond s = 40 the law is
 * uniform to exp(-40).
 */
export const circleDiffusion: Deflection = (s, random) => {
  const half = Math.sqrt(Math.min(s, 40) / 2) * normalNumber(random);
  return Math.sin(half) ** 2;
};

/**
 * Brownian motion on the unit sphere S^2, d/ds = the Laplace-Beltrami operator: X is drawn from the heat kernel by rejection,
 *
 *     law of x = cos theta:  h(s, x) = (1/2) sum_l (2l+1) exp(-l(l+1) s) P_l(x),     <P_l(cos theta)> = exp(-l(l+1) s).
 *
 * Proposals are drawn from the exponential law exp(A x) with nearly the same mean. h exceeds it by at most 14.2 % (s = 0.29), so at least
 * nine of ten are accepted. The only error is that of `heatKernel`, below 4e-8 of h.
 *
 * Most proposals are accepted without an evaluation of h: on a sphere h is at least the kernel of the plane, exp(-theta^2/4s)/2s, and
 * exp(y) >= 1 + y.
 * Source: J. Cheeger & S.-T. Yau, Comm. Pure Appl. Math. 34, 465 (1981).
 */
export const sphereDiffusion: Deflection = (s, random) => {
  if (!(s > 0)) return 0;
  const A = approximateConcentration(s);
  if (A === 0) return random.next();
  // -A/expm1(-2A) exp(-2 A X) is the proposals' density in x.
  const drop = exponentialDrop(A);
  const peak = (-excess * A) / drop;
  for (;;) {
    const X = Math.min(1, Math.log1p(random.next() * drop) / (-2 * A));
    const height = random.next() * peak;
    if (X < 1 / 2 && 2 * s * height < leastSurplus * (1 + 2 * A * X - largestQuarterSquare(X) / s)) return X;
    if (height * Math.exp(-2 * A * X) < heatKernel(s, X)) return X;
  }
};

/** Less than 1 by more than the error of `heatKernel`, so that no decision depends on the bound. */
const leastSurplus = 1 - 1e-7;

/** theta^2/4 = asin(sqrt X)^2 = X + X^2/3 + 8 X^3/45 + 4 X^4/35 + .., with falling coefficients, from above for X <= 1/2. */
function largestQuarterSquare(X: number): number {
  return X * (1 + X * (1 / 3 + X * (8 / 45 + (X * 8) / 35)));
}

/** sup of h over the proposals' law for all s and x is 1.14161. */
const excess = 1.142;

/** Below this s the asymptotic expansion errs by less than 4e-8 (up to theta^2 = 56 s), above it the series takes 47 terms or fewer. */
const shortest = 0.02;

/** h(s, x), the density in x = cos theta = 1 - 2X of the heat kernel on S^2, for s > 0 and 0 <= X <= 1. */
export function heatKernel(s: number, X: number): number {
  return s < shortest ? expandedKernel(s, X) : summedKernel(s, 1 - 2 * X);
}

/** The sum over l, to round-off of the largest term. */
function summedKernel(s: number, x: number): number {
  const q = Math.exp(-2 * s);
  let power = 1; // q^l
  let decay = 1; // exp(-l(l+1) s)
  let before = 1; // P_{l-1}
  let legendre = x; // P_l
  let sum = 1;
  for (let l = 1; ; l++) {
    power *= q;
    decay *= power;
    const size = (2 * l + 1) * decay;
    if (size < Number.EPSILON / 16) return sum / 2;
    sum += size * legendre;
    const next = ((2 * l + 1) * x * legendre - l * before) / (l + 1);
    before = legendre;
    legendre = next;
  }
}

/**
 * h = exp(-theta^2/4s + s a + s^2 b) sqrt(theta / sin theta) / 2s. With the planar kernel and the root taken out, log h
 * obeys G_s + (theta/s) G' = G'' + G'^2 + G'/theta + V, V = 1/4 + 1/(4 sin^2 theta) - 1/(4 theta^2), whence
 * (theta a)' = V and b = a'/theta: a = 1/4 + (1 - theta cot theta)/(4 theta^2). The next term is 0.003 s^3.
 */
function expandedKernel(s: number, X: number): number {
  const theta = 2 * Math.asin(Math.sqrt(X));
  const t = theta * theta;
  // The closed form loses 1/theta^2 to cancellation.
  const bend = theta < 1 / 8 ? 1 / 3 + t * (1 / 45 + t * (2 / 945 + t / 4725)) : (1 - theta / Math.tan(theta)) / t;
  const a = (1 + bend) / 4;
  const b = 1 / 90 + t * (2 / 945 + t * (1 / 3150 + (t * 4) / 93555));
  const spread = theta === 0 ? 1 : theta / Math.sin(theta);
  return (Math.exp(s * (a + s * b) - t / (4 * s)) * Math.sqrt(spread)) / (2 * s);
}

/** X of the law with density ~ exp(A x), x = 1 - 2X in [-1, 1], A > 0. */
function exponentialDeflection(A: number, random: UniformNumbers): number {
  return Math.min(1, Math.log1p(random.next() * exponentialDrop(A)) / (-2 * A));
}

/** exp(-2A) - 1, which is -1 to the last bit from A = 20 on. */
function exponentialDrop(A: number): number {
  return A > 20 ? -1 : Math.expm1(-2 * A);
}

/**
 * A(s) with coth A - 1/A = exp(-2s), to 0.3 %; 0 at s = Infinity.
 * Source: M. Kroger, J. Non-Newton. Fluid Mech. 223, 77 (2015).
 */
export function approximateConcentration(s: number): number {
  const y = Math.exp(-2 * s);
  const y2 = y * y;
  return (y * (3 - (y2 * (6 + y2 * (1 - 2 * y2))) / 5)) / -Math.expm1(-4 * s);
}

/** One standard normal number, by the polar form of the Box-Muller transformation; its twin is not kept. */
export function normalNumber(random: UniformNumbers): number {
  for (;;) {
    const x = 2 * random.next() - 1;
    const y = 2 * random.next() - 1;
    const r2 = x * x + y * y;
    if (r2 > 0 && r2 < 1) return x * Math.sqrt((-2 * Math.log(r2)) / r2);
  }
}
