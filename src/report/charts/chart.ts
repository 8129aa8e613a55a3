import type { RunRecord } from '../../output/run-record.ts';
import type { Figure } from '../figure.ts';

/** The part of the page that contains a chart: main results, accuracy, distributions, or details for reference. */
export type Part = 'evolution' | 'accuracy' | 'distributions' | 'diagnostics';

/** A figure of the report. Each chart is one file and one line in charts.ts. */
export interface Chart {
  readonly name: string;
  readonly part: Part;
  /**
   * Base names of the columns it shows: `temperature` includes `temperature.<species>`, `weak_residual*` all bases with
   * this prefix, `*_reference` all with this suffix. Columns that no chart lists are shown under "further quantities".
   */
  readonly columns: readonly string[];
  /** The figure; undefined if the run lacks the data for it. */
  draw(record: RunRecord): Figure | undefined;
}
