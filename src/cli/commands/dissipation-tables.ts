import { type DissipationEstimates, dissipationParts } from '../../analysis/fisher-budget-pairs.ts';
import { InputError } from '../../core/errors.ts';
import type { Estimate } from '../../core/statistics.ts';
import { trace } from '../../core/sum.ts';
import type { Distribution } from '../../ensemble/distribution.ts';
import type { TabulatedFile } from '../../ensemble/distributions/tabulated.ts';
import type { Rows } from '../../ensemble/smooth-table.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { startingState } from '../../simulation/initial-state.ts';
import { typicalRate } from '../../theory/dissipation/by-quadrature.ts';
import { collisionPair } from '../../theory/dissipation/collision-pair.ts';
import type { Accuracy, Budget } from './dissipation-budget.ts';

/** Largest change of dI/dt when half of the rows are dropped: relative to its largest pair, and to its natural size. */
const [mostChange, smallest] = [0.1, 1e-4];

/** Factor on the change: for tables with few digits, half of the rows have less noise and are closer to the exact value than all rows. */
const margin = 2;

/**
 * dI/dt of a scenario with log f of its tables smoothed, because dI/dt contains third derivatives. The error contains twice the larger of
 * the changes when only the even or only the odd rows are used. Throws InputError for tables that are too coarse.
 */
export function dissipationOverTables(
  file: string,
  scenario: Scenario,
  mixture: Mixture,
  of: (scenario: Scenario, accuracy: Accuracy) => Budget,
): Budget {
  const tabulated = scenario.species.filter(({ initial }) => hasTable(initial)).map(({ name }) => name);
  if (tabulated.length === 0) return of(scenario, 'stated');
  const smooth = withRows(scenario, 'all');
  const { distributions } = startingState(smooth, mixture, file);
  const all = of(smooth, 'stated');
  const rough = of(smooth, 'rough');
  const halves = (['even', 'odd'] as const).map((rows) => of(withRows(scenario, rows), 'rough'));
  const change = (value: (budget: Budget) => Estimate | undefined): number => {
    const own = value(rough)?.value ?? Number.NaN;
    const changes = halves.map((half) => Math.abs((value(half)?.value ?? Number.NaN) - own));
    return changes.some(Number.isNaN) ? Infinity : margin * Math.max(...changes);
  };
  refuseCoarse(file, tabulated, distributions, [rough, ...halves]);
  const wider = (own: Estimate | undefined, value: (budget: Budget) => Estimate | undefined) => {
    const added = change(value);
    // The error of a part that half of the rows do not resolve is unknown, so the part is undefined.
    return own && Number.isFinite(added) ? { value: own.value, error: own.error + added } : undefined;
  };
  return {
    ...all,
    tables: tabulated,
    parts: all.parts.map(
      (own, k) =>
        Object.fromEntries(
          dissipationParts.map((part) => [part, wider(own[part], ({ parts }) => parts[k][part])]),
        ) as DissipationEstimates,
    ),
    partners: all.partners.map((own, k) => wider(own, ({ partners }) => partners[k])),
  };
}

function hasTable(initial: object): boolean {
  return 'tabulated' in initial || ('mixture' in initial && (initial.mixture as readonly object[]).some(hasTable));
}

function withRows(scenario: Scenario, rows: Rows): Scenario {
  const smooth = <Initial extends object>(initial: Initial): Initial => {
    if ('mixture' in initial) return { ...initial, mixture: (initial.mixture as readonly object[]).map(smooth) };
    if (!('tabulated' in initial)) return initial;
    const tabulated: TabulatedFile = { ...(initial.tabulated as TabulatedFile), rows };
    return { ...initial, tabulated };
  };
  return { ...scenario, species: scenario.species.map((one) => ({ ...one, initial: smooth(one.initial) })) };
}

function refuseCoarse(
  file: string,
  tabulated: readonly string[],
  distributions: readonly Distribution[],
  [all, ...halves]: readonly Budget[],
): void {
  const { mixture, pairs, parts } = all;
  const lemmaOf = (budget: Budget, k: number) => budget.parts[k].lemma?.value ?? Number.NaN;
  const largest = Math.max(...parts.map((_, k) => Math.abs(lemmaOf(all, k))));
  pairs.forEach(([i, j], k) => {
    const allowed = Math.max(mostChange * largest, smallest * naturalRate(mixture, distributions, i, j));
    const own = lemmaOf(all, k);
    const half = halves.map((budget) => lemmaOf(budget, k)).find((value) => !(Math.abs(value - own) <= allowed));
    if (half === undefined) return;
    const pair = `${mixture.species[i].name}-${mixture.species[j].name}`;
    throw new InputError(
      `${file}: expected tables (${tabulated.join(', ')}) that resolve the third derivatives of log f, got dI/dt = ${short(own)} of ${pair} from all rows and ${short(half)} from every second one; take more rows, or values with more digits`,
    );
  });
}

function naturalRate(mixture: Mixture, distributions: readonly Distribution[], i: number, j: number): number {
  const d = mixture.dimension;
  const [f_i, f_j] = [i, j].map((k) => ({
    dimension: d,
    bulk: { variance: trace(distributions[k].covariance, d) / d },
  }));
  return distributions[i].density * distributions[j].density * typicalRate(collisionPair(mixture, i, j), f_i, f_j);
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
