import { InputError } from '../core/errors.ts';
import { eachNode } from '../core/lattice.ts';
import { amongColumns } from '../schema/problem.ts';
import type { Analyzer, Quantity } from './analyzer.ts';

/** A column of the run as another code computed it, in the run's units. */
export interface ReferenceCurve {
  /** Name of the run's column. */
  readonly name: string;
  /** True if the curve is dropped in a run that has no such column. */
  readonly optional?: true;
  /** The value at time t and its uncertainty; the value is NaN outside the time span of the other code. */
  at(t: number): { readonly value: number; readonly uncertainty: number };
}

/** The series of another code. */
export interface ReferenceSeries {
  readonly curves: readonly ReferenceCurve[];
}

/** The columns that compare a run with the series of another code. */
export interface PreparedReference {
  readonly quantities: readonly Quantity[];
  /** Fills `row`, one entry per quantity, from t and the values of the columns passed to prepareReference. */
  compare(t: number, values: ArrayLike<number>, row: Float64Array): void;
}

/** The suffixes added to the base of a column: `temperature_reference.light` belongs to `temperature.light`. */
export const referenceSuffixes = {
  value: '_reference',
  error: '_reference_error',
  uncertainty: '_reference_uncertainty',
  excess: '_reference_excess',
} as const;

export type ReferenceKind = keyof typeof referenceSuffixes;

/** Returns `temperature_reference_error.light` for the column `temperature.light`. */
export function referenceColumn(name: string, kind: ReferenceKind): string {
  return name.replace(/(?=\.|$)/, referenceSuffixes[kind]);
}

/** Returns the columns of a run that have a reference. */
export function referencedColumns(names: readonly string[]): readonly string[] {
  return names.filter((name) => names.includes(referenceColumn(name, 'value')));
}

/**
 * Prepares four columns per curve: the reference, the distance |q - q_ref| of the run from it, the uncertainty of the reference (its
 * error bar and the interpolation error), and the excess max(0, |q - q_ref| - uncertainty). `columns` are the columns of the run.
 * Throws InputError if a curve has no column.
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

/** An interpolated value and an estimate of its error. */
export interface Interpolated {
  readonly value: number;
  /** |f[x_0 .. x_4] (x - x_0)(x - x_1)(x - x_2)(x - x_3)|: the next term of Newton's formula; 0 at the points. */
  readonly error: number;
}

/** The number of points that a cubic and the next term of its formula need. */
export const fewestPoints = 5;

/**
 * Interpolates at `at` by the cubic through the four points around it, two on each side; at the ends, through the four nearest. The
 * fifth nearest point gives the error f''''(xi) (x - x_0)(x - x_1)(x - x_2)(x - x_3)/4!, of fourth order in the spacing. x is
 * increasing and has at least five points; `at` lies between the first and the last.
 */
export function localCubic(x: ArrayLike<number>, y: ArrayLike<number>, at: number): Interpolated {
  const first = Math.min(Math.max(intervalOf(x, at) - 1, 0), x.length - 4);
  const further = at - x[first - 1] < x[first + 4] - at || first + 4 === x.length ? first - 1 : first + 4;
  const nodes = [first, first + 1, first + 2, first + 3, further];
  const t = nodes.map((k) => x[k]);
  const differences = nodes.map((k) => y[k]);
  for (let order = 1; order < nodes.length; order++)
    for (let k = nodes.length - 1; k >= order; k--)
      differences[k] = (differences[k] - differences[k - 1]) / (t[k] - t[k - order]);
  let value = differences[0];
  let product = 1;
  for (let k = 1; k < 4; k++) {
    product *= at - t[k - 1];
    value += differences[k] * product;
  }
  return { value, error: Math.abs(differences[4] * product * (at - t[3])) };
}

/** Returns the last k with x_k <= at. */
function intervalOf(x: ArrayLike<number>, at: number): number {
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= at) low = middle;
    else high = middle;
  }
  return low;
}

/** Relative L1, L2 and Linf distances of the reconstructed f_i from the exact solution, both evaluated on the lattice nodes. */
export const errorNorms: Analyzer = {
  name: 'error-norms',
  prepare({ initial, exact }) {
    if (exact === undefined) return { quantities: [], measure() {} };
    return {
      quantities: initial.mixture.species.flatMap(({ name }) =>
        Object.entries(normWords).map(([norm, words]) => ({
          name: `error_${norm}.${name}`,
          label: `relative ${words} error of ${name}`,
          unit: '1',
        })),
      ),
      measure(now, row) {
        now.species.forEach(({ lattice, values }, i) => {
          const { value } = exact.at(i, now.t);
          const error = { l1: 0, l2: 0, linf: 0 };
          const size = { l1: 0, l2: 0, linf: 0 };
          eachNode(lattice, (v, x) => {
            const f = value(v);
            addNorms(error, Math.abs(values[x] - f));
            addNorms(size, Math.abs(f));
          });
          row[3 * i] = error.l1 / size.l1;
          row[3 * i + 1] = Math.sqrt(error.l2 / size.l2);
          row[3 * i + 2] = error.linf / size.linf;
        });
      },
    };
  },
};

const normWords = { l1: 'L1', l2: 'L2', linf: 'maximum' } as const;

function addNorms(norms: { l1: number; l2: number; linf: number }, value: number): void {
  norms.l1 += value;
  norms.l2 += value * value;
  if (value > norms.linf) norms.linf = value;
}
