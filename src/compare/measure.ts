import { bestColumn, type Functional } from '../analysis/best-estimate.ts';
import { sampleEstimate } from '../analysis/random-sample.ts';
import { referenceColumn, referencedColumns } from '../analysis/reference.ts';
import { InputError } from '../core/errors.ts';
import { inverseStudent } from '../core/special-functions.ts';
import type { ComparedQuantity, ComparisonReference, ErrorAt, Mean } from '../output/comparison-record.ts';
import type { RunEvent, Series } from '../output/run-record.ts';
import { observedMonotonicity } from '../simulation/run-summary.ts';

/** The kinds of events that are warnings: `doubtful` means that a watchdog was violated. */
const warningEvents = ['warning', 'doubtful'];

/** A quantity with its columns in the run and in the reference. A column without a reference column is itself an error. */
export interface MeasuredQuantity extends ComparedQuantity {
  readonly columns: readonly { readonly own: string; readonly reference?: string }[];
}

/** Quantities of every run. `name` and `exact` are the base names of their columns in the run and in the exact solution. */
const general = [
  { name: 'temperature', label: 'temperature', exact: 'temperature_exact' },
  { name: 'entropy_corrected', label: 'entropy', exact: 'entropy_exact' },
  { name: 'fisher_corrected', label: 'Fisher information', exact: 'fisher_exact' },
] as const;

/**
 * The quantities in which runs are compared with the reference: temperatures, entropy and Fisher information (both corrected for
 * smoothing, and for noise in a random sample). An exact solution adds f, in the relative L2 norm. An external reference gives all the
 * quantities that it contains.
 */
export function measuredQuantities(
  { kind }: Pick<ComparisonReference, 'kind'>,
  series: Series,
  species: readonly string[],
): MeasuredQuantity[] {
  const names = series.quantities.map(({ name }) => name);
  if (kind === 'none') return [];
  if (kind === 'external') {
    const known = referencedColumns(names);
    const bases = [...new Set(known.map(baseOf))];
    return bases.map((base) => ({
      name: base,
      label: general.find(({ name }) => name === base)?.label ?? base.replace(/_best$/, '').replaceAll('_', ' '),
      columns: known
        .filter((name) => baseOf(name) === base)
        .map((own) => ({ own, reference: referenceColumn(own, 'value') })),
    }));
  }
  const quantities = general.map(({ name, label, exact }): MeasuredQuantity => {
    const reference = kind === 'exact' ? exact : name;
    const suffixes = name === 'temperature' ? species.map((one) => `.${one}`) : [''];
    return { name, label, columns: suffixes.map((suffix) => ({ own: name + suffix, reference: reference + suffix })) };
  });
  const f = { name: 'f', label: 'f (L2)', columns: species.map((one) => ({ own: `error_l2.${one}` })) };
  return [...quantities, ...(kind === 'exact' ? [f] : [])].filter(({ columns }) =>
    columns.every(({ own }) => names.includes(own)),
  );
}

/** The base of a column's name: `temperature` for `temperature.light`. */
function baseOf(name: string): string {
  return name.split('.', 1)[0];
}

/**
 * The error of a run in a quantity: |q - q_true| / max |q_true|, the maximum over the common rows or the value in the last of them,
 * the largest of its columns; NaN without common rows. `reference` is the run itself if its own series contains the reference.
 */
export function errorOf({ columns }: MeasuredQuantity, errorAt: ErrorAt, run: Series, reference: Series): number {
  const rows = commonRows(run.columns.t, reference.columns.t);
  const chosen = (errors: readonly number[]) => largest(errorAt === 'end' ? errors.slice(-1) : errors);
  const errors = columns.map((column) => {
    const own = run.columns[sampleEstimate(run.columns, column.own).column];
    if (own === undefined) return Number.NaN;
    if (column.reference === undefined) return chosen(Array.from(own));
    const right = reference.columns[sampleEstimate(reference.columns, column.reference).column];
    if (right === undefined) return Number.NaN;
    const known = rows.filter(([, there]) => Number.isFinite(right[there]));
    const distances = known.map(([here, there]) => Math.abs(own[here] - right[there]));
    return chosen(distances) / largest(known.map(([, there]) => Math.abs(right[there])));
  });
  return errors.length === 0 ? Number.NaN : Math.max(...errors);
}

/** Times that differ by less than this fraction of the run are equal. */
const sameTime = 1e-9;

/** The rows with equal times, as pairs of row numbers. */
export function commonRows(here: Float64Array, there: Float64Array): readonly (readonly [number, number])[] {
  const near = sameTime * (here[here.length - 1] - here[0]);
  const rows: [number, number][] = [];
  for (let i = 0, j = 0; i < here.length && j < there.length; ) {
    if (Math.abs(here[i] - there[j]) <= near) rows.push([i++, j++]);
    else if (here[i] < there[j]) i++;
    else j++;
  }
  return rows;
}

/** The increase of the best estimate beyond its error, relative to its first value; 0 if it does not increase, null if undetermined. */
export function increaseOf({ columns }: Series, functional: Functional): number | null {
  const { answer, rise } = observedMonotonicity(columns, functional);
  if (answer === 'increases') return rise! / Math.abs(columns[bestColumn(functional, 'value')][0]);
  return answer === 'does not increase' ? 0 : null;
}

/** The largest of several increases; without an increase null if any is undetermined, or else 0. */
export function largestIncrease(increases: readonly (number | null)[]): number | null {
  const grown = increases.filter((one) => one !== null && one > 0) as number[];
  if (grown.length > 0) return Math.max(...grown);
  return increases.includes(null) ? null : 0;
}

/** The largest value; NaN if any value is NaN or there are none. */
export function largest(values: ArrayLike<number> = []): number {
  if (values.length === 0) return Number.NaN;
  return Array.from(values).reduce((most, value) => (most >= value || Number.isNaN(most) ? most : value));
}

export function warningsOf(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap(({ kind, message }) => (warningEvents.includes(kind) ? [message] : []));
}

/** The confidence level of intervals. */
const confidence = 0.95;

/** The mean and its standard error s / sqrt(n), where s^2 is the variance with n - 1; the error is null for a single value. */
export function meanOf(values: readonly number[]): Mean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, standardError: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** The mean and the half width t s / sqrt(n) of its Student 95 % interval; the half width is null for a single value. */
export function intervalOf(values: readonly number[]): { readonly mean: number; readonly halfWidth: number | null } {
  const { mean, standardError } = meanOf(values);
  if (standardError === null) return { mean, halfWidth: null };
  return { mean, halfWidth: standardError * inverseStudent(values.length - 1, (1 + confidence) / 2) };
}

/** The mean of the series of several runs of a scenario, row by row. Throws InputError if their lengths differ. */
export function meanSeries(series: readonly Series[]): Series {
  const [first] = series;
  if (series.some(({ columns }) => columns.t.length !== first.columns.t.length))
    throw new InputError(
      'replicates: expected series of the same length, got different lengths; repeat the runs with --overwrite',
    );
  const mean = (name: string) =>
    first.columns[name].map((_, k) => series.reduce((sum, { columns }) => sum + columns[name][k], 0) / series.length);
  return {
    quantities: first.quantities,
    columns: Object.fromEntries(first.quantities.map(({ name }) => [name, mean(name)])),
  };
}
