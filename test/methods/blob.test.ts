import { describe, expect, it } from 'vitest';
import { entropy, entropyLaw } from '../../src/analysis/entropy.ts';
import { integrators } from '../../src/integration/integrators.ts';
import { particleMoments } from '../../src/physics/moments.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { prepareEvolution, type Simulation } from '../../src/simulation/assemble.ts';
import { type Measurable, measure, withColumns } from './simulation.ts';

/** A few dozen particles of two species far from equilibrium: drifting, anisotropic, with a general exponent. */
function small(dimension: number, integrator: string, step = 0.02, exponent = -1.7) {
  const drift = dimension === 2 ? '[0.4, -0.2]' : '[0.4, -0.2, 0.1]';
  const temperatures = dimension === 2 ? '[1.5, 0.7]' : '[1.5, 0.7, 1]';
  const count = dimension === 2 ? 49 : 125;
  return parseScenario(
    `
title: small
dimension: ${dimension}
species:
  - { name: light, mass: 1, density: 1, initial: { maxwellian: { temperature: 1, drift: ${drift} } }, particles: { sampling: lattice, count: ${count} } }
  - { name: heavy, mass: 3, density: 0.5, initial: { anisotropic: { temperatures: ${temperatures} } }, particles: { sampling: quasi-monte-carlo, count: ${count} } }
collisions: { exponent: ${exponent}, strength: 0.5 }
method: { name: blob, reconstruction: mollified, score: plain }
time: { integrator: ${integrator}, step: ${step}, until: 0.4 }
output: { every: 0.1 }
`,
    'small.yaml',
  );
}

function totals({ mixture, evolution }: Measurable) {
  const moments = evolution
    .snapshot()
    .species.map(({ particles }, i) =>
      particleMoments(mixture.species[i].mass, particles!.weights, particles!.velocities),
    );
  return {
    energy: moments.reduce((sum, { energy }) => sum + energy, 0),
    momentum: moments[0].momentum.map((P, k) => P + moments[1].momentum[k]),
    moments,
  };
}

const withEntropy = (scenario: Scenario) => withColumns(prepareEvolution(scenario), [entropy, entropyLaw]);
const discreteEntropy = (simulation: Measurable) => measure(simulation).entropy;

describe.each([2, 3])('the blob method in d = %i', (d) => {
  it.each([...integrators.values()].map(({ name, conserves }) => [name, conserves] as const))(
    'with %s keeps what the integrator claims for a mixture of unlike masses, weights and a general exponent',
    (name, conserves) => {
      const simulation = withEntropy(small(d, name));
      const before = totals(simulation);
      let last = discreteEntropy(simulation);
      for (let k = 1; k <= 4; k++) {
        simulation.evolution.advance(0.1 * k);
        const now = discreteEntropy(simulation);
        if (conserves.includes('potential')) expect(now - last).toBeLessThanOrEqual(1e-14 * Math.abs(last));
        last = now;
      }
      const after = totals(simulation);
      expect(Math.hypot(...after.momentum.map((P, k) => P - before.momentum[k]))).toBeLessThan(1e-14 * 10);
      const drift = Math.abs(after.energy / before.energy - 1);
      if (conserves.includes('quadratic')) expect(drift).toBeLessThan(1e-13);
      // rk4 at this step errs by less than round-off
      else if (name !== 'rk4') expect(drift).toBeGreaterThan(1e-13);
    },
  );

  it('changes the discrete entropy at the rate that score and drift give: sum w s.v_t', () => {
    const simulation = withEntropy(small(d, 'rk4', 0.005));
    const { evolution } = simulation;
    let rate = 0;
    const at: number[] = [];
    for (let k = 0; k <= 4; k++) {
      evolution.advance(0.1 + 0.005 * k);
      at.push(discreteEntropy(simulation));
      if (k === 2) rate = measure(simulation).entropy_rate;
    }
    const difference = (at[0] - 8 * at[1] + 8 * at[3] - at[4]) / (12 * 0.005);
    expect(rate).toBeLessThan(0);
    // the difference quotient errs by step^4/30 of the fifth derivative
    expect(Math.abs(rate / difference - 1)).toBeLessThan(2e-6);
  });

  it.each([
    ['plain', (T: number, kappa: number) => 1 / (T + kappa)],
    ['extrapolated', (T: number, kappa: number) => 2 / (T + kappa) - 1 / (T + 2 * kappa)],
  ] as const)('relaxes two Maxwellians at gamma = 0 exactly as fast as its %s score makes it', (score, slope) => {
    // Gaussians have the linear score -m (v-u) slope, and A is a polynomial: with D = u_i - u_j and b = T slope,
    //   m_i n_i du_i/dt = -(d-1) c n_i n_j D [ b_i/m_i + b_j/m_j ]
    //   dT_i/dt = -2 (d-1) c n_j T_i T_j (slope_j - slope_i)/(m_i m_j)        without drift
    // Smoothing 1.3 h keeps the aliasing 2 exp(-2 pi^2 1.69) below 1e-14; the box of 6.5 thermal widths the tails; its spacing of 0.91
    // errs by exp(-2 pi^2 T/h^2) = 5e-11.
    const [mi, mj, ni, nj, Ti, Tj, c] = [1, 3, 1, 0.5, 1, 1.6, 0.7];
    const cells = 18;
    const drifts = [0, 0.3];
    const [still, moving] = drifts.map((drift) => {
      const u = `[${[drift, 0, 0].slice(0, d).join(', ')}]`;
      const half = 6.5 * Math.sqrt(Tj);
      const text = `
title: two Maxwellians
dimension: ${d}
species:
  - { name: light, mass: ${mi}, density: ${ni}, initial: { maxwellian: { temperature: ${Ti}, drift: ${u} } }, particles: { sampling: lattice, count: ${cells ** d}, box: [${-half}, ${half}], weightThreshold: 1e-12 } }
  - { name: heavy, mass: ${mj}, density: ${nj}, initial: { maxwellian: { temperature: ${Tj} } }, particles: { sampling: lattice, count: ${cells ** d}, box: [${-half / Math.sqrt(mj)}, ${half / Math.sqrt(mj)}], weightThreshold: 1e-12 } }
collisions: { exponent: 0, strength: 0, pairs: [{ between: [light, heavy], strength: ${c} }] }
method: { name: blob, reconstruction: mollified, smoothing: { temperature: ${((1.3 * 2 * half) / cells) ** 2} }, tolerance: 1e-14, score: ${score} }
time: { integrator: rk4, step: 0.1, until: 1 }
output: { every: 1 }
`;
      return prepareEvolution(parseScenario(text, 'two.yaml'));
    });
    const width = Number(still.evolution.settings['smoothing temperature']);
    const rate = (simulation: Pick<Simulation, 'evolution'>) => {
      const now = simulation.evolution.snapshot();
      const { particles, drift } = now.species[0];
      const n = particles!.weights.length;
      const u = [0, 0, 0];
      let heat = 0;
      for (let k = 0; k < d; k++)
        for (let p = 0; p < n; p++) {
          u[k] += particles!.weights[p] * drift!.data[k * n + p];
          heat += particles!.weights[p] * particles!.velocities.data[k * n + p] * drift!.data[k * n + p];
        }
      return { momentum: mi * u[0], temperature: (2 * mi * heat) / (d * ni) };
    };
    const blunt = (T: number) => T * slope(T, width);
    const heating = ((-2 * (d - 1) * c * nj) / (mi * mj)) * Ti * Tj * (slope(Tj, width) - slope(Ti, width));
    expect(Math.abs(rate(still).temperature / heating - 1)).toBeLessThan(1e-6);
    const friction = -(d - 1) * c * ni * nj * drifts[1] * (blunt(Ti) / mi + blunt(Tj) / mj);
    expect(Math.abs(rate(moving).momentum / friction - 1)).toBeLessThan(1e-6);
  });

  it('takes one snapshot of a state, and another whenever that has changed or what is reconstructed from it', () => {
    const { evolution } = prepareEvolution(small(d, 'rk4'));
    const entropyOf = () => evolution.snapshot().regularisedEntropy!;
    const first = evolution.snapshot();
    const start = entropyOf();
    expect(evolution.snapshot()).toBe(first);
    const saved = evolution.save();
    evolution.stableStep!();
    expect(evolution.snapshot()).not.toBe(first);
    expect(entropyOf()).toBe(start);
    evolution.advance(0.1);
    expect(entropyOf()).toBeLessThan(start);
    evolution.restore(saved);
    expect(entropyOf()).toBe(start);
    expect(evolution.snapshot().t).toBe(0);
  });

  it('goes on from a saved state with the same bits', () => {
    const whole = prepareEvolution(small(d, 'implicit-midpoint'));
    const second = prepareEvolution(small(d, 'implicit-midpoint'));
    whole.evolution.advance(0.1);
    second.evolution.restore(whole.evolution.save());
    whole.evolution.advance(0.2);
    second.evolution.advance(0.2);
    expect(second.evolution.save()).toEqual(whole.evolution.save());
  });
});
