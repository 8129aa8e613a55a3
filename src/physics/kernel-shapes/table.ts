import * as z from 'zod';
import { map, number, quantity } from '../../schema/fields.ts';
import { defineShape } from '../kernel-shape.ts';

/**
 * alpha(r) through given points: log alpha is the natural cubic spline in log r, extrapolated as a power on both sides. Alpha therefore
 * has two continuous derivatives, r alpha'/alpha is a quadratic function of log r between two radii, and its extremes have a closed form.
 */
export const table = defineShape({
  summary: 'Through given points: a cubic spline of log alpha in log r, extrapolated as a power at both ends.',
  parameters: () =>
    map('Through given points: a cubic spline of log alpha in log r, extrapolated as a power at both ends.', {
      r: increasing(),
      alpha: z
        .array(number('A value of alpha', { above: 0 }), { error: 'a list of numbers > 0' })
        .describe('alpha at every r (a list of numbers > 0, as many as of r).'),
    }).refine(({ r, alpha }) => r.length === alpha.length, { error: 'as many values of alpha as of r' }),
  create({ r, alpha }) {
    const x = r.map(Math.log);
    const y = alpha.map(Math.log);
    const curvatures = naturalCurvatures(x, y);
    const last = x.length - 1;
    const slopeAt = (k: number, t: number) => {
      const h = x[k + 1] - x[k];
      const bend = ((3 * t * t - 1) * curvatures[k + 1] - (3 * (1 - t) ** 2 - 1) * curvatures[k]) / 6;
      return (y[k + 1] - y[k]) / h + h * bend;
    };
    const [first, end] = [slopeAt(0, 0), slopeAt(last - 1, 1)];
    const piece = (at: number) => {
      let [low, high] = [0, last];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (x[middle] <= at) low = middle;
        else high = middle;
      }
      return { k: low, t: (at - x[low]) / (x[low + 1] - x[low]) };
    };
    // The curvature is linear between two points; slopes have an extremum where it changes sign.
    const turns = x.slice(1).flatMap((_, k) => {
      const [a, b] = [curvatures[k], curvatures[k + 1]];
      const within = a * b < 0 ? [Math.exp(x[k] + ((x[k + 1] - x[k]) * a) / (a - b))] : [];
      return [r[k], ...within];
    });
    const slope = (radius: number) => {
      const at = Math.log(radius);
      if (at <= x[0]) return first;
      if (at >= x[last]) return end;
      const { k, t } = piece(at);
      return slopeAt(k, t);
    };
    const all = [first, end, ...turns.map(slope)];
    return {
      shape: 'table',
      formula: `table of ${r.length} values, r^${short(first)} below r = ${r[0]} and r^${short(end)} above r = ${r[last]}`,
      value(radius) {
        const at = Math.log(radius);
        if (at <= x[0]) return alpha[0] * (radius / r[0]) ** first;
        if (at >= x[last]) return alpha[last] * (radius / r[last]) ** end;
        const { k, t } = piece(at);
        const h = x[k + 1] - x[k];
        const bend = ((1 - t) ** 3 - (1 - t)) * curvatures[k] + (t ** 3 - t) * curvatures[k + 1];
        return Math.exp((1 - t) * y[k] + t * y[k + 1] + (h * h * bend) / 6);
      },
      slope,
      slopes: { least: Math.min(...all), largest: Math.max(...all) },
      turns: [...turns, r[last]],
      atZero: { strength: alpha[0] / r[0] ** first, exponent: first },
      atInfinity: end,
    };
  },
});

function increasing() {
  const error = 'a list of at least 2 numbers > 0 in ascending order';
  return z
    .array(quantity('velocity', 'A relative speed', { above: 0 }), { error })
    .min(2, { error })
    .refine((r) => r.every((value, k) => k === 0 || value > r[k - 1]), { error })
    .describe(`Relative speeds (${error}).`);
}

/** Second derivatives of the natural cubic spline through (x_k, y_k), by elimination of its tridiagonal system. */
function naturalCurvatures(x: readonly number[], y: readonly number[]): readonly number[] {
  const n = x.length;
  const [factor, right] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 1; k + 1 < n; k++) {
    const [before, after] = [x[k] - x[k - 1], x[k + 1] - x[k]];
    const pivot = 2 * (before + after) - before * factor[k - 1];
    const jump = (y[k + 1] - y[k]) / after - (y[k] - y[k - 1]) / before;
    factor[k] = after / pivot;
    right[k] = (6 * jump - before * right[k - 1]) / pivot;
  }
  for (let k = n - 2; k >= 1; k--) right[k] -= factor[k] * right[k + 1];
  return Array.from(right);
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
