import { describe, expect, it } from 'vitest';
import { fisherRate } from '../../src/analysis/fisher-budget.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble, type Simulation } from '../../src/simulation/assemble.ts';
import { measure } from '../methods/simulation.ts';

const budget = { draws: 4 };
const partner = { species: 'a', strength: 0.4, exponent: -1, velocity: [0.3, 0] };
const bkw = { bkw: { temperature: 1, amplitude: 0.3 } };

/** Two species in the plane, of which the first also collides with immobile partners. */
function gas(
  method: object,
  { initial = { maxwellian: { temperature: 1 } }, background = [partner], ...keys }: Record<string, object> = {},
): Simulation {
  const particles = { sampling: 'lattice', count: 64, box: [-4, 4] };
  const scenario = {
    ...{ title: 'budget', dimension: 2, seed: 3 },
    species: ['a', 'b'].map((name, i) => ({ name, mass: 1, density: 1 - i / 2, initial, particles })),
    collisions: { exponent: 0, strength: 0.3, background },
    method,
    time: { step: 0.01, until: 1 },
    output: { every: 1, budget },
    ...keys,
  };
  return assemble(parseScenario(JSON.stringify(scenario), 'budget.yaml'));
}

const columnsOf = ({ analysis }: Simulation) =>
  analysis.quantities
    .filter(({ name }) => /^fisher_(rate|dissipation)/.test(name))
    .map(({ name, label, unit }) => {
      expect(label).toMatch(/^(dissipation|error|rate of change|standard deviation)/);
      expect(unit).toBe('n/(m v^2 t)');
      return name;
    });
const ofPairs = (parts: readonly string[]) =>
  ['a.a', 'a.b', 'b.a', 'b.b'].flatMap((pair) => parts.map((part) => `fisher_dissipation.${pair}.${part}`));
const terms = ['lemma', 'parallel', 'radial', 'spherical', 'remainder', 'contact', 'total'];
const coarse = { name: 'legendre', degree: 2, order: 4, tolerance: 1e-4 };
const blob = { name: 'blob', smoothing: { temperature: 0.4 } };

describe('the columns of the budget of I', () => {
  it('of particles are the rate, what the Landau system has, pair by pair, and immobile partners', () => {
    const simulation = gas({ ...blob, score: 'plain' });
    const columns = columnsOf(simulation);
    expect(columns).toEqual([
      ...['fisher_rate', 'fisher_rate_lemma', 'fisher_rate_lemma_error'],
      ...ofPairs(terms),
      'fisher_dissipation.a.partners',
    ]);
    const row = measure(simulation);
    expect(row.fisher_rate).toBe(fisherRate(simulation.evolution.snapshot()));
    expect(Object.keys(row).filter((name) => name.includes('exact'))).toEqual([]);
    const lemmas = ['a.a', 'a.b', 'b.a', 'b.b'].map((pair) => row[`fisher_dissipation.${pair}.lemma`]);
    const sum = lemmas.reduce((all, one) => all + one, row['fisher_dissipation.a.partners']);
    expect(row.fisher_rate_lemma).toBeCloseTo(sum, 12);
    expect(row['fisher_dissipation.a.partners']).toBeLessThan(-0.01);
  });

  it('have the rate of the exact solution where there is one, and that of the extrapolated I where that drives', () => {
    const simulation = gas({ ...blob, score: 'extrapolated' }, { initial: bkw, background: [] });
    const rates = columnsOf(simulation).filter((name) => name.startsWith('fisher_rate'));
    expect(rates).toEqual([
      ...['fisher_rate', 'fisher_rate_extrapolated', 'fisher_rate_lemma', 'fisher_rate_lemma_error'],
      'fisher_rate_exact',
    ]);
    const row = measure(simulation);
    expect(row.fisher_rate_extrapolated).toBe(fisherRate(simulation.evolution.snapshot(), true));
    // I of BKW falls: 3 % at this amplitude and strength, in a unit of time
    expect(row.fisher_rate_exact).toBeLessThan(-0.05);
  });

  it('of particles without a drift begin with the lemma', () => {
    const simulation = gas({ name: 'pair-collisions', smoothing: { temperature: 0.4 } });
    expect(columnsOf(simulation)).toEqual([
      ...['fisher_rate_lemma', 'fisher_rate_lemma_error'],
      ...ofPairs(terms),
      'fisher_dissipation.a.partners',
    ]);
    const row = measure(simulation);
    expect(row['fisher_dissipation.a.partners']).toBeLessThan(-0.01);
    expect(row.fisher_rate_lemma_error).toBeGreaterThan(0);
  });

  it('of a method that knows its own rate are its parts', () => {
    const simulation = gas(coarse);
    expect(columnsOf(simulation)).toEqual([
      ...['fisher_rate', 'fisher_rate_error'],
      ...ofPairs([...terms, 'error']),
      'fisher_dissipation.a.partners',
    ]);
    const row = measure(simulation);
    const lemmas = ['a.a', 'a.b', 'b.a', 'b.b'].map((pair) => row[`fisher_dissipation.${pair}.lemma`]);
    expect(row['fisher_dissipation.a.b.lemma']).toBe(row['fisher_dissipation.b.a.lemma']);
    expect(row.fisher_rate).toBeCloseTo(
      lemmas.reduce((all, one) => all + one, row['fisher_dissipation.a.partners']),
      12,
    );
    const exact = gas({ ...coarse, degree: 0, order: 7 }, { initial: bkw, background: [] });
    expect(columnsOf(exact).slice(0, 3)).toEqual(['fisher_rate', 'fisher_rate_error', 'fisher_rate_exact']);
    const { fisher_rate: own, fisher_rate_exact: right } = measure(exact);
    expect(own / right).toBeCloseTo(1, 2);
  });

  it('are not there where nobody asks for them, and not where the equation is another', () => {
    expect(columnsOf(gas(coarse, { output: { every: 1 } }))).toEqual([]);
    expect(columnsOf(gas(blob, { output: { every: 1 } }))).toEqual([]);
    expect(columnsOf(gas({ name: 'linear-fokker-planck' }, { collisions: { exponent: 0, strength: 0 } }))).toEqual([]);
  });
});

describe('the Cramer-Rao floor', () => {
  it('is d n/T of every species', () => {
    const row = measure(gas({ name: 'blob' }));
    for (const [name, density] of [
      ['a', 1],
      ['b', 1 / 2],
    ] as const)
      expect(row[`fisher_floor.${name}`]).toBeCloseTo((2 * density) / row[`temperature.${name}`], 12);
  });
});
