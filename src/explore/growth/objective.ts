import { chooseElements } from '../../methods/legendre/elements.ts';
import { fisherRateGradient } from '../../methods/legendre/fisher-gradient.ts';
import { angularGrid, harmonicValues, recurrence } from '../../methods/legendre/harmonics.ts';
import { createLegendreSystem, type LegendreSystem } from '../../methods/legendre/system.ts';
import type { Mixture } from '../../physics/mixture.ts';
import type { GrowthProblem, LocalisedFunction } from './space.ts';

/** The rate at one point, and its derivatives. */
export interface GrowthObjective {
  readonly functions: readonly LocalisedFunction[];
  /**
   * dI/dt of the data with the coefficients a, of the densities n_i and scaled in v to the temperature 1 of the mixture; its derivatives with
   * respect to a go to `gradient`.
   */
  rate(coefficients: Float64Array, gradient: Float64Array): number;
  /** Temperature theta of the mixture before that scaling. */
  temperature(): number;
  /** int mu_i grad b_k . grad b_l / m_i: I to second order in the coefficients. Row order. */
  metric(): Float64Array;
}

/** Thermal speeds at which the elements end; exp(-8.5^2/2) = 2e-16. */
const cut = 8.5;
/** Allowed error of one function times the Maxwellian on its elements. */
const tolerance = 1e-8;
const order = 8;
/** Harmonics of f for each degree of log f and unit of the bound: f/mu = exp(B tanh(..)) then is resolved to about 1e-6. */
const harmonicsPerBound = 4;

/**
 * With f_i = exp(-m_i r^2/2 + B tanh(chi_i/B)) on the nodes of Legendre elements, n_i by normalisation and theta the temperature of the mixture,
 *
 *     J(a) = theta^((2 - gamma)/2) dI/dt
 *
 * because v -> s v multiplies dI/dt by s^(gamma - 2). All of it is differentiated exactly, in reverse.
 */
export function growthObjective(
  mixture: Mixture,
  problem: GrowthProblem,
  functions: readonly LocalisedFunction[],
): GrowthObjective {
  const { dimension: d, densities, exponent, degree, bound } = problem;
  const S = mixture.species.length;
  const system = elementsFor(mixture, problem, functions);
  const { bases, layout, length } = system;
  const { modes } = layout;
  const angles = angularGrid(d, modes, degree === 0 ? 1 : 2 * Math.max(...modes) + 16);
  const T = angles.count;
  const rule = recurrence(d);
  const fisher = fisherRateGradient(system);

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
  const ends = bases.map((_, i) => (i + 1 < S ? system.layout.offset(i + 1, 0) : length));
  const inSpecies = (i: number, visit: (at: number) => void) => {
    for (let at = system.layout.offset(i, 0); at < ends[i]; at++) visit(at);
  };
  const number = bases.map((_, i) => functional(system, i, 0, () => 1));
  const energy = bases.map((_, i) => functional(system, i, 0, (r) => mixture.species[i].mass * r * r));
  const momentum = bases.map((_, i) =>
    modes.includes(1) ? functional(system, i, 1, (r) => mixture.species[i].mass * r) : new Float64Array(length),
  );
  const massDensity = densities.reduce((sum, n, i) => sum + n * mixture.species[i].mass, 0);
  const count = d * densities.reduce((sum, n) => sum + n, 0);
  const power = (2 - exponent) / 2;
  let theta = 1;

  function rate(coefficients: Float64Array, gradient: Float64Array): number {
    const y = new Float64Array(length);
    /** f dchi-derivative: f sech^2(chi/B) at nodes and angles. */
    const sensitivities = bases.map(({ nodes }, i) => {
      const { mass } = mixture.species[i];
      const chi = new Float64Array(nodes.length * T);
      functions.forEach(({ species }, k) => {
        if (species !== i) return;
        const { radial, angular } = own[k];
        for (let a = 0; a < nodes.length; a++)
          for (let t = 0; t < T; t++) chi[a * T + t] += coefficients[k] * radial[a] * angular[t];
      });
      const sensitivity = new Float64Array(nodes.length * T);
      for (let a = 0; a < nodes.length; a++)
        for (let t = 0; t < T; t++) {
          const tanh = Math.tanh(chi[a * T + t] / bound);
          const f = Math.exp((-mass * nodes[a] ** 2) / 2 + bound * tanh);
          sensitivity[a * T + t] = f * (1 - tanh * tanh);
          modes.forEach((l, m) => {
            if (l === 0 || a > 0)
              y[system.layout.offset(i, m) + a] += (angles.weights[t] * angles.values[m * T + t] * f) / angles.norms[m];
          });
        }
      return sensitivity;
    });
    const scales = bases.map((_, i) => densities[i] / dot(number[i], y));
    scales.forEach((scale, i) => {
      inSpecies(i, (at) => {
        y[at] *= scale;
      });
    });
    let twiceEnergy = 0;
    let P = 0;
    for (let i = 0; i < S; i++) {
      twiceEnergy += dot(energy[i], y);
      P += dot(momentum[i], y);
    }
    theta = (twiceEnergy - P ** 2 / massDensity) / count;
    const slope = new Float64Array(length);
    const J = theta ** power * fisher(y, slope);
    const onTheta = (power * J) / theta / count;
    for (let at = 0; at < length; at++) {
      slope[at] *= theta ** power;
      for (let i = 0; i < S; i++) slope[at] += onTheta * (energy[i][at] - (2 * P * momentum[i][at]) / massDensity);
    }
    gradient.fill(0);
    bases.forEach(({ nodes }, i) => {
      // f_i = n_i g / int g, g the function before it is scaled.
      let along = 0;
      inSpecies(i, (at) => {
        along += slope[at] * y[at];
      });
      inSpecies(i, (at) => {
        slope[at] = (slope[at] - (along * number[i][at]) / densities[i]) * scales[i];
      });
      const onValue = new Float64Array(nodes.length * T);
      modes.forEach((l, m) => {
        for (let a = l > 0 ? 1 : 0; a < nodes.length; a++)
          for (let t = 0; t < T; t++)
            onValue[a * T + t] +=
              (slope[system.layout.offset(i, m) + a] * angles.weights[t] * angles.values[m * T + t]) / angles.norms[m];
      });
      for (let at = 0; at < onValue.length; at++) onValue[at] *= sensitivities[i][at];
      functions.forEach(({ species }, k) => {
        if (species !== i) return;
        const { radial, angular } = own[k];
        for (let a = 0; a < nodes.length; a++)
          for (let t = 0; t < T; t++) gradient[k] += onValue[a * T + t] * radial[a] * angular[t];
      });
    });
    return J;
  }

  return { functions, rate, temperature: () => theta, metric: () => metricOf(system, problem, functions) };
}

/** Elements and harmonics fine enough for every function, not yet for the data that the search finds: these are checked on their own ones. */
function elementsFor(mixture: Mixture, problem: GrowthProblem, functions: readonly LocalisedFunction[]) {
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
  // In the place of harmonics: the Maxwellian and, one after the other, its products with the functions.
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
    tolerance,
  });
  const { degree, bound } = problem;
  const top = degree === 0 ? 0 : 2 + Math.ceil(harmonicsPerBound * degree * Math.max(1, bound));
  return createLegendreSystem(mixture, { breaks, order, modes: Array.from({ length: top + 1 }, (_, l) => l) });
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

function metricOf(
  { bases, grid, angles, layout, mixture, dimension: d }: LegendreSystem,
  { densities }: GrowthProblem,
  functions: readonly LocalisedFunction[],
): Float64Array {
  const metric = new Float64Array(functions.length ** 2);
  functions.forEach((one, k) => {
    functions.forEach((other, l) => {
      if (one.species !== other.species || one.degree !== other.degree) return;
      const i = one.species;
      const { mass } = mixture.species[i];
      const eigenvalue = one.degree * (one.degree + d - 2);
      const at = (r: number, { degree, width }: LocalisedFunction) => {
        const value = (r / width) ** degree * Math.exp(-((r / width) ** 2) / 2);
        return { value, slope: (degree / r - r / width ** 2) * value };
      };
      let sum = 0;
      for (let p = 0; p < bases[i].points; p++) {
        const r = grid.radii[p];
        const [a, b] = [at(r, one), at(r, other)];
        const mu = densities[i] * (mass / (2 * Math.PI)) ** (d / 2) * Math.exp((-mass * r * r) / 2);
        sum += grid.weights[p] * mu * (a.slope * b.slope + (eigenvalue / r ** 2) * a.value * b.value);
      }
      metric[k * functions.length + l] = (sum * angles.norms[layout.modes.indexOf(one.degree)]) / mass;
    });
  });
  return metric;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
