import type { Mixture } from '../../physics/mixture.ts';
import type { Expansion } from './fields.ts';
import { createPotentials, type Potentials } from './potentials.ts';

/** The equilibrium that the linear Fokker-Planck equation relaxes to: its temperature, and its velocity along the axis. */
export interface Relaxation {
  readonly temperature: number;
  readonly velocity: number;
}

/**
 * The potentials that do not depend on f: immobile partners at the origin, c |v|^gamma A(v) / m_i^2, whose only entry is c r^(gamma+2) / m_i^2
 * across the radius; and the linear Fokker-Planck equation d_t f = (1/m) div( grad f + m (v - u) f / theta ), with D = 1/m and
 * K = -(v - u)/theta.
 */
export function fixedPotentials(
  mixture: Mixture,
  expansion: Expansion,
  relaxation?: Relaxation,
): readonly Potentials[] {
  const { grid, angles } = expansion;
  const T = angles.count;
  const fixed = createPotentials(expansion);
  fixed.forEach(({ rr, tt, kr, kt }, i) => {
    const { mass } = mixture.species[i];
    for (let p = 0; p < expansion.bases[i].points; p++) {
      const [r, weight] = [grid.radii[p], grid.weights[p]];
      for (const partner of mixture.background)
        if (partner.species === i) {
          const across = (partner.strength * r ** (partner.exponent + 2) * weight) / mass ** 2;
          for (let k = 0; k < T; k++) tt[p * T + k] += across;
        }
      if (relaxation === undefined) continue;
      const { temperature, velocity } = relaxation;
      for (let k = 0; k < T; k++) {
        const c = angles.cosines[k];
        rr[p * T + k] = weight / mass;
        tt[p * T + k] = weight / mass;
        kr[p * T + k] = (-weight * (r - velocity * c)) / temperature;
        kt[p * T + k] = (-weight * velocity * Math.sqrt(1 - c * c)) / temperature;
      }
    }
  });
  return fixed;
}
