import { normalFromUniform } from '../../core/special-functions.ts';
import { createVectorField } from '../../core/vector-field.ts';
import type { UniformNumbers } from '../../kernels/random-numbers.ts';
import { type Deflection, scatterPairs } from '../../kernels/scatter-pairs.ts';
import { baths, type Mixture } from '../../physics/mixture.ts';
import { momentsOf } from '../particle-drive.ts';
import type { MassiveParticles } from './sweep.ts';

/**
 * Collisions with baths in a time step: every particle meets one partner drawn from the bath's Maxwellian, and the pair diffuses on its
 * sphere for s = c n |w|^gamma dt / mu^2, mu the reduced mass. The partner is forgotten, so that momentum and energy are given by the bath:
 * they are added to its entries of the ledger.
 */
export function prepareBaths(
  { background, species, dimension: d, ...rest }: Mixture,
  groups: readonly MassiveParticles[],
  deflection: Deflection,
  random: UniformNumbers,
  ledger: Float64Array,
): (dt: number) => void {
  const names = baths({ background, ...rest });
  const acting = background.flatMap(({ bath, strength, ...one }) => {
    if (bath === undefined || strength === 0) return [];
    const group = groups[one.species];
    const n = group.weights.length;
    const order = Uint32Array.from({ length: n }, (_, p) => p);
    const ones = new Float64Array(n).fill(1);
    return [
      {
        ...one,
        group,
        rate: strength * (1 / species[one.species].mass + 1 / bath.mass) ** 2,
        width: Math.sqrt(bath.temperature / bath.mass),
        at: names.indexOf(bath.name) * (d + 1),
        particles: { mass: group.mass, weights: ones, velocities: group.velocities, order },
        partners: { mass: bath.mass, weights: ones, velocities: createVectorField(d, n), order },
      },
    ];
  });
  return (dt) => {
    for (const { group, rate, width, at, exponent, velocity, particles, partners } of acting) {
      const { n, data } = partners.velocities;
      for (let k = 0; k < d; k++)
        for (let p = 0; p < n; p++) data[k * n + p] = velocity[k] + width * normalFromUniform(random.next());
      const before = momentsOf(group.mass, group);
      scatterPairs(n, { exponent, strength: rate * dt, deflection }, random, particles, partners);
      const after = momentsOf(group.mass, group);
      for (let k = 0; k < d; k++) ledger[at + k] += after.momentum[k] - before.momentum[k];
      ledger[at + d] += after.energy - before.energy;
    }
  };
}
