import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { conservation } from '../../src/analysis/conservation.ts';
import { entropy } from '../../src/analysis/entropy.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { prepareEvolution } from '../../src/simulation/assemble.ts';
import { measure, withColumns } from '../methods/simulation.ts';

const file = fileURLToPath(new URL('../../scenarios/bkw-two-species-2d-maxwell.yaml', import.meta.url));

it('the shipped two-species BKW run takes at most 12 evaluations a step, halves none and keeps its invariants', () => {
  const scenario = parseScenario(readFileSync(file, 'utf8'), file);
  const simulation = withColumns(prepareEvolution(scenario, { file }), [conservation, entropy]);
  const { evolution } = simulation;
  let last = Infinity;
  // past t = 1.8, where particles of the empty tail stopped the solver
  for (let k = 0; k <= 12; k++) {
    evolution.advance(k / 4);
    const row = measure(simulation);
    expect(Math.abs(row.energy_drift)).toBeLessThan(1e-14);
    expect(Math.abs(row.momentum_drift)).toBeLessThan(1e-14);
    expect(row.entropy_regularised).toBeLessThan(last);
    last = row.entropy_regularised;
  }
  const { steps, evaluations, rejections } = evolution.counts;
  expect(rejections).toBe(0);
  expect(evaluations / steps).toBeLessThanOrEqual(12);
});
