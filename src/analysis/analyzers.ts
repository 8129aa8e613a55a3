import { usualMachine } from '../kernels/machine.ts';
import type { Snapshot } from '../methods/snapshot.ts';
import type { AnalysisContext, Analyzer, PreparedAnalyzer } from './analyzer.ts';
import { prepareBestEstimates } from './best-estimate.ts';
import { exchange, logarithms, weakResidual } from './collision-rates.ts';
import { conservation } from './conservation.ts';
import { entropy, entropyLaw } from './entropy.ts';
import { extrapolated } from './extrapolated.ts';
import { fisher } from './fisher.ts';
import { fisherBudget } from './fisher-budget.ts';
import { jackknifed } from './jackknifed.ts';
import { lagrangian } from './lagrangian.ts';
import { moments } from './moments.ts';
import { nearest } from './nearest.ts';
import { positivity } from './positivity.ts';
import { errorNorms, prepareReference } from './reference.ts';
import { prepareRelaxation } from './relaxation.ts';

/** Every analyzer, in the order of the columns. */
export const analyzers: readonly Analyzer[] = [
  conservation,
  entropy,
  entropyLaw,
  nearest,
  fisher,
  extrapolated,
  jackknifed,
  lagrangian,
  errorNorms,
  moments,
  positivity,
  exchange,
  logarithms,
  weakResidual,
  fisherBudget,
];

/** The analyzers whose initial columns prepareBestEstimates needs. */
const starting = new Set([conservation, entropy, fisher, extrapolated]);

/**
 * Combines all analyzers into one. After their columns come the best estimates of H and I, the distance to the equilibrium based on them,
 * and the comparison of all columns with the reference, if there is one.
 */
export function prepareAnalysis(context: AnalysisContext): PreparedAnalyzer {
  const { timed } = context.machine ?? usualMachine();
  const parts = analyzers.map((analyzer) => analyzer.prepare(context));
  const sizes = parts.map(({ quantities }) => quantities.length);
  const own = parts.flatMap(({ quantities }) => quantities);
  const measureParts = (now: Snapshot, wanted: (analyzer: Analyzer) => boolean, row: Float64Array) => {
    let at = 0;
    parts.forEach((part, i) => {
      const columns = row.subarray(at, at + sizes[i]);
      if (wanted(analyzers[i])) timed(analyzers[i].name, () => part.measure(now, columns));
      at += sizes[i];
    });
  };
  const start = new Float64Array(own.length).fill(Number.NaN);
  measureParts(context.initial, (analyzer) => starting.has(analyzer), start);
  const best = prepareBestEstimates(context, own, start);
  const estimated = [...own, ...best.quantities];
  const relaxation = prepareRelaxation(context, estimated);
  const measured = [...estimated, ...relaxation.quantities];
  const reference = context.reference && prepareReference(context.reference, measured);
  return {
    quantities: [...measured, ...(reference?.quantities ?? [])],
    measure(now, row) {
      measureParts(now, () => true, row);
      timed('best estimates', () => best.measure(now, row, row.subarray(own.length, estimated.length)));
      timed('relaxation', () => relaxation.measure(now, row, row.subarray(estimated.length, measured.length)));
      reference?.compare(now.t, row, row.subarray(measured.length));
    },
  };
}
