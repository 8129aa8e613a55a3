import type { Series } from '../../src/output/run-record.ts';

/** A series of the times 0, 1, 2, ... with the columns given. */
export function seriesOf(columns: Readonly<Record<string, readonly number[]>>): Series {
  const t = Object.values(columns)[0].map((_, k) => k);
  const all = { t, ...columns };
  return {
    quantities: Object.keys(all).map((name) => ({ name, label: name, unit: '1' })),
    columns: Object.fromEntries(Object.entries(all).map(([name, values]) => [name, Float64Array.from(values)])),
  };
}
