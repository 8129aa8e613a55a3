/** The path of a value in a scenario: map keys and list indices from the root, e.g. ['species', 1, 'mass']. */
export type Path = readonly (string | number)[];

/** `species[1].mass`; the root itself is called `scenario`. */
export function formatPath(path: Path): string {
  if (path.length === 0) return 'scenario';
  return path.map((step, k) => (typeof step === 'number' ? `[${step}]` : (k > 0 ? '.' : '') + word(step))).join('');
}

export function startsWith(path: Path, prefix: Path): boolean {
  return prefix.length <= path.length && prefix.every((step, k) => step === path[k]);
}

/** A map or a list as a map of its children; undefined for any other value. */
export function children(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** Whether `path` exists in the data, even with an empty value. */
export function exists(data: unknown, path: Path): boolean {
  if (path.length === 0) return true;
  const parent = children(valueAt(data, path.slice(0, -1)));
  return parent !== undefined && Object.hasOwn(parent, path[path.length - 1]);
}

/** The value at `path`, or undefined if the path does not exist. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    const parent = children(value);
    value = parent && Object.hasOwn(parent, step) ? parent[step] : undefined;
  }
  return value;
}

/** A copy of `data` with `value` at `path`. Missing maps along the path are created; values off the path are shared. */
export function withValue(data: unknown, path: Path, value: unknown): unknown {
  if (path.length === 0) return value;
  const [step, ...rest] = path;
  const copy = copyOf(data);
  const child = withValue(Object.hasOwn(copy, step) ? copy[step] : undefined, rest, value);
  // An assignment to the key `__proto__` would replace the prototype instead of adding the key.
  Object.defineProperty(copy, step, { value: child, writable: true, enumerable: true, configurable: true });
  return copy;
}

/** A copy of `data` without the values at the paths, see without. The time is proportional to the number of paths. */
export function withoutAll(data: unknown, paths: readonly Path[]): unknown {
  if (paths.length === 0) return data;
  if (paths.some(({ length }) => length === 0)) return undefined;
  const copy = structuredClone(data);
  for (const path of paths) {
    if (!exists(copy, path)) continue;
    const parent = children(valueAt(copy, path.slice(0, -1))) as Record<string | number, unknown>;
    const step = path[path.length - 1];
    if (Array.isArray(parent)) parent[step as number] = undefined;
    else delete parent[step];
  }
  return copy;
}

/** A copy of `data` without the value at `path`. A list keeps its length, so that indices keep their meaning. */
export function without(data: unknown, path: Path): unknown {
  if (path.length === 0) return undefined;
  if (!exists(data, path)) return data;
  const parent = path.slice(0, -1);
  const copy = copyOf(valueAt(data, parent));
  const step = path[path.length - 1];
  if (Array.isArray(copy)) copy[step as number] = undefined;
  else delete copy[step];
  return withValue(data, parent, copy);
}

function copyOf(value: unknown): Record<string | number, unknown> {
  return (Array.isArray(value) ? [...value] : { ...children(value) }) as Record<string | number, unknown>;
}

/** A key, in quotes if it contains characters that would make the end of the path ambiguous. */
function word(key: string): string {
  return /^[^\s:"]+$/.test(key) ? key : JSON.stringify(key).replace(/\s/g, '_');
}
