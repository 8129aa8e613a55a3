import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { assemble } from '../../src/simulation/assemble.ts';
import { countCost } from '../../src/simulation/cost.ts';
import { startingState } from '../../src/simulation/initial-state.ts';
import { scenarioMixture } from '../../src/simulation/scenario-mixture.ts';
import { readTable } from '../reference/read-table.ts';

const text = `title: reference
dimension: 3
species:
  - { name: light, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: quasi-monte-carlo, count: 200 } }
  - { name: heavy, mass: 2, density: 1, initial: { maxwellian: { temperature: 2 } }, particles: { sampling: quasi-monte-carlo, count: 200 } }
collisions: { exponent: -3, strength: 1 }
time: { step: 0.1, until: 2 }
output: { every: 0.5 }
reference: legendre
`;

/** As far as a test looks. */
const soon = ['time={ step: 0.1, until: 0.1 }', 'output.every=0.1'];
const simulate = (...changes: string[]) => assemble(parseScenario(text, 'reference.yaml', changes));

describe('reference: legendre', () => {
  it('is the solution of an independent solver, within the uncertainty that it states', () => {
    const { reference } = simulate();
    const table = readTable('case_i_m1_m2.csv');
    const theirs = { 'temperature.light': 'T1', 'temperature.heavy': 'T2', entropy: 'H', fisher_best: 'I' };
    for (const [name, column] of Object.entries(theirs)) {
      const { at } = reference!.curves.find((curve) => curve.name === name)!;
      table.t.forEach((t, k) => {
        if (t > 2) return;
        const { value, uncertainty } = at(t);
        // 1e-10: what the table itself is good for
        expect(Math.abs(value - table[column][k])).toBeLessThan(uncertainty + 1e-10);
        expect(uncertainty).toBeLessThan(1e-7);
      });
    }
  });

  it('is the solution of the spectral grid for two drifting species, within the uncertainty of both', () => {
    const drifts = [
      'species.light.initial.maxwellian.drift=[0.6666666666666666, 0, 0]',
      'species.heavy.initial.maxwellian.drift=[-0.3333333333333333, 0, 0]',
    ];
    const { reference } = simulate(...drifts, ...soon);
    const table = readTable('coulomb_friction.csv');
    for (const name of ['velocity_x.light', 'temperature.light', 'temperature.heavy', 'entropy', 'fisher']) {
      const { at } = reference!.curves.find((curve) => curve.name === name)!;
      table.t.forEach((t, k) => {
        if (t > 0.1) return;
        const { value, uncertainty } = at(t);
        // the distance of the two finest grids is their error to a factor of 2
        expect(Math.abs(value - table[name][k])).toBeLessThan(uncertainty + 2 * table[`${name} error`][k]);
        expect(uncertainty).toBeLessThan(name.length > 7 ? 3e-7 : 5e-5);
      });
    }
  });

  it('has the drifts and both temperatures of an axisymmetric start, along any axis, and may go back in time', () => {
    const { reference } = simulate(
      'species.light.initial.maxwellian.drift=[0.5, 0, 0]',
      'species.heavy.mass=1',
      ...soon,
    );
    const names = reference!.curves.map(({ name }) => name);
    expect(names).toContain('velocity_x.light');
    expect(names).not.toContain('velocity_y.light');
    expect(names).toContain('temperature_xx.heavy');
    const value = (name: string, t: number) => reference!.curves.find((curve) => curve.name === name)!.at(t).value;
    const [early, late] = [value('velocity_x.light', 0.05), value('velocity_x.light', 0.1)];
    expect(early).toBeLessThan(0.5);
    expect(late).toBeLessThan(early);
    expect(value('velocity_x.light', 0.02)).toBeGreaterThan(early);
    // equal masses and densities: what one gains the other loses
    expect(value('velocity_x.heavy', 0.1)).toBeCloseTo(0.5 - late, 9);
  });

  it('is held against the columns of the run', () => {
    const { analysis, evolution } = simulate();
    const row = new Float64Array(analysis.quantities.length);
    evolution.advance(0.5);
    analysis.measure(evolution.snapshot(), row);
    const columns = Object.fromEntries(analysis.quantities.map(({ name }, k) => [name, row[k]]));
    const own = Math.abs(columns['temperature.light'] - columns['temperature_reference.light']);
    expect(columns['temperature_reference_error.light']).toBe(own);
    expect(columns['temperature_reference.light']).toBeCloseTo(1.0800751, 6);
    expect(columns.fisher_best_reference).toBeCloseTo(4.354563, 6);
  });

  it('says what makes it uncertain: a start with an edge', () => {
    expect(simulate().reference!.warnings).toEqual([]);
    const { reference } = simulate('species.light.initial={ ball: { radius: 2 } }');
    expect(reference!.warnings).toEqual([
      expect.stringMatching(/^reference: legendre: method.elements: the elements resolve the start only to [^;]+$/),
    ]);
    const { value, uncertainty } = reference!.curves.find(({ name }) => name === 'fisher')!.at(0);
    expect(uncertainty).toBeGreaterThan(1e-3 * value);
  });

  it('is the solution of the linear Fokker-Planck equation where a method solves that', () => {
    const { reference, exact } = simulate('method={ name: linear-fokker-planck }', 'collisions.strength=0');
    const { at } = reference!.curves.find(({ name }) => name === 'temperature.light')!;
    for (const t of [0, 0.4]) {
      const { value, uncertainty } = at(t);
      expect(Math.abs(value - exact!.at(0, t).temperature)).toBeLessThan(uncertainty);
      expect(uncertainty).toBeLessThan(1e-6);
    }
  });

  it('takes a time that the estimate of the run has in it', () => {
    const work = (...changes: string[]) => {
      const scenario = parseScenario(text, 'reference.yaml', changes);
      const mixture = scenarioMixture(scenario);
      const { distributions } = startingState(scenario, mixture, 'reference.yaml');
      return countCost(scenario, mixture, distributions).referenceWork;
    };
    const isotropic = work();
    expect(isotropic).toBeGreaterThan(1e8);
    expect(work('species.light.initial.maxwellian.drift=[0.5, 0, 0]')).toBeGreaterThan(3 * isotropic);
    expect(work('reference=null')).toBe(0);
  });

  it('is refused in one line where f has no axis', () => {
    const mollified = 'method={ name: blob, reconstruction: mollified }';
    expect(() => simulate('species.light.initial={ anisotropic: { temperatures: [1, 2, 3] } }', mollified)).toThrow(
      /^reference: legendre cannot be computed: [^\n]+ the temperatures 1, 2, 3 of light[^\n]+; leave the reference out$/,
    );
    expect(() => simulate('reference=legendr')).toThrow(/reference=legendr: expected legendre, or a map/);
  });
});
