import type { z } from 'zod';
import { didYouMean } from './nearest.ts';
import { children, exists, type Path, valueAt } from './path.ts';
import { describeValue, type Problem, plain } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** What the schema found wrong with `data`. Its messages are the phrases after `expected` (fields.ts). */
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

function unknownKey(path: Path, key: string, known: readonly string[], expected: string): Problem {
  const wayOut = didYouMean(key, known);
  return { path, at: 'key', expected, got: plain(key), ...(wayOut && { wayOut }) };
}

/**
 * A value that fits no branch of a union is judged by the branch it was evidently meant for: the one of its type that
 * it misses with the fewest keys, missing or unknown. Without such a branch the union as a whole was expected.
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
  if (unknown.length > 0) return unknown.map((key) => unknownKey([...path, key], key, known, issue.message));
  return [{ path, expected: issue.message, got: describeValue(value) }];
}

function missedKeys(error: Issue, value: unknown): number {
  if (error.code === 'unrecognized_keys' && error.path.length === 0) return error.keys.length;
  return error.path.length === 1 && !exists(value, error.path as Path) ? 1 : 0;
}

/** The way out where the value meant can be guessed: a mistyped word, or a value written in another way. */
function suggestion(issue: Issue, value: unknown): string | undefined {
  if (issue.code === 'invalid_value') return didYouMean(value, issue.values);
  if (issue.code === 'invalid_union') return didYouMean(value, discriminators(issue));
  if (issue.code !== 'invalid_type') return undefined;
  const wanted = issue.expected;
  if (wanted === 'string' && ['number', 'boolean'].includes(typeof value)) return 'put it in quotes';
  if (typeof value !== 'string') return undefined;
  if (wanted === 'boolean' && /^(yes|on|no|off)$/i.test(value)) return `write ${/^(yes|on)$/i.test(value)}`;
  const number = wanted === 'number' || wanted === 'int' ? readNumber(value) : NaN;
  return Number.isFinite(number) ? `write ${number}` : undefined;
}

/** The names a discriminated union knows; zod delivers them but leaves them out of its type. */
function discriminators(issue: z.core.$ZodIssueInvalidUnion): readonly unknown[] {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
}

/** A number in quotes, as a fraction, with a decimal comma (but 1,000 may mean either) or with _ between digits. */
function readNumber(text: string): number {
  const fraction = /^\s*([-+\d.eE]+)\s*\/\s*([\d.eE]+)\s*$/.exec(text);
  if (fraction) return Number(fraction[1]) / Number(fraction[2]);
  return text.trim() === '' ? NaN : Number(text.replace(/,(?!\d{3}$)/, '.').replaceAll('_', ''));
}
