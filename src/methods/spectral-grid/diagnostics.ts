import { nodeCount } from '../../core/lattice.ts';
import type { Estimate } from '../../core/statistics.ts';
import { type AxisMatrix, addAxisProduct } from '../../kernels/axis-product.ts';
import type { Grid, SpeciesGrid } from './grids.ts';
import type { SpectralSystem } from './spectral-system.ts';

/**
 * Returns a function that measures what a grid does not resolve of f: the largest value of the part of f in the shortest eighth of the
 * waves on any axis, or of -f if that is larger.
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

/** Nodes where f is less than this many times its noise count as error. */
const resolved = 16;

/**
 * d^2H/dt^2 = sum_i int ( h_i^2/f_i + (log f_i + 1) dh_i/dt ) dv along the flow of a grid without baths and forcings. The rate h is
 * quadratic in f, so its derivative dh/dt in the direction of h is exactly a central difference. The error is the largest difference from
 * the sums over half the nodes on every axis, plus the absolute contributions of nodes where f is less than 16 times its noise, with f
 * bounded below by the noise. Only finer grids show the difference between the flow of the grid and that of the equation.
 */
export function prepareEntropySecondDerivative(
  system: SpectralSystem,
  grids: readonly SpeciesGrid[],
  noiseOf: readonly ((values: Float64Array) => number)[],
): (y: Float64Array) => Estimate {
  const rateOf = (y: Float64Array) => {
    const rate = new Float64Array(system.length);
    system.rate(0, y, rate);
    return rate;
  };
  const size = (of: Float64Array) => of.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return (y) => {
    const change = rateOf(y);
    if (size(change) === 0) return { value: 0, error: 0 };
    // Any step is valid; a step that changes f by about its own size loses the fewest digits.
    const step = size(y) / size(change);
    const [ahead, behind] = [1, -1].map((sign) => rateOf(y.map((x, a) => x + sign * step * change[a])));
    const acceleration = ahead.map((x, a) => (x - behind[a]) / (2 * step));
    const [first, second] = [change, acceleration].map((of) => system.values(of));
    let [value, error] = [0, 0];
    system.values(y).forEach((f, i) => {
      const found = integrate(grids[i], f, first[i], second[i], noiseOf[i](f));
      value += found.value;
      error += found.error;
    });
    return { value, error };
  };
}

function integrate(
  { lattice }: SpeciesGrid,
  f: Float64Array,
  h: Float64Array,
  second: Float64Array,
  noise: number,
): Estimate {
  const { d, shape, spacing } = lattice;
  const parts = new Float64Array(2 ** d);
  let leftOut = 0;
  for (let x = 0; x < nodeCount(lattice); x++) {
    const level = Math.max(Math.abs(f[x]), noise);
    const [square, linear] = [(h[x] * h[x]) / level, second[x] * (Math.log(level) + 1)];
    if (f[x] > noise) parts[parityOf(x, shape)] += square + linear;
    if (!(f[x] > resolved * noise)) leftOut += square + Math.abs(linear);
  }
  const cell = spacing ** d;
  const sum = parts.reduce((all, part) => all + part, 0);
  const coarse = parts.reduce((worst, part) => Math.max(worst, Math.abs(parts.length * part - sum)), 0);
  return { value: cell * sum, error: cell * (coarse + leftOut) };
}

/** Index of the one of the 2^d lattices with twice the spacing that contains node x. */
function parityOf(x: number, shape: readonly number[]): number {
  let [rest, parity] = [x, 0];
  for (let k = shape.length - 1; k >= 0; k--) {
    parity = 2 * parity + ((rest % shape[k]) % 2);
    rest = Math.floor(rest / shape[k]);
  }
  return parity;
}
