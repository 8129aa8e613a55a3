import { InputError } from '../../core/errors.ts';
import type { RandomStream } from '../../core/random.ts';
import type { WeightedParticles } from './blob-density.ts';

/** Mean of a function of two independent draws and the variance of that mean. */
export interface DrawnMean {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** `count` independent draws of a particle with probability w_p / sum w, as indices. */
export function drawParticles({ weights }: WeightedParticles, count: number, stream: RandomStream): Int32Array {
  let sum = 0;
  const cumulative = weights.map((weight) => {
    sum += weight;
    return sum;
  });
  return Int32Array.from({ length: count }, () => {
    const target = stream.next() * sum;
    // The first p with cumulative[p] > target: target < sum, and rounding cannot lead beyond the last.
    let [low, high] = [0, weights.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] > target) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}

/**
 * The two-sample U-statistic U = (1/n^2) sum_kl h(x_k, y_l) of n independent draws x_k and n independent draws y_l, for
 * several components of h at once, and an unbiased estimate of its variance. The n^2 terms are not independent; with
 * Hoeffding's decomposition h = mean + h_1(x) + h_2(y) + h_12(x, y) into uncorrelated parts,
 *
 *     Var U = <h_1^2>/n + <h_2^2>/n + <h_12^2>/n^2,
 *
 * and the sample variances s_1^2 of the row means, s_2^2 of the column means and the mean square s_12^2 of what both leave,
 * over (n-1)^2, have the expectations <h_1^2> + <h_12^2>/n, <h_2^2> + <h_12^2>/n and <h_12^2>. So
 * s_1^2/n + s_2^2/n - s_12^2/n^2 is unbiased; its lower limit s_12^2/n^2 is taken where noise leads below.
 * `evaluate` writes the components of h(x_k, y_l) to `out`. Throws InputError for fewer than 2 draws.
 * Source: W. Hoeffding, Ann. Math. Statist. 19, 293 (1948).
 */
export function averageDraws(
  draws: number,
  components: number,
  evaluate: (k: number, l: number, out: Float64Array) => void,
): DrawnMean {
  if (!(Number.isInteger(draws) && draws >= 2))
    throw new InputError(`pair average, draws: expected a whole number of at least 2, got ${draws}`);
  const n = draws;
  const h = new Float64Array(components);
  const rows = new Float64Array(components * n);
  const columns = new Float64Array(components * n);
  const squares = new Float64Array(components);
  for (let k = 0; k < n; k++)
    for (let l = 0; l < n; l++) {
      evaluate(k, l, h);
      for (let c = 0; c < components; c++) {
        rows[c * n + k] += h[c] / n;
        columns[c * n + l] += h[c] / n;
        squares[c] += h[c] * h[c];
      }
    }
  const mean = new Float64Array(components);
  const variance = new Float64Array(components);
  for (let c = 0; c < components; c++) {
    for (let k = 0; k < n; k++) mean[c] += rows[c * n + k] / n;
    let byRow = 0;
    let byColumn = 0;
    for (let k = 0; k < n; k++) {
      byRow += (rows[c * n + k] - mean[c]) ** 2;
      byColumn += (columns[c * n + k] - mean[c]) ** 2;
    }
    const left = (squares[c] - n * n * mean[c] ** 2 - n * byRow - n * byColumn) / ((n - 1) * n) ** 2;
    variance[c] = Math.max((byRow + byColumn) / ((n - 1) * n) - left, left, 0);
  }
  return { mean, variance };
}
