import type { Dimension } from '../../core/vector-field.ts';
import { type AxisMatrix, addAxisProduct } from '../../kernels/axis-product.ts';
import { tensorComponents } from '../../kernels/tensor-convolution.ts';
import type { Grid } from './grids.ts';
import type { Coupling, Potentials } from './pair-potentials.ts';
import { kernelModes } from './truncated-kernel.ts';

/** Adds the effect of f_j on one grid on a species on a different grid to the potentials of the latter. */
export type CrossPotentials = (coupling: Coupling, values: Float64Array, potentials: Potentials) => void;

/**
 * The potentials of a species on one grid at the nodes of another grid with the same centre, by trigonometric sums,
 *
 *     (K_ab * f)(v) = P^{-d} sum_k K^_ab(k) f^(k) exp(i k.v),    f^(k) = h^d sum_v* f(v*) exp(-i k.v*),    sum_b K_ab * d_b f: with i k_b K^_ab,
 *
 * over the modes k in (2 pi/P) Z^d that both grids resolve, |k_a| <= pi/max(h, h'). With the half widths R, R' of the boxes the
 * kernel is cut off at sqrt(d) (R + R'), and the period is larger by R + R', so no image reaches the other box. The sums are separable, one
 * matrix per axis: O(nodes^{d+1}) operations. The spectrum of a real function is stored only for k_1 >= 0.
 */
export function prepareCrossPotentials(
  d: Dimension,
  from: Grid,
  to: Grid,
  exponent: number,
  tabulate = kernelModes,
): CrossPotentials {
  const reach = from.halfWidth + to.halfWidth;
  const spacing = Math.max(from.spacing, to.spacing);
  const last = Math.ceil(((1 + Math.sqrt(d)) * reach) / (2 * spacing));
  const step = Math.PI / (last * spacing);
  const { component } = tabulate(d, exponent, Math.sqrt(d) * reach, step, last);
  const halfModes = last + 1;
  const modes = 2 * last + 1;
  const count = halfModes * modes ** (d - 1);
  // l_a of mode x; only the first axis starts at 0, all others at -last.
  const l = Array.from({ length: d }, (_, a) => {
    const stride = modes ** (d - 1 - a);
    return Int32Array.from({ length: count }, (_, x) => (Math.floor(x / stride) % modes) - (a === 0 ? 0 : last));
  });
  const tensor = tensorComponents(d).map(([a, b]) => {
    const corner = component(a, b);
    return Float64Array.from({ length: count }, (_, x) => {
      let at = 0;
      for (let k = 0; k < d; k++) at = at * halfModes + Math.abs(l[k][x]);
      return (a !== b && l[a][x] * l[b][x] < 0 ? -1 : 1) * corner[at];
    });
  });
  // sum_b K^_ab k_b.
  const vector = Array.from({ length: d }, (_, a) => {
    const sum = new Float64Array(count);
    tensorComponents(d).forEach(([p, q], c) => {
      if (p === a) for (let x = 0; x < count; x++) sum[x] += tensor[c][x] * step * l[q][x];
      else if (q === a) for (let x = 0; x < count; x++) sum[x] += tensor[c][x] * step * l[p][x];
    });
    return sum;
  });
  const analysis = Array.from({ length: d }, (_, k) => ({
    cosine: waves(modesOf(k), from.nodes, (r, n) => from.spacing * Math.cos(step * r * coordinate(from, n))),
    sine: waves(modesOf(k), from.nodes, (r, n) => -from.spacing * Math.sin(step * r * coordinate(from, n))),
  }));
  // The modes at the edge of the band count half; on the first axis k and -k come together.
  const weight = (k: number, r: number) =>
    ((Math.abs(r) === last ? 1 / 2 : 1) * (k === 0 && r > 0 ? 2 : 1)) / (2 * last * spacing);
  const synthesis = Array.from({ length: d }, (_, k) => ({
    cosine: transposed(waves(modesOf(k), to.nodes, (r, n) => weight(k, r) * Math.cos(step * r * coordinate(to, n)))),
    sine: transposed(waves(modesOf(k), to.nodes, (r, n) => weight(k, r) * Math.sin(step * r * coordinate(to, n)))),
  }));

  function modesOf(k: number): readonly number[] {
    return Array.from({ length: k === 0 ? halfModes : modes }, (_, m) => (k === 0 ? m : m - last));
  }

  const largest = Math.max(
    ...Array.from({ length: d + 1 }, (_, k) => sizeAfter(k, from.nodes)),
    ...Array.from({ length: d + 1 }, (_, k) => sizeAfter(k, to.nodes)),
  );
  const plane = () => ({ re: new Float64Array(largest), im: new Float64Array(largest) });
  let [now, next, spectrum] = [plane(), plane(), plane()];

  /** Number of values when the first k axes are modes and the others nodes. */
  function sizeAfter(k: number, nodes: number): number {
    return (k === 0 ? 1 : halfModes * modes ** (k - 1)) * nodes ** (d - k);
  }

  /** spectrum := f^. */
  const transform = (values: Float64Array) => {
    now.re.set(values);
    now.im.fill(0);
    for (let k = 0; k < d; k++) {
      const outer = k === 0 ? 1 : halfModes * modes ** (k - 1);
      multiply(analysis[k], outer, from.nodes ** (d - 1 - k), now, next, k > 0);
      [now, next] = [next, now];
    }
    [now, spectrum] = [spectrum, now];
  };
  /** out := out + factor times the function with the spectrum `now`. */
  const evaluate = (factor: number, out: Float64Array) => {
    for (let k = d - 1; k > 0; k--) {
      const inner = to.nodes ** (d - 1 - k);
      multiply(synthesis[k], halfModes * modes ** (k - 1), inner, now, next, true);
      [now, next] = [next, now];
    }
    const inner = to.nodes ** (d - 1);
    addAxisProduct(factor, synthesis[0].cosine, 1, inner, now.re, out);
    addAxisProduct(-factor, synthesis[0].sine, 1, inner, now.im, out);
  };

  return ({ diffusion, friction }, values, potentials) => {
    transform(values);
    tensor.forEach((symbol, c) => {
      for (let x = 0; x < count; x++) {
        now.re[x] = symbol[x] * spectrum.re[x];
        now.im[x] = symbol[x] * spectrum.im[x];
      }
      evaluate(diffusion, potentials.diffusion[c]);
    });
    vector.forEach((symbol, a) => {
      for (let x = 0; x < count; x++) {
        now.re[x] = -symbol[x] * spectrum.im[x];
        now.im[x] = symbol[x] * spectrum.re[x];
      }
      evaluate(friction, potentials.friction[a]);
    });
  };
}

interface ComplexPlanes {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

interface ComplexMatrix {
  readonly cosine: AxisMatrix;
  readonly sine: AxisMatrix;
}

/** to := (cosine + i sine) from on one axis; `from` is complex if `complex` is true. */
function multiply(
  { cosine, sine }: ComplexMatrix,
  outer: number,
  inner: number,
  from: ComplexPlanes,
  to: ComplexPlanes,
  complex: boolean,
): void {
  const length = outer * cosine.rows * inner;
  to.re.fill(0, 0, length);
  to.im.fill(0, 0, length);
  addAxisProduct(1, cosine, outer, inner, from.re, to.re);
  addAxisProduct(1, sine, outer, inner, from.re, to.im);
  if (!complex) return;
  addAxisProduct(-1, sine, outer, inner, from.im, to.re);
  addAxisProduct(1, cosine, outer, inner, from.im, to.im);
}

/** Coordinate of node n of a grid on any axis, relative to the centre. */
function coordinate({ nodes, spacing }: Grid, n: number): number {
  return (n - (nodes - 1) / 2) * spacing;
}

function waves(modes: readonly number[], nodes: number, entry: (l: number, n: number) => number): AxisMatrix {
  const entries = Float64Array.from({ length: modes.length * nodes }, (_, at) =>
    entry(modes[Math.floor(at / nodes)], at % nodes),
  );
  return { rows: modes.length, columns: nodes, entries };
}

function transposed({ rows, columns, entries }: AxisMatrix): AxisMatrix {
  return {
    rows: columns,
    columns: rows,
    entries: Float64Array.from(entries, (_, at) => entries[(at % rows) * columns + Math.floor(at / rows)]),
  };
}
