import type { CollisionPair } from './collision-pair.ts';
import type { LogDensity } from './log-density.ts';
import { createPairPoint } from './pair-integrand.ts';
import { sphereArea, type VectorRule } from './pair-rule.ts';
import { reducedStrength } from './split-integrand.ts';

/**
 * What integration by parts leaves at v = v* for unlike species at gamma = -d, with ct as in splitIntegrand:
 *
 *     contact = -ct ((d-1)/d) |S^{d-1}| int f_i f_j |q|^2 dv,    q = (m_j grad psi_i - m_i grad psi_j)/(m_i+m_j)
 *
 * It is the limit gamma -> -d+ of the volume terms of a shrinking ball round r = 0: averaged over sigma they start with
 * -ct ((d-1)/d) (gamma+d) r^gamma |q|^2. For like species q = 0, and for gamma > -d there is no such term.
 */
export function contactTerm(pair: CollisionPair, f_i: LogDensity, f_j: LogDensity, centres: VectorRule): number {
  const d = f_i.dimension;
  const [m_i, m_j] = pair.masses;
  const { i, j } = createPairPoint(f_i);
  let sum = 0;
  for (let y = 0; y < centres.weights.length; y++) {
    const v = centres.nodes.subarray(y * d, (y + 1) * d);
    f_i.evaluate(v, i);
    f_j.evaluate(v, j);
    let square = 0;
    for (let k = 0; k < d; k++) square += ((m_j * i.gradient[k] - m_i * j.gradient[k]) / (m_i + m_j)) ** 2;
    sum += centres.weights[y] * Math.exp(i.value + j.value) * square;
  }
  return -reducedStrength(pair) * ((d - 1) / d) * sphereArea(d) * sum;
}
