import type { RunRecord } from '../../output/run-record.ts';
import type { Figure } from '../figure.ts';

/** Where on the page a chart stands: what everybody wants to see, how right it is, and what only some look up. */
export type Part = 'evolution' | 'accuracy' | 'distributions' | 'diagnostics';

/** A figure of the report. Each chart is one file and one line in charts.ts. */
export interface Chart {
  readonly name: string;
  readonly part: Part;
  /**
   * The columns it shows, by base: `temperature` stands for `temperature.<species>` too, `weak_residual*` for all bases
   * that begin so, `*_reference` for all that end so. What no chart names is shown under "further quantities".
   */
  readonly columns: readonly string[];
  /** The figure, or nothing where the run does not have the data for it. */
  draw(record: RunRecord): Figure | undefined;
}
