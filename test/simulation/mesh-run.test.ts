import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble, prepareEvolution } from '../../src/simulation/assemble.ts';

const file = fileURLToPath(new URL('../../scenarios/two-species-3d-coulomb.yaml', import.meta.url));

/** The scenario with 216 particles of each species before the empty corners are cut off. */
const scenario = (...overrides: string[]) =>
  parseScenario(readFileSync(file, 'utf8'), file, [
    'method.summation=mesh',
    'reference=null',
    'species.light.particles.count=216',
    'species.heavy.particles.count=216',
    ...overrides,
  ]);

describe('a run on the mesh', () => {
  it('keeps momentum and energy, lets the entropy decrease and brings the temperatures together', () => {
    const { evolution, analysis } = assemble(scenario(), { file });
    const row = new Float64Array(analysis.quantities.length);
    const column = (name: string) => row[analysis.quantities.findIndex((quantity) => quantity.name === name)];
    let [entropy, gap] = [Infinity, Infinity];
    for (const t of [0, 0.1, 0.2, 0.3]) {
      evolution.advance(t);
      analysis.measure(evolution.snapshot(), row);
      expect(Math.abs(column('energy_drift'))).toBeLessThan(1e-12);
      expect(Math.abs(column('momentum_drift'))).toBeLessThan(1e-12);
      expect(column('entropy')).toBeLessThan(entropy);
      expect(column('temperature.heavy') - column('temperature.light')).toBeLessThan(gap);
      [entropy, gap] = [column('entropy'), column('temperature.heavy') - column('temperature.light')];
    }
  });

  it('goes on from a saved state with the same bits', () => {
    const [whole, first, second] = [1, 2, 3].map(() => prepareEvolution(scenario(), { file }).evolution);
    whole.advance(0.1);
    first.advance(0.1);
    second.restore(first.save());
    whole.advance(0.2);
    second.advance(0.2);
    expect(second.save()).toEqual(whole.save());
  });

  it('records its mesh and how far its forces are from the direct sum', () => {
    const { settings } = assemble(scenario('method.mesh.nearField=true'), { file }).evolution;
    expect(settings).toMatchObject({ 'mesh nodes light heavy': expect.stringMatching(/^\d+ x \d+ x \d+$/) });
    expect(Number(settings['mesh kernel ratio at least light heavy'])).toBeGreaterThan(0.1);
    const error = Number(settings['mesh force error (f-weighted, relative)']);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(0.05);
  });
});
