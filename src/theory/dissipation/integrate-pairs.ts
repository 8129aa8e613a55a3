import type { LogDensity } from './log-density.ts';
import { createPairPoint, type PairIntegrand } from './pair-integrand.ts';
import type { PairRule } from './pair-rule.ts';

/** int int alpha F h dv dv* of every component of h. The rule's weights contain alpha. */
export function integratePairs(
  rule: PairRule,
  f_i: LogDensity,
  f_j: LogDensity,
  integrand: PairIntegrand,
): Float64Array {
  const d = f_i.dimension;
  const { centres, radii, directions, shares } = rule;
  const components = integrand.powers.like.length;
  const point = createPairPoint(f_i);
  const v_i = new Float64Array(d);
  const v_j = new Float64Array(d);
  const h = new Float64Array(components);
  const perPair = new Float64Array(components);
  const perCentre = new Float64Array(components);
  const total = new Float64Array(components);

  for (let y = 0; y < centres.weights.length; y++) {
    perCentre.fill(0);
    for (let k = 0; k < radii.nodes.length; k++) {
      point.r = radii.nodes[k];
      // The sphere comes first: at gamma = -d only its average is small for small r.
      perPair.fill(0);
      for (let s = 0; s < directions.weights.length; s++) {
        for (let p = 0; p < d; p++) {
          const w = point.r * directions.nodes[s * d + p];
          point.w[p] = w;
          v_i[p] = centres.nodes[y * d + p] + shares[0] * w;
          v_j[p] = centres.nodes[y * d + p] - shares[1] * w;
        }
        f_i.evaluate(v_i, point.i);
        f_j.evaluate(v_j, point.j);
        integrand.evaluate(point, h, 0);
        const F = directions.weights[s] * Math.exp(point.i.value + point.j.value);
        for (let c = 0; c < components; c++) perPair[c] += F * h[c];
      }
      for (let c = 0; c < components; c++) perCentre[c] += radii.weights[k] * perPair[c];
    }
    for (let c = 0; c < components; c++) total[c] += centres.weights[y] * perCentre[c];
  }
  return total;
}
