import type { ForcedParticles, Particles } from '../core/particles.ts';
import type { Timed } from '../core/profile.ts';
import { sumOf } from '../core/sum.ts';
import { createVectorField, type VectorField } from '../core/vector-field.ts';
import type { System } from '../integration/integrator.ts';
import { type Background, baths, isDriven, type Mixture } from '../physics/mixture.ts';
import type { RegularisedEntropy } from '../reconstruction/regularised-entropy.ts';
import { bathDiffusion } from '../theory/relaxation-rates.ts';
import { ledgerLength, ledgerPlace } from './ledger.ts';

/**
 * Gradient-flow particles as an ordinary differential equation for all velocities, species after species and component plane after
 * component plane, y = (v_1x .. , v_1y .., v_2x ..):
 *
 *     m_i dv_p/dt = force_p(v, g),    g_p = s_p/m_i,    s_p = (1/w_p) dU/dv_p,
 *
 * where the forces are linear in g and dissipate: a gradient flow of the regularised entropy U in the metric
 * sum_p w_p m_i |dv_p|^2, whose gradient is g. If all baths have one temperature T and velocity V, U and g contain
 * sum_p w_p m_i |v_p - V|^2 / 2T. The velocities in y are followed by the ledger, whose entries have no weight.
 */
export interface BlobSystem extends System {
  readonly gradientFlow: NonNullable<System['gradientFlow']>;
  /** The particles of every species, as views of a state y. */
  particles(y: Float64Array): readonly Particles[];
  /** The part of a state y that contains the ledger of baths and forcings. */
  ledger(y: Float64Array): Float64Array;
  /** Updates the metric with the present weights of the particles. */
  reweigh(): void;
  /** The contribution of baths to g. */
  readonly pull?: Pull;
  /** The parts of a vector like y that belong to the species, as fields. */
  fields(y: Float64Array): readonly VectorField[];
  /** Species and particle of entry k of y. */
  locate(k: number): { readonly species: number; readonly particle: number; readonly component: number };
}

/** The forces of the particles, and the timer. */
interface Flow {
  sumForces(particles: readonly ForcedParticles[]): void;
  redraw(): void;
  readonly timed: Timed;
}

export function createBlobSystem(
  mixture: Mixture,
  weights: readonly Float64Array[],
  entropies: readonly RegularisedEntropy[],
  { sumForces, redraw, timed }: Flow,
): BlobSystem {
  const d = mixture.dimension;
  const offsets = [0];
  for (const w of weights) offsets.push(offsets[offsets.length - 1] + d * w.length);
  const ledgerAt = offsets[weights.length];
  const length = ledgerAt + ledgerLength(mixture);
  const names = baths(mixture);
  const bathed = mixture.background.filter(({ bath, strength }) => bath !== undefined && strength > 0);
  const pull = commonPull(mixture);
  const masses = mixture.species.map((species) => species.mass);
  const g = new Float64Array(length);

  const fields = (y: Float64Array) =>
    weights.map((w, i) => createVectorField(d, w.length, y.subarray(offsets[i], offsets[i + 1])));
  const particles = (y: Float64Array) => fields(y).map((velocities, i) => ({ weights: weights[i], velocities }));
  const gradient = (y: Float64Array, g: Float64Array) => {
    const out = fields(g);
    timed('score', () => {
      fields(y).forEach((velocities, i) => {
        entropies[i].score(velocities, out[i]);
        const { data } = out[i];
        for (let k = 0; k < data.length; k++) data[k] /= masses[i];
        if (pull === undefined) return;
        const { n } = velocities;
        for (let k = 0; k < d; k++)
          for (let p = k * n; p < (k + 1) * n; p++)
            data[p] += (velocities.data[p] - pull.velocity[k]) / pull.temperature;
      });
    });
    g.fill(0, ledgerAt);
  };
  const apply = (y: Float64Array, g: Float64Array, dydt: Float64Array) => {
    const [forces, scaledScores] = [fields(dydt), fields(g)];
    const forced = particles(y).map((own, i) => ({ ...own, scaledScore: scaledScores[i], force: forces[i] }));
    const given = dydt.subarray(ledgerAt).fill(0);
    timed('forces', () => {
      sumForces(forced);
      for (const one of bathed) {
        const { momentum, energy } = addBathForce(one, forced[one.species], pull !== undefined);
        const at = ledgerPlace(mixture, names.indexOf(one.bath!.name));
        momentum.forEach((push, k) => {
          given[at + k] += push;
        });
        given[at + d] += energy;
      }
    });
    forces.forEach(({ data }, i) => {
      for (let k = 0; k < data.length; k++) data[k] /= masses[i];
    });
  };

  const metric = new Float64Array(length);
  const reweigh = () => {
    weights.forEach((own, i) => {
      for (let at = offsets[i], p = 0; at < offsets[i + 1]; at++, p = p + 1 === own.length ? 0 : p + 1)
        metric[at] = own[p] * masses[i];
    });
  };
  reweigh();

  return {
    length,
    weights: metric,
    reweigh,
    // Immobile partners absorb momentum.
    ...(mixture.background.length > 0 || isDriven(mixture)
      ? {}
      : { axis: Uint8Array.from({ length }, (_, k) => locate(k).component) }),
    redraw,
    rate(_t, y, dydt) {
      gradient(y, g);
      apply(y, g, dydt);
    },
    gradientFlow: {
      potential: (y) =>
        fields(y).reduce((sum, velocities, i) => sum + entropies[i].value(velocities), 0) +
        (pull === undefined ? 0 : pullEnergy(pull, masses, particles(y))),
      gradient,
      apply,
    },
    particles,
    ledger: (y) => y.subarray(ledgerAt),
    ...(pull === undefined ? {} : { pull }),
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

/** sum_p w_p m_i |v_p - V|^2 / 2T. */
function pullEnergy(
  { velocity, temperature }: Pull,
  masses: readonly number[],
  particles: readonly Particles[],
): number {
  const energies = particles.map(({ weights, velocities: { n, data } }, i) =>
    velocity.reduce((sum, u, k) => sum + sumOf(n, (p) => masses[i] * weights[p] * (data[k * n + p] - u) ** 2), 0),
  );
  return energies.reduce((sum, energy) => sum + energy, 0) / (2 * temperature);
}

/** Velocity and temperature shared by all baths of a mixture, so that one functional decreases: H + E/T about this velocity. */
interface Pull {
  readonly velocity: readonly number[];
  readonly temperature: number;
}

/** Undefined if there is no bath or the baths differ. */
function commonPull({ background }: Pick<Mixture, 'background'>): Pull | undefined {
  const baths = background.flatMap(({ velocity, bath, strength }) =>
    bath !== undefined && strength > 0 ? [{ velocity, temperature: bath.temperature }] : [],
  );
  const [first] = baths;
  const agree = baths.every(
    ({ velocity, temperature }) =>
      temperature === first.temperature && velocity.every((u, k) => u === first.velocity[k]),
  );
  return agree ? first : undefined;
}

/**
 * Adds the force of one bath on its species, -c n D(v - V) [g + (v - V)/T], g = s/m_i; `pulled` means that the scaled score already
 * contains (v - V)/T. Returns the momentum (length d) and energy that it gives per time.
 */
function addBathForce(
  { strength, exponent, velocity, bath }: Background,
  { weights, velocities, scaledScore, force }: ForcedParticles,
  pulled: boolean,
): { readonly momentum: readonly number[]; readonly energy: number } {
  const { d, n, data } = velocities;
  const { temperature, mass } = bath!;
  const out = force.data;
  const g = scaledScore.data;
  const momentum = new Array<number>(d).fill(0);
  let energy = 0;
  for (let p = 0; p < n; p++) {
    let w2 = 0;
    let along = 0;
    for (let k = 0; k < d; k++) {
      const w = data[k * n + p] - velocity[k];
      w2 += w * w;
      along += w * g[k * n + p];
    }
    const D = bathDiffusion(d, exponent, temperature / mass, w2);
    // D h = across h + (along - across) w (w.h)/w^2 with h = g + w/T.
    const share = w2 === 0 ? 0 : ((D.along - D.across) * along) / w2;
    const pull = pulled ? 0 : D.along / temperature;
    for (let k = 0; k < d; k++) {
      const w = data[k * n + p] - velocity[k];
      const F = -strength * (D.across * g[k * n + p] + (share + pull) * w);
      out[k * n + p] += F;
      momentum[k] += weights[p] * F;
      energy += weights[p] * F * data[k * n + p];
    }
  }
  return { momentum, energy };
}
