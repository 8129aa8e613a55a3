import { trace } from '../../core/sum.ts';
import { sourceDistributions } from '../../ensemble/distributions/maxwellian.ts';
import { followedFactors, type LiveMixture } from '../../physics/following.ts';
import { densityChanged, factorAt, factorRate, type Heating, heatingRate } from '../../physics/forcing.ts';
import { baths, type Mixture } from '../../physics/mixture.ts';
import { createFields, type Expansion, fieldEvaluation } from './fields.ts';
import { bathPotentials, giverPotentials } from './fixed-potentials.ts';
import { createFluxes, fluxTest, gainOf, makeFlux } from './fluxes.ts';
import type { Mass } from './mass-matrix.ts';
import { speciesMomentForms } from './moment-forms.ts';
import { addPotentialsOf, createPotentials, type Potentials, setPotentials } from './potentials.ts';
import { type Frame, harmonicsOf } from './symmetry.ts';

/** What one giver gives to all species per time: density, momentum along the axis and energy, in the frame of the origin. */
export interface Gain {
  density: number;
  momentum: number;
  energy: number;
}

/**
 * Baths and forcings as parts of F,
 *
 *     F(t, y) = F_coll(y) + sum_a g_a(t) F_a y + sum_k phi_k(y) G_k y + M s - nu M y,
 *
 * with linear terms whose factors depend on time, sources s, losses nu, and terms whose coefficients phi_k depend on the density, momentum
 * and energy of a species. The dilation alpha (v - u) of a heated species has the coefficients alpha and alpha u; collisions with a
 * followed Coulomb logarithm have the ratio to its initial value.
 */
export interface Drive {
  readonly count: number;
  /** Sets t, and the coefficients from y, for F and its Jacobian; t and the coefficients are 0 before the first call. */
  set(t: number, y: Float64Array): void;
  /** The present phi_k. */
  readonly coefficients: Float64Array;
  /** g_a and dg_a/dt at t. */
  factor(a: number, t: number): number;
  factorRate(a: number, t: number): number;
  /** out = F_a y, the linear part. */
  rate(a: number, y: Float64Array, out: Float64Array): void;
  /** What a giver gives at g_a = 1 with these coefficients. */
  gain(a: number, y: Float64Array, coefficients: Float64Array): Gain;
  /** The part of the gain that is linear in y: everything but sources. */
  linearGain(a: number, y: Float64Array, coefficients: Float64Array): Gain;
  /** out = G_k y. */
  term(k: number, y: Float64Array, out: Float64Array): void;
  /** The giver of term k; -1 for collisions between species. */
  giverOf(k: number): number;
  /** dphi_k/dy at y. */
  gradients(y: Float64Array): readonly Float64Array[];
  /** Sum of the present potentials that do not come from the species. */
  readonly potentials: readonly Potentials[];
  /** M s, and nu of every unknown; absent without sources or losses. */
  readonly inflow?: Float64Array;
  readonly decay?: Float64Array;
  /** Relative error of rate and temperature of every source on the elements. */
  readonly sourceErrors: readonly { readonly giver: string; readonly error: number }[];
}

/** out = the part of F(y) due to collisions of two species, with the initial strength. */
export type PairRate = (i: number, j: number, y: Float64Array, out: Float64Array) => void;

/** One G_k with its giver: potentials, or the collisions of a pair. */
interface Term {
  readonly a: number;
  readonly heating?: Heating;
  readonly back?: boolean;
  readonly potentials?: readonly Potentials[];
  readonly pair?: readonly [number, number];
}

/** Relative step of the central differences for the gradients: their error is below 1e-9, far below the tolerance of a step. */
const differenceStep = 1e-6;

export function createDrive(
  mixture: Mixture,
  expansion: Expansion,
  mass: Mass,
  still: readonly Potentials[],
  frame: Pick<Frame, 'origin' | 'axis'>,
  /** The strengths of the system, and its rate due to the collisions of one pair, at the initial strength. */
  { setFactors, pairRate }: Pick<LiveMixture, 'setFactors'> & { readonly pairRate: PairRate },
): Drive | undefined {
  const linear = giverPotentials(mixture, expansion, frame.axis);
  const { dimension: d, species, forcing, following } = mixture;
  if (linear.length === 0 && following === undefined) return undefined;
  const { layout, bases } = expansion;
  const forms = speciesMomentForms(expansion, mass);
  const potentials = createPotentials(expansion);
  const evaluateFields = fieldEvaluation(expansion);
  const testFlux = fluxTest(expansion);
  const [fields, fluxes] = [createFields(expansion), createFluxes(expansion)];
  const firstForcing = linear.length - forcing.length;
  const heated = forcing.flatMap(({ heating }, k) => (heating === undefined ? [] : [{ heating, a: firstForcing + k }]));
  const odd = layout.modes.includes(1);
  /** For a heated species: a dilation about the origin and, unless f is even, the shift back. */
  const dilations = heated.flatMap(({ heating, a }): Term[] => [
    { a, heating, back: false, potentials: dilation(expansion, heating.species, false) },
    ...(odd ? [{ a, heating, back: true, potentials: dilation(expansion, heating.species, true) }] : []),
  ]);
  const names = baths(mixture);
  const followed = (following?.pairs ?? []).map(({ species: i, partner }): Term => {
    if (typeof partner === 'number') return { a: -1, pair: [i, partner] };
    return { a: names.indexOf(partner), potentials: bathPotentials(mixture, expansion, partner, (on) => on === i) };
  });
  const terms = [...dilations, ...followed];
  const coefficients = new Float64Array(terms.length);
  const sources = sourceDistributions(mixture).map(({ species: i, distribution, forcing: k }) => {
    const s = new Float64Array(layout.length);
    const at = harmonicsOf(frame, distribution, Math.max(...layout.modes));
    const harmonics = new Float64Array(Math.max(...layout.modes) + 1);
    bases[i].nodes.forEach((r, node) => {
      at(r, harmonics);
      layout.modes.forEach((l, m) => {
        if (node >= layout.firstNode(m)) s[layout.offset(i, m) + node] = harmonics[l];
      });
    });
    const [n, , e] = forms.measure(s, i);
    const { density, velocity, covariance } = distribution;
    const square = trace(covariance, d) + velocity.reduce((sum, u, axis) => sum + (u - frame.origin[axis]) ** 2, 0);
    const error = Math.max(Math.abs(n / density - 1), Math.abs(e / (density * square) - 1));
    return { a: firstForcing + k, species: i, s, giver: forcing[k].name, error };
  });
  const losses = forcing.flatMap(({ loss }, k) => (loss === undefined ? [] : [{ ...loss, a: firstForcing + k }]));
  const factorOf = (a: number, t: number) => (linear[a].factor === undefined ? 1 : factorAt(linear[a].factor, t));

  /** phi_k from the moments of all species: density, momentum over mass and int |v|^2 f. */
  function coefficientsAt(moments: Float64Array, out: Float64Array) {
    const states = species.map(({ mass: m }, i) => {
      const [n, p, e] = moments.subarray(3 * i, 3 * i + 3);
      const velocity = frame.axis.map((x, k) => frame.origin[k] + (p / n) * x);
      return { density: n, along: p / n, velocity, temperature: (m * (e / n - (p / n) ** 2)) / d };
    });
    dilations.forEach(({ heating, back }, k) => {
      const { density, along, temperature } = states[heating!.species];
      const alpha = heatingRate(heating!, d, density, temperature) / 2;
      out[k] = back ? alpha * along : alpha;
    });
    if (following !== undefined) out.set(followedFactors(following, states), dilations.length);
  }

  function inflow() {
    const sum = new Float64Array(layout.length);
    for (const { s } of sources) for (let k = 0; k < sum.length; k++) sum[k] += s[k];
    const out = new Float64Array(layout.length);
    mass.apply(sum, out);
    return out;
  }

  function decay() {
    const out = new Float64Array(layout.length);
    for (const { species: i, rate } of losses)
      layout.modes.forEach((_, m) => {
        for (let a = layout.firstNode(m); a < bases[i].nodes.length; a++) out[layout.offset(i, m) + a] += rate;
      });
    return out;
  }

  const fluxesOf = (own: readonly Potentials[], y: Float64Array) => {
    evaluateFields(y, fields);
    for (let i = 0; i < bases.length; i++) makeFlux(expansion, own[i], fields[i], false, fluxes[i]);
  };
  const times = (factor: number, i: number, [n, p, e]: Float64Array): Gain => ({
    density: factor * n,
    momentum: factor * species[i].mass * p,
    energy: (factor * species[i].mass * e) / 2,
  });

  function linearGain(a: number, y: Float64Array, at: Float64Array): Gain {
    const changed = a < firstForcing ? undefined : forcing[a - firstForcing];
    if (changed?.heating !== undefined) {
      const { species: i } = changed.heating;
      const [n, p, e] = forms.measure(y, i);
      const all: Gain = { density: 0, momentum: 0, energy: 0 };
      dilations.forEach((term, k) => {
        if (term.a !== a) return;
        all.momentum += at[k] * species[i].mass * (term.back ? -n : p);
        all.energy += at[k] * species[i].mass * (term.back ? -p : e);
      });
      return all;
    }
    if (changed?.loss !== undefined) {
      const { species: i, rate } = changed.loss;
      return times(-rate, i, forms.measure(y, i));
    }
    const all: Gain = { density: 0, momentum: 0, energy: 0 };
    if (changed !== undefined && densityChanged(changed) !== undefined) return all;
    const addGain = (own: readonly Potentials[], factor: number) => {
      fluxesOf(own, y);
      for (let i = 0; i < bases.length; i++) {
        const { momentum, energy } = gainOf(expansion, i, fluxes[i]);
        all.momentum += factor * species[i].mass * momentum;
        all.energy += factor * species[i].mass * energy;
      }
    };
    addGain(linear[a].potentials, 1);
    followed.forEach((term, k) => {
      if (term.a === a) addGain(term.potentials!, at[dilations.length + k]);
    });
    return all;
  }

  return {
    count: linear.length,
    coefficients,
    potentials,
    sourceErrors: sources.map(({ giver, error }) => ({ giver, error })),
    ...(sources.length > 0 ? { inflow: inflow() } : {}),
    ...(losses.length > 0 ? { decay: decay() } : {}),
    set(t, y) {
      setPotentials(potentials, still);
      linear.forEach((one, a) => {
        addPotentialsOf(factorOf(a, t), one.potentials, potentials);
      });
      if (terms.length === 0) return;
      coefficientsAt(forms.all(y), coefficients);
      terms.forEach((term, k) => {
        if (term.potentials !== undefined) addPotentialsOf(coefficients[k], term.potentials, potentials);
      });
      setFactors(coefficients.subarray(dilations.length));
    },
    factor: factorOf,
    factorRate: (a, t) => (linear[a].factor === undefined ? 0 : factorRate(linear[a].factor, t)),
    rate(a, y, out) {
      fluxesOf(linear[a].potentials, y);
      testFlux(fluxes, out);
    },
    linearGain,
    gain(a, y, at) {
      const source = sources.find((one) => one.a === a);
      return source === undefined
        ? linearGain(a, y, at)
        : times(1, source.species, forms.measure(source.s, source.species));
    },
    term(k, y, out) {
      const { potentials: own, pair } = terms[k];
      if (pair !== undefined) {
        pairRate(...pair, y, out);
        return;
      }
      fluxesOf(own!, y);
      testFlux(fluxes, out);
    },
    giverOf: (k) => terms[k].a,
    gradients(y) {
      const moments = forms.all(y);
      const [above, below] = [new Float64Array(terms.length), new Float64Array(terms.length)];
      const out = terms.map(() => new Float64Array(layout.length));
      moments.forEach((value, x) => {
        const [n, , e] = moments.subarray(3 * Math.floor(x / 3));
        const h = differenceStep * (x % 3 === 1 ? Math.sqrt(n * e) : value);
        moments[x] = value + h;
        coefficientsAt(moments, above);
        moments[x] = value - h;
        coefficientsAt(moments, below);
        moments[x] = value;
        out.forEach((gradient, k) => {
          forms.add((above[k] - below[k]) / (2 * h), x, gradient);
        });
      });
      return out;
    },
  };
}

/** The potentials of -div(v f) of one species, with friction K = v, or of +div(axis f), with K = -axis. */
function dilation(expansion: Expansion, i: number, back: boolean): readonly Potentials[] {
  const { grid, angles } = expansion;
  const T = angles.count;
  const made = createPotentials(expansion);
  const { kr, kt } = made[i];
  for (let at = 0; at < kr.length; at++) {
    const p = Math.floor(at / T);
    const c = angles.cosines[at % T];
    kr[at] = grid.weights[p] * (back ? -c : grid.radii[p]);
    kt[at] = back ? grid.weights[p] * Math.sqrt(1 - c * c) : 0;
  }
  return made;
}
