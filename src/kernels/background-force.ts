import type { VectorField } from '../core/vector-field.ts';
import { raiseDistances } from './pair-power.ts';

/**
 * force_p -= c |z|^gamma A(z) g_p with z = v_p - V: partners of infinite mass at the velocity V, for which g = s/m is zero.
 * A particle at V itself feels nothing for gamma > -2 and has no definite force (NaN) below.
 */
export function addBackgroundForce(
  strength: number,
  gamma: number,
  velocity: readonly number[],
  velocities: VectorField,
  potential: VectorField,
  force: VectorField,
): void {
  const { d, n, data } = velocities;
  const g = potential.data;
  const r2 = new Float64Array(n);
  const along = new Float64Array(n);
  const alpha = new Float64Array(n);
  for (let k = 0; k < d; k++)
    for (let p = 0; p < n; p++) {
      const z = data[k * n + p] - velocity[k];
      r2[p] += z * z;
      along[p] += z * g[k * n + p];
    }
  raiseDistances(r2, n, gamma, alpha);
  if (gamma > -2) for (let p = 0; p < n; p++) if (r2[p] === 0) alpha[p] = 0;
  for (let k = 0; k < d; k++)
    for (let p = 0; p < n; p++) {
      const z = data[k * n + p] - velocity[k];
      force.data[k * n + p] -= strength * alpha[p] * (r2[p] * g[k * n + p] - along[p] * z);
    }
}
