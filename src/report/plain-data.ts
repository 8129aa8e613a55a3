import { plainNumber, plainVector } from './number-format.ts';

/** What is at a path of plain data, such as a resolved scenario; undefined when there is nothing. */
export function at(data: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    data,
  );
}

/** The entries of an object; none for anything else. */
export function entries(data: unknown): [string, unknown][] {
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? Object.entries(data) : [];
}

/** A list; empty for anything else. */
export function list(data: unknown): readonly unknown[] {
  return Array.isArray(data) ? data : [];
}

/** Plain data in words: numbers as they are read, vectors in brackets, `key value` for the entries of an object. */
export function words(data: unknown): string {
  if (typeof data === 'number') return plainNumber(data);
  if (typeof data === 'boolean') return data ? 'yes' : 'no';
  if (typeof data === 'string') return data;
  if (Array.isArray(data)) {
    if (data.every((item) => typeof item === 'number')) return plainVector(data);
    return data.map(words).join(', ');
  }
  return entries(data)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${key} ${words(value)}`)
    .join(', ');
}
