import { createRequire } from 'node:module';

// Every function is accurate to round-off. Source: S. L. Moshier, Cephes Mathematical Library (1989).

/** Gamma(x) for real x > 0. */
export function gamma(x: number): number {
  return cephes().gamma(x);
}

/** Digamma function psi(x) = d log Gamma / dx for real x > 0. */
export function digamma(x: number): number {
  return cephes().psi(x);
}

/** Error function (2/sqrt(pi)) int_0^x exp(-t^2) dt. */
export function erf(x: number): number {
  // Beyond 6 it is +-1 to 2e-17; from 26.6 the library throws, because it uses an erfc that underflows.
  return Math.abs(x) < 6 ? cephes().erf(x) : Math.sign(x);
}

/** Regularised incomplete gamma function P(a, x) = (1/Gamma(a)) int_0^x exp(-t) t^(a-1) dt for 0 < a <= 10. */
export function lowerGamma(a: number, x: number): number {
  // Beyond 100 it is 1 to 1e-30; from about 700 the library throws, because it uses a complement that underflows.
  return x < 100 ? cephes().igam(a, x) : 1;
}

/** The x with P(a, x) = p, 0 < a <= 10, 0 < p < 1; near p = 1 the complement q = 1 - p >= 1e-20 is more precise. */
export function inverseLowerGamma(a: number, p: number, q = 1 - p): number {
  if (a === 1) return p < 0.5 ? -Math.log1p(-p) : -Math.log(q);
  if (p > 0.1) return cephes().igami(a, q);
  // P(a, x) = x^a/Gamma(a+1) (1 + O(x)), then Newton's method: the library would start from 1 - p, which loses digits of p.
  let x = (p * gamma(a + 1)) ** (1 / a);
  for (let k = 0; k < 4 && x > 1e-15; k++) x -= ((lowerGamma(a, x) - p) * gamma(a)) / (x ** (a - 1) * Math.exp(-x));
  return x;
}

/**
 * The same function for many p in ascending order, by Halley's iteration from the last value; one step if the next p is close. Agrees
 * with `inverseLowerGamma` to a relative 1e-14.
 */
export function ascendingInverseLowerGamma(a: number): (p: number, q: number) => number {
  if (a === 1) return (p, q) => inverseLowerGamma(1, p, q);
  const scale = gamma(a);
  let last = 0;
  return (p, q) => {
    let x = last;
    for (let k = 0; x > 0 && k < mostIterations; k++) {
      const excess = p < 0.5 ? cephes().igam(a, x) - p : q - cephes().igamc(a, x);
      const newton = (excess * scale * Math.exp(x)) / x ** (a - 1);
      const step = newton / (1 - (newton / 2) * ((a - 1) / x - 1));
      if (!(Math.abs(step) < x / 2)) break;
      x -= step;
      // The iteration is of third order.
      if (Math.abs(step) < 1e-5 * x) {
        last = x;
        return x;
      }
    }
    last = inverseLowerGamma(a, p, q);
    return last;
  };
}

/** Steps of Halley's iteration before the inverse is computed without a starting value. */
const mostIterations = 4;

/** Quantile of the standard normal law: the x with Phi(x) = p, 0 < p < 1. */
export function inverseNormal(p: number): number {
  return cephes().ndtri(p);
}

/**
 * The normal quantile at a uniform random number u in [0, 1) on the grid of 2^-53. At u = 0 it would be infinite; that number is
 * replaced by the centre of its cell, 2^-54.
 */
export function normalFromUniform(u: number): number {
  return inverseNormal(Math.max(u, 2 ** -54));
}

/** Bessel function J_0(x). */
export function besselJ0(x: number): number {
  return cephes().j0(x);
}

/** Bessel function J_1(x). */
export function besselJ1(x: number): number {
  return cephes().j1(x);
}

/** Modified Bessel function exp(-|x|) I_0(x). */
export function besselI0e(x: number): number {
  return cephes().i0e(x);
}

/** Modified Bessel function exp(-|x|) I_1(x). */
export function besselI1e(x: number): number {
  return cephes().i1e(x);
}

/** Quantile of Student's t law with `degrees` >= 1 degrees of freedom: the x with P(t <= x) = p, 0 < p < 1. */
export function inverseStudent(degrees: number, p: number): number {
  return cephes().stdtri(degrees, p);
}

/**
 * The library is a WebAssembly module. Loading and compiling it takes 30 to 60 ms, more than the rest of a refused scenario, so it is
 * loaded on the first call. In Node it compiles synchronously.
 */
function cephes(): typeof import('cephes') {
  library ??= createRequire(import.meta.url)('cephes') as typeof import('cephes');
  return library;
}

let library: typeof import('cephes') | undefined;
