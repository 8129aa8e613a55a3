import type { Mixture } from '../../physics/mixture.ts';
import { type CrossPotentials, prepareCrossPotentials } from './cross-potentials.ts';
import { type SpeciesGrid, sameGrid } from './grids.ts';
import type { Coupling, GridField, Potentials } from './potentials.ts';
import { prepareSharedPotentials, type SharedPotentials } from './shared-potentials.ts';

/** The potentials of all pairs of species. */
export interface PairPotentials {
  /** Takes in the present f_j and grad f_j of all species. */
  update(fields: readonly GridField[]): void;
  /** Adds what the given partners of species i do to it. */
  add(fields: readonly GridField[], i: number, partners: readonly number[], potentials: Potentials): void;
}

/** Fast convolutions between species on the same grid, trigonometric sums between all others. */
export function preparePotentials(mixture: Mixture, grids: readonly SpeciesGrid[]): PairPotentials {
  const { dimension: d, species } = mixture;
  const partners = (i: number) => species.flatMap((_, j) => (mixture.strength(i, j) > 0 ? [j] : []));
  const homes = grids.map((grid) => grids.findIndex((other) => sameGrid(other, grid)));
  const groups = new Map<number, { readonly members: readonly number[]; readonly shared: SharedPotentials }>();
  for (const home of new Set(homes)) {
    const members = species.flatMap((_, i) =>
      homes[i] === home && partners(i).some((j) => homes[j] === home) ? [i] : [],
    );
    if (members.length === 0) continue;
    const { nodes, spacing } = grids[home];
    const exponents = members.flatMap((i) =>
      partners(i).flatMap((j) => (homes[j] === home ? [mixture.exponent(i, j)] : [])),
    );
    const shared = prepareSharedPotentials(d, nodes, spacing, members.length, [...new Set(exponents)]);
    groups.set(home, { members, shared });
  }
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
    partners(i).map((j) => {
      const strength = mixture.strength(i, j);
      const exponent = mixture.exponent(i, j);
      const diffusion = strength / mass ** 2;
      const coupling = { source: j, exponent, diffusion, friction: strength / (mass * species[j].mass) };
      return { coupling, cross: homes[j] === homes[i] ? undefined : crossing(i, j) };
    }),
  );

  return {
    update(fields) {
      for (const { members, shared } of groups.values()) shared.update(members.map((i) => fields[i]));
    },
    add(fields, i, among, potentials) {
      const group = groups.get(homes[i]);
      const near: Coupling[] = [];
      for (const { coupling, cross } of couplings[i]) {
        if (!among.includes(coupling.source)) continue;
        if (cross === undefined) near.push({ ...coupling, source: group!.members.indexOf(coupling.source) });
        else cross(coupling, fields[coupling.source].values, potentials);
      }
      if (near.length > 0) group!.shared.add(near, potentials);
    },
  };
}
