/*
 * Polynomials in one variable with integer coefficients, in ascending order: their arithmetic is exact.
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
 * Whether a polynomial is proved to be > 0 on [0, 1]: all coefficients of (1+t)^n p(t/(1+t)) are, where t goes from 0 to infinity, or both halves of the
 * interval pass the same test, at most `depth` times halved. Never true for a polynomial that is not. Source: G. E. Collins & A. G. Akritas, SYMSAC '76, 272 (1976).
 */
export function isPositive(p: readonly bigint[], depth = 40): boolean {
  if (p[0] <= 0n || p.reduce((all, c) => all + c, 0n) <= 0n) return false;
  // Its coefficients of t^0 .. t^n: p(x) reversed, x -> x + 1.
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
