import type { Dimension } from '../../core/vector-field.ts';
import { type AxisMatrix, addAxisProduct } from '../../kernels/axis-product.ts';
import { smoothLength } from '../../kernels/fourier.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { type Cube, type CubeField, type TensorSymbol, tensorComponents } from '../../kernels/tensor-convolution.ts';
import type { LiveMixture } from '../../physics/following.ts';
import { type CrossPotentials, prepareCrossPotentials } from './cross-potentials.ts';
import { type SpeciesGrid, sameGrid } from './grids.ts';
import { kernelModes } from './truncated-kernel.ts';

/**
 * Diffusion and friction of a species on the nodes of its grid, summed over its partners j:
 *
 *     D_ab = sum_j (c_ij / m_i^2) K_ij,ab * f_j,    F_a = sum_j (c_ij / (m_i m_j)) sum_b K_ij,ab * d_b f_j.
 */
export interface Potentials {
  /** Components in the order of `tensorComponents`. */
  readonly diffusion: readonly Float64Array[];
  readonly friction: readonly Float64Array[];
}

/** The action of species `source` on another species. */
export interface Coupling {
  readonly source: number;
  readonly exponent: number;
  /** c_ij / m_i^2. */
  readonly diffusion: number;
  /** c_ij / (m_i m_j). */
  readonly friction: number;
}

/** Asks for the effect of the given partners on a species, to be added to its potentials. */
export interface PotentialsRequest {
  readonly species: number;
  readonly partners: readonly number[];
  readonly potentials: Potentials;
}

/** Adds the potentials of pairs of species, given the present f_j and grad f_j of all species on their grids. */
export type PairPotentials = (fields: readonly CubeField[], requests: readonly PotentialsRequest[]) => void;

/** One of the grids, and the lattice kernels of the pairs on it. */
interface Home {
  readonly cube: Cube;
  readonly symbols: ReadonlyMap<number, TensorSymbol>;
}

/**
 * Convolutions by fast Fourier transforms between species on the same grid, trigonometric sums between all others. Because f_j
 * and grad f_j are convolved with one symmetric kernel, collisions of a species with itself conserve momentum, the sum of the flux, to
 * round-off.
 */
export function preparePotentials(
  { addTensorConvolutions }: Kernels,
  { mixture, factor }: Pick<LiveMixture, 'mixture' | 'factor'>,
  grids: readonly SpeciesGrid[],
): PairPotentials {
  const { dimension: d, species } = mixture;
  const partners = (i: number) => species.flatMap((_, j) => (mixture.strength(i, j) > 0 ? [j] : []));
  const homes = grids.map((grid) => grids.findIndex((other) => sameGrid(other, grid)));
  const symbolOf = scaledSymbols();
  const places = new Map(
    [...new Set(homes)].map((home): [number, Home] => {
      const { nodes, spacing } = grids[home];
      const cube = { d, nodes, torus: smoothLength(2 * nodes - 1) };
      const exponents = species.flatMap((_, i) =>
        homes[i] !== home ? [] : partners(i).flatMap((j) => (homes[j] === home ? [mixture.exponent(i, j)] : [])),
      );
      const symbols = new Map([...new Set(exponents)].map((gamma) => [gamma, symbolOf(cube, gamma, spacing)]));
      return [home, { cube, symbols }];
    }),
  );
  const crossings = new Map<string, CrossPotentials>();
  const modesOf = rememberedModes();
  const crossing = (i: number, j: number) => {
    const exponent = mixture.exponent(i, j);
    const key = `${homes[j]} ${homes[i]} ${exponent}`;
    const known = crossings.get(key);
    if (known !== undefined) return known;
    const made = prepareCrossPotentials(d, grids[homes[j]], grids[homes[i]], exponent, modesOf);
    crossings.set(key, made);
    return made;
  };
  const couplings = species.map(({ mass }, i) =>
    partners(i).map((j): Coupling & { readonly cross: CrossPotentials | undefined } => {
      const strength = mixture.strength(i, j);
      return {
        source: j,
        exponent: mixture.exponent(i, j),
        diffusion: strength / mass ** 2,
        friction: strength / (mass * species[j].mass),
        cross: homes[j] === homes[i] ? undefined : crossing(i, j),
      };
    }),
  );
  const asked = ({ species: i, partners: among }: PotentialsRequest) =>
    couplings[i].flatMap(({ diffusion, friction, ...one }) => {
      if (!among.includes(one.source)) return [];
      const scale = factor(i, one.source);
      return [{ ...one, diffusion: scale * diffusion, friction: scale * friction }];
    });

  return (fields, requests) => {
    for (const [home, { cube, symbols }] of places) {
      const sources = new Set<number>();
      const targets = requests.flatMap((request) => {
        if (homes[request.species] !== home) return [];
        const near = asked(request).filter(({ cross }) => cross === undefined);
        for (const { source } of near) sources.add(source);
        return near.length === 0 ? [] : [{ ...request.potentials, near }];
      });
      if (targets.length === 0) continue;
      const order = [...sources];
      addTensorConvolutions(
        cube,
        order.map((j) => fields[j]),
        targets.map(({ near, ...entries }) => ({
          ...entries,
          from: near.map(({ source, exponent, diffusion, friction }) => ({
            ...{ source: order.indexOf(source), symbol: symbols.get(exponent)! },
            ...{ diffusion, friction },
          })),
        })),
      );
    }
    for (const request of requests)
      for (const { cross, ...coupling } of asked(request))
        cross?.(coupling, fields[coupling.source].values, request.potentials);
  };
}

/** Computes torusSymbol once for all spacings: the kernel is homogeneous, so its symbol is proportional to h^{gamma+d+2}. */
function scaledSymbols(): typeof torusSymbol {
  const known = new Map<string, { readonly spacing: number; readonly symbol: TensorSymbol }>();
  return (cube, exponent, spacing) => {
    const key = `${cube.nodes} ${exponent}`;
    const other = known.get(key);
    if (other === undefined) {
      const symbol = torusSymbol(cube, exponent, spacing);
      known.set(key, { spacing, symbol });
      return symbol;
    }
    const scale = (spacing / other.spacing) ** (exponent + cube.d + 2);
    return other.symbol.map((value) => scale * value);
  };
}

/** Computes kernelModes once for both directions between two grids. */
function rememberedModes(): typeof kernelModes {
  const known = new Map<string, ReturnType<typeof kernelModes>>();
  return (...parameters) => {
    const key = parameters.join(' ');
    const modes = known.get(key) ?? kernelModes(...parameters);
    known.set(key, modes);
    return modes;
  };
}

/**
 * The collision kernel on a lattice: T_ab(n) such that sum_n' T_ab(n - n') f(n') is the convolution int K_ab(v - v*) f(v*) dv* of
 * the whole kernel with the band-limited interpolant of f,
 *
 *     T_ab(n) = (h/P)^d sum_k K^_ab(k) exp(i h k.n),     k in (2 pi/P) Z^d,  |k_a| <= pi/h,
 *
 * and its symbol, continued to the torus,
 *
 *     T^_ab(k) = torus^{-d} sum_n T_ab(n) exp(-2 pi i k.n / torus),    |n_a| < nodes,
 *
 * with which a convolution on the torus equals that of the whole kernel with the band-limited interpolants on the cube. The cut-off sqrt(d)
 * W and the period P >= W + sqrt(d) W, W = nodes h, leave no image inside the cube. Both sums are separable, products of cosines or, by
 * parity, of sines on the axes a and b if a != b: one matrix per axis maps the modes of K^ to those of the torus. The components differ
 * only in the order of the axes.
 */
export function torusSymbol({ d, nodes, torus }: Cube, exponent: number, spacing: number): TensorSymbol {
  const last = Math.ceil(((1 + Math.sqrt(d)) * nodes) / 2);
  const modes = kernelModes(d as Dimension, exponent, Math.sqrt(d) * nodes * spacing, Math.PI / (last * spacing), last);
  const half = torus / 2 + 1;
  const columns = last + 1;
  const through = (f: (angle: number) => number): AxisMatrix => {
    // Modes l and -l together count twice; l = 0 and the two halves of the band's edge once.
    const toLattice = Float64Array.from({ length: nodes * columns }, (_, at) => {
      const [n, l] = [Math.floor(at / columns), at % columns];
      return ((l === 0 || l === last ? 1 : 2) * f((Math.PI * ((n * l) % (2 * last))) / last)) / (2 * last);
    });
    const toTorus = Float64Array.from({ length: half * nodes }, (_, at) => {
      const [k, n] = [Math.floor(at / nodes), at % nodes];
      return ((n === 0 ? 1 : 2) * f((2 * Math.PI * ((k * n) % torus)) / torus)) / torus;
    });
    const entries = new Float64Array(half * columns);
    addAxisProduct(1, { rows: half, columns: nodes, entries: toTorus }, 1, columns, toLattice, entries);
    return { rows: half, columns, entries };
  };
  const [even, odd] = [through(Math.cos), through(Math.sin)];
  /** Components 0, 0 and 0, 1. exp(i x) exp(i y) has the part -sin sin that is odd in both, and so does exp(-i x) exp(-i y). */
  const [like, unlike] = [0, 1].map((b) => {
    let values = modes.component(0, b);
    for (let k = 0; k < d; k++) {
      const outer = half ** k;
      const inner = columns ** (d - 1 - k);
      const next = new Float64Array(outer * half * inner);
      addAxisProduct(1, b === 1 && k < 2 ? odd : even, outer, inner, values, next);
      values = next;
    }
    return values;
  });
  const components = tensorComponents(d);
  const symbol = new Float64Array(components.length * half ** d);
  components.forEach(([a, b], c) => {
    const values = a === b ? like : unlike;
    const axes = Array.from({ length: d }, (_, k) => k);
    const own = a === b ? [a] : [a, b];
    // Axis own[k] of the component is axis k of the computed one.
    const order = [...own, ...axes.filter((axis) => !own.includes(axis))];
    const strides = axes.map((axis) => half ** (d - 1 - order.indexOf(axis)));
    for (let x = 0; x < half ** d; x++) {
      let from = 0;
      for (let k = d - 1, rest = x; k >= 0; k--, rest = Math.floor(rest / half)) from += (rest % half) * strides[k];
      symbol[transposedPlace(d, half, x) * components.length + c] = values[from];
    }
  });
  return symbol;
}

/** Index with the last axis slowest, from the index with the last axis fastest. */
function transposedPlace(d: number, side: number, x: number): number {
  let place = 0;
  for (let k = 0, rest = x; k < d; k++, rest = Math.floor(rest / side)) place = place * side + (rest % side);
  return place;
}
