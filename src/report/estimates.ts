import { jackknifeBlocks } from '../analysis/jackknifed.ts';
import { inverseStudent } from '../core/special-functions.ts';
import type { RunRecord } from '../output/run-record.ts';
import { column } from './series-columns.ts';

/** The best that the run knows of H or I, with the half width of its error row by row; NaN where it is not known. */
export interface BestValues {
  readonly y: Float64Array;
  readonly error: Float64Array;
  /** What it is, in words that follow "best estimate:". */
  readonly source: string;
}

/**
 * The best estimate of the entropy or the Fisher information of the f that was computed, of all species or of one, with the error that
 * stands beside it: the bound of the systematic error and the half width of the 95 % interval of the noise. A run without
 * this estimate has the value corrected for smoothing, or that of f as it was computed, of unknown error.
 */
export function bestValues(
  record: RunRecord,
  functional: 'entropy' | 'fisher',
  species?: string,
): BestValues | undefined {
  const of = (suffix: string) => column(record, `${functional}${suffix}${species === undefined ? '' : `.${species}`}`);
  const best = of('_best');
  if (best === undefined) return unknownError(of('_corrected'), of(''));
  const [systematic, deviation] = [of('_best_error'), of('_best_deviation')];
  // The quantile is of a library that takes longer to load than most pages to draw, and most runs have no noise.
  const width = deviation?.some((each) => each > 0) ? inverseStudent(jackknifeBlocks - 1, 0.975) : 0;
  return {
    y: best,
    error: best.map((_, k) => (systematic?.[k] ?? Number.NaN) + width * (deviation?.[k] ?? 0)),
    source: record.summary.best[functional].source,
  };
}

function unknownError(corrected: Float64Array | undefined, raw: Float64Array | undefined): BestValues | undefined {
  const y = corrected ?? raw;
  if (y === undefined) return undefined;
  const what = corrected ? 'corrected for smoothing' : 'of f as it was computed';
  return { y, error: y.map(() => Number.NaN), source: `${what}; its error is not known` };
}
