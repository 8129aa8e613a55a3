import type { PairSum } from '../collision/summation.ts';
import type { ScoredParticles } from '../core/particles.ts';
import { createVectorField } from '../core/vector-field.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { Exchange } from './snapshot.ts';

/** Momentum sum w F and energy sum w v.F that each species gains from each other per time, by the method's own pair sum. */
export function prepareExchange(mixture: Mixture, pairs: PairSum): (particles: readonly ScoredParticles[]) => Exchange {
  const d = mixture.dimension;
  const S = mixture.species.length;
  const exchange = { momentum: new Float64Array(S * S * d), energy: new Float64Array(S * S) };
  return (scored) => {
    exchange.momentum.fill(0);
    exchange.energy.fill(0);
    const particles = scored.map((own) => ({ ...own, force: createVectorField(d, own.velocities.n) }));
    for (let i = 0; i < S; i++)
      for (let j = i + 1; j < S; j++) {
        if (mixture.strength(i, j) === 0) continue;
        particles[i].force.data.fill(0);
        particles[j].force.data.fill(0);
        pairs.addPair(i, j, particles);
        for (const [to, from] of [
          [i, j],
          [j, i],
        ]) {
          const { weights, velocities, force } = particles[to];
          const n = weights.length;
          for (let k = 0; k < d; k++)
            for (let p = 0; p < n; p++) {
              const push = weights[p] * force.data[k * n + p];
              exchange.momentum[(to * S + from) * d + k] += push;
              exchange.energy[to * S + from] += push * velocities.data[k * n + p];
            }
        }
      }
    return exchange;
  };
}
