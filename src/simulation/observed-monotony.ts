import type { RunSummary } from '../output/run-record.ts';

/** Growth between two rows counts as such above this fraction of the first value: round-off of a sum over the lattice. */
const roundOff = 1e-12;

/**
 * What the rows show of the Fisher information: the largest increase between two neighbouring rows, relative to the first
 * value, the time of the later row, and as an error bar by how much the correction for smoothing changes it.
 */
export function observedMonotony(
  times: ArrayLike<number>,
  fisher: ArrayLike<number>,
  corrected: ArrayLike<number> = [],
): RunSummary['fisher'] {
  let increase = 0;
  let time: number | null = null;
  let other = 0;
  for (let k = 1; k < fisher.length; k++) {
    const step = (fisher[k] - fisher[k - 1]) / fisher[0];
    if (step > increase) {
      increase = step;
      time = times[k];
      other = (corrected[k] - corrected[k - 1]) / corrected[0];
    }
  }
  if (increase <= roundOff) return { monotone: true, increase, time: null };
  const errorBar = Math.abs(other - increase);
  return { monotone: false, increase, time, ...(Number.isFinite(errorBar) ? { errorBar } : {}) };
}
