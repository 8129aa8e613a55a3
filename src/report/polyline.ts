/** A polyline; where y is not finite it is interrupted. */
export interface Polyline {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * A polyline of at most about `limit` points with the same look: the points are cut into equal runs, and of each run
 * the first, the lowest, the highest and the last point are kept, so that no peak and no gap is lost.
 */
export function decimate({ x, y }: Polyline, limit: number): Polyline {
  if (x.length <= limit) return { x, y };
  const runs = Math.max(1, Math.floor(limit / 4));
  const kept = new Set<number>();
  for (let run = 0; run < runs; run++) {
    const begin = Math.floor((run * x.length) / runs);
    const end = Math.floor(((run + 1) * x.length) / runs);
    let lowest = begin;
    let highest = begin;
    let gap = -1;
    for (let k = begin; k < end; k++) {
      if (!Number.isFinite(y[k])) gap = k;
      else {
        if (!(y[k] >= y[lowest])) lowest = k;
        if (!(y[k] <= y[highest])) highest = k;
      }
    }
    for (const k of [begin, lowest, highest, end - 1]) kept.add(k);
    if (gap >= 0) kept.add(gap);
  }
  const order = Array.from(kept).sort((a, b) => a - b);
  return { x: Float64Array.from(order, (k) => x[k]), y: Float64Array.from(order, (k) => y[k]) };
}

/** Indices of at most `limit` of `length` points, evenly spaced, the first and the last among them. */
export function evenlySpaced(length: number, limit: number): number[] {
  if (length <= limit) return Array.from({ length }, (_, k) => k);
  return Array.from({ length: limit }, (_, k) => Math.round((k * (length - 1)) / (limit - 1)));
}
