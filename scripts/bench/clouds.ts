// Seeded particles.
import seedrandom from 'seedrandom';
import type { ForcedParticles } from '../../dist/core/particles.js';
import { createVectorField, type Dimension } from '../../dist/core/vector-field.js';
import { createMixture, type Mixture } from '../../dist/physics/mixture.js';

/** The particles of one species. */
export interface Cloud extends ForcedParticles {
  readonly spacing: number;
  readonly mass: number;
}

/** Independent random velocities and scaled scores, for sums whose time does not depend on the positions. */
export function scattered(d: Dimension, n: number): ForcedParticles {
  const random = seedrandom.alea(`bench ${d} ${n}\0`).double;
  const field = (next: () => number) => createVectorField(d, n, Float64Array.from({ length: d * n }, next));
  return {
    weights: Float64Array.from({ length: n }, () => (0.5 + random()) / n),
    velocities: field(() => 6 * random() - 3),
    scaledScore: field(() => 6 * random() - 3),
    force: field(() => 0),
  };
}

/**
 * A Maxwellian of temperature T/m on a cubic lattice of side^d particles over 10 thermal widths, each displaced at random by up
 * to `jitter` spacings, with the scaled score of two Maxwellians of different temperatures, so that it is not an equilibrium.
 */
export function maxwellian(d: Dimension, side: number, { jitter = 0.3, mass = 1, shift = 0 } = {}): Cloud {
  const n = side ** d;
  const width = 1 / Math.sqrt(mass);
  const spacing = (10 * width) / side;
  const random = seedrandom.alea(`bench maxwellian ${d} ${side} ${mass}\0`).double;
  const field = () => createVectorField(d, n);
  const [velocities, scaledScore, force] = [field(), field(), field()];
  const weights = new Float64Array(n);
  for (let p = 0; p < n; p++) {
    let r2 = 0;
    for (let k = d - 1, rest = p; k >= 0; k--, rest = Math.floor(rest / side)) {
      const v = ((rest % side) + 0.5 - 0.5 * side + jitter * (2 * random() - 1)) * spacing + shift * spacing;
      velocities.data[k * n + p] = v;
      r2 += v * v;
    }
    weights[p] = Math.exp((-mass * r2) / 2) * spacing ** d * (mass / (2 * Math.PI)) ** (d / 2);
    for (let k = 0; k < d; k++) {
      const v = velocities.data[k * n + p];
      scaledScore.data[k * n + p] = -v * (1 + 0.3 * Math.sin(v + k));
    }
  }
  return { weights, velocities, scaledScore, force, spacing, mass };
}

/** A mixture in which all species collide with strength 1 and the same exponent. */
export function mixtureOf(d: Dimension, exponent: number, clouds: readonly Pick<Cloud, 'mass'>[]): Mixture {
  const every = (value: number) => clouds.map(() => clouds.map(() => value));
  const species = clouds.map(({ mass }, i) => ({ name: `species-${i}`, mass, charge: 1 }));
  return createMixture(d, species, every(1), every(exponent));
}
