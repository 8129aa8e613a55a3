import { derivative, isPositive, sum, times } from './integer-polynomial.ts';

/**
 * A proof that int phi Gamma_2(log phi) >= K int phi Gamma(log phi) for every smooth phi > 0 on S^{d-1} that is even and depends on the angle to one axis alone:
 * two polynomials in x = cos theta on [0, 1], exact decimals of 15 places, the constant first.
 */
export interface ZonalCertificate {
  readonly squares: readonly bigint[];
  readonly cubes: readonly bigint[];
}

/** Decimal places of the coefficients of a certificate, and of K. */
export const [certificatePlaces, constantPlaces] = [15, 12];
const one = 10n ** BigInt(certificatePlaces);

/**
 * Whether the certificate with the polynomials P and R proves the constant K = units 10^-12. With x = cos theta, s = 1 - x^2, q = d(log phi)/dx, w = dq/dx and
 * m = (d-3)/2, the measure of the sphere is s^m dx, and
 *
 *     Gamma = s q^2,    Gamma_2 = (s w - x q)^2 + (d-2) q^2.
 *
 * phi is even: q = 0 at x = 0. So for h(x, q) = s (P(x)/x) q^2 + s^2 R(x) q^3 the function s^m phi h vanishes at x = 0 and x = 1, and nothing changes if its derivative
 * is added to the integrand, which becomes s^m phi times
 *
 *     Gamma_2 - K Gamma + h_x - 2 m (x/s) h + h_q w + h q,
 *
 * a quadratic form in ( s w, q/x, s q^2 ) whose coefficients are polynomials in x alone. If it is positive definite at every x in [0, 1], K is proved. Its first
 * coefficient is 1; the other two minors are those of the 2 x 2 matrix (a, b; b, c) that is left when s w is eliminated, and all is multiplied by 4 to be integer.
 */
export function proves(d: number, units: bigint, certificate: ZonalCertificate): boolean {
  const { mixed, square, twiceCross, cube } = certifiedForm(d, units, certificate);
  const a = sum(scaled(4n * one, square), scaled(-4n, times(mixed, mixed)));
  const b = sum(scaled(2n * one, twiceCross), scaled(-6n, times(mixed, cube)));
  const c = sum(scaled(4n * one, cube), scaled(-9n, times(cube, cube)));
  return isPositive(c) && isPositive(sum(times(a, c), scaled(-1n, times(b, b))));
}

/** The form W^2 + 2 mixed W Q + 3 cube W S + square Q^2 + twiceCross Q S + cube S^2 of W = s w, Q = q/x, S = s q^2: polynomials in units of 10^-15. */
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
