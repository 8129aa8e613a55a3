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

/** What a run will take: memory by counts, time by a few steps of the run itself. */
export interface Cost extends CountedCost {
  /** Steps taken, shortened ones included; NaN when nothing could be timed. */
  readonly steps: number;
  /** Evaluations of the rate; NaN likewise. */
  readonly evaluations: number;
  /** Processor time on one thread, without the start of the program and its report: wall time where a core is free; NaN likewise. */
  readonly seconds: number;
  /** Particles or nodes of the run that was timed in parts of this one's: 1 where it was the run itself, 0 where none was. */
  readonly timedResolution: number;
  /** The columns of the run's series and the rates at its start; present if the run itself was timed. */
  readonly quantities?: readonly Quantity[];
  readonly initialRates?: readonly InitialRate[];
}

export interface EstimateOptions {
  /** The scenario's own file, from which paths in it are relative. */
  readonly file?: string;
  /**
   * Seconds that the estimate may take; where the run itself would take longer a smaller one is timed. With 0 nothing is timed, and the
   * time is that of the method's work alone. Default 1.
   */
  readonly budget?: number;
  /** Times a run, within some seconds; undefined when it cannot go a step. */
  readonly time?: typeof timeRun;
  /** Counts the evaluations of a small run, within some seconds; undefined when it cannot go a step. */
  readonly count?: typeof countEvaluations;
  /** Counts the own steps of a coarse run, likewise. */
  readonly countOwn?: typeof countOwnSteps;
}

/** Evaluations that the preparation of a run, some steps and a row are expected to cost. */
const probedEvaluations = 50;
const probedSteps = 4;

/** Seconds of a nanosecond of work, as the methods count it. */
const usualPace = 1e-9;

/** A run that has no smaller one is not timed where its preparation and some steps take so many budgets. */
const patience = 8;

/** The smallest run is timed, and a larger one instead of one that struggles, while the method counts it at no more than so many budgets. */
const longestSearch = 16;

/** A finer run is tried when it is expected to fit into what is left and has so many times the work of the last one. */
const worthwhileGain = 2;

/**
 * Memory and time of a run. Its counts come first: nothing that grows with them is allocated. Then a run of a few particles or nodes goes
 * some steps, then one of as many as the budget allows, the run itself if it can be; so what the solver, the analysis and the
 * machine make of this scenario is in the time. Times of a smaller run are scaled by the method's work. An implicit solver needs more
 * iterations at some times than at others; a small run counts them as far as half the budget allows. Where even the smallest run is more than
 * the memory or the budget bears, the time is that of the method's work alone.
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

  /** The largest run that should fit into what is left, by its place among the candidates; -1 where none does. */
  const fitting = (perWork: number) => candidates.findIndex(({ size }) => perWork * probedWork(size) <= left());
  const first = fitting(usualPace);
  let place = first === -1 ? candidates.length - 1 : first;
  const most = (place === 0 ? patience : longestSearch) * budget;
  if (place === -1 || (first === -1 && usualPace * probedWork(candidates[place].size) > most))
    return { ...full, ...byWork(scenario, full) };

  /** Those that are not known to struggle. */
  const going = [...candidates];
  let best: Timed | undefined;
  /** A smaller run that went, but with shorter steps than it was asked for. */
  let makeshift: Timed | undefined;
  for (;;) {
    const candidate = candidates[place];
    const equal = place > 0 && hasEqualSteps(scenario, full);
    const steps = full.ownSteps !== undefined ? 'own' : equal ? 'equal or none' : 'equal';
    const times = time(candidate.scenario, file, Math.max(left(), budget / 2), steps);
    const struggles = times === undefined || (equal && times.stepsTaken > 1);
    if (times !== undefined && struggles) makeshift ??= { times, ...candidate };
    if (struggles) {
      // Mollifiers of too few particles hardly overlap, and the solver struggles where that of more particles does not.
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

/** What the preparation of the run itself has found. */
function foundBy(timed: Timed | undefined): Pick<Cost, 'quantities' | 'initialRates'> {
  if (timed?.resolution !== 1) return {};
  const { quantities, initialRates } = timed.times;
  return { ...(quantities && { quantities }), ...(initialRates && { initialRates }) };
}

/**
 * The evaluations of a step over the whole run in parts of those in the steps that were timed, by the counts of a small run. The steps
 * that it did not come to are taken to be like the last quarter of those that it did.
 */
function changeOfIterations(counts: readonly number[], steps: number, { window: [from, to] }: RunTimes): number {
  const last = counts.length - 1;
  const mean = (a: number, b: number) => (counts[b] - counts[a]) / (b - a);
  const [a, b] = [Math.floor(from), Math.ceil(to)];
  if (b > last || b <= a || !(mean(a, b) > 0)) return 1;
  const ahead = Math.max(0, steps - last) * mean(Math.floor((3 * last) / 4), last);
  return (counts[last] - counts[0] + ahead) / Math.max(steps, last) / mean(a, b);
}

/** Whether the run goes equal steps unless its solver has to shorten them. */
function hasEqualSteps({ time }: Scenario, { evaluations, ownSteps }: CountedCost): boolean {
  return time.adaptive === undefined && evaluations === undefined && ownSteps === undefined;
}

/** Nanoseconds that the preparation of a run, some steps and a row are expected to take. */
function probedWork({ preparation = 0, work, evaluations = 1 }: CountedCost): number {
  return preparation + probedEvaluations * work * evaluations;
}

/** From the run itself to the coarsest one. */
function resolutions(scenario: Scenario): readonly number[] {
  const coarsest = coarsestResolution(scenario);
  return Array.from({ length: 40 }, (_, k) => 2 ** -k).filter((part) => part >= coarsest);
}

/** The run itself or a smaller one, by what the counts say of it. */
interface Candidate {
  readonly scenario: Scenario;
  readonly size: CountedCost;
  readonly resolution: number;
}

interface Timed extends Candidate {
  readonly times: RunTimes;
}

/** Too few particles may be no run at all: mollifiers that preserve moments have to overlap. */
function countIfPossible(...run: Parameters<typeof countCost>): CountedCost | undefined {
  try {
    return countCost(...run);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** The mean work of an evaluation of a run over that of the steps that were timed, where it grows. */
function fromWindow({ steps }: CountedCost, { growth }: CountedCost, { window: [from, to] }: RunTimes): number {
  if (growth === undefined) return 1;
  const middle = Math.min(1, (from + to) / 2 / Math.max(1, steps));
  return 1 / (growth.start + (growth.end - growth.start) * middle);
}

/** The evaluations of a step of one size in parts of those of another. */
function evaluationRatio(of: CountedCost, wanted: CountedCost): number {
  return (wanted.evaluations ?? 1) / (of.evaluations ?? 1);
}

type TimedCost = Pick<Cost, 'steps' | 'evaluations' | 'seconds' | 'timedResolution'>;

/** Evaluations of an implicit step at the default tolerance: 10.6 for two species on the BKW solution, 4.4 in a Coulomb relaxation. */
const implicitEvaluations = 10;

/** The estimate without any run, from the counts. */
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
  // What is compiled and loaded for the small run does not grow with it.
  const assembly = times.assembly + (resolution === 1 ? 0 : (work - 1) * times.assembleAgain());
  return {
    steps: Math.round(full.steps * times.stepsTaken),
    evaluations: Math.round(full.steps * times.evaluations * evaluations),
    seconds: assembly + work * (full.rows * times.row + full.steps * times.step * evaluations) + besides(full, timed),
    timedResolution: resolution,
  };
}

/**
 * Steps that the method chooses, as many as a coarse run takes; where there is none, as many as those that were timed foresee. The products of
 * a finer run are more, in the ratio of those in the steps that were timed.
 */
function ofOwnSteps(full: CountedCost, timed: Timed, counts: ReturnType<typeof countOwnSteps>): TimedCost {
  const { assembly, row, own } = timed.times;
  if (own === undefined) return scaled(full, timed);
  const { all, window } = counts ?? { all: own.foreseen, window: own.window };
  const { count, work: ofProduct } = full.products ?? { count: 0, work: 0 };
  /** A coarse run may solve its equations directly: then products are as those that were timed. */
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

/** Seconds for the file of a snapshot, and for a node or a particle in it. */
const snapshotSeconds = 0.01;
const nodeSeconds = 1e-7;
