import type { Forces } from '../collision/summation.ts';
import { timed } from '../core/profile.ts';
import { createVectorField, type VectorField } from '../core/vector-field.ts';
import type { Ensemble } from '../ensemble/ensemble.ts';
import type { System } from '../integration/integrator.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { RegularisedEntropy } from '../reconstruction/regularised-entropy.ts';

/**
 * Gradient-flow particles as an ordinary differential equation for all velocities, species after species and component plane after
 * component plane, y = (v_1x .. , v_1y .., v_2x ..):
 *
 *     m_i dv_p/dt = force_p(v, g),    g_p = s_p/m_i,    s_p = (1/w_p) dU/dv_p,
 *
 * with forces that are linear in g and dissipate: a gradient flow of the regularised entropy U in the metric
 * sum_p w_p m_i |dv_p|^2, whose gradient is g.
 */
export interface BlobSystem extends System {
  readonly gradientFlow: NonNullable<System['gradientFlow']>;
  /** The particles of every species, as views of a state y. */
  ensembles(y: Float64Array): readonly Ensemble[];
  /** The species' parts of a vector like y, as fields. */
  fields(y: Float64Array): readonly VectorField[];
  /** Species and particle of entry k of y. */
  locate(k: number): { readonly species: number; readonly particle: number; readonly component: number };
}

export function createBlobSystem(
  mixture: Mixture,
  weights: readonly Float64Array[],
  entropies: readonly RegularisedEntropy[],
  sumForces: (forces: Forces) => void,
  redraw: () => void = () => {},
): BlobSystem {
  const d = mixture.dimension;
  const offsets = [0];
  for (const w of weights) offsets.push(offsets[offsets.length - 1] + d * w.length);
  const length = offsets[weights.length];
  const masses = mixture.species.map((species) => species.mass);
  const potential = new Float64Array(length);

  const fields = (y: Float64Array) =>
    weights.map((w, i) => createVectorField(d, w.length, y.subarray(offsets[i], offsets[i + 1])));
  const ensembles = (y: Float64Array) => fields(y).map((velocities, i) => ({ weights: weights[i], velocities }));
  const gradient = (y: Float64Array, g: Float64Array) => {
    const out = fields(g);
    timed('score', () => {
      fields(y).forEach((velocities, i) => {
        entropies[i].score(velocities, out[i]);
        const { data } = out[i];
        for (let k = 0; k < data.length; k++) data[k] /= masses[i];
      });
    });
  };
  const apply = (y: Float64Array, g: Float64Array, dydt: Float64Array) => {
    const force = fields(dydt);
    timed('forces', () => {
      sumForces({ ensembles: ensembles(y), potential: fields(g), force });
    });
    force.forEach(({ data }, i) => {
      for (let k = 0; k < data.length; k++) data[k] /= masses[i];
    });
  };

  return {
    length,
    weights: Float64Array.from({ length }, (_, k) => {
      const { species, particle } = locate(k);
      return weights[species][particle] * masses[species];
    }),
    // Immobile partners take up momentum.
    ...(mixture.background.length > 0 ? {} : { axis: Uint8Array.from({ length }, (_, k) => locate(k).component) }),
    redraw,
    rate(_t, y, dydt) {
      gradient(y, potential);
      apply(y, potential, dydt);
    },
    gradientFlow: {
      potential: (y) => fields(y).reduce((sum, velocities, i) => sum + entropies[i].value(velocities), 0),
      gradient,
      apply,
    },
    ensembles,
    fields,
    locate,
  };

  function locate(k: number) {
    const species = offsets.findIndex((_, i) => k < offsets[i + 1]);
    const n = weights[species].length;
    const at = k - offsets[species];
    return { species, particle: at % n, component: Math.floor(at / n) };
  }
}
