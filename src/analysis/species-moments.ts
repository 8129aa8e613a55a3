import { axisNodes, nodeCount } from '../core/lattice.ts';
import { createVectorField } from '../core/vector-field.ts';
import type { Ensemble } from '../ensemble/ensemble.ts';
import type { Snapshot, SpeciesSnapshot } from '../methods/snapshot.ts';
import { type Moments, particleMoments } from '../physics/moments.ts';

/** Moments of every species: of its particles where the method has any, else of f on the lattice. */
export function speciesMoments(now: Snapshot): readonly Moments[] {
  return now.species.map((species, i) => {
    const { weights, velocities } = species.particles ?? latticeParticles(species);
    return particleMoments(now.mixture.species[i].mass, weights, velocities);
  });
}

/** The nodes as particles of weight h^d f. */
function latticeParticles({ lattice, values }: SpeciesSnapshot): Ensemble {
  const { d, shape, spacing } = lattice;
  const n = nodeCount(lattice);
  const velocities = createVectorField(d, n);
  let stride = n;
  for (let k = 0; k < d; k++) {
    const nodes = axisNodes(lattice, k);
    stride /= shape[k];
    for (let x = 0; x < n; x++) velocities.data[k * n + x] = nodes[Math.floor(x / stride) % shape[k]];
  }
  return { weights: values.map((f) => f * spacing ** d), velocities };
}
