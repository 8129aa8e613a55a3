import { type AxisMatrix, addAxisProduct } from '../../kernels/axis-product.ts';
import type { Grid } from './grids.ts';

/**
 * Prepares the measure of what a grid does not resolve of f: the largest value of the part of f in the shortest eighth of the waves on
 * any axis, or of -f where that is larger.
 */
export function prepareNoise(d: number, { nodes }: Grid): (values: Float64Array) => number {
  const longWaves = projection(nodes);
  const planes = [new Float64Array(nodes ** d), new Float64Array(nodes ** d)];
  return (values) => {
    let [from, to] = planes;
    from.set(values);
    for (let axis = 0; axis < d; axis++) {
      to.fill(0);
      addAxisProduct(1, longWaves, nodes ** axis, nodes ** (d - 1 - axis), from, to);
      [from, to] = [to, from];
    }
    let largest = 0;
    for (let x = 0; x < values.length; x++) largest = Math.max(largest, Math.abs(values[x] - from[x]), -values[x]);
    return largest;
  };
}

/** The projection on the waves cos, sin(2 pi l n / nodes) with |l| < 7/16 nodes. */
function projection(nodes: number): AxisMatrix {
  const longest = Math.ceil((7 * nodes) / 16) - 1;
  const row = Float64Array.from({ length: nodes }, (_, n) => {
    let sum = 1;
    for (let l = 1; l <= longest; l++) sum += 2 * Math.cos((2 * Math.PI * ((l * n) % nodes)) / nodes);
    return sum / nodes;
  });
  const entries = Float64Array.from(
    { length: nodes * nodes },
    (_, at) => row[(nodes + Math.floor(at / nodes) - (at % nodes)) % nodes],
  );
  return { rows: nodes, columns: nodes, entries };
}
