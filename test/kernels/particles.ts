import seedrandom from 'seedrandom';
import type { ForcedParticles } from '../../src/core/particles.ts';
import { createVectorField, type Dimension } from '../../src/core/vector-field.ts';

/** n particles in a cube of half width 3 with weights about 1/n, the same for the same name. */
export function particles(d: Dimension, n: number, name: string): ForcedParticles {
  const random = seedrandom.alea(`${name}/${d}/${n}\0`).double;
  const field = () =>
    createVectorField(
      d,
      n,
      Float64Array.from({ length: d * n }, () => 6 * random() - 3),
    );
  return {
    weights: Float64Array.from({ length: n }, () => (0.5 + random()) / n),
    velocities: field(),
    scaledScore: field(),
    force: createVectorField(d, n),
  };
}
