import type { WeakRates } from '../collision/weak-form.ts';
import { type Lattice, nodeCount } from '../core/lattice.ts';
import type { Particles } from '../core/particles.ts';
import type { Estimate } from '../core/statistics.ts';
import { createVectorField, type VectorField } from '../core/vector-field.ts';
import type { Density } from '../physics/density.ts';
import type { Mixture } from '../physics/mixture.ts';
import type { ReconstructionName } from '../reconstruction/density.ts';

/** The state of one species at one time, in the form common to all methods. */
export interface SpeciesSnapshot {
  /** The particles, for methods that have any. */
  readonly particles?: Particles;
  /** Number of groups of equal size, in succession, that were drawn and move independently; one if absent. */
  readonly groups?: number;
  /** The lattice of `values` and `gradient`. */
  readonly lattice: Lattice;
  /** Excess of the variance of f ~ over that of f in every direction: eps for f ~ = phi_eps * f; 0 if f ~ has the moments of f. */
  readonly smoothing: number;
  /** How f ~ is made from the particles, if it is. */
  readonly mollifier?: Mollifier;
  /**
   * H and the mass-weighted I of the combination of densities whose entropy drives the particles, sum_k c_k H[f ~_k], if these densities
   * have the particles' moments. They are then more accurate than H and I of f ~, the narrowest of them. `levels` are the c_k and the
   * variances of the mollifiers in units of the narrowest.
   */
  readonly functional?: {
    readonly entropy: number;
    readonly fisher: number;
    readonly levels: readonly { readonly factor: number; readonly width: number }[];
  };
  /** f on the lattice nodes, row order. */
  readonly values: Float64Array;
  /** Size of the errors of `values`, if the method knows it: smaller values do not determine log f. */
  readonly noise?: number;
  /** grad f on the lattice nodes, one plane of nodes per component. */
  readonly gradient: VectorField;
  /** Score s_p = (1/w_p) dH_h/dv_p at the particles, for gradient-flow methods. */
  readonly score?: VectorField;
  /** dv_p/dt at the particles. */
  readonly drift?: VectorField;
  /** Advice if more than the part `allowed` of the largest f lies in the last terms of an expansion; otherwise undefined. */
  finer?(allowed: number): string | undefined;
  /** Integrals of f that the method computes without the lattice; measured columns use them. */
  readonly integrals?: Integrals;
  /** f at the points of that quadrature; evaluated on request. */
  readonly radialSamples?: () => RadialSamples;
}

/** f of one species at radii about the equilibrium's velocity, and at the same angles on each of them. */
export interface RadialSamples {
  /** |v - u|, ascending. */
  readonly radii: Float64Array;
  readonly angles: number;
  /** Quadrature weights in dv, f, and f without the last terms of its expansion: entry radius * angles + angle. */
  readonly weights: Float64Array;
  readonly values: Float64Array;
  readonly truncated: Float64Array;
}

/** Integrals of f by the quadrature of a method that does not need the lattice for them. */
export interface Integrals {
  readonly density: number;
  /** Length d. */
  readonly velocity: readonly number[];
  /** (m/n) int (v-u)(v-u)^T f, d x d in row order. */
  readonly temperatureTensor: readonly number[];
  /** int f log f, and an estimate of its error from the decay of the expansion. */
  readonly entropy: number;
  readonly entropyError: number;
  /** (1/m) int |grad f|^2 / f, with an error estimated in the same way. */
  readonly fisher: number;
  readonly fisherError: number;
  /** Smallest f over the largest. */
  readonly least: number;
  /** -int min(f, 0), and the number of quadrature points where f < 0. */
  readonly negativeDensity: number;
  readonly negativePoints: number;
  /**
   * Smallest f that the expansion resolves; and the largest change of f when its last terms are left out, or f at the largest speed. Both
   * relative to the largest f.
   */
  readonly smallestResolved: number;
  readonly unresolved: number;
}

/** f ~(v) = sum_p w_p phi_eps(v - y_p). */
export interface Mollifier {
  /** The reconstruction that places the centres y_p: at the particles, or contracted so that f ~ has their moments. */
  readonly reconstruction: ReconstructionName;
  /** Variance eps. */
  readonly variance: number;
  /** y_p, as a new field if they differ from the particles' velocities. */
  centres(): VectorField;
}

/** The state of the mixture at time t. The arrays belong to the method and are overwritten by its next step. */
export interface Snapshot {
  readonly t: number;
  readonly mixture: Mixture;
  readonly species: readonly SpeciesSnapshot[];
  /** Set if drifts and exchanges belong to one random draw of the forces, which is right only on average. */
  readonly randomForces?: true;
  /** The regularised entropy U whose gradient drives the particles, for gradient-flow methods. */
  readonly regularisedEntropy?: number;
  /** The law that links dH/dt to the Fisher information, if there is one: -I + (d/theta) sum n_i. */
  readonly entropyLaw?: 'linear-fokker-planck';
  /** Momentum and energy that species j gives to species i per time, from the method's own collision term. */
  readonly exchange?: Exchange;
  /** What every giver of the mixture (see `givers`) has given to all species since the start. */
  readonly given?: readonly Given[];
  /**
   * The rates of the first two moments for the present particles, from the weak form of the collision operator; computed on request, and
   * valid until the next request.
   */
  readonly weakRates?: () => WeakRates;
  /** dH_i/dt of the present f_i by the method's own quadrature, if it has one; computed on request. */
  readonly entropyRates?: () => EntropyRates;
  /** d^2H/dt^2 of the present f and its error, if the method knows it; computed on request. */
  readonly entropySecondDerivative?: () => Estimate;
  /** dI/dt of the present state, if the method knows it; computed on request. */
  readonly fisherRates?: () => FisherRates;
  /** log f and its first two derivatives, if the method knows them, for integrals over pairs of velocities. */
  readonly densities?: () => readonly Density[];
}

/** Momentum (length d), energy and, for a source or a loss, density. */
export interface Given {
  readonly momentum: readonly number[];
  readonly energy: number;
  /** Density of the species that the giver changes, see densityChanged. */
  readonly density?: number;
}

/** int (log f_i + 1) h_i dv with h_i the rate of f_i, and the error of the sum over the species. */
export interface EntropyRates {
  readonly rates: readonly number[];
  readonly error: number;
}

/**
 * Rates of change of the mass-weighted I_i by the chain rule, (1/m_i) int (2 grad f . grad h/f - |grad f|^2 h/f^2) dv with h the rate of
 * f_i. That is Lemma 2.1, without its derivatives of third order.
 */
export interface FisherRates {
  /** I_i by collisions with j: entry i S + j. */
  readonly pairs: Float64Array;
  /** I_i by collisions with immobile partners. */
  readonly partners: Float64Array;
  /** Error of the total. */
  readonly error: number;
}

/** momentum[(i*S + j)*d + k] and energy[i*S + j]: what i gains from j; antisymmetric in i and j up to round-off. */
export interface Exchange {
  readonly momentum: Float64Array;
  readonly energy: Float64Array;
}

export type GridState = Pick<SpeciesSnapshot, 'lattice' | 'values' | 'gradient' | 'noise'>;

/** f and grad f on every other node of each axis, from node `offset` (0 or 1) on: a lattice of twice the spacing. */
export function everyOtherNode({ lattice, values, gradient, noise }: GridState, offset: number): GridState {
  const { d, shape, first, spacing, anchor } = lattice;
  const halved = shape.map((nodes) => Math.max(0, Math.ceil((nodes - offset) / 2)));
  const coarse = {
    d,
    spacing: 2 * spacing,
    anchor: anchor.map((origin, k) => origin + (first[k] + offset) * spacing),
    first: shape.map(() => 0),
    shape: halved,
  };
  const n = nodeCount(coarse);
  const fine = values.length;
  const kept = new Float64Array(n);
  const slopes = createVectorField(d, n);
  for (let x = 0; x < n; x++) {
    let rest = x;
    let place = 0;
    let stride = 1;
    for (let k = d - 1; k >= 0; k--) {
      place += (2 * (rest % halved[k]) + offset) * stride;
      rest = Math.floor(rest / halved[k]);
      stride *= shape[k];
    }
    kept[x] = values[place];
    for (let k = 0; k < d; k++) slopes.data[k * n + x] = gradient.data[k * fine + place];
  }
  return { lattice: coarse, values: kept, gradient: slopes, ...(noise === undefined ? {} : { noise }) };
}
