import type { Analyzer } from './analyzer.ts';

/** Momentum and energy that one species gains from another per time, by the method's own collision term. */
export const exchange: Analyzer = {
  name: 'exchange',
  prepare({ initial }) {
    if (initial.exchange === undefined) return { quantities: [], measure() {} };
    const { species, dimension: d } = initial.mixture;
    const S = species.length;
    const axes = ['x', 'y', 'z'].slice(0, d);
    const pairs = species.flatMap((_, i) => species.slice(i + 1).map((_, l) => ({ i, j: i + 1 + l })));
    return {
      quantities: pairs.flatMap(({ i, j }) => {
        const [a, b] = [species[i].name, species[j].name];
        return [
          ...axes.map((axis) => ({
            name: `momentum_exchange_${axis}.${a}.${b}`,
            label: `momentum that ${a} gains from ${b}, ${axis}`,
            unit: 'm n v/t',
          })),
          { name: `energy_exchange.${a}.${b}`, label: `energy that ${a} gains from ${b}`, unit: 'm n v^2/t' },
        ];
      }),
      measure(now, row) {
        const { momentum, energy } = now.exchange!;
        let at = 0;
        for (const { i, j } of pairs) {
          for (let k = 0; k < d; k++) row[at++] = momentum[(i * S + j) * d + k];
          row[at++] = energy[i * S + j];
        }
      },
    };
  },
};
