import type { PreparedAnalyzer } from '../analysis/analyzer.ts';
import { prepareAnalysis } from '../analysis/analyzers.ts';
import { speciesMoments } from '../analysis/moments.ts';
import { InputError } from '../core/errors.ts';
import { once } from '../core/once.ts';
import { vectorAt } from '../core/vector-field.ts';
import type { Distribution } from '../ensemble/distribution.ts';
import { type InitialSample, samplingRule } from '../ensemble/sampling-rules.ts';
import type { StepHalving } from '../integration/advance.ts';
import { projected } from '../integration/composed-integrators.ts';
import { integrators } from '../integration/integrators.ts';
import type { Machine } from '../kernels/machine.ts';
import type { Evolution, InitialValueProblem, RunPlan } from '../methods/method.ts';
import { checkDrive, checkFollowing, checkKernels, equationOf, methodNamed } from '../methods/methods.ts';
import type { InitialRate } from '../output/run-record.ts';
import { type MixtureEquilibrium, mixtureEquilibrium, type SpeciesState } from '../physics/equilibrium.ts';
import { baths, type Mixture } from '../physics/mixture.ts';
import type { Units } from '../physics/units.ts';
import type { Labels } from '../reconstruction/label-space.ts';
import type { InitialScenario, Scenario } from '../scenario/scenario.ts';
import { scenarioUnits } from '../scenario/units.ts';
import type { ExactSolution } from '../theory/exact-solution.ts';
import { initialRates } from './initial-rates.ts';
import { startingState } from './initial-state.ts';
import { legendreReference } from './legendre-reference.ts';
import { plasmaWarnings } from './plasma.ts';
import { type Reference, readCsvReference } from './read-reference.ts';
import { sampleSpecies } from './sample-species.ts';
import { coulombLogarithms, type PairLogarithm, scenarioMixture } from './scenario-mixture.ts';
import { firstStep } from './schedule.ts';
import { speciesWithEdges, startingFunctionals } from './starting-functionals.ts';
import { prepareWatch, type Watch } from './watchdogs/watchdogs.ts';
import type { Shape } from './weak-rates.ts';

/** A scenario turned into objects, ready to run. */
export interface Simulation {
  readonly scenario: Scenario;
  readonly mixture: Mixture;
  readonly evolution: Evolution;
  readonly exact?: ExactSolution;
  /** The reference that the run is compared with. */
  readonly reference?: Reference;
  /** The Maxwellians with the densities, momentum and energy of the initial state. */
  readonly equilibrium: MixtureEquilibrium;
  /** The initial lattice of each species, undefined if its particles did not start on one; empty without particles. */
  readonly labels: readonly (Labels | undefined)[];
  readonly analysis: PreparedAnalyzer;
  /** The index of each column of the analysis in its row. */
  readonly places: ReadonlyMap<string, number>;
  /** Number of particles of every species; for methods without particles, number of values that describe f. */
  readonly particles: readonly number[];
  /** Density lost at sampling (box edge and cut), per species, before any correction; empty when no particles were drawn. */
  readonly lostDensity: readonly number[];
  /** Density, mean velocity and temperature of every species at the start. */
  readonly start: readonly SpeciesState[];
  /** The initial rates of the moments, exact and of the discretisation. Measured at the first access, which must precede the first step. */
  readonly initialRates: readonly InitialRate[];
  /** The watchdogs, which check every output. They use the initial rates, so the first access must precede the first step. */
  readonly watch: Watch;
  /** The meaning of 1, if the scenario defines units. */
  readonly units?: Units;
  /** The Coulomb logarithms of pairs whose strength comes from plasma data. */
  readonly logarithms: readonly PairLogarithm[];
  /** Reasons why the results are doubtful from the start. */
  readonly warnings: readonly string[];
  /** Predictions of linear theory for the initial state, for the record of the run. */
  readonly predictions: Readonly<Record<string, number>>;
  /** All parts that it was assembled from, with references. */
  readonly parts: Evolution['parts'];
}

export interface AssembleOptions {
  /** The scenario file; paths in the scenario are relative to it. Default: the current directory. */
  readonly file?: string;
  /** The scenario's reference, read by readReference; without it, only a reference in CSV can be read. */
  readonly reference?: Reference;
  /** The machine that the run uses. Default: the usual one. */
  readonly machine?: Machine;
  /** Called when a step did not converge and is repeated with half its length. */
  readonly onHalving?: (event: StepHalving) => void;
}

/** Turns the names in a scenario into objects; nothing else does. Throws InputError when they are not compatible. */
export function assemble(scenario: Scenario, options: AssembleOptions = {}): Simulation {
  return locating(options.file, () => assembleParts(scenario, options));
}

/** Prepares the evolution of a scenario at its start, without the analysis. Throws InputError as `assemble` does. */
export function prepareEvolution(
  scenario: Scenario,
  options: Omit<AssembleOptions, 'reference'> = {},
): Pick<Simulation, 'mixture' | 'evolution'> {
  return locating(options.file, () => prepareStart(scenario, options));
}

function locating<T>(file: string | undefined, prepare: () => T): T {
  try {
    return prepare();
  } catch (error) {
    if (!(error instanceof InputError) || file === undefined) throw error;
    throw new InputError(error.problems.map((problem) => `${file}: ${problem}`));
  }
}

/** The evolution and the parts that it was made from. */
function prepareStart(scenario: Scenario, options: AssembleOptions) {
  const mixture = scenarioMixture(scenario, options.file);
  const { distributions, exact, predictions } = startingState(scenario, mixture, options.file ?? 'scenario.yaml');
  let samples: readonly InitialSample[] | undefined;
  const { time } = scenario;
  const integrator = integrators.get(time.integrator);
  if (integrator === undefined)
    throw new InputError(`time.integrator: expected one of ${[...integrators.keys()].join(', ')}`);
  const problem: InitialValueProblem = {
    mixture,
    distributions,
    get species() {
      samples ??= sampleSpecies(scenario, mixture, distributions);
      return samples;
    },
    sampleOf: (group, groups) => sampleSpecies(scenario, mixture, distributions, { group, groups }),
    start: time.start,
    until: time.until,
    seed: scenario.seed,
    machine: options.machine,
    integrator: time.projection === undefined ? integrator : projected(integrator),
    advance: {
      ...stepOptions(time),
      ...(options.onHalving === undefined ? {} : { onHalving: options.onHalving }),
    },
  };
  const method = methodNamed(scenario.method.name);
  checkDrive(method, mixture);
  checkKernels(method, mixture);
  checkFollowing(method, mixture);
  const changes = mixture.forcing.filter(({ heating, source, loss }) => (heating ?? source ?? loss) !== undefined);
  const outside = [
    ...(baths(mixture).length > 0 ? ['baths'] : []),
    ...changes.map(({ name }) => name),
    ...(mixture.following === undefined ? [] : ['lnLambda: followed']),
  ];
  if (scenario.output.budget !== undefined && outside.length > 0)
    throw new InputError(
      `output.budget: expected none with ${outside.join(', ')}, whose part in the Fisher information is not measured; leave it out`,
    );
  const evolution = method.prepare(problem, scenario.method);
  return {
    ...{ mixture, distributions, exact, predictions, method, integrator, problem, evolution },
    /** Undefined if the method draws no particles. */
    samples: samples as readonly InitialSample[] | undefined,
  };
}

function assembleParts(scenario: Scenario, options: AssembleOptions): Simulation {
  const { time } = scenario;
  const { mixture, distributions, exact, predictions, method, integrator, problem, evolution, samples } = prepareStart(
    scenario,
    options,
  );
  const initial = evolution.snapshot();
  const equilibrium = mixtureEquilibrium(
    mixture,
    speciesMoments(initial),
    equationOf(scenario.method) === 'landau' ? 'collisions' : 'all',
  );
  const reference = options.reference ?? ownReference(scenario, problem, options.file ?? 'scenario.yaml');
  const known = { ...(exact && { exact }), ...(reference && { reference }) };
  const { budget } = scenario.output;
  const wanted = budget === undefined ? {} : { budget: { draws: budget.draws, seed: scenario.seed } };
  const drawn = initial.species.some(({ particles }) => particles !== undefined);
  const rules = new Set(drawn ? scenario.species.map(({ particles }) => samplingRule(particles.sampling)) : []);
  const labels = samples?.map((sample, i) =>
    labelsOf(scenario.species[i].particles.sampling, sample, distributions[i]),
  );
  const exactStart = once(() => startingFunctionals(mixture, distributions));
  const analysis = prepareAnalysis({
    initial,
    machine: options.machine,
    equilibrium,
    labels: labels ?? [],
    startingFunctionals: exactStart,
    ...known,
    ...wanted,
  });
  const shapes = scenario.species.map(({ initial: shape }, i) => shapeOf(shape, distributions[i]));
  const rates = once(() => {
    if (evolution.t !== time.start || evolution.counts.steps > 0)
      throw new Error(`t = ${evolution.t}: the initial rates must first be read before the first step`);
    const replicas = evolution.replicas?.(firstStep(scenario));
    return initialRates({ mixture, distributions, shapes, initial, replicas });
  });
  const { quantities } = analysis;
  const columns = quantities.map(({ name }) => name);
  const start = speciesMoments(initial);
  const watch = once(() =>
    prepareWatch({
      ...{ scenario, mixture, integrator, evolution, quantities, columns, initial, start, initialRates: rates() },
      conserves: method.conserves(problem.integrator),
      edges: distributions.some(({ mayJump }) => mayJump) ? speciesWithEdges(mixture, distributions, exactStart()) : [],
    }),
  );
  const units = scenarioUnits(scenario);
  return {
    scenario,
    mixture,
    evolution,
    ...(units && { units }),
    logarithms: coulombLogarithms(scenario, options.file),
    warnings: [...(evolution.warnings ?? []), ...plasmaWarnings(scenario, options.file)],
    ...known,
    equilibrium,
    labels: labels ?? [],
    analysis,
    places: new Map(columns.map((name, k) => [name, k])),
    start,
    get initialRates() {
      return rates();
    },
    get watch() {
      return watch();
    },
    particles: initial.species.map(
      (one, i) => one.particles?.weights.length ?? evolution.unknowns?.[i] ?? one.values.length,
    ),
    lostDensity: samples?.map(({ lostDensity }) => lostDensity) ?? [],
    predictions,
    parts: [
      { role: 'method', name: method.name, reference: method.reference },
      ...evolution.parts,
      ...[...rules].map(({ name, reference }) => ({ role: 'sampling', name, reference })),
      ...(exact === undefined ? [] : [{ role: 'exact solution', name: exact.name, reference: exact.reference }]),
      ...(reference === undefined
        ? []
        : [{ role: 'reference data', name: reference.file, reference: reference.header.join(' ') || 'no header' }]),
    ],
  };
}

/** The labels of particles that start on a lattice. */
function labelsOf(
  sampling: string,
  { particles: { velocities }, spacing, anchor }: InitialSample,
  { value }: Distribution,
): Labels | undefined {
  if (!samplingRule(sampling).onLattice) return undefined;
  const v = new Float64Array(velocities.d);
  const density = Float64Array.from({ length: velocities.n }, (_, p) => value(vectorAt(velocities, p, v)));
  return { spacing, anchor, density };
}

/** The options of the time steps, without keys that the scenario leaves undefined. */
export function stepOptions({
  step,
  tolerance,
  iterations,
  andersonDepth,
  adaptive,
}: Scenario['time']): RunPlan['advance'] {
  return {
    step,
    stepper: definedOnly({ tolerance, iterations, andersonDepth }),
    ...(adaptive === undefined ? {} : { adaptive: definedOnly(adaptive) }),
  };
}

/** The reference of the scenario, if none was passed as an option. */
function ownReference(scenario: Scenario, problem: InitialValueProblem, file: string): Reference | undefined {
  const { reference } = scenario;
  if (reference === undefined) return undefined;
  if (reference === 'legendre') return legendreReference(problem, equationOf(scenario.method));
  return readCsvReference(reference, file);
}

/** Drops the keys whose value is undefined. */
function definedOnly<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** The shape of the initial f, which determines the applicable closed formulas. */
function shapeOf(initial: InitialScenario, { covariance, dimension: d }: Distribution): Shape {
  if ('maxwellian' in initial) return 'maxwellian';
  if (!('anisotropic' in initial) || d !== 3) return 'other';
  const [x, y, z] = [0, 4, 8].map((k) => covariance[k]);
  return x === y || y === z || x === z ? 'bi-maxwellian' : 'other';
}
