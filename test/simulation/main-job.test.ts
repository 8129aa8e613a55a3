import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';

const file = fileURLToPath(new URL('../../scenarios/bkw-two-species-2d-maxwell.yaml', import.meta.url));

it('the shipped two-species BKW run takes at most 12 evaluations a step, halves none and keeps its invariants', () => {
  const { evolution, analysis } = assemble(parseScenario(readFileSync(file, 'utf8'), file), { file });
  const row = new Float64Array(analysis.quantities.length);
  const column = (name: string) => row[analysis.quantities.findIndex((quantity) => quantity.name === name)];
  let entropy = Infinity;
  // past t = 1.8, where particles of the empty tail stopped the solver
  for (let k = 0; k <= 12; k++) {
    evolution.advance(k / 4);
    analysis.measure(evolution.snapshot(), row);
    expect(Math.abs(column('energy_drift'))).toBeLessThan(1e-14);
    expect(Math.abs(column('momentum_drift'))).toBeLessThan(1e-14);
    expect(column('entropy_regularised')).toBeLessThan(entropy);
    entropy = column('entropy_regularised');
  }
  const { steps, evaluations, rejections } = evolution.counts;
  expect(rejections).toBe(0);
  expect(evaluations / steps).toBeLessThanOrEqual(12);
});
