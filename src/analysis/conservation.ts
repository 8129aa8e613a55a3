import { sumOf } from '../core/sum.ts';
import { densityChanged } from '../physics/forcing.ts';
import { givers } from '../physics/mixture.ts';
import type { Moments } from '../physics/moments.ts';
import type { Analyzer } from './analyzer.ts';
import { speciesMoments } from './moments.ts';

/**
 * Total momentum P = sum m_i int v f_i and energy E = sum (m_i/2) int |v|^2 f_i; the momentum G and energy W that each bath and forcing has
 * given since the start; and the drift of the rest,
 *
 *     |P - P_0 - sum G| / sqrt(2 E* rho*),      |E - E_0 - sum W| / E*,      E* = E_0 + sum |W|,    rho* = rho_0 + sum m_i |N|,
 *
 * the first relative to the largest momentum that mass and energy allow. With sources and losses, also the densities N that they have
 * given, and the largest drift of a species, |n_i - n_i0 - sum N| / (n_i0 + sum |N|).
 */
export const conservation: Analyzer = {
  name: 'conservation',
  prepare({ initial }) {
    const { mixture } = initial;
    const axes = ['x', 'y', 'z'].slice(0, mixture.dimension);
    const total = (species: readonly Moments[]) => ({
      momentum: axes.map((_, k) => sumOf(species.length, (i) => species[i].momentum[k])),
      energy: sumOf(species.length, (i) => species[i].energy),
    });
    const start = speciesMoments(initial);
    const { momentum, energy } = total(start);
    const massDensity = mixture.species.reduce((sum, { mass }, i) => sum + mass * start[i].density, 0);
    const d = axes.length;
    const names = givers(mixture);
    const forcing = (a: number) => mixture.forcing[a - (names.length - mixture.forcing.length)];
    /** The species whose density a giver changes, by giver. */
    const changed = names.map((_, a) => (forcing(a) === undefined ? undefined : densityChanged(forcing(a))));
    const changes = changed.some((i) => i !== undefined);
    return {
      quantities: [
        ...axes.map((a) => ({ name: `momentum_${a}`, label: `total momentum, ${a}`, unit: 'm n v' })),
        { name: 'energy', label: 'total energy', unit: 'm n v^2' },
        { name: 'momentum_drift', label: 'relative drift of the total momentum', unit: '1' },
        { name: 'energy_drift', label: 'relative drift of the total energy', unit: '1' },
        ...(changes ? [{ name: 'density_drift', label: 'relative drift of the densities', unit: '1' }] : []),
        ...names.flatMap((giver, a) => [
          ...axes.map((a) => ({
            name: `momentum_${a}_from.${giver}`,
            label: `momentum that ${giver} has given, ${a}`,
            unit: 'm n v',
          })),
          { name: `energy_from.${giver}`, label: `energy that ${giver} has given`, unit: 'm n v^2' },
          ...(changed[a] === undefined
            ? []
            : [{ name: `density_from.${giver}`, label: `density that ${giver} has given`, unit: 'n' }]),
        ]),
      ],
      measure(now, row) {
        const present = speciesMoments(now);
        const sums = total(present);
        const given = now.given ?? [];
        sums.momentum.forEach((P, k) => {
          row[k] = P;
        });
        row[d] = sums.energy;
        const size = energy + given.reduce((all, one) => all + Math.abs(one.energy), 0);
        const came = mixture.species.map(() => ({ sum: 0, size: 0 }));
        given.forEach(({ density = 0 }, a) => {
          const own = came[changed[a] ?? 0];
          own.sum += density;
          own.size += Math.abs(density);
        });
        const mass = came.reduce((all, one, i) => all + mixture.species[i].mass * one.size, massDensity);
        const left = sums.momentum.map(
          (P, k) => P - momentum[k] - given.reduce((all, one) => all + one.momentum[k], 0),
        );
        row[d + 1] = Math.hypot(...left) / Math.sqrt(2 * size * mass);
        row[d + 2] = Math.abs(sums.energy - energy - given.reduce((all, one) => all + one.energy, 0)) / size;
        let at = d + 3;
        if (changes)
          row[at++] = Math.max(
            ...came.map(
              (own, i) => Math.abs(present[i].density - start[i].density - own.sum) / (start[i].density + own.size),
            ),
          );
        given.forEach((one, a) => {
          row.set(one.momentum, at);
          at += d;
          row[at++] = one.energy;
          if (changed[a] !== undefined) row[at++] = one.density ?? 0;
        });
      },
    };
  },
};
