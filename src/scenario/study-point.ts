import { isAbsolute, resolve as resolvePath } from 'node:path';
import { InputError } from '../core/errors.ts';
import { children, formatPath } from '../schema/path.ts';
import type { Problem } from '../schema/problem.ts';
import { applyOverrides, type Override } from './override.ts';
import { outcome, resolve } from './parse-scenario.ts';
import type { Scenario } from './scenario.ts';
import type { StudyScenario } from './study.ts';
import { expandPath, repetitionSeed, type Setting, type StudyAxis, settingsAt } from './study-members.ts';

/** One scenario of a study. */
export interface StudyMember {
  /** The index of the member on every axis. */
  readonly place: readonly number[];
  /** The number of the seed, from 0; absent in a study without seeds. */
  readonly repetition?: number;
  readonly scenario: Scenario;
}

/** A study that contains its scenario, as stored in its plan. */
export interface ResolvedStudy {
  readonly study: StudyScenario;
  /** The absolute directory at which relative paths of tables start. */
  readonly tables: string;
}

/**
 * The scenario of one member of a resolved study, so that a plan stores only the place and the repetition of a member.
 * Throws InputError if the scenario is invalid, e.g. after a change of the program.
 */
export function memberScenario(
  { study, tables }: ResolvedStudy,
  axes: readonly StudyAxis[],
  { place, repetition }: Pick<StudyMember, 'place'> & { readonly repetition: number | null },
): Scenario {
  const { scenario, unset, problems } = withSettings(study.base, settingsAt(study, axes, place));
  if (scenario === undefined)
    throw new InputError([
      ...unset.map(({ setting, message }) => `${formatPath(setting.source)}: ${message}`),
      ...problems.map((problem) => `${formatPath(problem.path)}: ${outcome(problem)}`),
    ]);
  const point = absoluteTables(scenario, tables) as Scenario;
  return repetition === null ? point : withSeed(study, axes, place, point, repetition);
}

/** The members at a point, one for each seed. */
export function membersAt(
  study: StudyScenario,
  axes: readonly StudyAxis[],
  place: readonly number[],
  scenario: Scenario,
): readonly StudyMember[] {
  const { seeds } = study;
  if (seeds === undefined) return [{ place, scenario }];
  return Array.from({ length: seeds.count }, (_, repetition) => ({
    place,
    repetition,
    scenario: withSeed(study, axes, place, scenario, repetition),
  }));
}

function withSeed(
  { seeds }: StudyScenario,
  axes: readonly StudyAxis[],
  place: readonly number[],
  scenario: Scenario,
  repetition: number,
): Scenario {
  const point = axes.map(({ name, values }, a) => [name, values[place[a]]] as const);
  return { ...scenario, seed: repetitionSeed(scenario.seed, point, repetition, seeds?.shared ?? false) };
}

/** A scenario with the settings of a point, or the problems. */
export interface SetScenario {
  readonly scenario?: Scenario;
  /** Settings that cannot be applied. */
  readonly unset: readonly { readonly setting: Setting; readonly message: string }[];
  /** Problems of the scenario after the settings. */
  readonly problems: readonly Problem[];
  readonly overrides: readonly Override[];
  /** The setting of each override, by its index. */
  readonly sources: readonly { readonly setting: Setting; readonly path: string }[];
}

export function withSettings(data: unknown, settings: readonly Setting[]): SetScenario {
  const unset: { setting: Setting; message: string }[] = [];
  const sources: { readonly setting: Setting; readonly path: string; readonly text: string }[] = [];
  for (const setting of settings) {
    const paths = expandPath(setting.path, data);
    if ('expected' in paths) unset.push({ setting, message: `${formatPath(paths.path)}: ${outcome(paths)}` });
    // JSON is YAML.
    else for (const path of paths) sources.push({ setting, path, text: `${path}=${JSON.stringify(setting.value)}` });
  }
  const set = applyOverrides(
    data,
    sources.map(({ text }) => text),
  );
  unset.push(...set.failed.map(({ index, problem }) => ({ ...sources[index], message: outcome(problem) })));
  const { scenario, problems } = resolve(set.data);
  const isWhole = scenario !== undefined && unset.length === 0 && problems.length === 0;
  return { ...(isWhole && { scenario }), unset, problems, overrides: set.overrides, sources };
}

/** Makes the paths of tables and of the reference, relative to `directory`, absolute, because members are in other directories. */
export function absoluteTables(data: unknown, directory: string): unknown {
  const inside = children(data);
  if (inside === undefined) return data;
  if (Array.isArray(data)) return data.map((item) => absoluteTables(item, directory));
  return Object.fromEntries(
    Object.entries(inside).map(([key, value]) => {
      const file = tableKeys.includes(key) ? children(value)?.file : undefined;
      if (typeof file !== 'string') return [key, absoluteTables(value, directory)];
      return [key, { ...children(value), file: absolute(file, directory) }];
    }),
  );
}

/** The keys of a scenario that name a file. */
const tableKeys = ['tabulated', 'particles', 'reference'];

export function absolute(path: string, directory: string): string {
  return isAbsolute(path) ? path : resolvePath(directory, path);
}
