import { describe, expect, it } from 'vitest';
import type { Dimension } from '../../../src/core/vector-field.ts';
import { gaussianDensity, maxwellianDensity } from '../../../src/physics/densities.ts';
import { createLogDerivatives, type Density, squaredDistance } from '../../../src/physics/density.ts';
import { mixtureEquilibrium } from '../../../src/physics/equilibrium.ts';
import { createMixture } from '../../../src/physics/mixture.ts';
import { superposedDensity } from '../../../src/physics/summed-densities.ts';
import { latticeIntegral } from '../../physics/lattice-integral.ts';
import { derivative } from './densities.ts';

// d_t f_i = (1/m_i) div( mu_i grad(f_i/mu_i) ), the Ornstein-Uhlenbeck flow to the common temperature and velocity.
const species = [
  { name: 'light', mass: 1, charge: 0 },
  { name: 'heavy', mass: 2, charge: 0 },
];

/** The start of each species: two normal densities with diagonal covariances. */
const parts = [
  [
    { n: 0.5, mean: [0.9, 0.2, 0], variances: [0.5, 0.9, 0.7] },
    { n: 0.7, mean: [-0.6, -0.4, 0.3], variances: [1, 0.6, 0.5] },
  ],
  [
    { n: 0.4, mean: [0.1, 0.5, -0.2], variances: [0.4, 0.3, 0.6] },
    { n: 0.3, mean: [-0.7, 0, 0.3], variances: [0.5, 0.3, 0.4] },
  ],
];

/** The flow: means relax with exp(-t/theta) and covariances with exp(-2t/theta), theta and u those of the equilibrium. */
function linearFlow(d: Dimension) {
  const axes = Array.from({ length: d }, (_, k) => k);
  const still = species.map(() => species.map(() => 0));
  const equilibrium = mixtureEquilibrium(
    createMixture(d, species, still, still),
    parts.map((own, i) => {
      const density = sum(own.map(({ n }) => n));
      const velocity = axes.map((k) => sum(own.map(({ n, mean }) => (n * mean[k]) / density)));
      const spread = own.map(
        ({ n, mean, variances }) => n * sum(axes.map((k) => variances[k] + (mean[k] - velocity[k]) ** 2)),
      );
      return { density, velocity, temperature: (species[i].mass * sum(spread)) / (d * density) };
    }),
    'all',
  );
  const { temperature: theta, velocity: u } = equilibrium;
  const at = (t: number): Density[] =>
    parts.map((own, i) =>
      superposedDensity(
        own.map(({ n, mean, variances }) => {
          const decay = Math.exp(-t / theta);
          const spread = theta / species[i].mass;
          return gaussianDensity(
            n,
            axes.map((k) => u[k] + (mean[k] - u[k]) * decay),
            axes.flatMap((k) => axes.map((l) => (k === l ? spread + (variances[k] - spread) * decay ** 2 : 0))),
          );
        }),
      ),
    );
  return { theta, u, maxwellians: equilibrium.maxwellians, at };
}

function integral(f: Density, g: (psi: ReturnType<typeof createLogDerivatives>, v: Float64Array) => number): number {
  const psi = createLogDerivatives(f.dimension);
  return latticeIntegral({ centre: f.bulk.centre, width: 0.8 }, (v) => {
    f.evaluate(v, psi);
    return Math.exp(psi.value) * g(psi, v);
  });
}

const norm2 = (x: Float64Array) => x.reduce((sum, component) => sum + component * component, 0);
const sum = (terms: readonly number[]) => terms.reduce((a, b) => a + b, 0);
const density = (f: Density) => integral(f, () => 1);
const entropy = (f: Density) => integral(f, (psi) => psi.value);
const fisher = (f: Density, m: number) => integral(f, ({ gradient }) => norm2(gradient)) / m;

describe('along the linear Fokker-Planck flow of two species', () => {
  it.each([2, 3] as const)('d = %i: dH/dt = -I + (d/theta) sum n_i < 0', (d) => {
    const t = 0.3;
    const { theta, at } = linearFlow(d);
    const change = derivative((time) => sum(at(time).map(entropy)), t, 0.01);
    const predicted = sum(at(t).map((f, i) => (d / theta) * density(f) - fisher(f, species[i].mass)));
    expect(predicted).toBeLessThan(-0.1);
    expect(Math.abs(change - predicted)).toBeLessThan(1e-9);
  });

  it('d = 2: dH(f|mu)/dt = -I + 2 d n/theta - (m/theta^2) int |v-u|^2 f of each species, and not with the other sign of the last two terms', () => {
    const [d, t] = [2, 0.3] as const;
    const { theta, u, maxwellians, at } = linearFlow(d);
    maxwellians.forEach((maxwellian, i) => {
      const { mass } = species[i];
      const f = at(t)[i];
      const mu = maxwellianDensity(maxwellian);
      const log = createLogDerivatives(d);
      const relative = (g: Density) =>
        integral(g, (psi, v) => {
          mu.evaluate(v, log);
          return psi.value - log.value;
        });
      const change = derivative((time) => relative(at(time)[i]), t, 0.01);
      const drag = (g: Density) =>
        (2 * d * density(g)) / theta - (mass / theta ** 2) * integral(g, (_, v) => squaredDistance(v, u));
      expect(change).toBeLessThan(0);
      expect(Math.abs(change - (drag(f) - fisher(f, mass)))).toBeLessThan(1e-9);
      expect(Math.abs(change - (-drag(f) - fisher(f, mass)))).toBeGreaterThan(0.1);
      // At equilibrium the correct right-hand side vanishes; the other is -2 d n/theta.
      expect(Math.abs(drag(mu) - fisher(mu, mass))).toBeLessThan(1e-12);
      expect(-drag(mu) - fisher(mu, mass)).toBeCloseTo((-2 * d * maxwellian.density) / theta, 12);
    });
  });
});
