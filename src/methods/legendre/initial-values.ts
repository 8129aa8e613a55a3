import { trace } from '../../core/sum.ts';
import type { Distribution } from '../../ensemble/distribution.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { Drive } from './drive.ts';
import type { Relaxation } from './fixed-potentials.ts';
import { createFunctionals, type SpeciesFunctionals } from './functionals.ts';
import { type Frame, harmonicsOf } from './symmetry.ts';
import type { LegendreSystem } from './system.ts';

/** The unknowns of the start, and the largest f of its species for every one of them. */
export function initialValues(
  { bases, layout }: LegendreSystem,
  frame: Frame,
  distributions: readonly Distribution[],
): { readonly initial: Float64Array; readonly scales: Float64Array } {
  const { modes } = layout;
  const top = Math.max(...modes);
  const initial = new Float64Array(layout.length);
  const scales = new Float64Array(layout.length);
  const harmonics = new Float64Array(top + 1);
  distributions.forEach((f, i) => {
    const at = harmonicsOf(frame, f, top);
    let peak = 0;
    bases[i].nodes.forEach((r, a) => {
      at(r, harmonics);
      peak = Math.max(peak, Math.abs(harmonics[0]));
      modes.forEach((l, m) => {
        if (a >= layout.firstNode(m)) initial[layout.offset(i, m) + a] = harmonics[l];
      });
    });
    modes.forEach((_, m) => {
      for (let a = layout.firstNode(m); a < bases[i].nodes.length; a++) scales[layout.offset(i, m) + a] = peak;
    });
  });
  return { initial, scales };
}

/** What the moments of the start may lose, in parts of themselves, before it is said. */
const doubtful = 1e-6;

/**
 * Species whose density or temperature on the elements is not that of their distribution: f reaches beyond the largest speed, as with a
 * power-law tail, or has a peak that no sample met. Radii and angles are sampled, moments are not.
 */
export function lostMoments(
  mixture: Mixture,
  distributions: readonly Distribution[],
  measured: readonly SpeciesFunctionals[],
  tolerance: number,
): string[] {
  const d = mixture.dimension;
  const allowed = Math.max(doubtful, 100 * tolerance);
  return mixture.species.flatMap(({ name, mass }, i) => {
    const { density, along, across } = measured[i];
    const given = distributions[i];
    const [n, T] = [given.density, (mass * trace(given.covariance, d)) / d];
    const lost = Math.max(Math.abs(density / n - 1), Math.abs((along + (d - 1) * across) / (d * T) - 1));
    return lost <= allowed
      ? []
      : [
          `${name}: density and temperature of the start on the elements are off by ${lost.toExponential(1)} of themselves, and errors are as large; ` +
            'take a start without thick tails, edges and narrow peaks',
        ];
  });
}

/** Sources whose rate or temperature on the elements is not what was given. */
export function lostSources(sources: Drive['sourceErrors'], tolerance: number): string[] {
  return sources.flatMap(({ giver, error }) =>
    error <= Math.max(doubtful, 100 * tolerance)
      ? []
      : [
          `forcing: ${giver}: rate and temperature on the elements are off by ${error.toExponential(1)} of themselves; ` +
            'take more method.elements, or a larger method.degree where it has a velocity',
        ],
  );
}

/** The common equilibrium of the discrete start, so that the linear Fokker-Planck equation keeps its momentum and energy to round-off. */
export function commonEquilibrium(mixture: Mixture, system: LegendreSystem, initial: Float64Array): Relaxation {
  const d = mixture.dimension;
  const species = createFunctionals(system)
    .measure(initial)
    .map((own, i) => ({ ...own, mass: mixture.species[i].mass }));
  const sum = (value: (own: (typeof species)[number]) => number) => species.reduce((all, own) => all + value(own), 0);
  const velocity =
    sum(({ mass, density, drift }) => mass * density * drift) / sum(({ mass, density }) => mass * density);
  const thermal = sum(
    ({ mass, density, along, across, drift }) => density * (along + (d - 1) * across + mass * (drift - velocity) ** 2),
  );
  return { velocity, temperature: thermal / (d * sum(({ density }) => density)) };
}
