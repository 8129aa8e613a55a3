import { InputError } from '../core/errors.ts';
import type { ForcedParticles } from '../core/particles.ts';
import { collidingPairs, type Mixture } from '../physics/mixture.ts';
import { gradientFlowSize } from './gradient-flow-size.ts';
import { defineMethod } from './method.ts';
import { prepareGradientFlow } from './particle-gradient-flow.ts';
import { levelProblems, regularisation, regularisedRefinement, sharesSmoothing } from './regularisation.ts';

/**
 * The linear Fokker-Planck variant of Zhu (2025), section 1.2.1,
 *
 *     d_t f_i = (1/m_i) div( mu_i grad(f_i/mu_i) ),    mu_i the equilibrium,    dH/dt = -I(f) + (d/theta) sum n_i,
 *
 * with the same invariants and equilibrium as the Landau system. For particles, dv_p/dt = -(g_p + (v_p - u)/theta), where
 * g_p = s_p/m_i is the gradient of the regularised entropy in the metric sum w_p m_i |dv_p|^2. The values of 1/theta and u follow from
 * conservation of energy and momentum:
 *
 *     dv_p/dt = -( g_p - a + lambda (v_p - u) ),    a = <g>,  u = <v>,  lambda = -<(v-u).(g-a)> / <|v-u|^2>,    < > = sum w m .. / sum w m,
 *
 * This projects the steepest descent on the directions that conserve: momentum and energy are exact for any smoothing, U decreases, and
 * lambda differs from 1/theta only by the bias of the score.
 */
export const linearFokkerPlanck = defineMethod({
  name: 'linear-fokker-planck',
  summary:
    'Linear Fokker-Planck relaxation to the common equilibrium instead of collisions (every strength must be 0).',
  reference: 'Y. Zhu, Fisher information for the multi-species Landau system (2025), section 1.2.1',
  equation: () => 'linear-fokker-planck',
  integrator: 'any',
  resolution: 'particles',
  representation: 'particles',
  conserves: (integrator) => integrator.conserves,
  options: regularisation,
  problems: levelProblems,
  refinement: regularisedRefinement,
  sharesSmoothing,
  size: (plan, options) => gradientFlowSize(plan, options, () => ({ pairs: 0, work: 0, bytes: 0 })),
  prepare(problem, options) {
    const { mixture } = problem;
    if (collidingPairs(mixture).length > 0 || mixture.background.some(({ strength }) => strength > 0))
      throw new InputError(
        'collisions.strength: expected 0 for every pair with linear-fokker-planck, which has its own operator, got more',
      );
    return prepareGradientFlow(problem, options, () => ({
      parts: [],
      sumForces: (particles) => project(mixture, particles),
      observe: () => ({ entropyLaw: 'linear-fokker-planck' }),
    }));
  },
});

function project({ dimension: d, species }: Mixture, particles: readonly ForcedParticles[]): void {
  const u = new Float64Array(d);
  const a = new Float64Array(d);
  let total = 0;
  /** Calls `visit` for every particle, with its weight w m in the metric. */
  const each = (visit: (weight: number, own: ForcedParticles, p: number, n: number) => void) => {
    particles.forEach((own, i) => {
      const n = own.weights.length;
      for (let p = 0; p < n; p++) visit(own.weights[p] * species[i].mass, own, p, n);
    });
  };
  each((weight, { velocities, scaledScore }, p, n) => {
    total += weight;
    for (let k = 0; k < d; k++) {
      u[k] += weight * velocities.data[k * n + p];
      a[k] += weight * scaledScore.data[k * n + p];
    }
  });
  for (let k = 0; k < d; k++) {
    u[k] /= total;
    a[k] /= total;
  }
  let along = 0;
  let spread = 0;
  each((weight, { velocities, scaledScore }, p, n) => {
    for (let k = 0; k < d; k++) {
      const x = velocities.data[k * n + p] - u[k];
      along += weight * x * (scaledScore.data[k * n + p] - a[k]);
      spread += weight * x * x;
    }
  });
  const lambda = -along / spread;
  particles.forEach(({ velocities, scaledScore, force: { data, n } }, i) => {
    const { mass } = species[i];
    for (let k = 0; k < d; k++)
      for (let p = 0; p < n; p++) {
        const at = k * n + p;
        data[at] = -mass * (scaledScore.data[at] - a[k] + lambda * (velocities.data[at] - u[k]));
      }
  });
}
