import type { Path } from './path.ts';

/** One thing that is wrong with a scenario. */
export interface Problem {
  readonly path: Path;
  /** Show the key at `path` instead of its value. */
  readonly at?: 'key';
  /** What was expected, as a phrase: `a number > 0`. */
  readonly expected: string;
  /** What came instead, as a phrase: see `describeValue`. */
  readonly got: string;
  /** What to do about it, as a phrase: `did you mean step?`. */
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

/** A key on one line, without quotes where it needs none. */
export function plain(key: string): string {
  return /^[^\s,:"]+$/.test(key) ? shorten(key) : JSON.stringify(shorten(key));
}

function describeList(list: readonly unknown[]): string {
  if (list.length === 0) return 'an empty list';
  const items = list
    .slice(0, excerptLength)
    .map((item) => (typeof item === 'object' && item !== null ? '...' : describeValue(item)));
  const text = `[${items.join(', ')}]`;
  const telling = text.length <= excerptLength && !items.includes('...');
  return telling ? text : `a list of ${list.length}`;
}

function shorten(text: string): string {
  return text.length <= excerptLength ? text : `${text.slice(0, excerptLength - 3)}...`;
}
