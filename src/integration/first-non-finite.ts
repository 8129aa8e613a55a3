/** Index of the first value that is NaN or infinite, -1 when there is none. */
export function firstNonFinite(values: Float64Array): number {
  for (let k = 0; k < values.length; k++) if (!Number.isFinite(values[k])) return k;
  return -1;
}
