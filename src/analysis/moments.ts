import type { Analyzer, Quantity } from './analyzer.ts';
import { speciesMoments } from './species-moments.ts';

/** Density, mean velocity, temperature and temperature tensor (m/n) int (v-u)(v-u)^T f of every species. */
export const moments: Analyzer = {
  name: 'moments',
  prepare({ initial, exact }) {
    const { mixture } = initial;
    const axes = ['x', 'y', 'z'].slice(0, mixture.dimension);
    const d = axes.length;
    const pairs = axes.flatMap((a, k) => axes.slice(k).map((b, l) => ({ name: a + b, at: k * d + k + l })));
    const quantities = mixture.species.flatMap(({ name }): Quantity[] => [
      { name: `density.${name}`, label: `density of ${name}`, unit: 'n' },
      ...axes.map((a) => ({ name: `velocity_${a}.${name}`, label: `mean velocity of ${name}, ${a}`, unit: 'v' })),
      { name: `temperature.${name}`, label: `temperature of ${name}`, unit: 'm v^2' },
      ...pairs.map((pair) => ({
        name: `temperature_${pair.name}.${name}`,
        label: `temperature tensor of ${name}, ${pair.name}`,
        unit: 'm v^2',
      })),
      ...(exact === undefined
        ? []
        : [{ name: `temperature_exact.${name}`, label: `temperature of ${name}, exact`, unit: 'm v^2' }]),
    ]);
    return {
      quantities,
      measure(now, row) {
        let at = 0;
        speciesMoments(now).forEach((species, i) => {
          row[at++] = species.density;
          for (const u of species.velocity) row[at++] = u;
          row[at++] = species.temperature;
          for (const pair of pairs) row[at++] = species.temperatureTensor[pair.at];
          if (exact !== undefined) row[at++] = exact.at(i, now.t).temperature;
        });
      },
    };
  },
};
