import { trace } from '../../core/sum.ts';
import type { Distribution } from '../../ensemble/distribution.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { Drive } from './drive.ts';
import type { Relaxation } from './fixed-potentials.ts';
import { createFunctionals, type SpeciesFunctionals } from './functionals.ts';
import { type Frame, harmonicsOf } from './symmetry.ts';
import type { LegendreSystem } from './system.ts';

/** The unknowns of the start, and for each of them the largest f of its species. */
export function initialValues(
  system: LegendreSystem,
  frame: Frame,
  distributions: readonly Distribution[],
): { readonly initial: Float64Array; readonly scales: Float64Array } {
  const { bases, layout, mixture } = system;
  const { modes } = layout;
  const top = Math.max(...modes);
  const initial = new Float64Array(layout.length);
  const scales = new Float64Array(layout.length);
  const harmonics = new Float64Array(top + 1);
  const write = (f: Pick<Distribution, 'dimension' | 'value'>, i: number) => {
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
  };
  distributions.forEach(write);
  // Elements represent a table only as well as its points do, but its density, mean velocity and energy exactly.
  const inexact = distributions.flatMap(({ accuracy = 0 }, i) => (accuracy > 0 ? [i] : []));
  if (inexact.length === 0) return { initial, scales };
  const functionals = createFunctionals(system);
  const fits = distributions.map(() => ({ height: 1, width: 1, shift: 0 }));
  for (let round = 0; round < fitRounds; round++) {
    const measured = functionals.measure(initial);
    for (const i of inexact) {
      const { along, across, density, drift } = measured[i];
      const variance = (along + (mixture.dimension - 1) * across) / mixture.species[i].mass;
      fits[i] = better(fits[i], distributions[i], { density, drift, variance }, frame);
      write(fitted(distributions[i], fits[i], frame), i);
    }
  }
  return { initial, scales };
}

const fitRounds = 4;

/** a f(u + (v - u - shift e)/width), e the axis, with density a width^d n. */
interface Fit {
  readonly height: number;
  readonly width: number;
  readonly shift: number;
}

/** The fit that would have the right moments if the present fit has the measured ones. */
function better(
  fit: Fit,
  f: Distribution,
  measured: { readonly density: number; readonly drift: number; readonly variance: number },
  { origin, axis }: Frame,
): Fit {
  const d = f.dimension;
  const drift = f.velocity.reduce((sum, u, k) => sum + (u - origin[k]) * axis[k], 0);
  const wanted = trace(f.covariance, d);
  const stretch = Math.sqrt(wanted / measured.variance);
  return {
    height: (fit.height * f.density) / measured.density / stretch ** d,
    width: fit.width * stretch,
    shift: fit.shift + drift - measured.drift,
  };
}

function fitted(
  f: Distribution,
  { height, width, shift }: Fit,
  { axis }: Frame,
): Pick<Distribution, 'dimension' | 'value'> {
  const x = new Float64Array(f.dimension);
  return {
    dimension: f.dimension,
    value(v) {
      for (let k = 0; k < x.length; k++) x[k] = f.velocity[k] + (v[k] - f.velocity[k] - shift * axis[k]) / width;
      return height * f.value(x);
    },
  };
}

/** A larger relative error of the moments of the start gives a warning. */
const doubtful = 1e-6;

/**
 * Warnings for species whose density or temperature on the elements differs from that of their distribution: f reaches beyond the largest
 * speed, for example with a power-law tail, or has a peak that no sample met. Radii and angles are sampled, moments are not.
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
          `${name}: density and temperature of the start on the elements have a relative error of ${lost.toExponential(1)}, and the error of the run is as large; ` +
            'take a start without thick tails, edges and narrow peaks',
        ];
  });
}

/** Warnings for species whose table determines f less accurately than the method represents it. */
export function roughTables(mixture: Mixture, distributions: readonly Distribution[], tolerance: number): string[] {
  return mixture.species.flatMap(({ name }, i) => {
    const { accuracy = 0 } = distributions[i];
    return accuracy <= Math.max(doubtful, 100 * tolerance)
      ? []
      : [
          `${name}: between its points the table determines f only to about ${accuracy.toExponential(1)} of its largest value, and the error of the run is as large; ` +
            'take a table with more points',
        ];
  });
}

/** Warnings for sources whose rate or temperature on the elements differs from the given one. */
export function lostSources(sources: Drive['sourceErrors'], tolerance: number): string[] {
  return sources.flatMap(({ giver, error }) =>
    error <= Math.max(doubtful, 100 * tolerance)
      ? []
      : [
          `forcing: ${giver}: rate and temperature on the elements have a relative error of ${error.toExponential(1)}; ` +
            'take more method.elements, or a larger method.degree if the source has a velocity',
        ],
  );
}

/**
 * The common equilibrium of the discrete start, with which the linear Fokker-Planck equation conserves momentum and energy to round-off.
 */
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
