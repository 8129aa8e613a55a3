import type { z } from 'zod';
import { InputError } from '../core/errors.ts';
import { nearestEven } from '../schema/fields.ts';
import { children, exists, formatPath, type Path, valueAt, withoutAll } from '../schema/path.ts';
import { describeValue, didYouMean, type Problem, plain } from '../schema/problem.ts';
import { locate } from './locate.ts';
import { applyOverrides } from './override.ts';
import { type Draft, relations } from './relations.ts';
import { type Scenario, scenarioMeasures, scenarioSchema } from './scenario.ts';
import { parseText, position } from './syntax.ts';
import { type InUnits, inUnits } from './units.ts';

/**
 * Parses a scenario, applies overrides (`path=value`, see applyOverrides) and fills in defaults. `file` is the name of the
 * text in messages. Throws InputError with all problems, in the order of the file, overrides last.
 */
export function parseScenario(text: string, file: string, overrideTexts: readonly string[] = []): Scenario {
  const source = text.replace(/^\uFEFF/, '');
  const { document, data: written, problems } = parseText(source);
  const lines: Line[] = problems.map((problem) =>
    lineInFile(source, file, problem.offset, `syntax: ${outcome(problem)}`),
  );
  if (!document) throw inputError(lines);
  if (kindOfFile(written) === 'study')
    throw inputError([
      lineInFile(
        source,
        file,
        0,
        'file: expected a scenario, got a study; take landau study run, or landau study plan',
      ),
    ]);

  const { data, overrides, failed } = applyOverrides(written, overrideTexts);
  for (const { index, problem } of failed) lines.push(lineOfOverride(source, overrideTexts, index, outcome(problem)));
  const { scenario, problems: wrong } = resolve(data);
  for (const problem of wrong) {
    const place = locate(document, overrides, problem.path, problem.at);
    const path = formatPath(problem.path);
    if ('offset' in place) lines.push(lineInFile(source, file, place.offset, `${path}: ${outcome(problem)}`));
    else {
      const names = overrideTexts[place.override].startsWith(`${path}=`);
      const message = names ? outcome(problem) : `${path}: ${outcome(problem)}`;
      lines.push(lineOfOverride(source, overrideTexts, place.override, message));
    }
  }
  if (lines.length > 0 || !scenario) throw inputError(lines);
  return scenario;
}

/** The kind of file to which the keys of the data belong; undefined if they fit both kinds or neither. */
export function kindOfFile(data: unknown): 'scenario' | 'study' | undefined {
  const has = (key: string) => exists(data, [key]);
  const [study, scenario] = [has('targets') || has('axes'), has('species')];
  if (study === scenario) return undefined;
  return study ? 'study' : 'scenario';
}

/** A line of an error with its rank: by position in the file, then by override. */
export interface Line {
  readonly text: string;
  readonly rank: number;
}

export function lineInFile(source: string, file: string, offset: number, message: string): Line {
  const { line, column } = position(source, offset);
  return { text: `${file}:${line}:${column} ${message}`, rank: offset };
}

function lineOfOverride(source: string, overrides: readonly string[], index: number, message: string): Line {
  return { text: `--set ${overrides[index]}: ${message}`, rank: source.length + 1 + index };
}

/** Makes an InputError of sorted lines. Values and overrides are quoted verbatim, so line breaks in them are replaced. */
export function inputError(lines: readonly Line[]): InputError {
  const sorted = [...lines].sort((a, b) => a.rank - b.rank);
  const texts = [...new Set(sorted.map(({ text }) => text.replace(/[\t\n\r\u2028\u2029]+/g, ' ')))];
  return new InputError(texts);
}

export function resolve(written: unknown): { scenario?: Scenario; problems: readonly Problem[] } {
  const dimension = valueAt(written, ['dimension']);
  const known = dimension === 2 || dimension === 3 ? dimension : undefined;
  const schema = scenarioSchema(known);
  const { data, problems: unitProblems, texts } = inUnits(written, scenarioMeasures(known));
  const result = schema.safeParse(data);
  const problems = [...unitProblems, ...(result.success ? [] : schemaProblems(result.error.issues, data))];
  const draft = withoutAll(
    data,
    problems.map(({ path }) => path),
  ) as Draft | undefined;
  // A relation may report an invalid value as missing; the schema has already reported it.
  const related = relations.flatMap((relation) => relation(draft ?? {}));
  const reported = new Set(
    problems.flatMap(({ path }) => path.map((_, k) => key(path.slice(0, k + 1))).concat(key([]))),
  );
  const news = related.filter((one) => one.at === 'key' || !reported.has(key(one.path)));
  const all = [...problems, ...news].flatMap((problem) => asWritten(problem, written, data, texts));
  return { ...(result.success && { scenario: result.data }), problems: all };
}

/** The problem with the value as written, if it was a text, or the problem of its unit. */
function asWritten(problem: Problem, written: unknown, data: unknown, texts: InUnits['texts']): Problem[] {
  const { path, at } = problem;
  const value = valueAt(written, path);
  if (typeof value !== 'string' || at === 'key') return [problem];
  const ofUnit = texts.get(formatPath(path));
  if (ofUnit !== undefined) return ofUnit === null ? [] : [ofUnit];
  return [valueAt(data, path) === value ? problem : { ...problem, got: describeValue(value) }];
}

function key(path: Path): string {
  return JSON.stringify(path);
}

export function outcome({ expected, got, wayOut }: Pick<Problem, 'expected' | 'got' | 'wayOut'>): string {
  return `expected ${expected}, got ${got}${wayOut === undefined ? '' : `; ${wayOut}`}`;
}

type Issue = z.core.$ZodIssue;

/** The problems that the schema found in `data`. Its messages are the phrases after `expected` (fields.ts). */
export function schemaProblems(issues: readonly Issue[], data: unknown): Problem[] {
  return issues.flatMap((issue) => problemsOf(issue, data));
}

function problemsOf(issue: Issue, data: unknown): Problem[] {
  const path = issue.path as Path;
  const value = valueAt(data, path);
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(', ');
    return issue.keys.map((key) => unknownKey([...path, key], key, known, `one of the keys ${issue.message}`));
  }
  if (issue.code === 'invalid_key') return [unknownKey(path, String(path.at(-1)), [], issue.issues[0].message)];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return unionProblems(issue, data);
  const wayOut = suggestion(issue, value);
  return [{ path, expected: issue.message, got: describeValue(value), ...(wayOut && { wayOut }) }];
}

/** Keys of version 0.1 by what they are called now. */
const renamed: Readonly<Record<string, string>> = {
  cut: 'weightThreshold',
  correct: 'matchMoments',
  depth: 'andersonDepth',
};

function unknownKey(path: Path, key: string, known: readonly string[], expected: string): Problem {
  const now = renamed[key];
  const wayOut = now !== undefined && known.includes(now) ? `it was renamed to ${now}` : didYouMean(key, known);
  return { path, at: 'key', expected, got: plain(key), ...(wayOut && { wayOut }) };
}

/**
 * The problems of a value that fits no branch of a union. They come from the branch of its type with the fewest missing or
 * unknown keys. If no single branch is best, the union as a whole is reported.
 */
function unionProblems(issue: z.core.$ZodIssueInvalidUnion, data: unknown): Problem[] {
  const path = issue.path as Path;
  const value = valueAt(data, path);
  const branches = issue.errors
    .filter((errors) => errors.every((error) => error.path.length > 0 || error.code === 'unrecognized_keys'))
    .map((errors) => ({ errors, misses: errors.reduce((sum, error) => sum + missedKeys(error, value), 0) }))
    .sort((a, b) => a.misses - b.misses);
  if (branches.length === 1 || (branches.length > 1 && branches[0].misses < branches[1].misses))
    return branches[0].errors.flatMap((error) =>
      problemsOf({ ...error, path: [...path, ...error.path] } as Issue, data),
    );
  const known = issue.errors
    .flat()
    .flatMap((error) => (error.code === 'unrecognized_keys' ? error.message.split(', ') : []));
  const unknown =
    Array.isArray(value) || known.length === 0
      ? []
      : Object.keys(children(value) ?? {}).filter((key) => !known.includes(key));
  // The list of keys is long: one line for each key that resembles one of them, or else one line for the map.
  const guessed = unknown.filter((key) => didYouMean(key, known) !== undefined);
  const listed = guessed.length > 0 ? guessed : unknown.slice(0, 1);
  if (listed.length > 0) return listed.map((key) => unknownKey([...path, key], key, known, issue.message));
  return [{ path, expected: issue.message, got: describeValue(value) }];
}

function missedKeys(error: Issue, value: unknown): number {
  if (error.code === 'unrecognized_keys' && error.path.length === 0) return error.keys.length;
  return error.path.length === 1 && !exists(value, error.path as Path) ? 1 : 0;
}

/** A remedy if the intended value can be guessed: a mistyped word, or a value in a different notation. */
function suggestion(issue: Issue, value: unknown): string | undefined {
  if (issue.code === 'invalid_value') return didYouMean(value, issue.values);
  if (issue.code === 'invalid_union') return didYouMean(value, discriminators(issue));
  if (issue.code === 'custom') return nearestEven(issue.params, value);
  if (issue.code !== 'invalid_type') return undefined;
  const wanted = issue.expected;
  if (wanted === 'string' && ['number', 'boolean'].includes(typeof value)) return 'put it in quotes';
  if (typeof value !== 'string') return undefined;
  if (wanted === 'boolean' && /^(yes|on|no|off)$/i.test(value)) return `write ${/^(yes|on)$/i.test(value)}`;
  const number = wanted === 'number' || wanted === 'int' ? readNumber(value) : NaN;
  return Number.isFinite(number) ? `write ${number}` : undefined;
}

/** The names in a discriminated union. Zod provides them but omits them from its type. */
function discriminators(issue: z.core.$ZodIssueInvalidUnion): readonly unknown[] {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
}

/** A number in quotes, as a fraction, with a decimal comma (but 1,000 may mean either) or with _ between digits. */
function readNumber(text: string): number {
  const fraction = /^\s*([-+\d.eE]+)\s*\/\s*([\d.eE]+)\s*$/.exec(text);
  if (fraction) return Number(fraction[1]) / Number(fraction[2]);
  return text.trim() === '' ? NaN : Number(text.replace(/,(?!\d{3}$)/, '.').replaceAll('_', ''));
}
