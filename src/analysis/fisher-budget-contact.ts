import { drawParticles } from '../theory/dissipation/average-draws.ts';
import type { PairsOptions, SampledSpecies } from '../theory/dissipation/by-pairs.ts';
import type { CollisionPair } from '../theory/dissipation/collision-pair.ts';
import type { Estimate } from '../theory/dissipation/estimate.ts';
import { createLogDerivatives, type LogDensity } from '../theory/dissipation/log-density.ts';
import { sphereArea } from '../theory/dissipation/pair-rule.ts';
import { reducedStrength } from '../theory/dissipation/split-integrand.ts';

/**
 * The term at v = v* of unlike species at gamma = -d (see contactTerm), as an average over draws from f_i:
 *
 *     -ct ((d-1)/d) |S^{d-1}| < f_j |q|^2 >_{v ~ f_i} n_i,    q = (m_j grad psi_i - m_i grad psi_j)/(m_i+m_j)
 *
 * `error` is the standard deviation of the mean.
 */
export function contactByDraws(
  pair: CollisionPair,
  { particles, density: f_i }: SampledSpecies,
  f_j: LogDensity,
  { draws, stream }: PairsOptions,
): Estimate {
  const d = f_i.dimension;
  const [m_i, m_j] = pair.masses;
  const { n, data } = particles.velocities;
  const [i, j] = [createLogDerivatives(d), createLogDerivatives(d)];
  const terms = Array.from(drawParticles(particles, draws, stream), (p) => {
    const v = Array.from({ length: d }, (_, k) => data[k * n + p]);
    f_i.evaluate(v, i);
    f_j.evaluate(v, j);
    const square = v.reduce((sum, _, k) => sum + ((m_j * i.gradient[k] - m_i * j.gradient[k]) / (m_i + m_j)) ** 2, 0);
    return Math.exp(j.value) * square;
  });
  const mean = terms.reduce((sum, term) => sum + term, 0) / draws;
  const variance = terms.reduce((sum, term) => sum + (term - mean) ** 2, 0) / (draws - 1);
  const n_i = particles.weights.reduce((sum, weight) => sum + weight, 0);
  const scale = reducedStrength(pair) * ((d - 1) / d) * sphereArea(d) * n_i;
  return { value: -scale * mean, error: scale * Math.sqrt(variance / draws) };
}
