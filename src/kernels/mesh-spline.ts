/**
 * The centred cardinal B-spline of even order P (degree P - 1, support P) at the P nodes around xi, a position in units
 * of the spacing: weights[at + j] = W(xi - (first + j)), j = 0 .. P - 1, whose sum is 1; returns `first`. Source: C. de
 * Boor, A Practical Guide to Splines (1978), recurrence X.
 */
export function evaluateSpline(order: number, xi: number, weights: Float64Array, at: number): number {
  const cell = Math.floor(xi);
  const t = xi - cell;
  weights[at] = 1 - t;
  weights[at + 1] = t;
  for (let k = 3; k <= order; k++) {
    weights[at + k - 1] = 0;
    for (let j = k - 1; j >= 0; j--) {
      const before = j > 0 ? weights[at + j - 1] : 0;
      weights[at + j] = ((t + k - 1 - j) * before + (j + 1 - t) * weights[at + j]) / (k - 1);
    }
  }
  return cell - order / 2 + 1;
}

/**
 * Fourier symbol of the discrete B-spline at the angle theta per node, sum_j W(j) cos(j theta): positive for even
 * orders.
 */
export function splineSymbol(order: number, theta: number): number {
  const weights = new Float64Array(order);
  const first = evaluateSpline(order, 0, weights, 0);
  return weights.reduce((sum, w, j) => sum + w * Math.cos((first + j) * theta), 0);
}
