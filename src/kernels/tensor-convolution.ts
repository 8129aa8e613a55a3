import { prepareTransform, type Waves } from './fourier.ts';

/** A cube of nodes, and the torus on which its functions are convolved. Arrays of nodes are in row order, the last axis fastest. */
export interface Cube {
  readonly d: 2 | 3;
  /** Nodes on every axis. */
  readonly nodes: number;
  /** Nodes of the torus on every axis, at least 2 nodes - 1: even, a product of 2, 3 and 5. */
  readonly torus: number;
}

/**
 * Fourier symbol on the torus of a tensor K_ab(v) that is real and symmetric, and even in every component of v except that it is odd in
 * v_a and in v_b for a != b. The symbol has the same symmetries. It has entries for 0 <= k <= torus/2 on every axis, the last axis slowest,
 * and for every wave number the components in the order of `tensorComponents`. It includes the division by the nodes of the torus.
 */
export type TensorSymbol = Float64Array;

/** A function on the cube and its gradient, one array for each component. */
export interface CubeField {
  readonly values: Float64Array;
  readonly gradient: readonly Float64Array[];
}

/** The action of source number `source` on a target. */
export interface TensorLink {
  readonly source: number;
  readonly symbol: TensorSymbol;
  readonly diffusion: number;
  readonly friction: number;
}

/** D_ab in the order of `tensorComponents` and F_a on the cube, and the sources that act there. */
export interface TensorTarget {
  readonly diffusion: readonly Float64Array[];
  readonly friction: readonly Float64Array[];
  readonly from: readonly TensorLink[];
}

/**
 * Convolves functions and gradients with tensors and adds the results, for every target summed over its links,
 *
 *     D_ab += diffusion K_ab * f,    F_a += friction sum_b K_ab * d_b f.
 *
 * Functions and gradients are convolved with one symmetric kernel.
 */
export type AddTensorConvolutions = (
  cube: Cube,
  sources: readonly CubeField[],
  targets: readonly TensorTarget[],
) => void;

/** Returns the components (a, b), a <= b, of a symmetric tensor, in the order in which they are stored. */
export function tensorComponents(d: number): readonly (readonly [number, number])[] {
  return Array.from({ length: d }, (_, a) => a).flatMap((a) =>
    Array.from({ length: d - a }, (_, k) => [a, a + k] as const),
  );
}

/** Returns the index at which component (a, b) or (b, a) is stored. */
export function tensorIndex(d: number, a: number, b: number): number {
  const [low, high] = a <= b ? [a, b] : [b, a];
  return low * d - (low * (low - 1)) / 2 + (high - low);
}

export function addTensorConvolutions(
  cube: Cube,
  sources: readonly CubeField[],
  targets: readonly TensorTarget[],
): void {
  const { d, torus } = cube;
  const transform = prepareTransform(new Array<number>(d).fill(torus));
  const spectra = sources.map(({ values, gradient }) =>
    [values, ...gradient].map((each) => {
      const spectrum = onTorus(cube, each);
      transform(spectrum);
      return spectrum;
    }),
  );
  for (const { diffusion, friction, from } of targets) {
    tensorComponents(d).forEach(([a, b], c) => {
      const sum = empty(cube);
      for (const link of from) addProduct(cube, link.diffusion, link.symbol, a, b, spectra[link.source][0], sum);
      addBack(cube, transform, sum, diffusion[c]);
    });
    friction.forEach((entry, a) => {
      const sum = empty(cube);
      for (const link of from)
        for (let b = 0; b < d; b++)
          addProduct(cube, link.friction, link.symbol, a, b, spectra[link.source][1 + b], sum);
      addBack(cube, transform, sum, entry);
    });
  }
}

function empty({ d, torus }: Cube): Waves {
  return { re: new Float64Array(torus ** d), im: new Float64Array(torus ** d) };
}

function onTorus(cube: Cube, values: Float64Array): Waves {
  const waves = empty(cube);
  eachPlace(cube, (x, place) => {
    waves.re[place] = values[x];
  });
  return waves;
}

/** sum := sum + factor K_ab from, all in Fourier space. */
function addProduct(
  { d, torus }: Cube,
  factor: number,
  symbol: TensorSymbol,
  a: number,
  b: number,
  from: Waves,
  sum: Waves,
): void {
  const half = torus / 2 + 1;
  const components = (d * (d + 1)) / 2;
  for (let place = 0; place < sum.re.length; place++) {
    let at = 0;
    let sign = factor;
    for (let axis = d - 1, rest = place, stride = half ** (d - 1); axis >= 0; axis--, stride /= half) {
      const k = rest % torus;
      rest = Math.floor(rest / torus);
      at += stride * Math.min(k, torus - k);
      if (a !== b && (axis === a || axis === b) && k > torus / 2) sign = -sign;
    }
    const K = sign * symbol[at * components + tensorIndex(d, a, b)];
    sum.re[place] += K * from.re[place];
    sum.im[place] += K * from.im[place];
  }
}

/** Adds the function with the given transform to `to`; overwrites the transform. */
function addBack(cube: Cube, transform: (x: Waves) => void, { re, im }: Waves, to: Float64Array): void {
  // the inverse transform is the transform with real and imaginary parts exchanged
  transform({ re: im, im: re });
  eachPlace(cube, (x, place) => {
    to[x] += re[place];
  });
}

/** Visits the nodes of the cube with their places in the torus. */
function eachPlace({ d, nodes, torus }: Cube, visit: (x: number, place: number) => void): void {
  for (let x = 0; x < nodes ** d; x++) {
    let place = 0;
    for (let axis = d - 1; axis >= 0; axis--) place = place * torus + (Math.floor(x / nodes ** axis) % nodes);
    visit(x, place);
  }
}
