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
