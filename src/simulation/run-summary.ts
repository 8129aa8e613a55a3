import { eachNode } from '../core/lattice.ts';
import type { Snapshot } from '../methods/snapshot.ts';
import type { RunStatus, RunSummary } from '../output/run-record.ts';
import { readSeries } from '../output/series.ts';
import type { ExactSolution } from '../theory/exact-solution.ts';
import { theoremLedger } from '../theory/theorem.ts';
import type { Simulation } from './assemble.ts';
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

/** Growth between two rows counts as such above this fraction of the first value: round-off of a sum over the lattice. */
const roundOff = 1e-12;

/**
 * What the rows show of the Fisher information: the largest increase between two neighbouring rows, relative to the first
 * value, the time of the later row, and as an error bar by how much the correction for smoothing changes it.
 */
export function observedMonotony(
  times: ArrayLike<number>,
  fisher: ArrayLike<number>,
  corrected: ArrayLike<number> = [],
): RunSummary['fisher'] {
  let increase = 0;
  let time: number | null = null;
  let other = 0;
  for (let k = 1; k < fisher.length; k++) {
    const step = (fisher[k] - fisher[k - 1]) / fisher[0];
    if (step > increase) {
      increase = step;
      time = times[k];
      other = (corrected[k] - corrected[k - 1]) / corrected[0];
    }
  }
  if (increase <= roundOff) return { monotone: true, increase, time: null };
  const errorBar = Math.abs(other - increase);
  return { monotone: false, increase, time, ...(Number.isFinite(errorBar) ? { errorBar } : {}) };
}

/** The exact solution on the nodes of every species' present lattice. */
export function exactOnLattices(exact: ExactSolution, now: Snapshot): Float64Array[] {
  return now.species.map(({ lattice, values }, i) => {
    const { value } = exact.at(i, now.t);
    const f = new Float64Array(values.length);
    eachNode(lattice, (v, x) => {
      f[x] = value(v);
    });
    return f;
  });
}
