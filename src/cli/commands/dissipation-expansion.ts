import { join } from 'node:path';
import { expansionParts } from '../../analysis/fisher-budget.ts';
import { collidingOrderedPairs, type DissipationEstimates } from '../../analysis/fisher-budget-pairs.ts';
import { InputError } from '../../core/errors.ts';
import type { Estimate } from '../../core/statistics.ts';
import type { Snapshot } from '../../methods/snapshot.ts';
import { layout } from '../../output/layout.ts';
import { readVerified } from '../../output/read-run.ts';
import { parseScenario } from '../../scenario/parse-scenario.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { method as methodField } from '../../scenario/scenario.ts';
import { prepareEvolution } from '../../simulation/assemble.ts';
import { scenarioMixture } from '../../simulation/scenario-mixture.ts';
import type { Accuracy, Budget } from './dissipation-budget.ts';
import { dissipationOverTables } from './dissipation-tables.ts';

/** The coarser expansion, which measures the error: its order is lower by the first number, its tolerance larger by the second factor. */
const [lessOrder, looser] = [2, 10];

/**
 * dI/dt of f expanded by the Legendre method in harmonics and elements: at the start of any scenario whose f is axisymmetric, and, if the
 * method of the scenario is legendre, at a later time, up to which it is solved. The error of Lemma 2.1 is the distance to an expansion of
 * lower order, solved with ten times the tolerance, plus the contribution of the last terms of the expansion. The error of the other parts
 * also contains the error of their quadrature. Throws InputError for f without an axis.
 */
export function dissipationOfExpansion(
  file: string,
  scenario: Scenario,
  time: number | undefined,
  accuracy: Accuracy = 'stated',
): Budget {
  const t = time ?? scenario.time.start;
  const fine = stateAt(file, scenario, t, false);
  const { mixture } = fine;
  const own = expansionParts(fine);
  const rough = accuracy === 'stated' ? expansionParts(stateAt(file, scenario, t, true)) : own;
  return {
    ...{ mixture, t, draws: null, expansion: true, pairs: collidingOrderedPairs(mixture) },
    parts: own.pairs.map(({ lemma, split }, k): DissipationEstimates => {
      const distance = Math.abs(lemma - rough.pairs[k].lemma) + own.error;
      const part = (name: 'parallel' | 'radial' | 'spherical' | 'remainder' | 'contact' | 'total') => {
        const value = split?.[name];
        if (split === undefined || value === undefined || Number.isNaN(value)) return undefined;
        return { value, error: split.error + distance };
      };
      return {
        lemma: { value: lemma, error: distance },
        ...{ parallel: part('parallel'), radial: part('radial'), spherical: part('spherical') },
        ...{ remainder: part('remainder'), contact: part('contact'), total: part('total') },
      };
    }),
    partners: mixture.background.map((_, k): Estimate | undefined => {
      const value = own.partners[k];
      return value === undefined
        ? undefined
        : { value, error: Math.abs(value - (rough.partners[k] ?? Number.NaN)) + own.error };
    }),
  };
}

/** dI/dt of a run by the Legendre method at a time, by default its last. The state is solved again from the scenario of the run. */
export function dissipationOfExpandedRun(directory: string, time: number | undefined): Budget {
  const { scenarioText, summary, provenance } = readVerified(directory);
  const scenario = parseScenario(scenarioText, join(directory, layout.scenario));
  const t = time ?? summary.t;
  if (t > summary.t)
    throw new InputError(
      `--time: expected a time <= ${summary.t}, where the run ended, got ${t}; continue it with landau run --resume`,
    );
  const file = provenance.scenarioFile ?? join(directory, layout.scenario);
  return dissipationOverTables(file, scenario, scenarioMixture(scenario, file), (smooth, accuracy) =>
    dissipationOfExpansion(file, smooth, t, accuracy),
  );
}

function stateAt(file: string, scenario: Scenario, t: number, coarse: boolean): Snapshot {
  const { start } = scenario.time;
  const isOwn = scenario.method.name === 'legendre';
  if (t !== start && !isOwn)
    throw new InputError(
      `${file}: --time: expected the start ${start} of a scenario without an exact solution, got ${t}; run it and name its directory, or take the method legendre`,
    );
  if (!(t >= start)) throw new InputError(`${file}: --time: expected a time >= the start ${start}, got ${t}`);
  const given = scenario.method.name === 'legendre' ? scenario.method : legendreByDefault();
  const method = coarse
    ? { ...given, order: Math.max(2, given.order - lessOrder), tolerance: Math.min(1e-2, looser * given.tolerance) }
    : given;
  // Expectations and a reference do not affect the state; the method chooses its own steps.
  const { reference: _, expect: __, ...rest } = scenario;
  const { adaptive: ___, ...times } = rest.time;
  const { budget: ____, ...output } = rest.output;
  const { evolution } = located(isOwn, () =>
    prepareEvolution({ ...rest, time: times, output, expect: {}, method }, { file }),
  );
  if (t > start) evolution.advance(t);
  const now = evolution.snapshot();
  if (now.fisherRates === undefined)
    throw new InputError(`${file}: method.equation: expected landau for the dissipation, got ${given.equation}`);
  return now;
}

/** Returns what `make` returns. If the scenario has a different method, its problems suggest using the particles of that method. */
function located<T>(isOwn: boolean, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (isOwn || !(error instanceof InputError)) throw error;
    throw new InputError(
      error.problems.map(
        (problem) => `${problem.replace(/; take [^;]*$/, '')}; take --draws, which uses the particles`,
      ),
    );
  }
}

function legendreByDefault() {
  const method = methodField().parse({ name: 'legendre' });
  if (method.name !== 'legendre') throw new TypeError('the schema of methods changed the name');
  return method;
}
