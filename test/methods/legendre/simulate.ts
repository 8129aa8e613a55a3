import type { Simulation } from '../../../src/simulation/assemble.ts';
import { measure, type Setup, simulation } from '../simulation.ts';

/** A scenario with the Legendre method, assembled. */
export function simulate({ method, time, ...setup }: Setup): Simulation {
  return simulation({
    ...setup,
    method: { name: 'legendre', ...method },
    time: { step: 0.1, until: 1000, ...time },
  });
}

/** The derivative of a column at t by differences of order six over h, from one run, and the columns at t. */
export function differences(simulation: Simulation, column: string, t: number, h: number) {
  return along(simulation, t, h, measure, (row) => row[column]);
}

/** The derivative of I at t likewise, and its rates by pairs of species at t. */
export function fisherDifferences(simulation: Simulation, t: number, h: number) {
  const { slope, row } = along(
    simulation,
    t,
    h,
    ({ evolution }) => {
      const { species, fisherRates } = evolution.snapshot();
      return { fisher: species.reduce((sum, { integrals }) => sum + integrals!.fisher, 0), rates: fisherRates! };
    },
    ({ fisher }) => fisher,
  );
  return { slope, rates: row.rates() };
}

function along<Row>(
  simulation: Simulation,
  t: number,
  h: number,
  read: (simulation: Simulation) => Row,
  value: (row: Row) => number,
) {
  const rows = [-3, -2, -1, 0, 1, 2, 3].map((k) => {
    simulation.evolution.advance(t + k * h);
    return read(simulation);
  });
  const weights = [-1 / 60, 3 / 20, -3 / 4, 0, 3 / 4, -3 / 20, 1 / 60];
  return { slope: rows.reduce((sum, row, k) => sum + (weights[k] * value(row)) / h, 0), row: rows[3] };
}

/** Largest distances of the columns to those of a table at all its times up to `until`: { ours: [theirs, ..] } are summed up. */
export function largestErrors(
  simulation: Simulation,
  table: Readonly<Record<string, readonly number[]>>,
  until: number,
  columns: Readonly<Record<string, (row: Readonly<Record<string, number>>) => number>>,
): Record<string, number> {
  const errors: Record<string, number> = Object.fromEntries(Object.keys(columns).map((name) => [name, 0]));
  table.t.forEach((t, k) => {
    if (t > until) return;
    simulation.evolution.advance(t);
    const row = measure(simulation);
    for (const [name, value] of Object.entries(columns))
      errors[name] = Math.max(errors[name], Math.abs(value(row) - table[name][k]));
  });
  return errors;
}
