/** Interpolates values at the points of axes, in row order. */
type Interpolation = (axes: readonly Float64Array[], values: Float64Array) => (x: readonly number[]) => number;

/** Every third point is kept: half way between two points the error of an interpolation may vanish. */
const kept = 3;
/** What the error becomes with all points, at least: monotone cubics are of second order beside an extremum. */
const refined = kept ** -2;
/** About as many rows of a larger grid are looked at. */
const mostRows = 20_000;
/** Points of an axis that gridTable needs. */
const fewest = 3;

/**
 * How far values >= 0 on a grid determine the function between the points, relative to their largest one: a ninth of what the interpolation of every
 * third point of an axis leaves at the others, the sum over the axes. 0 for an axis of fewer than seven points, a third of which says nothing.
 */
export function tableAccuracy(axes: readonly Float64Array[], values: Float64Array, interpolate: Interpolation): number {
  const peak = values.reduce((most, value) => Math.max(most, value), 0);
  const strides = axes.map((_, k) => axes.slice(k + 1).reduce((product, { length }) => product * length, 1));
  const digit = (row: number, k: number) => Math.floor(row / strides[k]) % axes[k].length;
  // No multiple of three, so that the rows do not fall on the kept points alone.
  const step = 3 * Math.floor(values.length / mostRows / 3) + 1;
  const unknown = axes.map((axis, k) => {
    if (axis.length < (fewest - 1) * kept + 1) return 0;
    const last = axis.length - 1;
    const isKept = (j: number) => j % kept === 0 || j === last;
    const coarse = interpolate(
      axes.map((own, l) => (l === k ? own.filter((_, j) => isKept(j)) : own)),
      values.filter((_, row) => isKept(digit(row, k))),
    );
    let largest = 0;
    for (let row = 0; row < values.length; row += step) {
      if (isKept(digit(row, k))) continue;
      const x = axes.map((own, l) => own[digit(row, l)]);
      largest = Math.max(largest, Math.abs(coarse(x) - values[row]));
    }
    return (refined * largest) / peak;
  });
  return unknown.reduce((sum, one) => sum + one, 0);
}
