import type { Path } from './path.ts';

/** One problem of a scenario. */
export interface Problem {
  readonly path: Path;
  /** Show the key at `path` instead of its value. */
  readonly at?: 'key';
  /** The expected value, as a phrase: `a number > 0`. */
  readonly expected: string;
  /** The actual value, as a phrase: see `describeValue`. */
  readonly got: string;
  /** A remedy, as a phrase: `did you mean step?`. */
  readonly wayOut?: string;
}

/** Longest excerpt of a value that is quoted in a message. */
const excerptLength = 60;

/** A value as a short phrase on one line: `-5`, `"text"`, `[1, 2]`, `a map with the keys a, b`, `nothing`. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(shorten(value));
  if (typeof value === 'number') return Number.isNaN(value) ? '.nan' : String(value).replace('Infinity', '.inf');
  if (Array.isArray(value)) return describeList(value);
  if (typeof value !== 'object') return String(value);
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an empty map' : `a map with the keys ${shorten(keys.map(plain).join(', '))}`;
}

/** A key on one line, in quotes only if needed. */
export function plain(key: string): string {
  return /^[^\s,:"]+$/.test(key) ? shorten(key) : JSON.stringify(shorten(key));
}

function describeList(list: readonly unknown[]): string {
  if (list.length === 0) return 'an empty list';
  const items = list
    .slice(0, excerptLength)
    .map((item) => (typeof item === 'object' && item !== null ? '...' : describeValue(item)));
  const text = `[${items.join(', ')}]`;
  const isShort = text.length <= excerptLength && !items.includes('...');
  return isShort ? text : `a list of ${list.length}`;
}

function shorten(text: string): string {
  return text.length <= excerptLength ? text : `${text.slice(0, excerptLength - 3)}...`;
}

/**
 * The remedy for a mistyped word: `did you mean step?`, or undefined if no candidate is near.
 */
export function didYouMean(word: unknown, candidates: readonly unknown[]): string | undefined {
  if (typeof word !== 'string') return undefined;
  const candidate = nearest(
    word,
    candidates.filter((entry) => typeof entry === 'string'),
  );
  return candidate === undefined ? undefined : `did you mean ${candidate}?`;
}

/** The remedy for an unknown column of the series: a similar name, or else a list of the first columns. */
export function amongColumns(name: string, columns: readonly string[]): string {
  const rest = columns.length - mostColumns;
  const more = rest > 0 ? ` and ${rest} more, see landau list columns` : '';
  return didYouMean(name, columns) ?? `the columns are ${columns.slice(0, mostColumns).join(', ')}${more}`;
}

const mostColumns = 30;

/**
 * The candidate with the fewest typing errors from `word`: at most one error per three letters (and at least one).
 * A word of three or more letters that is part of a candidate is also near (`temp`, `midpoint`).
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  let best: string | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const slips = typingSlips(typed, candidate.toLowerCase());
    if (slips < fewest && slips <= Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3))) {
      best = candidate;
      fewest = slips;
    }
  }
  return (
    best ?? (word.length >= 3 ? candidates.find((candidate) => candidate.toLowerCase().includes(typed)) : undefined)
  );
}

/**
 * Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbouring letters.
 * Source: Damerau, Commun. ACM 7 (1964) 171.
 */
export function typingSlips(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
