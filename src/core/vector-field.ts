/** Dimension d of velocity space. */
export type Dimension = 2 | 3;

/** n vectors of R^d stored as component planes: component k of vector p is `data[k * n + p]`. */
export interface VectorField {
  readonly d: Dimension;
  readonly n: number;
  readonly data: Float64Array;
}

export function createVectorField(d: Dimension, n: number, data: Float64Array = new Float64Array(d * n)): VectorField {
  return { d, n, data };
}

/** The plane of component k: a view, not a copy. */
export function component(field: VectorField, k: number): Float64Array {
  return field.data.subarray(k * field.n, (k + 1) * field.n);
}

/** Vector p, written to `out` (length d). */
export function vectorAt(field: VectorField, p: number, out: Float64Array): Float64Array {
  for (let k = 0; k < field.d; k++) out[k] = field.data[k * field.n + p];
  return out;
}

/** The d - 1 unit vectors that form an orthonormal frame with the unit vector `axis` of d = 2 or 3 components. */
export function acrossAxis(axis: readonly number[]): readonly (readonly number[])[] {
  if (axis.length === 2) return [[-axis[1], axis[0]]];
  // The coordinate axis with the largest angle to `axis`.
  const far = axis.reduce((least, component, k) => (Math.abs(component) < Math.abs(axis[least]) ? k : least), 0);
  const first = cross(
    axis,
    axis.map((_, k) => (k === far ? 1 : 0)),
  );
  const length = Math.hypot(...first);
  const unit = first.map((component) => component / length);
  return [unit, cross(axis, unit)];
}

function cross(a: readonly number[], b: readonly number[]): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
