import { resolve as resolvePath } from 'node:path';
import type { Document } from 'yaml';
import { formatPath, type Path, without } from '../schema/path.ts';
import { locate } from './locate.ts';
import { inputError, kindOfFile, type Line, lineInFile, outcome, schemaProblems } from './parse-scenario.ts';
import type { Scenario } from './scenario.ts';
import { type StudyScenario, studySchema } from './study.ts';
import { places, type Setting, type StudyAxis, settingsAt, studyAxes } from './study-members.ts';
import {
  absolute,
  absoluteTables,
  memberScenario,
  membersAt,
  type ResolvedStudy,
  type StudyMember,
  withSettings,
} from './study-point.ts';
import { studyProblems } from './study-relations.ts';
import { parseText, position } from './syntax.ts';

/** A study that contains its scenario as `base` and has absolute paths to other files. */
export interface ParsedStudy extends ResolvedStudy {
  readonly axes: readonly StudyAxis[];
  /** Every point with every seed; the seed varies fastest. */
  readonly members: readonly StudyMember[];
  /** `file:line:col` of a value in the study file, for messages about it. */
  readonly where: (path: Path) => string;
}

/** A file named by a study. */
export interface NamedFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Parses a study and the scenario of every member. `file` is the name of the text in messages, `open` reads the scenario
 * file of the study, and relative paths in the study start at `directory`. Expectations and the reference of the scenario are
 * left out: they hold for one resolution, and a study has its own. Throws InputError with all problems.
 */
export function parseStudy(
  text: string,
  file: string,
  directory: string,
  open: (path: string) => NamedFile,
): ParsedStudy {
  const source = text.replace(/^\uFEFF/, '');
  const { document, data, problems } = parseText(source);
  const lines: Line[] = problems.map((each) => lineInFile(source, file, each.offset, `syntax: ${outcome(each)}`));
  if (!document) throw inputError(lines);
  if (kindOfFile(data) === 'scenario')
    throw inputError([lineInFile(source, file, 0, 'file: expected a study, got a scenario; take landau run')]);
  const parsed = studySchema().safeParse(data);
  const wrong = parsed.success ? studyProblems(parsed.data) : schemaProblems(parsed.error.issues, data);
  const offsetOf = (path: Path, at?: 'key' | 'value') => {
    const place = locate(document, [], path, at);
    return 'offset' in place ? place.offset : 0;
  };
  for (const problem of wrong) {
    const path = problem.path.length === 0 ? 'study' : formatPath(problem.path);
    lines.push(lineInFile(source, file, offsetOf(problem.path, problem.at), `${path}: ${outcome(problem)}`));
  }
  if (lines.length > 0 || !parsed.success) throw inputError(lines);

  const given = parsed.data;
  const tables = given.scenario === undefined ? directory : resolvePath(directory, given.scenario, '..');
  const base =
    given.scenario === undefined ? inlineBase(file, source, document, given) : openBase(open(given.scenario));
  const axes = studyAxes(given);
  const members = expand(given, axes, { ...base, tables }, { file, source, offsetOf });
  const { scenario: _path, ...rest } = given;
  return {
    study: withAbsoluteReferences({ ...rest, base: absoluteTables(base.data, tables) as never }, directory),
    tables,
    axes,
    members,
    where: (path) => {
      const { line, column } = position(source, offsetOf(path));
      return `${file}:${line}:${column}`;
    },
  };
}

/** Expands a study that contains its scenario, as made by the program; `file` is its name in messages. Throws as memberScenario does. */
export function expandStudy(resolved: ResolvedStudy, file: string): ParsedStudy {
  const { study } = resolved;
  const axes = studyAxes(study);
  const members = places(axes).flatMap((place) =>
    membersAt(study, axes, place, memberScenario(resolved, axes, { place, repetition: null })),
  );
  return { ...resolved, axes, members, where: () => file };
}

/** The scenario before its settings. */
interface Base {
  readonly file: string;
  readonly source: string;
  readonly document: Document;
  readonly data: unknown;
  /** The path of the scenario in the document. */
  readonly prefix: Path;
}

function inlineBase(file: string, source: string, document: Document, { base }: StudyScenario): Base {
  return { file, source, document, data: runOnly(base), prefix: ['base'] };
}

function openBase({ file, text }: NamedFile): Base {
  const source = text.replace(/^\uFEFF/, '');
  const { document, data, problems } = parseText(source);
  if (!document || problems.length > 0)
    throw inputError(problems.map((each) => lineInFile(source, file, each.offset, `syntax: ${outcome(each)}`)));
  return { file, source, document, data: runOnly(data), prefix: [] };
}

/** The scenario without its expectations and its reference, which do not apply to the members. */
function runOnly(data: unknown): unknown {
  return without(without(data, ['expect']), ['reference']);
}

interface StudySource {
  readonly file: string;
  readonly source: string;
  readonly offsetOf: (path: Path, at?: 'key' | 'value') => number;
}

function expand(
  study: StudyScenario,
  axes: readonly StudyAxis[],
  base: Base & Pick<ResolvedStudy, 'tables'>,
  from: StudySource,
): StudyMember[] {
  const lines: Line[] = [];
  const members = places(axes).flatMap((place) => {
    const scenario = scenarioAt(settingsAt(study, axes, place), base, from, lines);
    return scenario === undefined
      ? []
      : membersAt(study, axes, place, absoluteTables(scenario, base.tables) as Scenario);
  });
  if (lines.length > 0) throw inputError(lines);
  return members;
}

/** The scenario with the settings; adds problems to `lines` and returns undefined if there are any. */
function scenarioAt(
  settings: readonly Setting[],
  base: Base,
  { file, source, offsetOf }: StudySource,
  lines: Line[],
): Scenario | undefined {
  const report = (setting: Setting, message: string) =>
    lines.push(lineInFile(source, file, offsetOf(setting.source), `${formatPath(setting.source)}: ${message}`));
  const { scenario, unset, problems, overrides, sources } = withSettings(base.data, settings);
  for (const { setting, message } of unset) report(setting, message);
  const prefixed = overrides.map((each) => ({ ...each, path: [...base.prefix, ...each.path] }));
  for (const problem of problems) {
    const path = [...base.prefix, ...problem.path];
    const place = locate(base.document, prefixed, path, problem.at);
    if ('offset' in place)
      lines.push(lineInFile(base.source, base.file, place.offset, `${formatPath(path)}: ${outcome(problem)}`));
    else {
      const { setting, path: written } = sources[place.override];
      const name = formatPath(problem.path);
      report(setting, written === name ? outcome(problem) : `${name}: ${outcome(problem)}`);
    }
  }
  return scenario;
}

function withAbsoluteReferences(study: StudyScenario, directory: string): StudyScenario {
  const targets = Object.entries(study.targets).map(([name, target]) => {
    const { exact } = target;
    if (typeof exact !== 'object') return [name, target];
    return [name, { ...target, exact: { ...exact, file: absolute(exact.file, directory) } }];
  });
  return { ...study, targets: Object.fromEntries(targets) };
}
