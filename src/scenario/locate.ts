import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import { type Path, startsWith } from '../schema/path.ts';
import type { Override } from './override.ts';

/** The place of a value: an index into the text of the file, or into the list of overrides. */
export type Place = { readonly offset: number } | { readonly override: number };

/**
 * Finds the place of `path`: the last override that set it, or else its value (or its key) in the file. The place of a missing
 * value is the key of the map that lacks it.
 */
export function locate(
  document: Document,
  overrides: readonly Override[],
  path: Path,
  at: 'key' | 'value' = 'value',
): Place {
  const setter = overrides.findLast((override) => startsWith(path, override.path));
  if (setter) return { override: setter.index };

  let node = resolved(document, document.contents);
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    const pair = isMap(node) ? pairsOf(node).get(String(step)) : undefined;
    const child = pair ? pair.value : isSeq(node) ? node.items[step as number] : undefined;
    const last = depth === path.length - 1;
    if (!pair && !child) {
      // An override may have made the value, or the map that lacks it.
      const made = last ? path : path.slice(0, -1);
      const maker = overrides.findLast((override) => startsWith(override.path, made));
      return maker ? { override: maker.index } : { offset };
    }
    node = resolved(document, child);
    offset = (pair && (!last || at === 'key') ? (pair.key as Node).range?.[0] : node?.range?.[0]) ?? offset;
  }
  return { offset };
}

/** The pairs of a map by key, the last pair for equal keys. Cached for every map. */
function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const pairs =
    known.get(map) ??
    new Map(map.items.flatMap((item) => (isScalar(item.key) ? [[String(item.key.value), item]] : [])));
  known.set(map, pairs);
  return pairs;
}

const known = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

function resolved(document: Document, node: unknown): Node | undefined {
  if (isAlias(node)) return node.resolve(document);
  return isNode(node) ? node : undefined;
}
