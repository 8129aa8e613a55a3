// Seeded particles.
import seedrandom from 'seedrandom';
import { createMixture } from '../../dist/physics/mixture.js';

/** Velocities and scaled scores without any order, for sums whose time does not depend on where the particles are. */
export function scattered(d, n) {
  const random = seedrandom.alea(`bench ${d} ${n}\0`).double;
  const field = (next) => ({ d, n, data: Float64Array.from({ length: d * n }, next) });
  return {
    weights: Float64Array.from({ length: n }, () => (0.5 + random()) / n),
    velocities: field(() => 6 * random() - 3),
    scaledScore: field(() => 6 * random() - 3),
    force: field(() => 0),
  };
}

/**
 * A Maxwellian of temperature T/m on a cubic lattice of side^d particles over 10 thermal widths, every one displaced at random
 * by up to `jitter` spacings, with the scaled score of two Maxwellians of unlike temperature: no equilibrium.
 */
export function maxwellian(d, side, { jitter = 0.3, mass = 1, shift = 0 } = {}) {
  const n = side ** d;
  const width = 1 / Math.sqrt(mass);
  const spacing = (10 * width) / side;
  const random = seedrandom.alea(`bench maxwellian ${d} ${side} ${mass}\0`).double;
  const field = () => ({ d, n, data: new Float64Array(d * n) });
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

/** What a summation wants of clouds of particles, one for every species. */
export function forcesOf(clouds) {
  return {
    particles: clouds.map(({ weights, velocities }) => ({ weights, velocities })),
    scaledScore: clouds.map(({ scaledScore }) => scaledScore),
    force: clouds.map(({ force }) => force),
  };
}

/** A mixture in which all species collide with strength 1 and the same exponent. */
export function mixtureOf(d, exponent, clouds) {
  const every = (value) => clouds.map(() => clouds.map(() => value));
  const species = clouds.map(({ mass = 1 }, i) => ({ name: `species-${i}`, mass, charge: 1 }));
  return createMixture(d, species, every(1), every(exponent));
}
