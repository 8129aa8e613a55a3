import type { RunStatus, RunSummary } from '../output/run-record.ts';
import { readSeries } from '../output/series.ts';
import { theoremLedger } from '../theory/theorem.ts';
import type { Simulation } from './assemble.ts';
import { observedMonotony } from './observed-monotony.ts';
import { judge } from './verdicts.ts';

/** What a run took. */
export type Spent = Pick<RunSummary, 'wallSeconds' | 'profile'>;

/**
 * The run as it stands, with what its directory has of the series so far (none before the directory is made). The
 * expectations are judged when the run has ended.
 */
export function summarise(
  simulation: Simulation,
  directory: string | undefined,
  status: RunStatus,
  message: string | undefined,
  spent: Spent,
): RunSummary {
  const { scenario, evolution, exact, equilibrium, particles } = simulation;
  const { rows, covered } = theoremLedger(simulation.mixture);
  const series = directory === undefined ? undefined : readSeries(directory);
  const measured = series !== undefined && series.columns.t.length > 0 ? series : undefined;
  const { temperature, velocity, entropy, fisher } = equilibrium;
  return {
    status,
    ...(message === undefined ? {} : { message }),
    t: evolution.t,
    until: scenario.time.until,
    steps: evolution.counts.steps,
    evaluations: evolution.counts.evaluations,
    ...spent,
    species: scenario.species.map(({ name, mass, density }, i) => ({ name, mass, density, particles: particles[i] })),
    equilibrium: { temperature, velocity, entropy, fisher },
    exact: exact === undefined ? null : { name: exact.name, reference: exact.reference },
    ledger: rows,
    covered,
    fisher: observedMonotony(
      measured?.columns.t ?? [],
      measured?.columns.fisher ?? [],
      measured?.columns.fisher_corrected,
    ),
    verdicts: measured === undefined || status === 'running' ? [] : judge(scenario.expect, measured),
  };
}
