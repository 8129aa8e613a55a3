import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { conservation } from '../../src/analysis/conservation.ts';
import { integrators } from '../../src/integration/integrators.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { prepareEvolution } from '../../src/simulation/assemble.ts';
import { measure, withColumns } from './simulation.ts';

const prepare = (integrator: string, step: number, exponent = -1.5) =>
  withColumns(
    prepareEvolution(
      parseScenario(
        `title: stable steps
dimension: 2
species:
  - { name: light, mass: 1, density: 1, initial: { maxwellian: { temperature: 1 } }, particles: { sampling: lattice, count: 49 } }
  - { name: heavy, mass: 3, density: 1, initial: { maxwellian: { temperature: 2 } }, particles: { sampling: lattice, count: 49 } }
collisions: { exponent: ${exponent}, strength: 1 }
method: { name: blob, reconstruction: mollified, score: plain }
time: { integrator: ${integrator}, step: ${step}, until: 100 }
output: { every: 1 }
`,
        'stable.yaml',
      ),
    ),
    [conservation],
  );

describe('the longest stable step of particles', () => {
  it('is the interval of stability over the spectral radius of the Jacobian', () => {
    const { evolution } = prepare('euler', 1e-7);
    const start = evolution.save().y;
    const n = start.length;
    const at = (y: Float64Array) => {
      evolution.restore({ ...evolution.save(), y });
      return Float64Array.from(evolution.snapshot().species.flatMap(({ drift }) => Array.from(drift!.data)));
    };
    const J = new Matrix(n, n);
    const h = 1e-5;
    for (let k = 0; k < n; k++) {
      const [ahead, behind] = [h, -h].map((step) => at(start.map((v, l) => (l === k ? v + step : v))));
      for (let l = 0; l < n; l++) J.set(l, k, (ahead[l] - behind[l]) / (2 * h));
    }
    const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(J);
    const radius = Math.max(...realEigenvalues.map((re, k) => Math.hypot(re, imaginaryEigenvalues[k])));
    evolution.restore({ ...evolution.save(), y: start });
    // the estimate is the radius times 1.2, found to 1 % from below
    const ratio = 2 / radius / evolution.stableStep!();
    expect(ratio).toBeGreaterThan(1.1);
    expect(ratio).toBeLessThan(1.25);
  });

  it('tells steps that damp from steps that blow up', () => {
    const drift = (factor: number) => {
      const step = factor * prepare('rk4', 1).evolution.stableStep!();
      const simulation = prepare('rk4', step);
      for (let k = 1; k <= 30; k++) simulation.evolution.advance(k * step);
      return measure(simulation).energy_drift;
    };
    const [stable, unstable] = [0.8, 3].map(drift);
    expect(stable).toBeLessThan(1e-2);
    expect(unstable).toBeGreaterThan(10 * stable);
  });

  it('is not asked of implicit and stabilised integrators, and changes no bit of a run', () => {
    for (const [name, { stability = Infinity }] of integrators)
      expect(prepare(name, 0.01).evolution.stableStep === undefined).toBe(stability === Infinity);
    const [asked, other] = [1, 2].map(() => prepare('heun', 0.01).evolution);
    for (const t of [0.02, 0.04]) {
      expect(asked.stableStep!()).toBeGreaterThan(0);
      asked.advance(t);
      other.advance(t);
    }
    expect(asked.save()).toEqual(other.save());
    expect(asked.counts).toEqual(other.counts);
  });
});
