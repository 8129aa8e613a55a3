import type { Oscillation } from '../../physics/forcing.ts';
import { baths, type Mixture } from '../../physics/mixture.ts';
import { bathDiffusion } from '../../theory/relaxation-rates.ts';
import type { Expansion } from './fields.ts';
import { createPotentials, type Potentials } from './potentials.ts';

/** The equilibrium of the linear Fokker-Planck equation: its temperature, and its velocity along the axis. */
export interface Relaxation {
  readonly temperature: number;
  readonly velocity: number;
}

/**
 * The potentials that do not depend on f. Immobile partners at the origin have c |v|^gamma A(v) / m_i^2, whose only entry is
 * c r^(gamma+2) / m_i^2 across the radius. The linear Fokker-Planck equation d_t f = (1/m) div( grad f + m (v - u) f / theta ) has
 * D = 1/m and K = -(v - u)/theta.
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
        if (partner.species === i && partner.bath === undefined) {
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

/**
 * The effect of one giver of momentum and energy, see givers: potentials that are multiplied by g(t). A bath has c n D/m_i^2 and
 * -c n D v/(m_i T) about its velocity, which is the origin; an acceleration a along the axis is the friction K = a. Other givers have zero
 * potentials, and so do baths on species with a followed Coulomb logarithm: these are terms with coefficients, see Drive.
 */
export interface GiverPotentials {
  readonly potentials: readonly Potentials[];
  /** 1 if undefined. */
  readonly factor?: Oscillation;
}

export function giverPotentials(
  mixture: Mixture,
  expansion: Expansion,
  axis: readonly number[],
): readonly GiverPotentials[] {
  return [
    ...baths(mixture).map((name) => ({
      potentials: bathPotentials(mixture, expansion, name, (i) => !isFollowed(mixture, i, name)),
    })),
    ...mixture.forcing.map(({ acceleration }) => {
      const of = acceleration?.of.map((a) => a.reduce((sum, x, k) => sum + x * axis[k], 0));
      return {
        potentials: accelerationPotentials(expansion, of),
        ...(acceleration && { factor: acceleration.factor }),
      };
    }),
  ];
}

function isFollowed({ following }: Mixture, i: number, bath: string): boolean {
  return following?.pairs.some(({ species, partner }) => species === i && partner === bath) ?? false;
}

/** The potentials of one bath on some of the species. */
export function bathPotentials(
  { background, species, dimension }: Mixture,
  expansion: Expansion,
  name: string,
  on: (species: number) => boolean,
): readonly Potentials[] {
  const { grid, angles, bases } = expansion;
  const T = angles.count;
  const made = createPotentials(expansion);
  for (const { species: i, strength, exponent, bath } of background) {
    if (bath?.name !== name || !on(i)) continue;
    const { mass } = species[i];
    const { rr, tt, kr } = made[i];
    for (let p = 0; p < bases[i].points; p++) {
      const r = grid.radii[p];
      const { along, across } = bathDiffusion(dimension, exponent, bath.temperature / bath.mass, r * r);
      const scale = strength * grid.weights[p];
      for (let k = 0; k < T; k++) {
        rr[p * T + k] = (scale * along) / mass ** 2;
        tt[p * T + k] = (scale * across) / mass ** 2;
        kr[p * T + k] = (-scale * along * r) / (mass * bath.temperature);
      }
    }
  }
  return made;
}

/**
 * The potentials of d_t f = -div(a f). They are zero without an acceleration: gyration about the axis changes nothing, and heating has its
 * own terms.
 */
function accelerationPotentials(expansion: Expansion, of: readonly number[] | undefined) {
  const { grid, angles } = expansion;
  const T = angles.count;
  const made = createPotentials(expansion);
  if (of === undefined) return made;
  made.forEach(({ kr, kt }, i) => {
    for (let at = 0; at < kr.length; at++) {
      const c = angles.cosines[at % T];
      const push = of[i] * grid.weights[Math.floor(at / T)];
      kr[at] = push * c;
      kt[at] = -push * Math.sqrt(1 - c * c);
    }
  });
  return made;
}
