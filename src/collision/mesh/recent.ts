/** Computes values by key and keeps the `count` that were asked for last. */
export function rememberRecent<T>(count: number): (key: string, compute: () => T) => T {
  const values = new Map<string, T>();
  return (key, compute) => {
    const value = values.get(key) ?? compute();
    values.delete(key);
    values.set(key, value);
    for (const oldest of values.keys()) {
      if (values.size <= count) break;
      values.delete(oldest);
    }
    return value;
  };
}
