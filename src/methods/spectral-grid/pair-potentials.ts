import type { Dimension } from '../../core/vector-field.ts';
import { type AxisMatrix, addAxisProduct } from '../../kernels/axis-product.ts';
import { smoothLength } from '../../kernels/fourier.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { type Cube, type CubeField, type TensorSymbol, tensorComponents } from '../../kernels/tensor-convolution.ts';
import type { LiveMixture } from '../../physics/following.ts';
import { type CrossPotentials, prepareCrossPotentials } from './cross-potentials.ts';
import { type SpeciesGrid, sameGrid } from './grids.ts';
import { latticeKernel } from './truncated-kernel.ts';

/**
 * What makes a species diffuse and slows it down, on the nodes of its grid, summed over its partners j:
 *
 *     D_ab = sum_j (c_ij / m_i^2) K_ij,ab * f_j,    F_a = sum_j (c_ij / (m_i m_j)) sum_b K_ij,ab * d_b f_j.
 */
export interface Potentials {
  /** Components in the order of `tensorComponents`. */
  readonly diffusion: readonly Float64Array[];
  readonly friction: readonly Float64Array[];
}

/** How species `source` acts on another one. */
export interface Coupling {
  readonly source: number;
  readonly exponent: number;
  /** c_ij / m_i^2. */
  readonly diffusion: number;
  /** c_ij / (m_i m_j). */
  readonly friction: number;
}

/** What the given partners of a species do to it is added to its potentials. */
export interface PotentialsRequest {
  readonly species: number;
  readonly partners: readonly number[];
  readonly potentials: Potentials;
}

/** Adds the potentials of pairs of species, given the present f_j and grad f_j of all species on their grids. */
export type PairPotentials = (fields: readonly CubeField[], requests: readonly PotentialsRequest[]) => void;

/** One of the grids, and the lattice kernels of the pairs that live on it. */
interface Home {
  readonly cube: Cube;
  readonly symbols: ReadonlyMap<number, TensorSymbol>;
}

/**
 * Convolutions by fast Fourier transforms between species on the same grid, trigonometric sums between all others. Since f_j
 * and grad f_j are convolved with one symmetric kernel, the collisions of a species with itself keep the sum of the flux at
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
  const places = new Map(
    [...new Set(homes)].map((home): [number, Home] => {
      const { nodes, spacing } = grids[home];
      const cube = { d, nodes, torus: smoothLength(2 * nodes - 1) };
      const exponents = species.flatMap((_, i) =>
        homes[i] !== home ? [] : partners(i).flatMap((j) => (homes[j] === home ? [mixture.exponent(i, j)] : [])),
      );
      const symbols = new Map([...new Set(exponents)].map((gamma) => [gamma, torusSymbol(cube, gamma, spacing)]));
      return [home, { cube, symbols }];
    }),
  );
  const crossings = new Map<string, CrossPotentials>();
  const crossing = (i: number, j: number) => {
    const exponent = mixture.exponent(i, j);
    const key = `${homes[j]} ${homes[i]} ${exponent}`;
    const known = crossings.get(key);
    if (known !== undefined) return known;
    const made = prepareCrossPotentials(d, grids[homes[j]], grids[homes[i]], exponent);
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

/**
 * The symbol of the lattice kernel continued to the torus,
 *
 *     T^_ab(k) = torus^{-d} sum_n T_ab(n) exp(-2 pi i k.n / torus),    |n_a| < nodes,
 *
 * with which a convolution on the torus is that of the whole kernel with the band-limited interpolants on the cube. By parity a
 * product of cosines, or on the axes a and b of sines when a != b: one matrix for each axis.
 */
export function torusSymbol({ d, nodes, torus }: Cube, exponent: number, spacing: number): TensorSymbol {
  const half = torus / 2 + 1;
  const wave = (f: (angle: number) => number): AxisMatrix => ({
    rows: half,
    columns: nodes,
    entries: Float64Array.from({ length: half * nodes }, (_, at) => {
      const [k, n] = [Math.floor(at / nodes), at % nodes];
      return ((n === 0 ? 1 : 2) * f((2 * Math.PI * ((k * n) % torus)) / torus)) / torus;
    }),
  });
  const [even, odd] = [wave(Math.cos), wave(Math.sin)];
  const kernel = latticeKernel(d as Dimension, exponent, nodes, spacing);
  const components = tensorComponents(d);
  const symbol = new Float64Array(components.length * half ** d);
  components.forEach(([a, b], c) => {
    let values = kernel[c];
    for (let k = 0; k < d; k++) {
      const outer = half ** k;
      const inner = nodes ** (d - 1 - k);
      const next = new Float64Array(outer * half * inner);
      // (-i)^2 sin sin is the part of exp(-i x) exp(-i y) that is odd in both
      const sign = k === 0 && a !== b ? -1 : 1;
      addAxisProduct(sign, a !== b && (k === a || k === b) ? odd : even, outer, inner, values, next);
      values = next;
    }
    for (let x = 0; x < values.length; x++) symbol[transposedPlace(d, half, x) * components.length + c] = values[x];
  });
  return symbol;
}

/** From the last axis fastest to the last axis slowest. */
function transposedPlace(d: number, side: number, x: number): number {
  let place = 0;
  for (let k = 0, rest = x; k < d; k++, rest = Math.floor(rest / side)) place = place * side + (rest % side);
  return place;
}
