import type { Lattice } from '../core/lattice.ts';
import type { VectorField } from '../core/vector-field.ts';

/** int grad f grad f^T / f dv over the nodes with f > 0, d x d in row order; its trace over m is the mass-weighted Fisher information. */
export function fisherTensor({ spacing, d }: Lattice, values: Float64Array, { n, data }: VectorField): Float64Array {
  const tensor = new Float64Array(d * d);
  for (let k = 0; k < d; k++)
    for (let l = 0; l <= k; l++) {
      let sum = 0;
      for (let x = 0; x < n; x++) if (values[x] > 0) sum += (data[k * n + x] * data[l * n + x]) / values[x];
      tensor[k * d + l] = tensor[l * d + k] = spacing ** d * sum;
    }
  return tensor;
}
