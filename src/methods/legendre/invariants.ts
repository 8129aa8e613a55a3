import type { Invariant } from './rosenbrock.ts';
import type { LegendreSystem } from './system.ts';

/**
 * Number of every species, total momentum along the axis and total energy as linear functions of the unknowns, with the directions f_i^0,
 * r f_i^0 Y_1 and r^2 f_i^0 of all species at the start. With immobile partners there is no momentum. For a driven system the ledger entries
 * of the state are subtracted.
 */
export function linearInvariants(system: LegendreSystem, initial: Float64Array, ledger?: LedgerEntries): Invariant[] {
  const { mixture, bases, layout, length } = system;
  const { modes } = layout;
  const invariant = (
    species: readonly number[],
    l: number,
    test: (i: number, r: number) => number,
    given: { readonly entries: readonly number[]; readonly factor: number } = { entries: [], factor: 0 },
  ): Invariant => {
    const m = modes.indexOf(l);
    const c = new Float64Array(length);
    const direction = new Float64Array(length);
    for (const i of species)
      for (let a = l > 0 ? 1 : 0; a < bases[i].nodes.length; a++) {
        const r = bases[i].nodes[a];
        c[layout.offset(i, m) + a] = test(i, r);
        const f = a === 0 && l > 0 ? 0 : initial[layout.offset(i, 0) + a];
        direction[layout.offset(i, m) + a] = test(i, r) * f;
      }
    for (const at of given.entries) c[at] = -given.factor;
    const weights = new Float64Array(length);
    system.applyMass(c, weights);
    return { test: c, weights, direction };
  };
  const mass = (i: number) => mixture.species[i].mass;
  const all = mixture.species.map((_, i) => i);
  // Species that do not collide with each other conserve momentum and energy separately; the ledger is the sum over all species.
  const groups = ledger === undefined ? components(system) : [all];
  const points = mixture.background.filter(({ bath }) => bath === undefined);
  return [
    ...all.map((i) => invariant([i], 0, () => 1, ledger && { entries: ledger.density[i], factor: 1 })),
    ...groups.flatMap((group) => [
      invariant(group, 0, (i, r) => mass(i) * r * r, ledger && { entries: ledger.energy, factor: 2 }),
      ...(modes.includes(1) && !points.some(({ species }) => group.includes(species))
        ? [invariant(group, 1, (i, r) => mass(i) * r, ledger && { entries: ledger.momentum, factor: 1 })]
        : []),
    ]),
  ];
}

/** Entries of a state that contain the ledger: density by species, momentum and energy of all species. */
export interface LedgerEntries {
  readonly density: readonly (readonly number[])[];
  readonly momentum: readonly number[];
  readonly energy: readonly number[];
}

/** Sets of species that are linked by collisions or by their common equilibrium. */
function components({ mixture, relaxation }: LegendreSystem): number[][] {
  if (relaxation !== undefined) return [mixture.species.map((_, i) => i)];
  const groups: number[][] = [];
  mixture.species.forEach((_, i) => {
    const linked = groups.filter((group) => group.some((j) => mixture.strength(i, j) > 0));
    for (const group of linked) groups.splice(groups.indexOf(group), 1);
    groups.push([...linked.flat(), i]);
  });
  return groups;
}
