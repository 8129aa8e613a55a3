/**
 * A proof that int phi Gamma_2(log phi) >= K int phi Gamma(log phi) for every smooth phi > 0 on S^{d-1} that is even and depends only on
 * the angle to one axis: two polynomials in x = cos theta on [0, 1], constant term first, exact decimals of 15 places.
 */
export interface ZonalCertificate {
  readonly squares: readonly bigint[];
  readonly cubes: readonly bigint[];
}

/** Decimal places of the coefficients of a certificate, and of K. */
export const [certificatePlaces, constantPlaces] = [15, 12];
const one = 10n ** BigInt(certificatePlaces);

/**
 * Whether the certificate with the polynomials P and R proves the constant K = units 10^-12. With x = cos theta, s = 1 - x^2,
 * q = d(log phi)/dx, w = dq/dx and m = (d-3)/2, the measure of the sphere is s^m dx, and
 *
 *     Gamma = s q^2,    Gamma_2 = (s w - x q)^2 + (d-2) q^2.
 *
 * phi is even, so q = 0 at x = 0. For h(x, q) = s (P(x)/x) q^2 + s^2 R(x) q^3 the function s^m phi h vanishes at x = 0 and x = 1, so adding
 * its derivative to the integrand does not change the integral. The integrand becomes s^m phi times
 *
 *     Gamma_2 - K Gamma + h_x - 2 m (x/s) h + h_q w + h q,
 *
 * a quadratic form in ( s w, q/x, s q^2 ) whose coefficients are polynomials in x. If it is positive definite at every x in [0, 1], K is
 * proved. Its first coefficient is 1; the other two minors are those of the 2 x 2 matrix (a, b; b, c) that remains when s w is eliminated.
 * Everything is multiplied by 4 to be integer.
 */
export function proves(d: number, units: bigint, certificate: ZonalCertificate): boolean {
  const { mixed, square, twiceCross, cube } = certifiedForm(d, units, certificate);
  const a = sum(scaled(4n * one, square), scaled(-4n, times(mixed, mixed)));
  const b = sum(scaled(2n * one, twiceCross), scaled(-6n, times(mixed, cube)));
  const c = sum(scaled(4n * one, cube), scaled(-9n, times(cube, cube)));
  return isPositive(c) && isPositive(sum(times(a, c), scaled(-1n, times(b, b))));
}

/**
 * The form W^2 + 2 mixed W Q + 3 cube W S + square Q^2 + twiceCross Q S + cube S^2 with W = s w, Q = q/x, S = s q^2: polynomials in units
 * of 10^-15.
 */
export function certifiedForm(d: number, units: bigint, { squares: P, cubes: R }: ZonalCertificate) {
  const K = units * 10n ** BigInt(certificatePlaces - constantPlaces);
  const [x, xx, s] = [
    [0n, 1n],
    [0n, 0n, 1n],
    [1n, 0n, -1n],
  ];
  const curvature = sum(sum(scaled(one, xx), [BigInt(d - 2) * one]), scaled(-K, s));
  const turned = sum(times(x, derivative(P)), scaled(-1n, P));
  return {
    mixed: sum(P, scaled(-one, xx)),
    square: sum(times(xx, sum(curvature, scaled(BigInt(1 - d), P))), times(s, turned)),
    twiceCross: sum(sum(P, times(s, times(x, derivative(R)))), scaled(BigInt(-d - 1), times(xx, R))),
    cube: R,
  };
}

function scaled(factor: bigint, p: readonly bigint[]): readonly bigint[] {
  return p.map((c) => factor * c);
}

/*
 * Polynomials in one variable with integer coefficients, in ascending order; their arithmetic is exact.
 */

/** The product of two polynomials. */
export function times(a: readonly bigint[], b: readonly bigint[]): readonly bigint[] {
  const product = new Array<bigint>(a.length + b.length - 1).fill(0n);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      product[i + j] += x * y;
    });
  });
  return product;
}

/** The sum of two polynomials. */
export function sum(a: readonly bigint[], b: readonly bigint[]): readonly bigint[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, k) => (a[k] ?? 0n) + (b[k] ?? 0n));
}

/** The derivative of a polynomial. */
export function derivative(a: readonly bigint[]): readonly bigint[] {
  return a.length === 1 ? [0n] : a.slice(1).map((c, k) => BigInt(k + 1) * c);
}

export function absolute(a: bigint): bigint {
  return a < 0n ? -a : a;
}

/**
 * Proves that a polynomial is > 0 on [0, 1]: all coefficients of (1+t)^n p(t/(1+t)) are positive, where t goes from 0 to infinity, or both
 * halves of the interval pass the same test, with at most `depth` halvings. Never true for a polynomial that is not positive. Source: G. E.
 * Collins & A. G. Akritas, SYMSAC '76, 272 (1976).
 */
export function isPositive(p: readonly bigint[], depth = 40): boolean {
  if (p[0] <= 0n || p.reduce((all, c) => all + c, 0n) <= 0n) return false;
  // The coefficients of t^0 .. t^n: p(x) reversed, x -> x + 1.
  if (shifted([...p].reverse()).every((c) => c > 0n)) return true;
  if (depth === 0) return false;
  const degree = BigInt(p.length - 1);
  const left = p.map((c, j) => c << (degree - BigInt(j)));
  return isPositive(left, depth - 1) && isPositive(shifted(left), depth - 1);
}

/** The coefficients of p(x + 1), by Horner's scheme. */
function shifted(p: readonly bigint[]): readonly bigint[] {
  const c = [...p];
  for (let from = 0; from < c.length - 1; from++) for (let k = c.length - 2; k >= from; k--) c[k] += c[k + 1];
  return c;
}

/** An integer in units of 10^-digits. */
export function decimal(units: bigint, digits: number): string {
  const text = String(absolute(units)).padStart(digits + 1, '0');
  return `${units < 0n ? '-' : ''}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
