import { referenceColumn } from '../analysis/reference.ts';
import { sampleEstimate } from '../analysis/sample-estimate.ts';
import type { ErrorParts, Statement } from '../output/comparison-record.ts';
import type { Series } from '../output/run-record.ts';
import { type LongerSteps, resolutionError, stepError } from './error-parts.ts';
import { commonRows, type MeasuredQuantity } from './measure.ts';
import { intervalOf, meanOf } from './statistics.ts';

/** The series that tell what a member's errors are. */
export interface Evidence {
  /** Its runs, one per seed. */
  readonly runs: readonly Series[];
  /** Runs of the coarser members of its label, each the mean over the seeds, the next coarser one first. */
  readonly coarser: readonly Series[];
  /** Its runs with twice the step. */
  readonly longer?: LongerSteps;
}

/**
 * What can be said of a member's errors without the truth, at the last time of the truth that its rows have, for every column
 * with a truth; and whether the truth is within it. The parts are added as they are, for nothing is known of their signs:
 *
 *     scatter      of several runs, one per seed: the 95 % interval of their mean;
 *     estimator    of H and I of a random sample: the bound of the estimate's bias, the mean over the seeds, which does not shrink it;
 *     resolution   of a single run: what is left to a finer one, see resolutionError;
 *     step         where there are runs with twice the step: see stepError.
 *
 * Several runs have no part for the resolution. Particles that collide in random pairs need none: their rates are right on average up to
 * 1/N, below the scatter of 1/sqrt(N). Random particles that a method smooths have an error of the smoothing that nothing here
 * knows. `truth` is another member's series; without it the truth is in every run's own.
 */
export function statementsOf(
  evidence: Evidence,
  quantities: readonly MeasuredQuantity[],
  truth?: Series,
): readonly Statement[] {
  const columns = quantities.flatMap((quantity) => quantity.columns);
  return columns.flatMap(({ own, truth: right }) =>
    right === undefined ? [] : (statementOf(evidence, own, right, truth ?? evidence.runs[0]) ?? []),
  );
}

function statementOf(evidence: Evidence, column: string, right: string, truth: Series): Statement | undefined {
  const { runs } = evidence;
  const times = runs[0].columns.t;
  const known = truth.columns[sampleEstimate(truth.columns, right).column];
  const last = commonRows(times, truth.columns.t)
    .filter(([, there]) => Number.isFinite(known?.[there]))
    .at(-1);
  if (last === undefined) return undefined;
  const [here, there] = last;
  const { column: estimate, bias } = sampleEstimate(runs[0].columns, column);
  const at = (name: string) => runs.map(({ columns }) => columns[name][here]);
  const { mean, halfWidth } = intervalOf(at(estimate));
  const bar = right === referenceColumn(column, 'value') ? referenceColumn(column, 'uncertainty') : undefined;
  const uncertainty = bar === undefined ? 0 : truth.columns[bar][there];
  const parts = {
    scatter: halfWidth,
    estimator: bias === undefined ? null : meanOf(at(bias)).mean,
    ...partsOfRuns(evidence, estimate, times[here]),
  };
  const stated =
    parts.scatter === null && parts.resolution === null
      ? null
      : Object.values(parts).reduce<number>((sum, part) => sum + (part ?? 0), 0);
  const within = stated === null ? null : Math.abs(mean - known[there]) <= stated + uncertainty;
  return { column, estimate, value: mean, truth: known[there], uncertainty, parts, stated, within };
}

/** The parts that come from other runs than the member's own. */
function partsOfRuns(
  { runs, coarser, longer }: Evidence,
  column: string,
  until: number,
): Pick<ErrorParts, 'resolution' | 'step'> {
  return {
    resolution: runs.length > 1 ? null : resolutionError(runs[0], coarser, column, until),
    step: longer === undefined ? null : stepError(runs, longer, column, until),
  };
}
