import { timed } from '../core/profile.ts';
import type { AnalysisContext, Analyzer, PreparedAnalyzer } from './analyzer.ts';
import { conservation } from './conservation.ts';
import { entropy, entropyLaw } from './entropy.ts';
import { errorNorms } from './error-norms.ts';
import { exchange } from './exchange.ts';
import { extrapolated } from './extrapolated.ts';
import { fisher } from './fisher.ts';
import { fisherBudget } from './fisher-budget.ts';
import { jackknifed } from './jackknifed.ts';
import { moments } from './moments.ts';
import { nearest } from './nearest.ts';
import { positivity } from './positivity.ts';
import { prepareReference } from './reference.ts';
import { weakResidual } from './weak-residual.ts';

/** Every analyzer, in the order of the columns. */
export const analyzers: readonly Analyzer[] = [
  conservation,
  entropy,
  entropyLaw,
  nearest,
  fisher,
  extrapolated,
  jackknifed,
  errorNorms,
  moments,
  positivity,
  exchange,
  weakResidual,
  fisherBudget,
];

/** All analyzers as one, and after them what holds their columns against the reference, where there is one. */
export function prepareAnalysis(context: AnalysisContext): PreparedAnalyzer {
  const parts = analyzers.map((analyzer) => analyzer.prepare(context));
  const sizes = parts.map(({ quantities }) => quantities.length);
  const measured = parts.flatMap(({ quantities }) => quantities);
  const reference = context.reference && prepareReference(context.reference, measured);
  return {
    quantities: [...measured, ...(reference?.quantities ?? [])],
    measure(now, row) {
      let at = 0;
      parts.forEach((part, i) => {
        timed(analyzers[i].name, () => {
          part.measure(now, row.subarray(at, at + sizes[i]));
        });
        at += sizes[i];
      });
      reference?.compare(now.t, row, row.subarray(at));
    },
  };
}
