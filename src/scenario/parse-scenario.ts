import { InputError } from '../core/errors.ts';
import type { Draft } from './draft.ts';
import { locate } from './locate.ts';
import { applyOverrides } from './override.ts';
import { formatPath, startsWith, valueAt, without } from './path.ts';
import type { Problem } from './problem.ts';
import { relations } from './relations/relations.ts';
import { type Scenario, scenarioSchema } from './scenario.ts';
import { schemaProblems } from './schema-problems.ts';
import { parseText, position } from './syntax.ts';

/**
 * The scenario that `text` describes, with overrides (`path=value`, see applyOverrides) applied and defaults filled in.
 * `file` only names the text in messages. Throws InputError with every problem there is, in the order of the file,
 * overrides last.
 */
export function parseScenario(text: string, file: string, overrideTexts: readonly string[] = []): Scenario {
  const source = text.replace(/^\uFEFF/, '');
  const { document, data: written, problems } = parseText(source);
  const lines: Line[] = problems.map((problem) =>
    lineInFile(source, file, problem.offset, `syntax: ${outcome(problem)}`),
  );
  if (!document) throw inputError(lines);

  const { data, overrides, failed } = applyOverrides(written, overrideTexts);
  for (const { index, problem } of failed) lines.push(lineOfOverride(source, overrideTexts, index, outcome(problem)));
  const { scenario, problems: wrong } = resolve(data);
  for (const problem of wrong) {
    const place = locate(document, overrides, problem.path, problem.at);
    const path = formatPath(problem.path);
    if ('offset' in place) lines.push(lineInFile(source, file, place.offset, `${path}: ${outcome(problem)}`));
    else {
      const told = overrideTexts[place.override].startsWith(`${path}=`);
      const message = told ? outcome(problem) : `${path}: ${outcome(problem)}`;
      lines.push(lineOfOverride(source, overrideTexts, place.override, message));
    }
  }
  if (lines.length > 0 || !scenario) throw inputError(lines);
  return scenario;
}

/** A line of the error, and its rank: the order in the file, then the overrides. */
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

/** Values and overrides are quoted as they came; line breaks in them must not break the line. */
export function inputError(lines: readonly Line[]): InputError {
  const sorted = [...lines].sort((a, b) => a.rank - b.rank);
  return new InputError([...new Set(sorted.map(({ text }) => text.replace(/[\t\n\r\u2028\u2029]+/g, ' ')))]);
}

export function resolve(data: unknown): { scenario?: Scenario; problems: readonly Problem[] } {
  const dimension = valueAt(data, ['dimension']);
  const schema = scenarioSchema(dimension === 2 || dimension === 3 ? dimension : undefined);
  const result = schema.safeParse(data);
  const problems = result.success ? [] : schemaProblems(result.error.issues, data);
  const draft = problems.reduce<unknown>((rest, { path }) => without(rest, path), data) as Draft | undefined;
  // What a relation misses may be there, only not valid: then the schema has told it.
  const related = relations.flatMap((relation) => relation(draft ?? {}));
  const news = related.filter((one) => one.at === 'key' || !problems.some((known) => startsWith(known.path, one.path)));
  return { ...(result.success && { scenario: result.data }), problems: [...problems, ...news] };
}

export function outcome({ expected, got, wayOut }: Pick<Problem, 'expected' | 'got' | 'wayOut'>): string {
  return `expected ${expected}, got ${got}${wayOut === undefined ? '' : `; ${wayOut}`}`;
}
