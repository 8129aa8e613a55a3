import { InputError } from '../core/errors.ts';
import { fewestPoints, interpolatingSpline } from '../core/splines.ts';
import { type CellDensity, cellNodes } from './cell-law.ts';
import type { Table } from './read-table.ts';

/** The rows of every axis that a smooth table interpolates: all, or every second row from the first or the second. */
export type Rows = 'all' | 'even' | 'odd';

/** log f through the rows of a table, as a spline with four continuous derivatives. */
export interface SmoothTable extends CellDensity {
  /** f at x. Outside the table, log f continues as a falling quadratic function. */
  value(x: ArrayLike<number>): number;
  /** For a table of the speed: the speed beyond which the continued f is round-off. Otherwise the end of the last axis. */
  readonly end: number;
  /** Whether x is in the box of the table. */
  within(x: ArrayLike<number>): boolean;
  /** The derivatives of log f at x within the table, see InterpolatingSpline. */
  evaluate(x: ArrayLike<number>, highest: number): Float64Array;
}

/** Smallest number of rows along every axis, so that half of them are enough for a spline. */
const fewest = 2 * fewestPoints;
/** Largest f at the ends of the table, relative to its largest value. */
const mostAtEnd = 1e-5;
/** Value of f beyond the table, relative to its largest value, below which it is negligible. */
const negligible = 1e-17;

/**
 * The smooth f of a table. f(v) and f(v_par, v_perp) are even in v and v_perp, so the spline also interpolates the mirrored rows. Outer
 * rows with zeros are left out. Throws InputError for tables with zeros elsewhere, with too few rows, with speeds that do not begin
 * near 0, or with ends where f is not small.
 */
export function smoothTable(table: Table, rows: Rows): SmoothTable {
  const { axes, values } = thinned(positivePart(table), rows);
  const d = axes.length;
  const mirrored = axes.map((_, k) => table.kind === 'radial' || (table.kind === 'gyrotropic' && k === 1));
  const spline = splineOf(axes, values, mirrored);
  const middle = axes.map((axis, k) => (mirrored[k] ? 0 : centroid(axis, values, axes, k)));
  const ends = axes.map((axis, k) => [mirrored[k] ? -axis[axis.length - 1] : axis[0], axis[axis.length - 1]]);
  const inside = new Float64Array(d);
  const decay = (logarithm: Float64Array, k: number) => {
    const distance = inside[k] - middle[k];
    // If log f does not fall at the end of the table, it falls by 4 within the length of the table.
    return Math.max(-logarithm[2 ** (d - 1 - k)] / (2 * distance), 4 / distance ** 2);
  };
  const within = (x: ArrayLike<number>) => ends.every(([from, to], k) => x[k] >= from && x[k] <= to);
  const value = (x: ArrayLike<number>) => {
    for (let k = 0; k < d; k++) inside[k] = Math.min(Math.max(x[k], ends[k][0]), ends[k][1]);
    if (within(x)) return Math.exp(spline.evaluate(x, 0)[0]);
    const logarithm = spline.evaluate(inside, 1);
    let sum = logarithm[0];
    for (let k = 0; k < d; k++)
      if (x[k] !== inside[k]) sum -= decay(logarithm, k) * ((x[k] - middle[k]) ** 2 - (inside[k] - middle[k]) ** 2);
    return Math.exp(sum);
  };
  const last = ends[d - 1][1];
  inside.fill(0);
  inside[d - 1] = last;
  const peak = values.reduce((most, f) => Math.max(most, f), 0);
  const left = Math.log(values[values.length - 1] / (negligible * peak));
  const edges = axes.map((axis, k) => (mirrored[k] && axis[0] > 0 ? Float64Array.of(0, ...axis) : axis));
  const places = axes.map(() => new Float64Array(cellNodes.length));
  return {
    edges,
    end: d === 1 ? Math.sqrt(last ** 2 + Math.max(0, left) / decay(spline.evaluate(inside, 1), 0)) : last,
    ...{ within, value },
    evaluate: (x, highest) => spline.evaluate(x, highest),
    nodeValues(cell, out) {
      cell.forEach((j, k) => {
        const [start, end] = [edges[k][j], edges[k][j + 1]];
        for (let a = 0; a < places[k].length; a++) places[k][a] = start + (end - start) * cellNodes[a];
      });
      const found = spline.valuesAt(places);
      for (let i = 0; i < out.length; i++) out[i] = Math.exp(found[i]);
    },
  };
}

type Grid = Pick<Table, 'axes' | 'values'>;

function splineOf(axes: readonly Float64Array[], values: Float64Array, mirrored: readonly boolean[]) {
  let grid: Grid = { axes, values: values.map(Math.log) };
  mirrored.forEach((isMirrored, k) => {
    if (!isMirrored) return;
    const { length } = grid.axes[k];
    const skip = grid.axes[k][0] === 0 ? 1 : 0;
    const order = [...Array.from({ length: length - skip }, (_, j) => length - 1 - j), ...Array(length).keys()];
    const both = rowsOf(grid, k, order);
    both.axes[k].subarray(0, length - skip).forEach((v, j, own) => {
      own[j] = -v;
    });
    grid = both;
  });
  return interpolatingSpline(grid.axes, grid.values);
}

/** The grid with the given rows of an axis, in the given order. */
function rowsOf({ axes, values }: Grid, k: number, order: readonly number[]): Grid {
  const inner = axes.slice(k + 1).reduce((product, { length }) => product * length, 1);
  const { length } = axes[k];
  const outer = values.length / inner / length;
  const chosen = new Float64Array(outer * order.length * inner);
  for (let a = 0; a < outer; a++)
    order.forEach((j, b) => {
      const from = (a * length + j) * inner;
      chosen.set(values.subarray(from, from + inner), (a * order.length + b) * inner);
    });
  return {
    axes: axes.map((axis, l) => (l === k ? Float64Array.from(order, (j) => axis[j]) : axis)),
    values: chosen,
  };
}

function thinned(grid: Grid, rows: Rows): Grid {
  if (rows === 'all') return grid;
  return grid.axes.reduce((own, axis, k) => {
    const chosen = [...axis.keys()].filter((j) => (j % 2 === 0) === (rows === 'even'));
    return rowsOf(own, k, chosen);
  }, grid);
}

/** The rows of a table with f > 0. Throws InputError if the table is not suitable, see smoothTable. */
function positivePart({ path, kind, axes, values }: Table): Grid {
  const peak = values.reduce((most, value) => Math.max(most, value), 0);
  const fromZero = (k: number) => kind === 'radial' || (kind === 'gyrotropic' && k === 1);
  let grid: Grid = { axes, values };
  const face = (k: number, isLast: boolean) => rowsOf(grid, k, [isLast ? grid.axes[k].length - 1 : 0]).values;
  const faces = axes.flatMap((_, k) => [...(fromZero(k) ? [] : [{ k, isLast: false }]), { k, isLast: true }]);
  /** The fraction of zeros in an outer row; 0 if the row must not be left out. */
  const zeros = ({ k, isLast }: (typeof faces)[number]) => {
    const own = face(k, isLast);
    if (grid.axes[k].length === 1 || own.some((value) => value > mostAtEnd * peak)) return 0;
    return own.reduce((count, value) => count + (value === 0 ? 1 : 0), 0) / own.length;
  };
  for (;;) {
    const parts = faces.map(zeros);
    const most = Math.max(...parts);
    if (most === 0) break;
    const { k, isLast } = faces[parts.indexOf(most)];
    const all = [...grid.axes[k].keys()];
    grid = rowsOf(grid, k, isLast ? all.slice(0, -1) : all.slice(1));
  }
  if (grid.values.includes(0))
    throw new InputError(
      `${path}: expected f > 0 except in its outer rows, so that log f has derivatives, got zeros among values of up to ${short(peak)}; take --draws, or an expression`,
    );
  grid.axes.forEach((axis, k) => {
    if (axis.length < fewest)
      throw new InputError(
        `${path}: expected at least ${fewest} rows with f > 0 along each axis, so that derivatives of log f are known, got ${axis.length}; take more rows, --draws, or an expression`,
      );
    if (fromZero(k) && axis[0] > axis[1] - axis[0])
      throw new InputError(
        `${path}: expected speeds that begin at 0 or at most one row spacing from it, got ${short(axis[0])} before ${short(axis[1])}; add rows`,
      );
  });
  for (const { k, isLast } of faces) {
    const largest = face(k, isLast).reduce((most, value) => Math.max(most, value), 0);
    if (largest > mostAtEnd * peak)
      throw new InputError(
        `${path}: expected f at the ends of the table below ${mostAtEnd} of its largest value, since it is zero outside, got ${short(largest / peak)} at ${short(grid.axes[k][isLast ? grid.axes[k].length - 1 : 0])}; add rows further out`,
      );
  }
  return grid;
}

/** The mean coordinate along an axis, weighted by the values. */
function centroid(axis: Float64Array, values: Float64Array, axes: readonly Float64Array[], k: number): number {
  const inner = axes.slice(k + 1).reduce((product, { length }) => product * length, 1);
  let [sum, moment] = [0, 0];
  values.forEach((value, i) => {
    sum += value;
    moment += value * axis[Math.floor(i / inner) % axis.length];
  });
  return moment / sum;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
