import type { Snapshot, SpeciesSnapshot } from '../methods/snapshot.ts';
import type { Analyzer } from './analyzer.ts';

/**
 * The price of the score's error, known without an exact solution: the rates of momentum and of the pressure tensor that the
 * method's drift produces against those of the weak form of the collision operator, which needs no score. Relative to the
 * absolute sum of the friction terms, per species.
 */
export const weakResidual: Analyzer = {
  name: 'weak-residual',
  prepare({ initial }) {
    if (initial.weakRates === undefined) return { quantities: [], measure() {} };
    return {
      quantities: initial.mixture.species.flatMap(({ name }) => [
        { name: `weak_residual_momentum.${name}`, label: `weak-form residual of the momentum of ${name}`, unit: '1' },
        { name: `weak_residual_pressure.${name}`, label: `weak-form residual of the pressure of ${name}`, unit: '1' },
      ]),
      measure(now, row) {
        now.species.forEach((species, i) => {
          const { first, second } = residual(now, species, i);
          row[2 * i] = first;
          row[2 * i + 1] = second;
        });
      },
    };
  },
};

function residual(now: Snapshot, { particles, drift }: SpeciesSnapshot, i: number): { first: number; second: number } {
  const { dimension: d } = now.mixture;
  const { first, second, scale } = now.weakRates!;
  const { weights, velocities } = particles!;
  const n = weights.length;
  const plane = (field: { readonly data: Float64Array }, k: number, p: number) => field.data[k * n + p];
  let firstSquare = 0;
  let secondSquare = 0;
  for (let k = 0; k < d; k++) {
    let rate = 0;
    for (let p = 0; p < n; p++) rate += weights[p] * plane(drift!, k, p);
    firstSquare += (rate - first[i * d + k]) ** 2;
    for (let l = 0; l < d; l++) {
      let pressure = 0;
      for (let p = 0; p < n; p++)
        pressure +=
          weights[p] * (plane(drift!, k, p) * plane(velocities, l, p) + plane(velocities, k, p) * plane(drift!, l, p));
      secondSquare += (pressure - second[(i * d + k) * d + l]) ** 2;
    }
  }
  return {
    first: scale.first[i] > 0 ? Math.sqrt(firstSquare) / scale.first[i] : Number.NaN,
    second: scale.second[i] > 0 ? Math.sqrt(secondSquare) / scale.second[i] : Number.NaN,
  };
}
