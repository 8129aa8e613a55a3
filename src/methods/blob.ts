import type { Summation } from '../collision/summation.ts';
import { prepareWeakForm } from '../collision/weak-form.ts';
import { createAdvance } from '../integration/advance.ts';
import { prepareReconstruction } from '../reconstruction/reconstruction.ts';
import { type EntropyRule, prepareEntropy } from '../reconstruction/regularised-entropy.ts';
import { type SmoothingRule, smoothingTemperature } from '../reconstruction/smoothing.ts';
import { createBlobSystem } from './blob-system.ts';
import { prepareExchange } from './exchange.ts';
import type { Method } from './method.ts';
import type { Snapshot } from './snapshot.ts';

export interface BlobOptions {
  /** The smoothing temperature kappa, or the rule that finds it: eps_i = kappa/m_i. */
  readonly smoothing: SmoothingRule;
  /** Reconstruction lattice spacing of every species; the sample's own where undefined. */
  readonly spacings?: readonly (number | undefined)[];
  /** Truncation tolerance of the mollifier, relative to its peak. */
  readonly tolerance: number;
  /** How the entropy is regularised, and with it the score. */
  readonly score: EntropyRule;
  readonly summation: Summation;
}

/**
 * The deterministic blob particle method for a mixture: particles carry constant weights and move with the collisional
 * drift of the regularised entropy. Momentum and energy are conserved exactly by the pair sum and the discrete entropy
 * decreases; what a time step keeps of that is the integrator's business.
 */
export const blob: Method<BlobOptions> = {
  name: 'blob',
  reference:
    'J. A. Carrillo, J. Hu, L. Wang, J. Wu, A particle method for the homogeneous Landau equation, J. Comput. Phys. X 7 (2020) 100066; ' +
    'J. A. Carrillo, J. Hu, S. Q. Van Fleet, A particle method for the multispecies Landau equation (2023)',
  prepare(problem, options) {
    const { mixture, integrator } = problem;
    const masses = mixture.species.map((species) => species.mass);
    const spacings = problem.species.map((species, i) => options.spacings?.[i] ?? species.spacing);
    const kappa = smoothingTemperature(options.smoothing, masses, spacings);
    const weights = problem.species.map(({ ensemble }) => ensemble.weights);
    const reconstruction = problem.species.map(({ anchor }, i) => ({
      species: mixture.species[i].name,
      variance: kappa / masses[i],
      spacing: spacings[i],
      anchor,
      tolerance: options.tolerance,
    }));
    const reconstructions = weights.map((w, i) => prepareReconstruction(w, reconstruction[i]));
    const entropies = weights.map((w, i) => prepareEntropy(options.score, w, reconstruction[i]));
    const pairs = options.summation.prepare(mixture);
    const system = createBlobSystem(mixture, weights, entropies, pairs);
    const describe = (k: number) => {
      const { species, particle, component } = system.locate(k);
      return `v_${'xyz'[component]} of particle ${particle} of species ${mixture.species[species].name}`;
    };
    const advance = createAdvance(system, integrator, { ...problem.advance, describe });
    const exchange = prepareExchange(mixture, pairs);
    const weakForm = prepareWeakForm(mixture);
    const potential = new Float64Array(system.length);
    const drift = new Float64Array(system.length);
    const score = new Float64Array(system.length);
    const y = new Float64Array(system.length);
    system.fields(y).forEach(({ data }, i) => {
      data.set(problem.species[i].ensemble.velocities.data);
    });
    let t = problem.start;

    return {
      get t() {
        return t;
      },
      conserves: integrator.conserves,
      counts: advance.counts,
      settings: {
        'smoothing temperature': kappa,
        'truncation tolerance': options.tolerance,
        ...Object.fromEntries(mixture.species.map(({ name }, i) => [`lattice spacing ${name}`, spacings[i]])),
        ...Object.fromEntries(mixture.species.map(({ name }, i) => [`mollifier variance ${name}`, kappa / masses[i]])),
        ...Object.fromEntries(
          mixture.species.map(({ name }, i) => [`mollifier nodes per axis ${name}`, reconstructions[i].reach]),
        ),
      },
      parts: [
        { role: 'method', name: blob.name, reference: blob.reference },
        { role: 'integrator', name: integrator.name, reference: integrator.reference },
        { role: 'score', name: options.score.name, reference: options.score.reference },
        { role: 'summation', name: options.summation.name, reference: options.summation.reference },
      ],
      advance(until) {
        advance.advance(t, until, y);
        t = until;
      },
      snapshot(): Snapshot {
        system.gradientFlow.gradient(y, potential);
        system.gradientFlow.apply(y, potential, drift);
        const ensembles = system.ensembles(y);
        const scores = system.fields(score);
        scores.forEach(({ data }, i) => {
          const g = system.fields(potential)[i].data;
          for (let k = 0; k < data.length; k++) data[k] = masses[i] * g[k];
        });
        ensembles.forEach(({ velocities }, i) => {
          reconstructions[i].update(velocities);
        });
        return {
          t,
          mixture,
          regularisedEntropy: system.gradientFlow.potential(y),
          species: ensembles.map((particles, i) => ({
            particles,
            lattice: reconstructions[i].lattice,
            smoothing: reconstructions[i].variance,
            values: reconstructions[i].values,
            gradient: reconstructions[i].gradient(particles.velocities),
            score: scores[i],
            drift: system.fields(drift)[i],
          })),
          exchange: exchange({ ensembles, potential: system.fields(potential) }),
          weakRates: weakForm(ensembles),
        };
      },
      save: () => ({ y: y.slice(), t: Float64Array.of(t), advance: advance.save() }),
      restore(state) {
        y.set(state.y);
        t = state.t[0];
        advance.restore(state.advance);
      },
    };
  },
};
