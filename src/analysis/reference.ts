import { InputError } from '../core/errors.ts';
import { amongColumns } from '../schema/nearest.ts';
import type { Quantity } from './analyzer.ts';

/** What another code says of one of our columns, in our units. */
export interface ReferenceCurve {
  /** Our column. */
  readonly name: string;
  /** True where a run without such a column goes without this curve. */
  readonly optional?: true;
  /** Its value at a time, NaN outside the time that the other code covered, and how uncertain that is. */
  at(t: number): { readonly value: number; readonly uncertainty: number };
}

/** The series of another code. */
export interface ReferenceSeries {
  readonly curves: readonly ReferenceCurve[];
}

/** The columns that hold a series against that of another code. */
export interface PreparedReference {
  readonly quantities: readonly Quantity[];
  /** Fills `row`, one entry per quantity, from t and the values of the columns that were given at the preparation. */
  compare(t: number, values: ArrayLike<number>, row: Float64Array): void;
}

/** What is added to the base of a column, as in `temperature_reference.light` beside `temperature.light`. */
export const referenceSuffixes = {
  value: '_reference',
  error: '_reference_error',
  uncertainty: '_reference_uncertainty',
  excess: '_reference_excess',
} as const;

export type ReferenceKind = keyof typeof referenceSuffixes;

/** `temperature_reference_error.light` for the column `temperature.light`. */
export function referenceColumn(name: string, kind: ReferenceKind): string {
  return name.replace(/(?=\.|$)/, referenceSuffixes[kind]);
}

/** The columns of a run that have a reference. */
export function referencedColumns(names: readonly string[]): readonly string[] {
  return names.filter((name) => names.includes(referenceColumn(name, 'value')));
}

/**
 * For every curve the reference itself, the distance |q - q_ref| of the run to it, how uncertain the reference is (its error bar
 * and that of its interpolation), and by how much the distance exceeds that: max(0, |q - q_ref| - uncertainty). `columns` are
 * those of the run. Throws InputError for a curve that stands for none of them.
 */
export function prepareReference(reference: ReferenceSeries, columns: readonly Quantity[]): PreparedReference {
  const names = columns.map(({ name }) => name);
  const curves = reference.curves.filter(({ name, optional }) => !optional || names.includes(name));
  const problems = curves.flatMap(({ name }) =>
    names.includes(name)
      ? []
      : [`reference.columns.${name}: expected a column of the series, got ${name}; ${amongColumns(name, names)}`],
  );
  if (problems.length > 0) throw new InputError(problems);
  const places = curves.map(({ name }) => names.indexOf(name));
  return {
    quantities: places.flatMap((place): Quantity[] => {
      const { name, label, unit } = columns[place];
      const column = (kind: ReferenceKind, words: string) => ({
        name: referenceColumn(name, kind),
        label: `${label}, ${words}`,
        unit,
      });
      return [
        column('value', 'reference'),
        column('error', 'distance to the reference'),
        column('uncertainty', 'uncertainty of the reference'),
        column('excess', 'distance to the reference beyond its uncertainty'),
      ];
    }),
    compare(t, values, row) {
      curves.forEach((curve, k) => {
        const { value, uncertainty } = curve.at(t);
        const error = Math.abs(values[places[k]] - value);
        row.set([value, error, uncertainty, Math.max(0, error - uncertainty)], 4 * k);
      });
    },
  };
}
