import seedrandom from 'seedrandom';
import type { ScoredParticles } from '../../src/core/particles.ts';
import { createVectorField, type Dimension } from '../../src/core/vector-field.ts';

/** A sum of drifting Maxwellians: parts of the density with mass/temperature and mean velocity. */
export interface Part {
  readonly density: number;
  readonly temperature: number;
  readonly velocity: readonly number[];
}

export interface LatticeSample {
  /** With the score of the exact f. */
  readonly particles: ScoredParticles;
  readonly spacing: number;
}

/**
 * The exact f and its score at the `cells`^d centres of the cells of a cube about the origin, each moved at random by
 * up to `jitter` spacings along every axis, and all of them by `shift` spacings.
 */
export function latticeSample(
  d: Dimension,
  cells: number,
  halfWidth: number,
  mass: number,
  parts: readonly Part[],
  { jitter = 0.3, shift = 0, seed = 'a' } = {},
): LatticeSample {
  const random = seedrandom.alea(`${seed}\0`).double;
  const spacing = (2 * halfWidth) / cells;
  const n = cells ** d;
  const velocities = createVectorField(d, n);
  const scaledScore = createVectorField(d, n);
  const weights = new Float64Array(n);
  for (let p = 0; p < n; p++) {
    for (let k = 0; k < d; k++) {
      const cell = Math.floor(p / cells ** k) % cells;
      velocities.data[k * n + p] = -halfWidth + spacing * (cell + 0.5 + shift + jitter * (2 * random() - 1));
    }
    let f = 0;
    for (const { density, temperature, velocity } of parts) {
      const c = Array.from({ length: d }, (_, k) => velocities.data[k * n + p] - velocity[k]);
      const c2 = c.reduce((sum, x) => sum + x * x, 0);
      const value =
        density * (mass / (2 * Math.PI * temperature)) ** (d / 2) * Math.exp((-mass * c2) / (2 * temperature));
      f += value;
      for (let k = 0; k < d; k++) scaledScore.data[k * n + p] -= (value * c[k]) / temperature;
    }
    for (let k = 0; k < d; k++) scaledScore.data[k * n + p] /= f;
    weights[p] = f * spacing ** d;
  }
  return { particles: { weights, velocities, scaledScore }, spacing };
}
