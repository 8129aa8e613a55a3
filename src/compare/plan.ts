import { InputError } from '../core/errors.ts';
import { samplingRule } from '../ensemble/sampling-rules.ts';
import { integrators } from '../integration/integrators.ts';
import { methodNamed, methods } from '../methods/methods.ts';
import { outcome, resolve } from '../scenario/parse-scenario.ts';
import { readScenario } from '../scenario/read-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { defaultSamplingOf } from '../scenario/species.ts';
import { formatPath } from '../schema/path.ts';
import { didYouMean } from '../schema/problem.ts';
import { assemble, prepareEvolution } from '../simulation/assemble.ts';
import { readReference } from '../simulation/read-reference.ts';

/** A method at a resolution, with its complete scenario. */
export interface PlannedMember extends MethodChoice {
  readonly scenario: Scenario;
  /** Descriptions of the changes that allow the method to run the scenario. */
  readonly adaptations: readonly string[];
}

export interface Plan {
  /** The scenario with the overrides that apply to all members. */
  readonly common: Scenario;
  readonly members: readonly PlannedMember[];
}

/**
 * Plans the runs of a scenario, one for every entry of `methods`. The options of a method are those of the scenario if the scenario
 * names the same method, or else the defaults. Overrides have the form of `landau run`; with a label, as in `blob:time.step=0.05`, they
 * apply only to the members of that label. The scenario's expectations are left out, because they apply to its own method. If a method
 * cannot use the scenario's integrator, or a lattice cannot have the requested number of particles, the nearest possible choice is
 * used and reported in the member's adaptations. Throws InputError if anything is invalid.
 */
export function planComparison(file: string, methods: string, overrides: readonly string[]): Plan {
  const choices = parseMethods(methods);
  const labels = [...new Set(choices.map(({ label }) => label))];
  const scoped = overrides.map((text) => scopeOf(text, labels));
  const shared = scoped.filter(({ label }) => label === undefined).map(({ override }) => override);
  const common = readScenario(file, shared);
  const members = choices.map((choice): PlannedMember => {
    const own = scoped.filter(({ label }) => label === choice.label).map(({ override }) => override);
    const method = common.method.name === choice.method ? [] : [`method={ name: ${choice.method} }`];
    const adapted = [
      ...(method.length > 0 && !own.some((text) => text.startsWith('time')) ? integratorFor(choice, common) : []),
      ...(method.length > 0 && !own.some((text) => text.startsWith('species')) ? particlesFor(choice, common) : []),
    ];
    const scenario = located(choice.id, () =>
      // The resolution comes last, because the member is named after it.
      readScenario(file, [
        ...[...shared, 'expect={}', ...method, ...own, ...resolutionOf(choice, common)],
        ...adapted.flatMap(({ overrides: changes }) => changes),
      ]),
    );
    return { ...choice, scenario, adaptations: adapted.map(({ words }) => words) };
  });
  return { common, members };
}

/** Splits `label:path=value` into label and override. No path of a scenario contains a colon. */
function scopeOf(text: string, labels: readonly string[]): { readonly label?: string; readonly override: string } {
  const match = /^([\w-]+):(.*)$/s.exec(text);
  if (match === null) return { override: text };
  const [, label, override] = match;
  if (!labels.includes(label)) {
    const wayOut = didYouMean(label, labels);
    const line = `--set ${text}: expected one of the labels ${labels.join(', ')} before the colon, got ${label}`;
    throw new InputError(wayOut === undefined ? line : `${line}; ${wayOut}`);
  }
  return { label, override };
}

/** The overrides that set a resolution: nodes for a method with its own grid, otherwise the particles of each species. */
function resolutionOf({ method, resolution }: MethodChoice, { species }: Scenario): readonly string[] {
  if (resolution === undefined) return [];
  return isGrid(method)
    ? [`method.nodes=${resolution}`]
    : species.map((_, i) => `species[${i}].particles.count=${resolution}`);
}

interface Adaptation {
  readonly overrides: readonly string[];
  readonly words: string;
}

/** Replaces the integrator by rkc, whose stages follow the step, if the method needs an explicit integrator and the scenario has none. */
function integratorFor({ method }: MethodChoice, { method: own, time }: Scenario): readonly Adaptation[] {
  const isExplicit = integrators.get(time.integrator)?.stability !== undefined && time.projection === undefined;
  if (methodNamed(method).integrator !== 'explicit' || isExplicit) return [];
  // A method that chooses its steps may have no step to pass on; the parser then requires one.
  const none = methodNamed(own.name).choosesSteps?.(own) === true && time.step === time.until - time.start;
  const rest = {
    ...{ integrator: 'rkc', start: time.start, until: time.until, adaptive: time.adaptive },
    ...(none ? {} : { step: time.step }),
  };
  const words = time.projection === undefined ? time.integrator : `${time.integrator} with projection`;
  return [
    {
      overrides: [`time=${JSON.stringify(rest)}`],
      words: `time.integrator is rkc, because ${method} needs an explicit integrator and the scenario has ${words}`,
    },
  ];
}

/** Changes particles to suit the method: drawn with equal weights and the exact moments, or equally many along every lattice axis. */
function particlesFor({ method, resolution }: MethodChoice, { species, dimension }: Scenario): readonly Adaptation[] {
  if (isGrid(method)) return [];
  const suits = (i: number) => samplingRule(defaultSamplingOf(species[i].initial, method));
  const onLattice = species.flatMap(({ particles }, i) => (samplingRule(particles.sampling).onLattice ? [i] : []));
  const drawn = onLattice.filter((i) => !suits(i).onLattice);
  const kept = onLattice.filter((i) => !drawn.includes(i));
  const count =
    resolution === undefined ? undefined : Math.max(2, Math.round(resolution ** (1 / dimension))) ** dimension;
  return [
    ...(drawn.length === 0
      ? []
      : [
          {
            overrides: drawn.map((i) => {
              const particles = {
                sampling: suits(i).name,
                count: resolution ?? species[i].particles.count,
                matchMoments: true,
              };
              return `species[${i}].particles=${JSON.stringify(particles)}`;
            }),
            words:
              `particles are drawn by ${suits(drawn[0]).name} with the exact moments, because ${method} works best with equal weights ` +
              'and the scenario has a lattice',
          },
        ]),
    ...(count === undefined || kept.length === 0 || count === resolution
      ? []
      : [
          {
            overrides: kept.map((i) => `species[${i}].particles.count=${count}`),
            words: `${count} particles per species instead of ${resolution}, because they lie on a lattice`,
          },
        ]),
  ];
}

function isGrid(method: string): boolean {
  return methodNamed(method).resolution === 'nodes';
}

/** Prefixes each line of an InputError with the member's id. */
function located<T>(id: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.problems.map((line) => `${id}: ${line}`));
  }
}

/** The facts about a run that are known before its first step. */
export interface PreparedRun {
  /** The columns of its series. */
  readonly columns: readonly string[];
  /** The order of its error in `time.step`; undefined if that is not the length of its steps. */
  readonly order?: number;
  /**
   * Whether the result depends on the seed, i.e. whether a different seed changes the saved initial state. That state includes the random
   * streams of methods that draw numbers during the run. False unless requested.
   */
  readonly isRandom: boolean;
}

/** The reason why a method does not suit the scenario. */
export interface Refusal {
  readonly refusal: string;
}

/** Prepares a run up to its first step; returns the refusal if an InputError is thrown. */
export async function prepareRun(scenario: Scenario, file: string, askRandom = false): Promise<PreparedRun | Refusal> {
  try {
    checkValid(scenario);
    const reference = await readReference(scenario, file);
    // The reference by the Legendre method is computed later, once for all runs.
    const { reference: _, ...alone } = scenario;
    const { evolution, analysis } = assemble(alone, { file, ...(reference && { reference }) });
    return {
      columns: analysis.quantities.map(({ name }) => name),
      ...(evolution.order === undefined ? {} : { order: evolution.order }),
      isRandom:
        askRandom && !isSame(evolution.save(), prepareEvolution(replicate(alone, 1), { file }).evolution.save()),
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { refusal: error.problems.join('; ') };
  }
}

/** Throws InputError if the changed scenario is invalid. */
function checkValid(scenario: Scenario): void {
  const { problems } = resolve(scenario);
  if (problems.length > 0)
    throw new InputError(problems.map((problem) => `${formatPath(problem.path)}: ${outcome(problem)}`));
}

type State = Readonly<Record<string, Float64Array>>;

function isSame(one: State, other: State): boolean {
  return Object.entries(one).every(([name, values]) => values.every((value, k) => value === other[name][k]));
}

/** The scenario with the k-th seed: its own for k = 0, otherwise one derived from it. */
export function replicate(scenario: Scenario, k: number): Scenario {
  return k === 0 ? scenario : { ...scenario, seed: `${scenario.seed} replicate ${k + 1}` };
}

/** The scenario with twice the time step and half as many outputs, because outputs would otherwise shorten the steps. */
export function withDoubleStep(scenario: Scenario): Scenario {
  const { time, output } = scenario;
  const length = time.until - time.start;
  const doubled = {
    ...output,
    every: Math.min(2 * output.every, length),
    ...(output.snapshots === undefined ? {} : { snapshots: Math.min(2 * output.snapshots, length) }),
  };
  return { ...scenario, time: { ...time, step: 2 * time.step }, output: doubled };
}

/** One entry of `--methods`. */
export interface MethodChoice {
  /** The entry without its resolution and its label's colon: `blob@400`. */
  readonly id: string;
  /** The label of the method in the comparison: the word before the colon, or else the method's name. */
  readonly label: string;
  readonly method: string;
  /** Particles of each species, or nodes per axis for methods with their own grid; the scenario's if undefined. */
  readonly resolution?: number;
}

/**
 * Parses a list like `blob@400,blob@1600,mesh:blob@1600,spectral-grid@32`: methods with an optional resolution after @ (default: the
 * scenario's) and an optional label before a colon, which distinguishes variants of a method.
 * Throws InputError with a line for every invalid entry.
 */
export function parseMethods(text: string): readonly MethodChoice[] {
  const names: readonly string[] = methods.map(({ name }) => name);
  const problems: string[] = [];
  const choices = text.split(',').map((entry): MethodChoice => {
    const match = /^(?:([A-Za-z][\w-]*):)?([A-Za-z][\w-]*)(?:@(\d+))?$/.exec(entry.trim());
    if (match === null) {
      problems.push(
        `--methods: expected methods like blob, blob@400 or mesh:blob@400, separated by commas, got ${entry || 'nothing'}`,
      );
      return { id: entry, label: entry, method: entry };
    }
    const [, label = match[2], method, resolution] = match;
    if (!names.includes(method)) {
      const wayOut = didYouMean(method, names);
      const line = `--methods: expected methods among ${names.join(', ')}, got ${method}`;
      problems.push(wayOut === undefined ? line : `${line}; ${wayOut}`);
    }
    const id = resolution === undefined ? label : `${label}@${Number(resolution)}`;
    return { id, label, method, ...(resolution === undefined ? {} : { resolution: Number(resolution) }) };
  });
  choices.forEach(({ id, label, method }, k) => {
    const earlier = choices.slice(0, k);
    if (earlier.some((other) => other.id === id)) problems.push(`--methods: expected each entry once, got ${id} twice`);
    const other = earlier.find((one) => one.label === label && one.method !== method);
    if (other !== undefined)
      problems.push(`--methods: expected one method for the label ${label}, got ${other.method} and ${method}`);
  });
  if (problems.length > 0) throw new InputError(problems);
  return choices;
}
