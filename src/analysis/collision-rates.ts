import type { WeakRates } from '../collision/weak-form.ts';
import type { Snapshot, SpeciesSnapshot } from '../methods/snapshot.ts';
import type { Analyzer } from './analyzer.ts';
import { speciesMoments } from './moments.ts';

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
        const rates = now.weakRates!();
        now.species.forEach((species, i) => {
          const { first, second } = residual(now, rates, species, i);
          row[2 * i] = first;
          row[2 * i + 1] = second;
        });
      },
    };
  },
};

function residual(
  { mixture: { dimension: d } }: Snapshot,
  { first, second, scale }: WeakRates,
  { particles, drift }: SpeciesSnapshot,
  i: number,
): { first: number; second: number } {
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

/** The Coulomb logarithms that are followed along the run, by the present densities, temperatures and velocities. */
export const logarithms: Analyzer = {
  name: 'Coulomb logarithms',
  prepare({ initial }) {
    const { following } = initial.mixture;
    if (following === undefined) return { quantities: [], measure() {} };
    return {
      quantities: following.pairs.map(({ between: [a, b] }) => ({
        name: `coulomb_logarithm.${a}.${b}`,
        label: `Coulomb logarithm of ${a} and ${b}`,
        unit: '1',
      })),
      measure(now, row) {
        row.set(following.logarithms(speciesMoments(now)));
      },
    };
  },
};
