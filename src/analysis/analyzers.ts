import type { AnalysisContext, Analyzer, PreparedAnalyzer } from './analyzer.ts';
import { conservation } from './conservation.ts';
import { entropy } from './entropy.ts';
import { entropyLaw } from './entropy-law.ts';
import { errorNorms } from './error-norms.ts';
import { exchange } from './exchange.ts';
import { fisher } from './fisher.ts';
import { fisherBudget } from './fisher-budget.ts';
import { moments } from './moments.ts';
import { nearestEntropy } from './nearest-entropy.ts';
import { weakResidual } from './weak-residual.ts';

/** Every analyzer, in the order of the columns. */
export const analyzers: readonly Analyzer[] = [
  conservation,
  entropy,
  entropyLaw,
  nearestEntropy,
  fisher,
  errorNorms,
  moments,
  exchange,
  weakResidual,
  fisherBudget,
];

/** All analyzers as one. */
export function prepareAnalysis(context: AnalysisContext): PreparedAnalyzer {
  const parts = analyzers.map((analyzer) => analyzer.prepare(context));
  const sizes = parts.map(({ quantities }) => quantities.length);
  return {
    quantities: parts.flatMap(({ quantities }) => quantities),
    measure(now, row) {
      let at = 0;
      parts.forEach((part, i) => {
        part.measure(now, row.subarray(at, at + sizes[i]));
        at += sizes[i];
      });
    },
  };
}
