import { describe, expect, it } from 'vitest';
import { growthScenario, growthTime } from '../../src/explore/growth/scenario.ts';
import type { GrowingData } from '../../src/explore/growth/search.ts';
import { type GrowthProblem, growthMixture } from '../../src/explore/growth/space.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';

const problem: GrowthProblem = {
  ...{ dimension: 3, masses: [2, 1000], densities: [1, 0.5], exponent: -3, degree: 1, bound: 2, spacing: 2 },
  strengths: [
    [0.5, 3],
    [3, 0],
  ],
};
const dataOf = (widths: readonly (readonly number[])[]): GrowingData => ({
  mixture: growthMixture(problem),
  initial: widths.map((own) => ({
    temperature: 1,
    bound: 2,
    terms: own.map((width) => ({ degree: 1, width, amplitude: 0.1 })),
  })),
  ...{ rate: 1, error: 0, fisher: 6, equilibrium: 4.5, searched: 1, linearRate: 1 },
  ...{ functions: 3, iterations: 0, gradientNorm: 0 },
});

describe('the scenario of growing data', () => {
  it('ends at ten times r^-gamma m^2/(c n) at the smallest width, of the species in which that comes first', () => {
    // the light species collides at (0.5 * 1 + 3 * 0.5)/2^2 = 1/2, the heavy one at 3/1000^2
    expect(growthTime(problem, dataOf([[0.3, 0.1], [0.05]]))).toBeCloseTo(10 * 0.1 ** 3 * 2, 12);
    expect(growthTime({ ...problem, exponent: -2 }, dataOf([[0.3, 0.1], [0.05]]))).toBeCloseTo(10 * 0.1 ** 2 * 2, 12);
    expect(growthTime(problem, dataOf([[0.3], [1e-4]]))).toBeCloseTo((10 * 1e-12 * 1e6) / 3, 7);
  });

  it('has that time, a dozen rows, and the data', () => {
    const data = dataOf([[0.3, 0.1], [0.05]]);
    const scenario = parseScenario(growthScenario(problem, data, growthTime(problem, data)), 'growth.yaml');
    expect(scenario.time.until).toBe(0.02);
    expect(scenario.time.until / scenario.output.every).toBeCloseTo(12, 9);
    expect(scenario.species.map(({ mass, density, initial }) => ({ mass, density, initial }))).toEqual(
      data.initial!.map((modulated, i) => ({
        mass: problem.masses[i],
        density: problem.densities[i],
        initial: { modulated: expect.objectContaining(modulated) },
      })),
    );
  });
});
