import { smoothLength } from '../../kernels/fourier.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { Cube, CubeField, TensorSymbol } from '../../kernels/tensor-convolution.ts';
import type { LiveMixture } from '../../physics/following.ts';
import { type CrossPotentials, prepareCrossPotentials } from './cross-potentials.ts';
import { type SpeciesGrid, sameGrid } from './grids.ts';
import type { Coupling, Potentials } from './potentials.ts';
import { torusSymbol } from './torus-symbol.ts';

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
