import { children, exists, formatPath, type Path, valueAt, without, withValue } from '../schema/path.ts';
import { describeValue, didYouMean, nearest, type Problem } from '../schema/problem.ts';
import { boundKeys, referenceColumnKeys } from './expect.ts';
import { parseText } from './syntax.ts';

/** One `--set path=value` that was applied. */
export interface Override {
  /** Index in the list of overrides. */
  readonly index: number;
  readonly path: Path;
}

export interface Overridden {
  readonly data: unknown;
  readonly overrides: readonly Override[];
  /** Overrides that could not be applied. */
  readonly failed: readonly { readonly index: number; readonly problem: Problem }[];
}

/**
 * Applies overrides in order. Paths are written `time.step`, `species[0].mass`, `species.light.mass` (a species by
 * its name) or `expect.temperature.light.below`; missing maps are created. Values are YAML; `null` removes a key.
 */
export function applyOverrides(original: unknown, texts: readonly string[]): Overridden {
  const overrides: Override[] = [];
  const failed: { index: number; problem: Problem }[] = [];
  let data = original;
  for (const [index, text] of texts.entries()) {
    const result = parseOverride(text, data);
    if ('expected' in result) {
      failed.push({ index, problem: result });
      continue;
    }
    const { path, value } = result;
    const removes = value === null && typeof path.at(-1) === 'string' && exists(data, path);
    data = removes ? without(data, path) : withValue(data, path, value);
    overrides.push({ index, path });
  }
  return { data, overrides, failed };
}

function parseOverride(text: string, data: unknown): { path: Path; value: unknown } | Problem {
  const equals = text.indexOf('=');
  const words = splitPath(text.slice(0, Math.max(equals, 0)));
  if (words === undefined) return { path: [], expected: 'path=value such as time.step=0.1', got: describeValue(text) };
  const path = resolvePath(words, data);
  if ('expected' in path) return path;
  const source = text.slice(equals + 1);
  if (source.trim() === '')
    return { path, expected: 'a value after =', got: 'nothing', wayOut: 'write null to remove the key' };
  const { data: value, problems } = parseText(source);
  const [problem] = problems;
  return problem ? { ...problem, path } : { path, value };
}

/** Splits `species[0].mass` into the words 'species', 0, 'mass'; undefined if the text is not a path. */
function splitPath(text: string): Path | undefined {
  if (!/^[^.[\]\s]+(\[\d+\])*(\.[^.[\]\s]+(\[\d+\])*)*$/.test(text)) return undefined;
  return Array.from(text.matchAll(/\[(\d+)\]|[^.[\]]+/g), ([word, index]) =>
    index === undefined ? word : Number(index),
  );
}

/** Converts words to keys and indices. For a list, a word is an index or the name of an item. Names of columns may contain dots. */
function resolvePath(words: Path, data: unknown): Path | Problem {
  const path: (string | number)[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const parent = valueAt(data, path);
    if (Array.isArray(parent)) {
      const index = typeof word === 'number' || /^\d+$/.test(word) ? Number(word) : indexOfName(parent, word);
      if (index === undefined || index >= parent.length) return noSuchItem(path, word, parent);
      path.push(index);
    } else if (
      typeof word === 'number' ||
      (parent !== undefined && parent !== null && children(parent) === undefined)
    ) {
      return {
        path,
        expected: typeof word === 'number' ? 'a list' : `a map, to set ${word} in it`,
        got: describeValue(parent),
      };
    } else {
      // The name of a column may contain dots, and ends before a key of its value.
      const keys = keysUnderColumns.get(formatPath(path))?.();
      while (keys !== undefined && isColumnPart(rest[0], keys, data)) word += `.${rest.shift()}`;
      path.push(word);
    }
  }
  return path;
}

/** The maps whose keys are columns of the series, with the keys of their values. */
const keysUnderColumns: ReadonlyMap<string, () => readonly string[]> = new Map([
  ['expect', boundKeys],
  ['reference.columns', referenceColumnKeys],
]);

/** Whether a word belongs to the name of a column: it is the name of a species, or neither a key nor a mistyped key. */
function isColumnPart(word: string | number | undefined, keys: readonly string[], data: unknown): boolean {
  if (typeof word !== 'string') return false;
  const species = valueAt(data, ['species']);
  if (Array.isArray(species) && indexOfName(species, word) !== undefined) return true;
  return nearest(word, keys) === undefined;
}

function indexOfName(list: readonly unknown[], name: string): number | undefined {
  const index = list.findIndex((item) => children(item)?.name === name);
  return index < 0 ? undefined : index;
}

function noSuchItem(path: Path, word: string | number, list: readonly unknown[]): Problem {
  const names = list.map((item) => children(item)?.name).filter((name) => typeof name === 'string');
  const indices = list.length === 0 ? 'an item, but the list is empty' : `an index from 0 to ${list.length - 1}`;
  const expected = names.length > 0 ? `${indices} or one of the names ${names.join(', ')}` : indices;
  const wayOut = didYouMean(word, names);
  return { path, expected: `${expected} in ${formatPath(path)}`, got: String(word), ...(wayOut && { wayOut }) };
}
