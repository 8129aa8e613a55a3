import process from 'node:process';
import type { Quantity } from '../analysis/analyzer.ts';
import { InputError } from '../core/errors.ts';
import { integrators } from '../integration/integrators.ts';
import { methodNamed } from '../methods/methods.ts';
import type { InitialRate } from '../output/run-record.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type CountedCost, countCost } from './cost.ts';
import { startingState } from './initial-state.ts';
import { coarsened, coarsestResolution, withCounts } from './resolution.ts';
import { scenarioMixture } from './scenario-mixture.ts';
import { type Counts, countOwnSteps, processorSeconds } from './step-times.ts';
import { countEvaluations, type RunTimes, timeRun } from './time-run.ts';

/** The estimated cost of a run: memory from counts, time from a few steps of the run itself. */
export interface Cost extends CountedCost {
  /** Number of steps, including shortened ones; NaN if nothing could be timed. */
  readonly steps: number;
  /** Number of evaluations of the rate; NaN if nothing could be timed. */
  readonly evaluations: number;
  /** Processor time on one thread, without the start of the program and its report: wall time if a core is free; NaN if nothing could be timed. */
  readonly seconds: number;
  /** Particles or nodes of the timed run relative to this one: 1 if the run itself was timed, 0 if none was. */
  readonly timedResolution: number;
  /** The columns of the run's series and the rates at its start; present if the run itself was timed. */
  readonly quantities?: readonly Quantity[];
  readonly initialRates?: readonly InitialRate[];
}

export interface EstimateOptions {
  /** The scenario's own file, from which paths in it are relative. */
  readonly file?: string;
  /**
   * Budget of the estimate in seconds; if the run itself would take longer, a smaller one is timed. With 0 nothing is timed, and the
   * time follows from the method's work only. Default 1.
   */
  readonly budget?: number;
  /** Times a run within a budget; undefined if it does not complete one step. */
  readonly time?: typeof timeRun;
  /** Counts the evaluations of a small run within a budget; undefined if it does not complete one step. */
  readonly count?: typeof countEvaluations;
  /** Counts the steps that the method chooses in a coarse run, within a budget. */
  readonly countOwn?: typeof countOwnSteps;
}

/** The expected cost of the preparation of a run, some steps and a row, in evaluations. */
const probedEvaluations = 50;
const probedSteps = 4;

/** Seconds per nanosecond of work, as the methods count it. */
const usualPace = 1e-9;

/** A run without a smaller one is not timed if its preparation and some steps take this many budgets. */
const patience = 8;

/** The smallest run, or a larger one instead of one that shortens its steps, is timed if its counted work is at most this many budgets. */
const longestSearch = 16;

/** A finer run is timed if it is expected to fit into the rest of the budget and has this many times the work of the last one. */
const worthwhileGain = 2;

/**
 * Memory and time of a run. Its counts come first; nothing that grows with them is allocated. Then a run of a few particles or nodes takes
 * some steps, and after it the largest run that fits into the budget, if possible the run itself. The time therefore includes the solver,
 * the analysis and the machine. Times of a smaller run are scaled by the method's work. An implicit solver needs more iterations at some
 * times than at others; a small run counts them within half of the budget. If even the smallest run exceeds the memory or the budget, the
 * time follows from the method's work only.
 */
export function estimateCost(given: Scenario, options: EstimateOptions = {}): Cost {
  const {
    file = 'scenario.yaml',
    budget = 1,
    time = timeRun,
    count = countEvaluations,
    countOwn = countOwnSteps,
  } = options;
  const mixture = scenarioMixture(given, file);
  const { distributions } = startingState(given, mixture, file);
  const scenario = withCounts(given, distributions);
  const full = countCost(scenario, mixture, distributions);
  if (budget === 0) return { ...full, ...byWork(scenario, full) };
  const alike = { ...scenario, method: { ...scenario.method, ...full.chosen } } as Scenario;
  const free = process.availableMemory();
  const candidates = resolutions(scenario).flatMap((resolution): Candidate[] => {
    const one = resolution === 1 ? scenario : coarsened(alike, resolution);
    const size = resolution === 1 ? full : countIfPossible(one, mixture, distributions);
    return size === undefined || size.memory - size.heap > free ? [] : [{ scenario: one, resolution, size }];
  });
  const began = processorSeconds();
  const left = () => budget - (processorSeconds() - began);

  /** The index of the largest candidate that should fit into the rest of the budget; -1 if none does. */
  const fitting = (perWork: number) => candidates.findIndex(({ size }) => perWork * probedWork(size) <= left());
  const first = fitting(usualPace);
  let place = first === -1 ? candidates.length - 1 : first;
  const most = (place === 0 ? patience : longestSearch) * budget;
  if (place === -1 || (first === -1 && usualPace * probedWork(candidates[place].size) > most))
    return { ...full, ...byWork(scenario, full) };

  /** The candidates that are not known to shorten their steps. */
  const going = [...candidates];
  let best: Timed | undefined;
  /** A smaller run that completed, but with shortened steps. */
  let makeshift: Timed | undefined;
  for (;;) {
    const candidate = candidates[place];
    const equal = place > 0 && hasEqualSteps(scenario, full);
    const steps = full.ownSteps !== undefined ? 'own' : equal ? 'equal or none' : 'equal';
    const times = time(candidate.scenario, file, Math.max(left(), budget / 2), steps);
    const struggles = times === undefined || (equal && times.stepsTaken > 1);
    if (times !== undefined && struggles) makeshift ??= { times, ...candidate };
    if (struggles) {
      // Mollifiers of too few particles hardly overlap, and the solver shortens steps that it would not shorten with more particles.
      going.length = place;
      if (best !== undefined || place === 0) break;
      place--;
      if (usualPace * probedWork(candidates[place].size) > longestSearch * budget) break;
      continue;
    }
    best = { times, ...candidate };
    if (candidate.resolution === 1) break;
    const next = fitting((times.assembly + times.row + probedSteps * times.step) / probedWork(candidate.size));
    if (next === -1 || candidates[next].size.work < worthwhileGain * candidate.size.work) break;
    place = next;
  }
  const timed = best ?? makeshift;
  if (full.ownSteps !== undefined && timed !== undefined) {
    const { counting } = full.ownSteps;
    const small = { ...scenario, method: { ...scenario.method, ...counting } } as Scenario;
    const counts =
      timed.times.whole || counting === undefined ? undefined : countOwn(small, file, budget, timed.times.window);
    return { ...full, ...ofOwnSteps(full, timed, counts), ...foundBy(timed) };
  }
  const solves =
    methodNamed(scenario.method.name).integrator !== 'none' &&
    integrators.get(scenario.time.integrator)!.kind === 'implicit';
  if (timed === undefined || !solves) return { ...full, ...scaled(full, timed), ...foundBy(timed) };
  const { times, size } = timed;
  const counting = (work: number) => ((full.steps * times.step) / size.work) * work;
  const small = going.find(({ size: { work } }) => counting(work) < budget / 2) ?? going[going.length - 1];
  const counts =
    times.counted ?? (times.whole || small === undefined ? undefined : count(small.scenario, file, budget / 2));
  return {
    ...full,
    ...scaled(full, timed, counts === undefined ? 1 : changeOfIterations(counts, full.steps, timed.times)),
    ...foundBy(timed),
  };
}

/** The results of the preparation of the run itself. */
function foundBy(timed: Timed | undefined): Pick<Cost, 'quantities' | 'initialRates'> {
  if (timed?.resolution !== 1) return {};
  const { quantities, initialRates } = timed.times;
  return { ...(quantities && { quantities }), ...(initialRates && { initialRates }) };
}

/**
 * The mean number of evaluations per step over the whole run, relative to the timed steps, from the counts of a small run. Steps beyond
 * its end are assumed to be like the last quarter of its steps.
 */
function changeOfIterations(counts: readonly number[], steps: number, { window: [from, to] }: RunTimes): number {
  const last = counts.length - 1;
  const mean = (a: number, b: number) => (counts[b] - counts[a]) / (b - a);
  const [a, b] = [Math.floor(from), Math.ceil(to)];
  if (b > last || b <= a || !(mean(a, b) > 0)) return 1;
  const ahead = Math.max(0, steps - last) * mean(Math.floor((3 * last) / 4), last);
  return (counts[last] - counts[0] + ahead) / Math.max(steps, last) / mean(a, b);
}

/** Whether the run takes equal steps unless its solver shortens them. */
function hasEqualSteps({ time }: Scenario, { evaluations, ownSteps }: CountedCost): boolean {
  return time.adaptive === undefined && evaluations === undefined && ownSteps === undefined;
}

/** The expected time of the preparation of a run, some steps and a row, in nanoseconds. */
function probedWork({ preparation = 0, work, evaluations = 1 }: CountedCost): number {
  return preparation + probedEvaluations * work * evaluations;
}

/** From the run itself to the coarsest one. */
function resolutions(scenario: Scenario): readonly number[] {
  const coarsest = coarsestResolution(scenario);
  return Array.from({ length: 40 }, (_, k) => 2 ** -k).filter((part) => part >= coarsest);
}

/** The run itself or a smaller one, with its counts. */
interface Candidate {
  readonly scenario: Scenario;
  readonly size: CountedCost;
  readonly resolution: number;
}

interface Timed extends Candidate {
  readonly times: RunTimes;
}

/** A run with too few particles may be impossible, because mollifiers that preserve moments must overlap. */
function countIfPossible(...run: Parameters<typeof countCost>): CountedCost | undefined {
  try {
    return countCost(...run);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** The mean work of an evaluation over the run, relative to that of the timed steps, if it grows. */
function fromWindow({ steps }: CountedCost, { growth }: CountedCost, { window: [from, to] }: RunTimes): number {
  if (growth === undefined) return 1;
  const middle = Math.min(1, (from + to) / 2 / Math.max(1, steps));
  return 1 / (growth.start + (growth.end - growth.start) * middle);
}

/** The ratio of the evaluations per step of two step sizes. */
function evaluationRatio(of: CountedCost, wanted: CountedCost): number {
  return (wanted.evaluations ?? 1) / (of.evaluations ?? 1);
}

type TimedCost = Pick<Cost, 'steps' | 'evaluations' | 'seconds' | 'timedResolution'>;

/** Evaluations of an implicit step at the default tolerance: 10.6 for two species on the BKW solution, 4.4 in a Coulomb relaxation. */
const implicitEvaluations = 10;

/** The estimate from the counts, without a run. */
function byWork({ method, time }: Scenario, full: CountedCost): TimedCost {
  const { kind, order } = integrators.get(time.integrator)!;
  const stages = kind === 'implicit' ? implicitEvaluations : order;
  const ofStep = (full.evaluations ?? 1) * (methodNamed(method.name).integrator === 'none' ? 1 : stages);
  const { steps, evaluations } = full.ownSteps ?? { steps: full.steps, evaluations: ofStep };
  const seconds = usualPace * ((full.preparation ?? 0) + steps * evaluations * full.work + full.referenceWork);
  return { steps, evaluations: Math.round(steps * evaluations), seconds, timedResolution: 0 };
}

function scaled(full: CountedCost, timed: Timed | undefined, iterations = 1): TimedCost {
  if (timed === undefined)
    return { steps: Number.NaN, evaluations: Number.NaN, seconds: Number.NaN, timedResolution: 0 };
  const { times, size, resolution } = timed;
  const work = (full.work / size.work) * fromWindow(full, size, times);
  const evaluations = iterations * evaluationRatio(size, full);
  // The time to compile and load code does not grow with the run.
  const assembly = times.assembly + (resolution === 1 ? 0 : (work - 1) * times.assembleAgain());
  return {
    steps: Math.round(full.steps * times.stepsTaken),
    evaluations: Math.round(full.steps * times.evaluations * evaluations),
    seconds: assembly + work * (full.rows * times.row + full.steps * times.step * evaluations) + besides(full, timed),
    timedResolution: resolution,
  };
}

/**
 * The number of steps that the method chooses, from a coarse run or, without one, from the timed steps. A finer run needs more products,
 * in the ratio of those in the timed steps.
 */
function ofOwnSteps(full: CountedCost, timed: Timed, counts: ReturnType<typeof countOwnSteps>): TimedCost {
  const { assembly, row, own } = timed.times;
  if (own === undefined) return scaled(full, timed);
  const { all, window } = counts ?? { all: own.foreseen, window: own.window };
  const { count, work: ofProduct } = full.products ?? { count: 0, work: 0 };
  /** A coarse run may solve its equations directly; the products are then those of the timed steps. */
  const products =
    window.products > 0
      ? (all.products * own.window.products) / window.products
      : (all.evaluations * own.window.products) / own.window.evaluations;
  const work = (of: Pick<Counts, 'evaluations' | 'products'>) =>
    of.evaluations * (full.work - count * ofProduct) + of.products * ofProduct;
  const perWork = (timed.times.step * own.window.steps) / work(own.window);
  const ahead = Math.max(0, work({ ...all, products }) - work(own.soFar));
  return {
    steps: Math.round(all.steps),
    evaluations: Math.round(all.evaluations),
    seconds: assembly + full.rows * row + own.seconds + perWork * ahead + besides(full, timed),
    timedResolution: timed.resolution,
  };
}

/** Seconds of a reference and of stored snapshots. */
function besides(full: CountedCost, { times, size }: Timed): number {
  const values = (times.snapshot * full.nodes) / Math.max(1, size.nodes);
  const file = snapshotSeconds + (full.nodes + full.particles) * nodeSeconds;
  return usualPace * full.referenceWork + full.snapshots * (values + file);
}

/** Seconds per file of a snapshot, and per node or particle in it. */
const snapshotSeconds = 0.01;
const nodeSeconds = 1e-7;
