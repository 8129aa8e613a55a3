import type { ForcedParticles } from '../core/particles.ts';
import type { Background, Mixture } from '../physics/mixture.ts';
import { bathDiffusion } from '../theory/relaxation-rates.ts';

/** Velocity and temperature that all baths of a mixture share, so that one functional decreases: H + E/T about the velocity. */
export interface Pull {
  readonly velocity: readonly number[];
  readonly temperature: number;
}

/** Undefined without a bath and where baths differ. */
export function commonPull({ background }: Pick<Mixture, 'background'>): Pull | undefined {
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
 * Adds the force of one bath on its species, -c n D(v - V) [g + (v - V)/T], g = s/m_i; where the scaled score already contains (v - V)/T, `pulled`
 * says so. Returns momentum (length d) and energy per time that it gives.
 */
export function addBathForce(
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
