import { chooseElements } from '../../methods/legendre/elements.ts';
import { angularGrid, harmonicValues, recurrence } from '../../methods/legendre/harmonics.ts';
import { createLegendreSystem, type Discretisation, type LegendreSystem } from '../../methods/legendre/system.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { GrowthProblem, LocalisedFunction } from './space.ts';

/** The resolution of the data of a search. */
export interface SearchResolution {
  readonly order: number;
  /** Allowed error of one function times the Maxwellian on its elements. */
  readonly tolerance: number;
  /** Harmonics of f per degree of log f and unit of the bound. */
  readonly harmonicsPerBound: number;
}

/** Initial data as a function of the coefficients a, and the transpose of its derivative. */
export interface InitialState {
  readonly system: LegendreSystem;
  /** Writes the unknowns of the data with the densities n_i; returns the temperature theta of the mixture, which is not scaled to 1. */
  evaluate(coefficients: Float64Array, y: Float64Array): number;
  /**
   * For the last evaluated data: the gradient with respect to a of a function with the gradients `onState` and `onTemperature`. Overwrites
   * `onState`.
   */
  pullBack(onState: Float64Array, onTemperature: number, gradient: Float64Array): void;
}

/** f_i = exp(-m_i r^2/2 + B tanh(chi_i/B)) on the nodes of Legendre elements, n_i by normalisation. */
export function initialState(
  mixture: Mixture,
  problem: GrowthProblem,
  functions: readonly LocalisedFunction[],
  resolution: SearchResolution,
): InitialState {
  const { dimension: d, densities, degree, bound } = problem;
  const S = mixture.species.length;
  const system = createLegendreSystem(mixture, searchDiscretisation(mixture, problem, functions, resolution));
  const { bases, layout, length } = system;
  const { modes } = layout;
  const angles = angularGrid(d, modes, degree === 0 ? 1 : 2 * Math.max(...modes) + 16);
  const T = angles.count;
  const rule = recurrence(d);

  const own = functions.map(({ species, degree: l, width }) => {
    const Y = new Float64Array(degree + 2);
    return {
      radial: bases[species].nodes.map((r) => (r / width) ** l * Math.exp(-((r / width) ** 2) / 2)),
      angular: Float64Array.from(angles.cosines, (c) => {
        harmonicValues(rule, Math.max(1, degree), degree === 0 ? 0 : c, Y);
        return Y[l];
      }),
    };
  });
  const ends = bases.map((_, i) => (i + 1 < S ? layout.offset(i + 1, 0) : length));
  const inSpecies = (i: number, visit: (at: number) => void) => {
    for (let at = layout.offset(i, 0); at < ends[i]; at++) visit(at);
  };
  const number = bases.map((_, i) => functional(system, i, 0, () => 1));
  const energy = bases.map((_, i) => functional(system, i, 0, (r) => mixture.species[i].mass * r * r));
  const momentum = bases.map((_, i) =>
    modes.includes(1) ? functional(system, i, 1, (r) => mixture.species[i].mass * r) : new Float64Array(length),
  );
  const massDensity = densities.reduce((sum, n, i) => sum + n * mixture.species[i].mass, 0);
  const count = d * densities.reduce((sum, n) => sum + n, 0);

  /** f sech^2(chi/B), the derivative of the unnormalised f with respect to chi, at nodes and angles. */
  const sensitivities = bases.map(({ nodes }) => new Float64Array(nodes.length * T));
  const last = { y: new Float64Array(length), scales: new Float64Array(S), momentum: 0 };

  return {
    system,
    evaluate(coefficients, y) {
      y.fill(0);
      bases.forEach(({ nodes }, i) => {
        const { mass } = mixture.species[i];
        const chi = new Float64Array(nodes.length * T);
        functions.forEach(({ species }, k) => {
          if (species !== i) return;
          const { radial, angular } = own[k];
          for (let a = 0; a < nodes.length; a++)
            for (let t = 0; t < T; t++) chi[a * T + t] += coefficients[k] * radial[a] * angular[t];
        });
        for (let a = 0; a < nodes.length; a++)
          for (let t = 0; t < T; t++) {
            const tanh = Math.tanh(chi[a * T + t] / bound);
            const f = Math.exp((-mass * nodes[a] ** 2) / 2 + bound * tanh);
            sensitivities[i][a * T + t] = f * (1 - tanh * tanh);
            modes.forEach((l, m) => {
              if (l === 0 || a > 0)
                y[layout.offset(i, m) + a] += (angles.weights[t] * angles.values[m * T + t] * f) / angles.norms[m];
            });
          }
        last.scales[i] = densities[i] / dot(number[i], y);
        inSpecies(i, (at) => {
          y[at] *= last.scales[i];
        });
      });
      last.y.set(y);
      let twiceEnergy = 0;
      last.momentum = 0;
      for (let i = 0; i < S; i++) {
        twiceEnergy += dot(energy[i], y);
        last.momentum += dot(momentum[i], y);
      }
      return (twiceEnergy - last.momentum ** 2 / massDensity) / count;
    },
    pullBack(onState, onTemperature, gradient) {
      const { y, scales, momentum: P } = last;
      const share = onTemperature / count;
      for (let at = 0; at < length; at++)
        for (let i = 0; i < S; i++) onState[at] += share * (energy[i][at] - (2 * P * momentum[i][at]) / massDensity);
      gradient.fill(0);
      bases.forEach(({ nodes }, i) => {
        // f_i = n_i g / int g, with g the unnormalised function.
        let along = 0;
        inSpecies(i, (at) => {
          along += onState[at] * y[at];
        });
        inSpecies(i, (at) => {
          onState[at] = (onState[at] - (along * number[i][at]) / densities[i]) * scales[i];
        });
        const onValue = new Float64Array(nodes.length * T);
        modes.forEach((l, m) => {
          for (let a = l > 0 ? 1 : 0; a < nodes.length; a++)
            for (let t = 0; t < T; t++)
              onValue[a * T + t] +=
                (onState[layout.offset(i, m) + a] * angles.weights[t] * angles.values[m * T + t]) / angles.norms[m];
        });
        for (let at = 0; at < onValue.length; at++) onValue[at] *= sensitivities[i][at];
        functions.forEach(({ species }, k) => {
          if (species !== i) return;
          const { radial, angular } = own[k];
          for (let a = 0; a < nodes.length; a++)
            for (let t = 0; t < T; t++) gradient[k] += onValue[a * T + t] * radial[a] * angular[t];
        });
      });
    },
  };
}

/** Thermal speeds at which the elements end; exp(-8.5^2/2) = 2e-16. */
const cut = 8.5;

/** Elements and harmonics that resolve every function, but not necessarily the resulting data, which are checked on their own elements. */
export function searchDiscretisation(
  mixture: Mixture,
  problem: GrowthProblem,
  functions: readonly LocalisedFunction[],
  { order, tolerance, harmonicsPerBound }: SearchResolution,
): Discretisation {
  const speeds = mixture.species.map(({ mass }) => 1 / Math.sqrt(mass));
  const frame = {
    origin: new Array<number>(problem.dimension).fill(0),
    axis: Array.from({ length: problem.dimension }, (_, k) => (k === 0 ? 1 : 0)),
    isotropic: problem.degree === 0,
    cuts: speeds.map((speed) => cut * speed),
    cold: speeds,
    hot: speeds,
  };
  const lists = speeds.map((_, i) => functions.filter(({ species }) => species === i));
  // Instead of harmonics: the Maxwellian, followed by its products with the functions.
  const start = lists.map((list, i) => (r: number, out: Float64Array) => {
    out.fill(0);
    out[0] = Math.exp((-mixture.species[i].mass * r * r) / 2);
    list.forEach(({ degree, width }, k) => {
      out[k + 1] = out[0] * (r / width) ** degree * Math.exp(-((r / width) ** 2) / 2);
    });
  });
  const places = Math.max(...lists.map((list) => list.length));
  const { breaks } = chooseElements(mixture, frame, {
    order,
    start,
    harmonics: Array.from({ length: places + 1 }, (_, k) => k),
    tolerances: speeds.map(() => tolerance),
  });
  const { degree, bound } = problem;
  const top = degree === 0 ? 0 : 2 + Math.ceil(harmonicsPerBound * degree * Math.max(1, bound));
  return { breaks, order, modes: Array.from({ length: top + 1 }, (_, l) => l) };
}

/** The weights c M of the linear functional int f_i w(r) Y_l dv. */
function functional(system: LegendreSystem, i: number, l: number, w: (r: number) => number): Float64Array {
  const test = new Float64Array(system.length);
  const weights = new Float64Array(system.length);
  const m = system.layout.modes.indexOf(l);
  system.bases[i].nodes.forEach((r, a) => {
    if (l === 0 || a > 0) test[system.layout.offset(i, m) + a] = w(r);
  });
  system.applyMass(test, weights);
  return weights;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
