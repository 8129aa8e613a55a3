import { superposedDensity } from '../../physics/summed-densities.ts';
import type { Distribution } from '../distribution.ts';

/**
 * The sum f = sum_k f_k of distributions of the same dimension; their densities are the weights.
 *
 * Sampling: u_0 chooses the component and, stretched from its share of [0, 1) back to [0, 1), is the component's own
 * first number. So no further dimension is needed and low-discrepancy points stay low-discrepancy in each component.
 */
export function superposition(parts: readonly Distribution[]): Distribution {
  const d = parts[0].dimension;
  const density = parts.reduce((sum, part) => sum + part.density, 0);
  const shares = parts.map((part) => part.density / density);
  const average = (quantity: (part: Distribution) => number) =>
    parts.reduce((sum, part, k) => sum + shares[k] * quantity(part), 0);
  const velocity = Array.from({ length: d }, (_, k) => average((part) => part.velocity[k]));
  const offset = (part: Distribution, k: number) => part.velocity[k] - velocity[k];
  // The last end is 1 whatever the round-off of the sum, so that every u_0 < 1 finds its component.
  const ends = shares.map((_, k) =>
    k === parts.length - 1 ? 1 : shares.slice(0, k + 1).reduce((sum, share) => sum + share, 0),
  );
  const smooth = parts.flatMap((part) => part.smooth ?? []);
  const uniforms = Math.max(...parts.map((part) => part.uniforms));
  const point = new Float64Array(uniforms);
  return {
    dimension: d,
    density,
    velocity,
    covariance: Array.from({ length: d * d }, (_, i) => {
      const [row, column] = [Math.floor(i / d), i % d];
      return average((part) => part.covariance[i] + offset(part, row) * offset(part, column));
    }),
    extent: Math.max(
      ...parts.map((part) => part.extent + Math.max(...part.velocity.map((_, k) => Math.abs(offset(part, k))))),
    ),
    accuracy: parts.reduce((sum, { accuracy = 0 }) => sum + accuracy, 0),
    mayJump: parts.some(({ mayJump }) => mayJump),
    value: (v) => parts.reduce((sum, part) => sum + part.value(v), 0),
    ...(smooth.length === parts.length && { smooth: superposedDensity(smooth) }),
    uniforms,
    transform(u, v) {
      const k = ends.findIndex((end) => u[0] < end);
      const start = k === 0 ? 0 : ends[k - 1];
      point.set(u);
      point[0] = Math.min((u[0] - start) / (ends[k] - start), 1 - 2 ** -53);
      parts[k].transform(point, v);
    },
  };
}
