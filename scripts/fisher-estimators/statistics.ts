// Means, slopes and tables.
import { linearRegression, mean, quantile, sampleWithReplacement } from 'simple-statistics';

/** Mean, standard error of the mean, and standard deviation of one value. */
export interface Summary {
  readonly mean: number;
  readonly error: number;
  readonly scatter: number;
}

/** A value with the ends of its interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export function summary(values: readonly number[]): Summary {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const scatter = Math.sqrt(squares / (values.length - 1));
  return { mean: centre, error: scatter / Math.sqrt(values.length), scatter };
}

/** The exponent p of |y| ~ x^p from the means of some samples at every x, with the 95 % interval of 1000 bootstraps. */
export function power(x: readonly number[], samples: readonly (readonly number[])[], random: () => number): Interval {
  const slope = (columns: readonly (readonly number[])[]) =>
    linearRegression(columns.map((column, k) => [Math.log(x[k]), Math.log(Math.abs(mean(column)))])).m;
  const draws = Array.from({ length: 1000 }, () =>
    slope(samples.map((column) => sampleWithReplacement([...column], column.length, random))),
  );
  return { value: slope(samples), low: quantile(draws, 0.025), high: quantile(draws, 0.975) };
}

/** A fixed number of digits, without the sign of a zero. */
const fixed = (x: number, digits: number) => x.toFixed(digits).replace(/^-(?=[0.]*$)/, '');

export const percent = (x: number, digits = 2) => `${fixed(100 * x, digits)} %`;
export const percentWithError = ({ mean: centre, error }: Summary, digits = 1) =>
  `${fixed(100 * centre, digits)} ± ${(100 * error).toFixed(digits)} %`;
export const interval = ({ value, low, high }: Interval) =>
  `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
