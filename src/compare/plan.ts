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

/** A method at a resolution, with the scenario that says it all. */
export interface PlannedMember extends MethodChoice {
  readonly scenario: Scenario;
  /** What was changed so that the method can run the scenario, in words. */
  readonly adaptations: readonly string[];
}

export interface Plan {
  /** The scenario with the overrides that hold for all. */
  readonly common: Scenario;
  readonly members: readonly PlannedMember[];
}

/**
 * What is to be run: the scenario once for every method. A method's options are the scenario's where that names the same method,
 * else the defaults. Overrides are those of `landau run`; behind a label, as in `blob:time.step=0.05`, they hold for its members
 * alone. The scenario's expectations are left out, for they are about its own method. Where a method cannot use the integrator that
 * the scenario has for another method, or a lattice cannot have as many particles as were asked for, the nearest that works is taken,
 * and the member says so. Throws InputError for whatever is not valid.
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
      // The resolution comes last: it is what the member is named after.
      readScenario(file, [
        ...[...shared, 'expect={}', ...method, ...own, ...resolutionOf(choice, common)],
        ...adapted.flatMap(({ overrides: changes }) => changes),
      ]),
    );
    return { ...choice, scenario, adaptations: adapted.map(({ words }) => words) };
  });
  return { common, members };
}

/** `label:path=value`; no path of a scenario has a colon. */
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

/** A method whose options have nodes has a grid of its own; the others count the particles of each species. */
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

/** A grid goes by an explicit integrator: rkc, whose stages follow the step, where the scenario has another kind. */
function integratorFor({ method }: MethodChoice, { method: own, time }: Scenario): readonly Adaptation[] {
  const isExplicit = integrators.get(time.integrator)?.stability !== undefined && time.projection === undefined;
  if (methodNamed(method).integrator !== 'explicit' || isExplicit) return [];
  // A method that chooses its steps may have none to hand on; the reader then asks for one.
  const none = methodNamed(own.name).choosesSteps?.(own) === true && time.step === time.until - time.start;
  const rest = {
    ...{ integrator: 'rkc', start: time.start, until: time.until, adaptive: time.adaptive },
    ...(none ? {} : { step: time.step }),
  };
  const words = time.projection === undefined ? time.integrator : `${time.integrator} with projection`;
  return [
    {
      overrides: [`time=${JSON.stringify(rest)}`],
      words: `time.integrator is rkc, because ${method} needs an explicit one and the scenario has ${words}`,
    },
  ];
}

/** Particles as the method wants them: of equal weight, drawn with the exact moments, or as many along every axis of a lattice. */
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
            words: `${count} particles of a species instead of ${resolution}, because they lie on a lattice`,
          },
        ]),
  ];
}

function isGrid(method: string): boolean {
  return methodNamed(method).resolution === 'nodes';
}

/** Says in each line of an InputError which member it is about. */
function located<T>(id: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.problems.map((line) => `${id}: ${line}`));
  }
}

/** What is found of a run before its first step. */
export interface PreparedRun {
  /** The columns of its series. */
  readonly columns: readonly string[];
  /** The order of its error in `time.step`; undefined where that is not the length of its steps. */
  readonly order?: number;
  /**
   * Whether the seed matters: with another one, something of what the run's future depends on is different at the start. A method that
   * draws random numbers on the way keeps the state of its stream there. Not looked for unless asked.
   */
  readonly isRandom: boolean;
}

/** Why a method does not suit the scenario. */
export interface Refusal {
  readonly refusal: string;
}

/** Does all that comes before the first step of a run. */
export async function prepareRun(scenario: Scenario, file: string, askRandom = false): Promise<PreparedRun | Refusal> {
  try {
    checkValid(scenario);
    const reference = await readReference(scenario, file);
    // That of the Legendre method is computed later, once for all.
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

/** Throws InputError for a scenario that was changed to what is none. */
function checkValid(scenario: Scenario): void {
  const { problems } = resolve(scenario);
  if (problems.length > 0)
    throw new InputError(problems.map((problem) => `${formatPath(problem.path)}: ${outcome(problem)}`));
}

type State = Readonly<Record<string, Float64Array>>;

function isSame(one: State, other: State): boolean {
  return Object.entries(one).every(([name, values]) => values.every((value, k) => value === other[name][k]));
}

/** The scenario with the k-th seed: its own first, then ones made from it. */
export function replicate(scenario: Scenario, k: number): Scenario {
  return k === 0 ? scenario : { ...scenario, seed: `${scenario.seed} replicate ${k + 1}` };
}

/** The scenario with twice the time step, and half the outputs: steps end there, and would be cut as short as before. */
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
  /** What the method is called here: its name, or the word before the colon. */
  readonly label: string;
  readonly method: string;
  /** Particles of each species, or nodes per axis for methods on a grid of their own; the scenario's where undefined. */
  readonly resolution?: number;
}

/**
 * The list `blob@400,blob@1600,mesh:blob@1600,spectral-grid@32`: methods, each with a resolution behind @ where it is not the
 * scenario's, and with a label before a colon where one method takes part in several variants.
 * Throws InputError with a line for every entry that is not understood.
 */
export function parseMethods(text: string): readonly MethodChoice[] {
  const names: readonly string[] = methods.map(({ name }) => name);
  const problems: string[] = [];
  const choices = text.split(',').map((entry): MethodChoice => {
    const match = /^(?:([A-Za-z][\w-]*):)?([A-Za-z][\w-]*)(?:@(\d+))?$/.exec(entry.trim());
    if (match === null) {
      problems.push(
        `--methods: expected methods as blob, blob@400 or mesh:blob@400, with commas, got ${entry || 'nothing'}`,
      );
      return { id: entry, label: entry, method: entry };
    }
    const [, label = match[2], method, resolution] = match;
    if (!names.includes(method)) {
      const wayOut = didYouMean(method, names);
      const line = `--methods: expected methods of ${names.join(', ')}, got ${method}`;
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
