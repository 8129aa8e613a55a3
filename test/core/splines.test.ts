import { describe, expect, it } from 'vitest';
import { fewestPoints, interpolatingSpline } from '../../src/core/splines.ts';

/** Uneven points from a to b. */
function uneven(count: number, a: number, b: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => {
    const t = k / (count - 1);
    return a + (b - a) * (t + 0.1 * Math.sin(Math.PI * t));
  });
}

describe('the interpolating spline', () => {
  it('reproduces polynomials of degree 5 in every variable, with their derivatives', () => {
    const axes = [uneven(fewestPoints, -1, 2), uneven(11, -2, 1)];
    // x^5 y^4 - x^2 y^3
    const power = (x: number, p: number, q: number) => {
      let factor = 1;
      for (let k = 0; k < q; k++) factor *= p - k;
      return factor === 0 ? 0 : factor * x ** (p - q);
    };
    const f = (x: number, y: number, q: number, r: number) =>
      power(x, 5, q) * power(y, 4, r) - power(x, 2, q) * power(y, 3, r);
    const values = Float64Array.from([...axes[0]].flatMap((x) => [...axes[1]].map((y) => f(x, y, 0, 0))));
    const spline = interpolatingSpline(axes, values);
    for (const [x, y] of [
      [-1, -2],
      [0.3, 0.2],
      [1.9, -1.3],
      [2, 1],
    ]) {
      const found = Float64Array.from(spline.evaluate([x, y], 3));
      for (let q = 0; q <= 3; q++)
        for (let r = 0; r <= 3; r++) expect(Math.abs(found[4 * q + r] - f(x, y, q, r))).toBeLessThan(1e-9);
      expect(Math.abs(spline.evaluate([x, y], 0)[0] - f(x, y, 0, 0))).toBeLessThan(1e-11);
    }
  });

  it('has the same values at places of a cell together as at each', () => {
    const axes = [0, 1, 2].map((k) => uneven(7 + k, -1, 2));
    const values = Float64Array.from({ length: 7 * 8 * 9 }, (_, i) => Math.sin(i * i));
    const spline = interpolatingSpline(axes, values);
    const places = axes.map((axis) => [0.2, 0.7].map((t) => axis[4] + t * (axis[5] - axis[4])));
    const together = Float64Array.from(spline.valuesAt(places).subarray(0, 8));
    together.forEach((value, i) => {
      const x = places.map((own, k) => own[(i >> (2 - k)) & 1]);
      expect(Math.abs(value - spline.evaluate(x, 0)[0])).toBeLessThan(1e-12);
    });
  });

  it('has errors of order 6, and 3 in third derivatives', () => {
    const errors = [24, 48].map((count) => {
      const axis = uneven(count, -2, 2);
      const spline = interpolatingSpline(
        [axis],
        axis.map((x) => Math.sin(2 * x)),
      );
      let [value, third] = [0, 0];
      for (let x = -1; x < 1; x += 0.01) {
        const found = spline.evaluate([x], 3);
        value = Math.max(value, Math.abs(found[0] - Math.sin(2 * x)));
        third = Math.max(third, Math.abs(found[3] + 8 * Math.cos(2 * x)));
      }
      return { value, third };
    });
    expect(Math.log2(errors[0].value / errors[1].value)).toBeGreaterThan(5.7);
    expect(Math.log2(errors[0].third / errors[1].third)).toBeGreaterThan(2.7);
    expect(errors[1].third).toBeLessThan(0.02);
  });
});
