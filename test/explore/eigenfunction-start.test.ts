import { describe, expect, it } from 'vitest';
import { modulatedScenario } from '../../src/explore/growth/scenario.ts';
import { eigenfunctionStart } from '../../src/explore/linearised/eigenfunction-start.ts';
import { createMixture } from '../../src/physics/mixture.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import { measure } from '../methods/simulation.ts';

const gas = (masses: readonly number[], strengths: readonly (readonly number[])[], exponent: number) =>
  createMixture(
    3,
    masses.map((mass, i) => ({ name: `species-${i + 1}`, mass, charge: 1 })),
    strengths,
    masses.map(() => masses.map(() => exponent)),
  );

describe('an eigenfunction of the linearised operator as a start', () => {
  it('decays with its eigenvalue by the whole equation', () => {
    const mixture = gas([1], [[1]], 0);
    const { value, distance, initial } = eigenfunctionStart(mixture, [1], 2, 0, 0.002);
    // 4 d c n / m^2
    expect(value).toBeCloseTo(12, 9);
    expect(distance).toBeLessThan(1e-4);
    const problem = { densities: [1], strengths: [[1]], exponent: 0 };
    const until = 0.04;
    const text = modulatedScenario('decay', mixture, problem, initial, until);
    const simulation = assemble(parseScenario(text, 'decay.yaml', ['method.order=6', 'output.budget=null']));
    const start = measure(simulation);
    // int mu h^2 = a^2 n, and r^2 Y_2 is the eigenfunction 2 of the Ornstein-Uhlenbeck operator: I_2 = 2 a^2 n
    expect(start.relative_fisher_best / (2 * 0.002 ** 2)).toBeCloseTo(1, 2);
    simulation.evolution.advance(until);
    const rate = -Math.log(measure(simulation).relative_fisher_best / start.relative_fisher_best) / until;
    expect(Math.abs(rate / (2 * value) - 1)).toBeLessThan(2e-3);
  });
});
