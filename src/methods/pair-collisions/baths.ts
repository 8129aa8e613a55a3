import { normalFromUniform } from '../../core/special-functions.ts';
import { createVectorField } from '../../core/vector-field.ts';
import type { UniformNumbers } from '../../kernels/random-numbers.ts';
import { type Deflection, scatterPairs } from '../../kernels/scatter-pairs.ts';
import type { LiveMixture } from '../../physics/following.ts';
import { baths } from '../../physics/mixture.ts';
import { ledgerPlace } from '../ledger.ts';
import { momentsOf } from '../turnover.ts';
import type { MassiveParticles } from './sweep.ts';

/**
 * Collisions of every species with every bath, by the number of the partner in the mixture: every particle meets one partner drawn from the bath's
 * Maxwellian, and the pair diffuses on its sphere for s = c n |w|^gamma dt / mu^2, mu the reduced mass. The partner is forgotten, so that momentum and
 * energy are given by the bath: they are added to its entries of the ledger.
 */
export function prepareBaths(
  { mixture: { background, species, dimension: d, ...rest }, bathFactor }: LiveMixture,
  groups: readonly MassiveParticles[],
  deflection: Deflection,
  random: UniformNumbers,
  ledger: Float64Array,
): readonly { readonly partner: number; collide(dt: number): void }[] {
  const names = baths({ background, ...rest });
  return background.flatMap(({ bath, strength, ...one }, partner) => {
    if (bath === undefined || strength === 0) return [];
    // The strength of the start: all factors are 1 when this is prepared.
    const group = groups[one.species];
    const n = group.weights.length;
    const order = Uint32Array.from({ length: n }, (_, p) => p);
    const ones = new Float64Array(n).fill(1);
    const rate = strength * (1 / species[one.species].mass + 1 / bath.mass) ** 2;
    const width = Math.sqrt(bath.temperature / bath.mass);
    const at = ledgerPlace({ dimension: d }, names.indexOf(bath.name));
    const { exponent, velocity } = one;
    const particles = { mass: group.mass, weights: ones, velocities: group.velocities, order };
    const partners = { mass: bath.mass, weights: ones, velocities: createVectorField(d, n), order };
    return [
      {
        partner,
        collide(dt: number) {
          const { data } = partners.velocities;
          for (let k = 0; k < d; k++)
            for (let p = 0; p < n; p++) data[k * n + p] = velocity[k] + width * normalFromUniform(random.next());
          const before = momentsOf(group.mass, group);
          const s = rate * bathFactor({ bath, species: one.species }) * dt;
          scatterPairs(n, { exponent, strength: s, deflection }, random, particles, partners);
          const after = momentsOf(group.mass, group);
          for (let k = 0; k < d; k++) ledger[at + k] += after.momentum[k] - before.momentum[k];
          ledger[at + d] += after.energy - before.energy;
        },
      },
    ];
  });
}
