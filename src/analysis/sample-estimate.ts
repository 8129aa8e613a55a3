/** How the particles of a random sample tell H and I better than by the columns corrected for smoothing. */
const better: ReadonlyMap<string, string> = new Map([
  ['entropy_corrected', 'entropy_jackknife'],
  ['fisher_corrected', 'fisher_jackknife'],
]);

/** A column of a series, and the one that bounds its bias, where there is one. */
export interface SampleEstimate {
  readonly column: string;
  readonly bias?: string;
}

/**
 * The column that knows best what `name` stands for: of a random sample the jackknife of the corrected entropy and Fisher information,
 * in total or of a species, in every other case `name` itself.
 */
export function sampleEstimate(columns: Readonly<Record<string, unknown>>, name: string): SampleEstimate {
  const [base, ...species] = name.split('.');
  const found = better.get(base);
  if (found === undefined) return { column: name };
  const [column, bias] = [found, `${found}_bias`].map((one) => [one, ...species].join('.'));
  return column in columns && bias in columns ? { column, bias } : { column: name };
}
