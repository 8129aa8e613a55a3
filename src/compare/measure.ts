import { bestColumn, type Functional } from '../analysis/best-estimate.ts';
import { sampleEstimate } from '../analysis/random-sample.ts';
import { referenceColumn, referencedColumns } from '../analysis/reference.ts';
import { InputError } from '../core/errors.ts';
import { inverseStudent } from '../core/special-functions.ts';
import type { ComparedQuantity, ComparisonReference, ErrorAt, Mean } from '../output/comparison-record.ts';
import type { RunEvent, Series } from '../output/run-record.ts';
import { observedMonotonicity } from '../simulation/run-summary.ts';

/** The kinds of event in which a run warns, and says that a watchdog was violated. */
const warningEvents = ['warning', 'doubtful'];

/** A quantity with its columns: those of the run, and of the reference for each; without the latter the column is an error itself. */
export interface MeasuredQuantity extends ComparedQuantity {
  readonly columns: readonly { readonly own: string; readonly reference?: string }[];
}

/** Quantities of every run, with the base of their columns in the run and in its exact solution. */
const general = [
  { name: 'temperature', label: 'temperature', exact: 'temperature_exact' },
  { name: 'entropy_corrected', label: 'entropy', exact: 'entropy_exact' },
  { name: 'fisher_corrected', label: 'Fisher information', exact: 'fisher_exact' },
] as const;

/**
 * In what the runs are held against the reference: temperatures, entropy and Fisher information (both corrected for smoothing, of a random
 * sample for its noise too), with an exact solution f itself in the relative L2 norm; against an external reference all it knows.
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

/** `temperature` of `temperature.light`. */
function baseOf(name: string): string {
  return name.split('.', 1)[0];
}

/**
 * The error of a run in a quantity: |q - q_true| / max |q_true|, the largest over the rows that both have or that in the last of
 * them, the worst of its columns; NaN when there are no such rows. `reference` is the run itself where its own series holds the reference.
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

/** Two times are one up to this part of the run. */
const sameTime = 1e-9;

/** Rows of one time, as pairs of row numbers. */
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

/** The increase of the best estimate beyond its error in parts of the first value; 0 when it does not increase, null when that is undetermined. */
export function increaseOf({ columns }: Series, functional: Functional): number | null {
  const { answer, rise } = observedMonotonicity(columns, functional);
  if (answer === 'increases') return rise! / Math.abs(columns[bestColumn(functional, 'value')][0]);
  return answer === 'does not increase' ? 0 : null;
}

/** The largest of several increases: an increase counts above an undetermined one, and this above none. */
export function largestIncrease(increases: readonly (number | null)[]): number | null {
  const grown = increases.filter((one) => one !== null && one > 0) as number[];
  if (grown.length > 0) return Math.max(...grown);
  return increases.includes(null) ? null : 0;
}

/** The largest of a column, NaN when one of it is, or there are none. */
export function largest(values: ArrayLike<number> = []): number {
  if (values.length === 0) return Number.NaN;
  return Array.from(values).reduce((most, value) => (most >= value || Number.isNaN(most) ? most : value));
}

export function warningsOf(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap(({ kind, message }) => (warningEvents.includes(kind) ? [message] : []));
}

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
      'replicates: expected series of the same length, got different ones; repeat them with --overwrite',
    );
  const mean = (name: string) =>
    first.columns[name].map((_, k) => series.reduce((sum, { columns }) => sum + columns[name][k], 0) / series.length);
  return {
    quantities: first.quantities,
    columns: Object.fromEntries(first.quantities.map(({ name }) => [name, mean(name)])),
  };
}
