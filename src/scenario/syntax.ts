import { Composer, type CST, type Document, Parser, parse, visit, type YAMLError } from 'yaml';
import { findControl } from '../core/quoting.ts';
import type { Problem } from '../schema/problem.ts';

/** A parsed YAML text. */
export interface ParsedText {
  /** Absent if the problems prevent further checks. */
  readonly document?: Document;
  /** The plain value of the document; null for an empty text. */
  readonly data?: unknown;
  readonly problems: readonly SyntaxProblem[];
}

interface SyntaxProblem extends Pick<Problem, 'expected' | 'got' | 'wayOut'> {
  /** Index into the text. */
  readonly offset: number;
}

/** The largest depth. A scenario has at most 8 levels. The composer is recursive and runs out of stack at about a thousand. */
const deepest = 64;

/** The largest number of aliases, more than a scenario can use. Resolving them takes time quadratic in their number. */
const mostAliases = 100;

/** Parses YAML 1.2. Never throws; errors are returned as problems. */
export function parseText(text: string): ParsedText {
  const unreadable = controlCharacter(text) ?? longLine(text);
  if (unreadable) return { problems: [unreadable] };
  const tokens = [...new Parser().parse(text)];
  const deep = tooDeep(tokens);
  if (deep) return { problems: [deep] };

  const [document, second] = new Composer({ logLevel: 'error' }).compose(tokens, true, text.length);
  const errors = [...document.errors, ...document.warnings];
  const problems = independent(errors, text).map((error) => inPlainWords(error, text));
  if (second)
    problems.push({
      offset: second.range[0],
      expected: 'one document',
      got: 'a second one',
      wayOut: 'remove the line ---',
    });
  if (second || errors.some((error) => error.code !== 'DUPLICATE_KEY')) return { problems };

  const unusable = [...brokenAliases(document), ...hiddenControls(document)];
  if (unusable.length > 0) return { problems: [...problems, ...unusable] };
  try {
    return { document, data: document.toJS({ maxAliasCount: mostAliases }), problems };
  } catch (error) {
    // The only remaining failure is an expansion of nested aliases.
    if (!(error instanceof ReferenceError)) throw error;
    return {
      problems: [{ offset: text.indexOf('*'), expected: `at most ${mostAliases} values through aliases`, got: 'more' }],
    };
  }
}

/** The line and column of an index into the text, both from 1. */
export function position(text: string, offset: number): { readonly line: number; readonly column: number } {
  const starts = lineStarts(text);
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - starts[low] + 1 };
}

/** The line starts of the last text, cached so that a file with many problems is scanned once. */
let known: { readonly text: string; readonly starts: readonly number[] } = { text: '', starts: [0] };

function lineStarts(text: string): readonly number[] {
  if (text !== known.text) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    known = { text, starts };
  }
  return known.starts;
}

function controlCharacter(text: string): SyntaxProblem | undefined {
  const offset = findControl(text);
  return offset < 0 ? undefined : { offset, expected: 'a text file', got: controlWords(text[offset]) };
}

function controlWords(character: string): string {
  return `the control character U+${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Finds control characters written as escapes in quotes, because titles are printed to terminals, pages and file headers. */
function hiddenControls(document: Document): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  visit(document, {
    Scalar(_key, { value, range }) {
      const found = typeof value === 'string' ? findControl(value) : -1;
      if (found >= 0)
        problems.push({
          offset: range?.[0] ?? 0,
          expected: 'text without control characters',
          got: controlWords((value as string)[found]),
        });
    },
  });
  return problems;
}

/** The largest length of a line in characters. Longer lines are not written by hand and would flood a terminal. */
const longestLine = 200_000;

function longLine(text: string): SyntaxProblem | undefined {
  const starts = lineStarts(text);
  const line = starts.findIndex((start, k) => (starts[k + 1] ?? text.length + 1) - 1 - start > longestLine);
  if (line < 0) return undefined;
  const length = (starts[line + 1] ?? text.length + 1) - 1 - starts[line];
  return { offset: starts[line], expected: `lines of at most ${longestLine} characters`, got: `one of ${length}` };
}

function tooDeep(tokens: readonly CST.Token[]): SyntaxProblem | undefined {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (depth > deepest) return { offset: token.offset, expected: `at most ${deepest} nested levels`, got: 'more' };
    if (token.type === 'document' && token.value) open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
  return undefined;
}

function brokenAliases(document: Document): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  let count = 0;
  visit(document, {
    Alias(_key, alias) {
      const offset = alias.range?.[0] ?? 0;
      if (++count > mostAliases) {
        problems.push({ offset, expected: `at most ${mostAliases} aliases`, got: 'more' });
        return visit.BREAK;
      }
      const got = `*${alias.source}`;
      const range = alias.resolve(document)?.range;
      if (!range) problems.push({ offset, expected: `an anchor &${alias.source} further up`, got });
      else if (range[0] <= offset && offset < range[1])
        problems.push({ offset, expected: 'an alias outside its own anchor', got });
      return undefined;
    },
  });
  return problems;
}

/** Errors that leave the rest readable. All other errors derail the parser; errors after them are noise. */
const harmless: readonly YAMLError['code'][] = [
  'DUPLICATE_KEY',
  'TAG_RESOLVE_FAILED',
  'BAD_SCALAR_START',
  'BAD_DQ_ESCAPE',
];

/** The errors up to the first that derails the parser, one per line. */
function independent(errors: readonly YAMLError[], text: string): YAMLError[] {
  const sorted = [...errors].sort((a, b) => a.pos[0] - b.pos[0]);
  const derailing = sorted.findIndex((error) => !harmless.includes(error.code));
  const lines = new Map<number, YAMLError>();
  for (const error of derailing < 0 ? sorted : sorted.slice(0, derailing + 1)) {
    const { line } = position(text, error.pos[0]);
    if (!lines.has(line)) lines.set(line, error);
  }
  return [...lines.values()];
}

type Phrases = readonly [expected: string, got: string, wayOut?: string];

/** Messages for the most frequent errors; the others keep the parser's messages. */
const phrases: Readonly<Partial<Record<YAMLError['code'], Phrases>>> = {
  BLOCK_AS_IMPLICIT_KEY: [
    'one value per key',
    'a second colon',
    'check the indentation, or put text with a colon in quotes',
  ],
  MULTILINE_IMPLICIT_KEY: ['a key and a colon', 'a line without them', 'add the colon or check the indentation'],
  TAB_AS_INDENT: ['spaces for indentation', 'a tab', 'replace tabs by spaces'],
};

function inPlainWords(error: YAMLError, text: string): SyntaxProblem {
  const offset = error.pos[0];
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^[^:\s,}]*/.exec(text.slice(offset))?.[0];
    return { offset, expected: 'every key once', got: `${key} a second time` };
  }
  const [expected, got, wayOut] = phrases[error.code] ?? ['well-formed YAML', `an error: ${error.message}`];
  return { offset, expected, got, ...(wayOut && { wayOut }) };
}

/** Parses YAML written by the program. Throws the parser's error. */
export function parseYaml(text: string): unknown {
  // Other levels print warnings on stderr.
  return parse(text, { logLevel: 'error' });
}
