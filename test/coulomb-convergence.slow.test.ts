import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { entropy } from '../src/analysis/entropy.ts';
import { fisher } from '../src/analysis/fisher.ts';
import { moments } from '../src/analysis/moments.ts';
import { parseScenario } from '../src/scenario/parse-scenario.ts';
import { prepareEvolution } from '../src/simulation/assemble.ts';
import { measure, withColumns } from './methods/simulation.ts';
import { readTable } from './reference/read-table.ts';

const file = fileURLToPath(new URL('../scenarios/two-species-2d-soft.yaml', import.meta.url));
const reference = readTable('extra_d2_g-3_m1_m2.csv');
const end = reference.t.indexOf(0.5);

/** Relative errors at t = 0.5 against the reference, with boxes of six thermal widths; the steps change T and H by less than 1 % of their errors. */
function errors(score: string, cells: number) {
  // the thermal speed of both species is 1
  const lattice = `{ sampling: lattice, count: ${cells ** 2}, box: [-6, 6], weightThreshold: 1e-7 }`;
  const scenario = parseScenario(readFileSync(file, 'utf8'), file, [
    `species.light.particles=${lattice}`,
    `species.heavy.particles=${lattice}`,
    `time={ integrator: rkc, step: ${1.28 / cells}, until: 0.5 }`,
    'output.snapshots=null',
    'method.reconstruction=mollified',
    `method.score=${score}`,
    'method.summation=mesh',
  ]);
  const simulation = withColumns(prepareEvolution(scenario, { file }), [moments, entropy, fisher]);
  simulation.evolution.advance(0.5);
  const row = measure(simulation);
  const error = (quantity: string, column: string) => Math.abs(row[quantity] / reference[column][end] - 1);
  return { T: error('temperature.light', 'T1'), H: error('entropy_corrected', 'H'), I: error('fisher_corrected', 'I') };
}

it('two species at gamma = -3 in the plane, on the mesh, approach the reference in second order of the lattice spacing', () => {
  const [coarse, fine] = [32, 64].map((cells) => errors('plain', cells));
  // kappa ~ h^2 is the bias; the Fisher information has the ripples of the lattice besides
  for (const quantity of ['T', 'H'] as const) {
    expect(coarse[quantity] / fine[quantity]).toBeGreaterThan(2 ** 1.8);
    expect(coarse[quantity] / fine[quantity]).toBeLessThan(2 ** 2.3);
  }
  expect(fine.I).toBeLessThan(coarse.I / 2);
});

it('and the extrapolated score removes that order', () => {
  const [coarse, fine] = [32, 64].map((cells) => errors('extrapolated', cells));
  for (const quantity of ['T', 'H'] as const) expect(coarse[quantity] / fine[quantity]).toBeGreaterThan(2 ** 2.8);
  expect(fine.T).toBeLessThan(5e-4);
  expect(fine.H).toBeLessThan(4e-5);
  expect(fine.I).toBeLessThan(1e-3);
});
