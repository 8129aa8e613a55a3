import { eachNode } from '../../core/lattice.ts';
import { tensorComponents } from '../../kernels/tensor-convolution.ts';
import type { LiveMixture } from '../../physics/following.ts';
import { factorAt } from '../../physics/forcing.ts';
import { type Background, baths } from '../../physics/mixture.ts';
import { bathDiffusion } from '../../theory/relaxation-rates.ts';
import type { SpeciesGrid } from './grids.ts';
import type { Potentials } from './pair-potentials.ts';

/** The effect of one bath or field on its species: potentials on their nodes, multiplied by a factor that depends on time. */
export interface Giver {
  readonly of: readonly {
    readonly species: number;
    readonly potentials: Potentials;
    /** The largest sum over the axes of the advection speed that is not due to diffusion. */
    readonly speed: number;
  }[];
  factor(t: number, species: number): number;
}

/**
 * Returns the givers in the order of the ledger. A bath has D = (c n/m^2) D(w), F = -(c n/(m T)) D(w) w about its velocity, a field F = a.
 */
export function prepareGivers({ mixture, bathFactor }: LiveMixture, grids: readonly SpeciesGrid[]): readonly Giver[] {
  const { species, background, forcing, dimension: d } = mixture;
  const bathed = baths(mixture).map((name): Giver => {
    const own = background.filter(({ bath }) => bath?.name === name);
    return {
      of: own.map((one) => ({
        species: one.species,
        potentials: bathPotentials(one, species[one.species].mass, grids[one.species]),
        speed: 0,
      })),
      factor: (_, i) => bathFactor({ species: i, bath: own[0].bath! }),
    };
  });
  const fields = forcing.map(({ acceleration }): Giver => {
    if (acceleration === undefined) return { of: [], factor: () => 1 };
    const { of, factor } = acceleration;
    return {
      of: of.flatMap((a, i) =>
        a.every((x) => x === 0)
          ? []
          : [
              {
                species: i,
                potentials: {
                  diffusion: tensorComponents(d).map(() => new Float64Array(grids[i].initial.length)),
                  friction: a.map((x) => new Float64Array(grids[i].initial.length).fill(x)),
                },
                speed: a.reduce((sum, x) => sum + Math.abs(x), 0),
              },
            ],
      ),
      factor: (t) => factorAt(factor, t),
    };
  });
  return [...bathed, ...fields];
}

function bathPotentials(
  { strength, exponent, velocity, bath }: Background,
  mass: number,
  { lattice, initial }: SpeciesGrid,
): Potentials {
  const { d } = lattice;
  const components = tensorComponents(d);
  const diffusion = components.map(() => new Float64Array(initial.length));
  const friction = Array.from({ length: d }, () => new Float64Array(initial.length));
  const { temperature } = bath!;
  eachNode(lattice, (v, x) => {
    const w = velocity.map((u, k) => v[k] - u);
    const w2 = w.reduce((sum, value) => sum + value * value, 0);
    const { along, across } = bathDiffusion(d, exponent, temperature / bath!.mass, w2);
    const share = w2 === 0 ? 0 : (along - across) / w2;
    components.forEach(([a, b], c) => {
      diffusion[c][x] = (strength / mass ** 2) * ((a === b ? across : 0) + share * w[a] * w[b]);
    });
    for (let a = 0; a < d; a++) friction[a][x] = (-strength / (mass * temperature)) * along * w[a];
  });
  return { diffusion, friction };
}

/** to += factor * own. */
export function addGiver(factor: number, own: Potentials, to: Potentials): void {
  for (const kind of ['diffusion', 'friction'] as const)
    own[kind].forEach((plane, c) => {
      const sums = to[kind][c];
      for (let x = 0; x < sums.length; x++) sums[x] += factor * plane[x];
    });
}
