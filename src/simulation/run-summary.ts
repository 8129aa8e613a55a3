import { bestColumn, bestError, type Functional } from '../analysis/best-estimate.ts';
import { jackknifeBlocks } from '../analysis/jackknifed.ts';
import { eachNode } from '../core/lattice.ts';
import { inverseStudent } from '../core/special-functions.ts';
import { methodNamed } from '../methods/methods.ts';
import type { Snapshot } from '../methods/snapshot.ts';
import type {
  BestEstimate,
  Equilibrium,
  ObservedMonotonicity,
  RunStatus,
  RunSummary,
  Series,
  Violation,
} from '../output/run-record.ts';
import { readSeries } from '../output/series.ts';
import type { MixtureEquilibrium } from '../physics/equilibrium.ts';
import type { ExactSolution } from '../theory/exact-solution.ts';
import { theoremLedger } from '../theory/theorem.ts';
import type { Simulation } from './assemble.ts';
import { judge } from './verdicts.ts';

/** The time that a run took. */
export type Spent = Pick<RunSummary, 'wallSeconds' | 'profile'>;

/**
 * Summarises the current state of a run, with the series stored in its directory so far (none before the directory exists).
 * Judges the expectations unless the run is still running.
 */
export function summarise(
  simulation: Simulation,
  directory: string | undefined,
  status: RunStatus,
  message: string | undefined,
  spent: Spent,
  violations: readonly Violation[] = [],
): RunSummary {
  const { scenario, evolution, exact, equilibrium, particles } = simulation;
  const { rows, covered } = theoremLedger(simulation.mixture);
  const series = directory === undefined ? undefined : readSeries(directory);
  const measured = series !== undefined && series.columns.t.length > 0 ? series : undefined;
  return {
    status,
    ...(message === undefined ? {} : { message }),
    t: evolution.t,
    until: scenario.time.until,
    steps: evolution.counts.steps,
    evaluations: evolution.counts.evaluations,
    ...spent,
    representation: methodNamed(scenario.method.name).representation,
    species: scenario.species.map(({ name, mass, density }, i) => ({ name, mass, density, particles: particles[i] })),
    equilibrium: recordedEquilibrium(equilibrium),
    exact: exact === undefined ? null : { name: exact.name, reference: exact.reference },
    ledger: rows,
    covered,
    best: {
      entropy: bestEstimate(measured ?? noSeries, 'entropy'),
      fisher: bestEstimate(measured ?? noSeries, 'fisher'),
    },
    fisher: unlessDoubtful(observedMonotonicity((measured ?? noSeries).columns, 'fisher'), violations),
    watchdogs: violations,
    initialRates: simulation.initialRates,
    verdicts:
      measured === undefined || status === 'running' ? [] : judge(scenario.expect, measured, status === 'interrupted'),
  };
}

const noSeries: Series = { quantities: [], columns: {} };

/** Makes the answer undetermined if the run is doubtful. */
function unlessDoubtful(observed: ObservedMonotonicity, violations: readonly Violation[]): ObservedMonotonicity {
  const doubt = violations.find(({ kind }) => kind === 'doubtful');
  if (doubt === undefined) return observed;
  return { ...observed, answer: 'undetermined', reason: `the run is doubtful (${doubt.watchdog})` };
}

type Columns = Series['columns'];

/** The equilibrium as stored: species by species if they do not reach a common one. */
export function recordedEquilibrium({ common, reached, maxwellians, ...all }: MixtureEquilibrium): Equilibrium {
  const { temperature, velocity, entropy, fisher } = all;
  const species = maxwellians.map((mu) => ({ temperature: mu.temperature, velocity: mu.velocity }));
  return { temperature, velocity, ...(common ? {} : { species }), ...(reached ? {} : { reached }), entropy, fisher };
}

/** Changes between two rows below this fraction of the value are ignored: round-off of a sum over the lattice. */
const roundOff = 1e-12;

/** Probability that a run with independent rows reports an increase that is only noise. */
const falseAlarm = 1e-3;

/**
 * Whether the best estimate B of H or I increases over the rows. Every row bounds the value of the computed f, L_k <= value <= U_k, with
 *
 *     U_k, L_k = B_k +- ( z s_k + e_k ),
 *
 * s the standard deviation, z Student's quantile at which one pair of rows in a run of n rows is wrong with probability
 * 1e-3 / (n (n-1)/2), e the bound of the systematic error. For lattice particles, the smoothing contributes to the error of a CHANGE only
 * the variation of the distance between the extrapolated and the corrected value over the run: its constant part cancels.
 *
 *     increases           L_k > U_j for some j < k
 *     does not increase   U_last < L_first, and no row is higher than the row before
 *     undetermined        otherwise: the change is below the error, or the error is not known
 */
export function observedMonotonicity(columns: Columns, functional: Functional): ObservedMonotonicity {
  const times = columns.t ?? new Float64Array(0);
  const best = columns[bestColumn(functional, 'value')] ?? new Float64Array(0);
  if (best.length < 2) return undetermined(best.length === 0 ? 'there is no row' : 'there is only one row');
  if (!best.every(Number.isFinite)) return undetermined('the estimate is not finite in every row');
  const errors = changeErrors(columns, functional, best);
  const last = best.length - 1;
  const fell = { change: best[last] - best[0], changeError: finite(errors[0] + errors[last]) };
  const rise = largestRise(times, best, errors);
  const known = { ...fell, ...rise.largest };
  if (!errors.every(Number.isFinite)) return { ...known, answer: 'undetermined', reason: 'its error is not known' };
  const hidden = rise.possible;
  if (rise.certain !== undefined) return { ...known, ...rise.certain, answer: 'increases', hidden };
  const falls = best.every((value, k) => k === 0 || value <= best[k - 1] + roundOff * Math.abs(value));
  if (falls && fell.change + errors[0] + errors[last] < 0) return { ...known, answer: 'does not increase', hidden };
  return { ...known, answer: 'undetermined', reason: 'the change is below the error', hidden };
}

function undetermined(reason: string): ObservedMonotonicity {
  const nothing = { change: null, changeError: null, rise: null, riseError: null, from: null, to: null };
  return { ...nothing, answer: 'undetermined', reason };
}

/** The contribution of each row to the error of a change between two rows; NaN where it is not known. */
function changeErrors(columns: Columns, functional: Functional, best: Float64Array): Float64Array {
  const n = best.length;
  const empty = new Float64Array(n).fill(Number.NaN);
  const systematic = columns[bestColumn(functional, 'error')] ?? empty;
  const deviation = columns[bestColumn(functional, 'deviation')] ?? empty;
  const z = inverseStudent(jackknifeBlocks - 1, 1 - falseAlarm / ((n * (n - 1)) / 2));
  const [extrapolated, corrected] = ['extrapolated', 'corrected'].map((name) => columns[`${functional}_${name}`]);
  const shift = extrapolated && corrected && extrapolated.map((value, k) => value - corrected[k]);
  const variation = shift && (largest(shift) - smallest(shift)) / 2;
  return best.map((value, k) => {
    const constant = shift === undefined ? systematic[k] : systematic[k] - Math.abs(shift[k]) + variation!;
    return z * deviation[k] + constant + roundOff * Math.abs(value);
  });
}

/** The largest rise between any two rows, the rise that exceeds its error most, if any, and the largest rise that the errors may hide. */
function largestRise(times: Float64Array, best: Float64Array, errors: Float64Array) {
  let lowest = 0;
  let lowestBound = 0;
  let highestDoubt = 0;
  let largest = { rise: 0, riseError: null as number | null, from: null as number | null, to: null as number | null };
  let certain: typeof largest | undefined;
  let excess = 0;
  let possible = 0;
  const pair = (j: number, k: number) => ({
    rise: best[k] - best[j],
    riseError: finite(errors[j] + errors[k]),
    from: times[j],
    to: times[k],
  });
  for (let k = 1; k < best.length; k++) {
    if (best[k - 1] < best[lowest]) lowest = k - 1;
    if (best[k - 1] + errors[k - 1] < best[lowestBound] + errors[lowestBound]) lowestBound = k - 1;
    if (best[k - 1] - errors[k - 1] < best[highestDoubt] - errors[highestDoubt]) highestDoubt = k - 1;
    if (best[k] - best[lowest] > largest.rise) largest = pair(lowest, k);
    const sure = best[k] - errors[k] - (best[lowestBound] + errors[lowestBound]);
    if (sure > excess) {
      excess = sure;
      certain = pair(lowestBound, k);
    }
    possible = Math.max(possible, best[k] + errors[k] - (best[highestDoubt] - errors[highestDoubt]));
  }
  return { largest, certain, possible };
}

/** The best estimate at the first and the last row, each with its error: 95 % of the noise plus the systematic error. */
function bestEstimate({ columns, quantities }: Series, functional: Functional): BestEstimate {
  const name = bestColumn(functional, 'value');
  const label = quantities.find((quantity) => quantity.name === name)?.label ?? '';
  const at = (row: number) => {
    const value = columns[name]?.at(row);
    if (value === undefined || !Number.isFinite(value)) return null;
    const [systematic, deviation] = (['error', 'deviation'] as const).map(
      (part) => columns[bestColumn(functional, part)]?.at(row) ?? Number.NaN,
    );
    return { value, error: finite(bestError(systematic, deviation)) };
  };
  return { source: /\((.*)\)$/.exec(label)?.[1] ?? '', start: at(0), end: at(-1) };
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

function smallest(values: Float64Array): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The exact solution at the nodes of the current lattice of every species. */
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
