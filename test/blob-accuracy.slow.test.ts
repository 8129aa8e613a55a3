import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readScenario } from '../src/scenario/read-scenario.ts';
import { assemble } from '../src/simulation/assemble.ts';
import { readTable } from './reference/read-table.ts';

/** Value, reference at the end and reference at the start, by a column of the program and one of the table. */
function atEnd(scenario: string, counts: string[], table: string, step: number, until: number) {
  const file = fileURLToPath(new URL(`../scenarios/${scenario}.yaml`, import.meta.url));
  const time = `time={ integrator: rkc, step: ${step}, until: ${until} }`;
  const { evolution, analysis } = assemble(
    readScenario(file, ['reference=null', 'output.snapshots=null', time, ...counts]),
    { file },
  );
  evolution.advance(until);
  const row = new Float64Array(analysis.quantities.length);
  analysis.measure(evolution.snapshot(), row);
  const reference = readTable(table);
  const last = reference.t.indexOf(until);
  return (quantity: string, column: string) => {
    const value = row[analysis.quantities.findIndex(({ name }) => name === quantity)];
    const [first, end] = [reference[column][0], reference[column][last]];
    return { ofChange: Math.abs((value - end) / (end - first)), relative: Math.abs(value / end - 1) };
  };
}

const particles = (count: number, ...species: string[]) =>
  species.map((name) => `species.${name}.particles.count=${count}`);

// 925 to 1280 particles a species have a weight above the cut; measured: T 0.3, 0.2 and 0.5 % of its change, H 4e-5 and I 8e-4 at most
it.each([
  ['two-species-3d-coulomb', particles(2197, 'light', 'heavy'), 'case_i_m1_m2.csv', 0.1, 1, 'temperature.light', 'T1'],
  [
    'isotropisation-3d-coulomb',
    particles(2744, 'gas'),
    'case_b_aniso_Tperp0.75_Tpar1.5.csv',
    0.1,
    1,
    'temperature_zz.gas',
    'Tpar',
  ],
  [
    'two-species-2d-soft',
    particles(2025, 'light', 'heavy'),
    'extra_d2_g-3_m1_m2.csv',
    0.05,
    0.5,
    'temperature.light',
    'T1',
  ],
] as const)(
  '%s with fewer than 2000 particles a species errs by less than 1 %% of the change of T and 1e-3 of H and I',
  (scenario, counts, table, step, until, quantity, column) => {
    const error = atEnd(scenario, counts, table, step, until);
    expect(error(quantity, column).ofChange).toBeLessThan(0.01);
    expect(error('entropy_best', 'H').relative).toBeLessThan(1e-3);
    expect(error('fisher_best', 'I').relative).toBeLessThan(1e-3);
  },
);
