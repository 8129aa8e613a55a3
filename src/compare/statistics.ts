import { InputError } from '../core/errors.ts';
import { inverseStudent } from '../core/special-functions.ts';
import type { Mean } from '../output/comparison-record.ts';
import type { Series } from '../output/run-record.ts';

/** The confidence of intervals. */
const confidence = 0.95;

/** The mean and its standard error, s / sqrt(n) with s^2 the variance with n - 1; of one value there is no error. */
export function meanOf(values: readonly number[]): Mean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, standardError: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** The mean and the half width of Student's 95 % interval of it, t s / sqrt(n); null of one value. */
export function intervalOf(values: readonly number[]): { readonly mean: number; readonly halfWidth: number | null } {
  const { mean, standardError } = meanOf(values);
  if (standardError === null) return { mean, halfWidth: null };
  return { mean, halfWidth: standardError * inverseStudent(values.length - 1, (1 + confidence) / 2) };
}

/** The series of several runs of one scenario, each number the mean of theirs. */
export function meanSeries(series: readonly Series[]): Series {
  const [first] = series;
  if (series.some(({ columns }) => columns.t.length !== first.columns.t.length))
    throw new InputError(
      'replicates: expected series of the same length, got different ones; run them anew with --overwrite',
    );
  const mean = (name: string) =>
    first.columns[name].map((_, k) => series.reduce((sum, { columns }) => sum + columns[name][k], 0) / series.length);
  return {
    quantities: first.quantities,
    columns: Object.fromEntries(first.quantities.map(({ name }) => [name, mean(name)])),
  };
}
