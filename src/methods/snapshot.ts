import type { WeakRates } from '../collision/weak-form.ts';
import type { Lattice } from '../core/lattice.ts';
import type { VectorField } from '../core/vector-field.ts';
import type { Ensemble } from '../ensemble/ensemble.ts';
import type { Mixture } from '../physics/mixture.ts';

/** The state of one species at one time, as every method hands it out. */
export interface SpeciesSnapshot {
  /** The particles, for methods that have any. */
  readonly particles?: Ensemble;
  /** Where `values` and `gradient` live. */
  readonly lattice: Lattice;
  /** Variance eps of the Gaussian mollifier in f ~ = phi_eps * f; 0 for methods that do not smooth. */
  readonly smoothing: number;
  /** f on the lattice nodes, row order. */
  readonly values: Float64Array;
  /** Size of the errors of `values` where the method knows it: what is smaller says nothing about log f. */
  readonly noise?: number;
  /** grad f on the lattice nodes, one plane of nodes per component. */
  readonly gradient: VectorField;
  /** Score s_p = (1/w_p) dH_h/dv_p at the particles, for gradient-flow methods. */
  readonly score?: VectorField;
  /** dv_p/dt at the particles. */
  readonly drift?: VectorField;
}

/** The state of the mixture at time t. The arrays belong to the method and are overwritten by its next step. */
export interface Snapshot {
  readonly t: number;
  readonly mixture: Mixture;
  readonly species: readonly SpeciesSnapshot[];
  /** The regularised entropy U whose gradient drives the particles, for gradient-flow methods. */
  readonly regularisedEntropy?: number;
  /** The rate dH/dt that the method's equation ties to the Fisher information, where it does: -I + (d/theta) sum n_i. */
  readonly entropyLaw?: 'linear-fokker-planck';
  /** Momentum and energy that species j gives to species i per time, from the method's own collision term. */
  readonly exchange?: Exchange;
  /** The rates of the first two moments that the weak form of the collision operator gives for the present particles. */
  readonly weakRates?: WeakRates;
}

/** momentum[(i*S + j)*d + k] and energy[i*S + j]: what i gains from j; antisymmetric in i and j up to round-off. */
export interface Exchange {
  readonly momentum: Float64Array;
  readonly energy: Float64Array;
}
