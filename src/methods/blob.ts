import { addBackgroundForces, type Summation, type SummationSetting } from '../collision/summation.ts';
import { isWeakFormAffordable, prepareWeakForm } from '../collision/weak-form.ts';
import { timed } from '../core/profile.ts';
import { prepareExchange } from './exchange.ts';
import type { Method } from './method.ts';
import { prepareGradientFlow, type RegularisationOptions } from './particle-gradient-flow.ts';

export interface BlobOptions extends RegularisationOptions {
  readonly summation: Summation;
  readonly setting?: SummationSetting;
}

/**
 * The deterministic blob particle method for a mixture: particles carry constant weights and move with the collisional
 * drift of the regularised entropy. Momentum and energy are conserved exactly by the pair sum and the regularised entropy
 * decreases; what a time step keeps of that is the integrator's business.
 */
export const blob: Method<BlobOptions> = {
  name: 'blob',
  reference:
    'J. A. Carrillo, J. Hu, L. Wang, J. Wu, A particle method for the homogeneous Landau equation, J. Comput. Phys. X 7 (2020) 100066; ' +
    'J. A. Carrillo, J. Hu, S. Q. Van Fleet, A particle method for the multispecies Landau equation, Acta Appl. Math. 194 (2024) 12',
  prepare(problem, options) {
    const { mixture } = problem;
    const { summation } = options;
    const pairs = summation.prepare(mixture, { ...options.setting, sample: problem.species });
    const exchange = prepareExchange(mixture, pairs);
    const weakForm = prepareWeakForm(mixture);
    const counts = problem.species.map(({ ensemble }) => ensemble.weights.length);
    const withWeakForm = isWeakFormAffordable(mixture, counts);
    return prepareGradientFlow(problem, options, {
      parts: [
        { role: 'method', name: blob.name, reference: blob.reference },
        { role: 'summation', name: summation.name, reference: summation.reference },
      ],
      pairs,
      sumForces(forces) {
        pairs.sum(forces);
        addBackgroundForces(mixture.background, forces);
      },
      observe: (forces) => ({
        exchange: timed('exchange between species', () => exchange(forces)),
        ...(withWeakForm ? { weakRates: timed('weak form', () => weakForm(forces.ensembles)) } : {}),
      }),
    });
  },
};
