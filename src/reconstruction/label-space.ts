import { createVectorField, type Dimension, type VectorField } from '../core/vector-field.ts';

/** The lattice on which particles start, and f there. */
export interface Labels {
  readonly spacing: number;
  /** Position of a node, length d. */
  readonly anchor: readonly number[];
  /** f_0 at the particles. */
  readonly density: Float64Array;
}

/** log f and its gradient at the particles; NaN if they are not known. */
export interface LabelState {
  readonly logDensity: Float64Array;
  readonly gradient: VectorField;
}

/** f from the map of labels to velocities, see prepareLabelSpace. */
export interface LabelSpace {
  /** Uses differences over `points` neighbours on each axis, of order points - 1, and fewer only if there are no more. */
  evaluate(velocities: VectorField, points: number, out: LabelState): void;
  /** Which of the 2^d lattices of twice the spacing the label of a particle is on. */
  readonly parity: Uint8Array;
}

export function createLabelState(d: Dimension, n: number): LabelState {
  return { logDensity: new Float64Array(n), gradient: createVectorField(d, n) };
}

/** Largest distance of a particle from its node, in spacings. */
const closeness = 1e-6;

/**
 * f without a kernel. Particles that move with a smooth velocity field carry f along: with their labels a = v(a, 0), the lattice nodes
 * where they start,
 *
 *     log f(v(a, t), t) = log f_0(a) - log det(dv/da),    grad_v log f = (dv/da)^-T grad_a log f.
 *
 * The derivatives are differences on the lattice of labels, centred, and one-sided at the edge of the particles. This f solves
 * d_t f + div(f dv/dt) = 0 with the particles' own drift. Only particles with f_0 above `least` are included: particles of empty tails have
 * the roughest map and would spoil their neighbours. Returns undefined if a particle is not at a node of the lattice, or shares its node.
 */
export function prepareLabelSpace(
  start: VectorField,
  { spacing, anchor, density }: Labels,
  least: number,
): LabelSpace | undefined {
  const nodes = nodesOf(start, spacing, anchor, (p) => density[p] > least);
  if (nodes === undefined) return undefined;
  const { d, n } = start;
  const logStart = density.map(Math.log);
  const slopes = Array.from({ length: d * d }, () => new Float64Array(n));
  const map = new Float64Array(d * d);
  const own = new Float64Array(d);
  const mapOf = (p: number) => {
    for (let c = 0; c < d * d; c++) map[c] = slopes[c][p];
  };
  return {
    parity: nodes.parity,
    evaluate({ data }, points, { logDensity, gradient }) {
      for (let k = 0; k < d; k++)
        for (let l = 0; l < d; l++)
          differentiate(nodes, l, points, spacing, data.subarray(k * n, (k + 1) * n), slopes[k * d + l]);
      for (let p = 0; p < n; p++) {
        mapOf(p);
        logDensity[p] = logStart[p] - Math.log(determinantOf(map, d));
      }
      for (let l = 0; l < d; l++)
        differentiate(nodes, l, points, spacing, logDensity, gradient.data.subarray(l * n, (l + 1) * n));
      for (let p = 0; p < n; p++) {
        mapOf(p);
        for (let l = 0; l < d; l++) own[l] = gradient.data[l * n + p];
        solveTransposed(map, d, own);
        for (let k = 0; k < d; k++) gradient.data[k * n + p] = own[k];
      }
    },
  };
}

/** The particles on a box of nodes, in row order. */
interface Nodes {
  /** The node of every particle, and the particle at every node; -1 at a node without an included particle. */
  readonly node: Int32Array;
  readonly particle: Int32Array;
  /** Index distance of neighbours on each axis, and the number of nodes on it. */
  readonly strides: readonly number[];
  readonly shape: readonly number[];
  readonly parity: Uint8Array;
}

function nodesOf(
  { d, n, data }: VectorField,
  spacing: number,
  anchor: readonly number[],
  takesPart: (p: number) => boolean,
): Nodes | undefined {
  const places = data.map((x, c) => (x - anchor[Math.floor(c / n)]) / spacing);
  if (places.some((place) => !(Math.abs(place - Math.round(place)) <= closeness))) return undefined;
  const coordinates = Array.from({ length: d }, (_, k) => places.subarray(k * n, (k + 1) * n).map(Math.round));
  const first = coordinates.map((axis) => axis.reduce((least, x) => Math.min(least, x), Infinity));
  const shape = coordinates.map((axis, k) => axis.reduce((most, x) => Math.max(most, x), -Infinity) - first[k] + 1);
  const strides = shape.map((_, k) => shape.slice(k + 1).reduce((product, count) => product * count, 1));
  const particle = new Int32Array(shape[0] * strides[0]).fill(-1);
  const node = new Int32Array(n);
  const parity = new Uint8Array(n);
  for (let p = 0; p < n; p++) {
    for (let k = 0; k < d; k++) {
      const place = coordinates[k][p] - first[k];
      node[p] += place * strides[k];
      parity[p] = 2 * parity[p] + (place % 2);
    }
    if (!takesPart(p)) continue;
    if (particle[node[p]] >= 0) return undefined;
    particle[node[p]] = p;
  }
  return { node, particle, strides, shape, parity };
}

/** out := d values / d a_axis; NaN for a particle that is not included or has no neighbour. */
function differentiate(
  { node, particle, strides, shape }: Nodes,
  axis: number,
  points: number,
  spacing: number,
  values: Float64Array,
  out: Float64Array,
): void {
  const stride = strides[axis];
  const weights = weightsUpTo(points);
  for (let p = 0; p < out.length; p++) {
    if (particle[node[p]] !== p) {
      out[p] = Number.NaN;
      continue;
    }
    const place = Math.floor(node[p] / stride) % shape[axis];
    let [before, behind] = [0, 0];
    while (before < Math.min(points - 1, place) && particle[node[p] - (before + 1) * stride] >= 0) before++;
    const most = Math.min(points - 1, shape[axis] - 1 - place);
    while (behind < most && particle[node[p] + (behind + 1) * stride] >= 0) behind++;
    const count = Math.min(points, before + behind + 1);
    // As many nodes back as a centred formula needs, more if there are too few behind.
    const back = Math.min(before, Math.max((count - 1) >> 1, count - 1 - behind));
    let sum = 0;
    for (let k = 0; k < count; k++) sum += weights[count][back][k] * values[particle[node[p] + (k - back) * stride]];
    out[p] = count === 1 ? Number.NaN : sum / spacing;
  }
}

/** Returns weights: entry [count][place] has those of f(0), .., f(count - 1) in the slope at `place` of the polynomial through them. */
function weightsUpTo(points: number): number[][][] {
  return Array.from({ length: points + 1 }, (_, count) =>
    Array.from({ length: count }, (__, place) => slopeWeights(count, place)),
  );
}

function slopeWeights(count: number, place: number): number[] {
  const others = Array.from({ length: count }, (_, l) => l).filter((l) => l !== place);
  return Array.from({ length: count }, (_, j) =>
    j === place
      ? others.reduce((sum, l) => sum + 1 / (place - l), 0)
      : others.reduce((product, l) => (l === j ? product : (product * (place - l)) / (j - l)), 1 / (j - place)),
  );
}

function determinantOf(a: Float64Array, d: Dimension): number {
  if (d === 2) return a[0] * a[3] - a[1] * a[2];
  return a[0] * (a[4] * a[8] - a[5] * a[7]) - a[1] * (a[3] * a[8] - a[5] * a[6]) + a[2] * (a[3] * a[7] - a[4] * a[6]);
}

/** b := a^-T b, by the cofactors of a. */
function solveTransposed(a: Float64Array, d: Dimension, b: Float64Array): void {
  const scale = 1 / determinantOf(a, d);
  if (d === 2) {
    const [x, y] = b;
    b[0] = scale * (a[3] * x - a[2] * y);
    b[1] = scale * (a[0] * y - a[1] * x);
    return;
  }
  const [x, y, z] = b;
  const minor = (p: number, q: number, r: number, s: number) => a[p] * a[q] - a[r] * a[s];
  b[0] = scale * (x * minor(4, 8, 5, 7) - y * minor(3, 8, 5, 6) + z * minor(3, 7, 4, 6));
  b[1] = scale * (-x * minor(1, 8, 2, 7) + y * minor(0, 8, 2, 6) - z * minor(0, 7, 1, 6));
  b[2] = scale * (x * minor(1, 5, 2, 4) - y * minor(0, 5, 2, 3) + z * minor(0, 4, 1, 3));
}
