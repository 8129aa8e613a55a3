import type { UniformNumbers } from '../../kernels/random-numbers.ts';
import { type Deflection, scatterFromPoint } from '../../kernels/scatter-pairs.ts';
import type { LiveMixture } from '../../physics/following.ts';
import { collidingPairs } from '../../physics/mixture.ts';
import { prepareBaths } from './baths.ts';
import type { Resolution } from './resolution.ts';
import { type MassiveParticles, prepareSweep, type Sweep } from './sweep.ts';

/** All collisions of a mixture's particles, with each other, with baths and with immobile partners. */
export interface Collisions {
  readonly sweeps: readonly Sweep[];
  /** A step: every pair of species, then immobile partners, then baths, in their parts. `observe` is called around the collisions of a pair. */
  step(dt: number, parts: Resolution['parts'], observe?: (pair: Sweep['pair'], collide: () => void) => void): void;
}

export function prepareCollisions(
  live: LiveMixture,
  groups: readonly MassiveParticles[],
  deflection: Deflection,
  random: UniformNumbers,
  ledger: Float64Array,
): Collisions {
  const { mixture } = live;
  const sweeps = collidingPairs(mixture).map((pair) => prepareSweep(mixture, pair, groups, deflection, random));
  const bathSweeps = prepareBaths(live, groups, deflection, random, ledger);
  // d_t f = (c n_j / m^2) div(alpha A grad f) is the diffusion on the sphere round V with the generator (c n_j alpha / m^2) Laplacian.
  const scatterFromBackground = (dt: number) => {
    for (const { species: i, strength, exponent, velocity, bath } of mixture.background) {
      if (bath !== undefined) continue;
      const law = { exponent, strength: (strength * dt) / groups[i].mass ** 2, deflection };
      scatterFromPoint(velocity, law, random, groups[i].velocities);
    }
  };
  const inParts = (parts: number, dt: number, collide: (dt: number) => void) => {
    for (let part = 0; part < parts; part++) collide(dt / parts);
  };
  return {
    sweeps,
    step(dt, parts, observe = (_, collide) => collide()) {
      // A pair diffuses for the product of strength and time.
      sweeps.forEach(({ collide, pair }, k) => {
        observe(pair, () => inParts(parts.sweeps[k], dt * live.factor(...pair), collide));
      });
      scatterFromBackground(dt);
      for (const { partner, collide } of bathSweeps) inParts(parts.partners[partner], dt, collide);
    },
  };
}
