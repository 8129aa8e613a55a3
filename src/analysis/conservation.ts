import { sumOf } from '../core/sum.ts';
import type { Moments } from '../physics/moments.ts';
import type { Analyzer } from './analyzer.ts';
import { speciesMoments } from './moments.ts';

/**
 * Totals of momentum P = sum m_i int v f_i and energy E = sum (m_i/2) int |v|^2 f_i, and their drift from the start:
 * |E - E_0| / E_0, and |P - P_0| / sqrt(2 E_0 rho), the largest momentum that mass and energy allow.
 */
export const conservation: Analyzer = {
  name: 'conservation',
  prepare({ initial }) {
    const axes = ['x', 'y', 'z'].slice(0, initial.mixture.dimension);
    const total = (species: readonly Moments[]) => ({
      momentum: axes.map((_, k) => sumOf(species.length, (i) => species[i].momentum[k])),
      energy: sumOf(species.length, (i) => species[i].energy),
    });
    const start = speciesMoments(initial);
    const { momentum, energy } = total(start);
    const massDensity = initial.mixture.species.reduce((sum, { mass }, i) => sum + mass * start[i].density, 0);
    const scale = Math.sqrt(2 * energy * massDensity);
    return {
      quantities: [
        ...axes.map((a) => ({ name: `momentum_${a}`, label: `total momentum, ${a}`, unit: 'm n v' })),
        { name: 'energy', label: 'total energy', unit: 'm n v^2' },
        { name: 'momentum_drift', label: 'relative drift of the total momentum', unit: '1' },
        { name: 'energy_drift', label: 'relative drift of the total energy', unit: '1' },
      ],
      measure(now, row) {
        const sums = total(speciesMoments(now));
        sums.momentum.forEach((P, k) => {
          row[k] = P;
        });
        const d = axes.length;
        row[d] = sums.energy;
        row[d + 1] = Math.hypot(...sums.momentum.map((P, k) => P - momentum[k])) / scale;
        row[d + 2] = Math.abs(sums.energy - energy) / energy;
      },
    };
  },
};
