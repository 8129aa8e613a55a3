import { trace } from '../../core/trace.ts';
import { particleMoments } from '../../physics/moments.ts';
import type { Ensemble } from '../ensemble.ts';

/** The moments an ensemble shall have; every `Distribution` is one. */
export interface MomentTarget {
  /** Number density n. */
  readonly density: number;
  /** Mean velocity u, length d. */
  readonly velocity: readonly number[];
  /** The whole covariance, d x d in row order, or one number, trace / d = T/m: then only the temperature is restored. */
  readonly covariance: readonly number[] | number;
}

/** How far the ensemble was from the target. */
export interface MomentChange {
  /** n_target / n - 1. */
  readonly density: number;
  /** |u_target - u| in thermal widths sqrt(T/m) of the target. */
  readonly velocity: number;
  /** T_target / T - 1. */
  readonly temperature: number;
  /** The largest change of a particle: of its weight, relative, or of its velocity, in thermal widths. */
  readonly particle: number;
}

export interface CorrectedEnsemble {
  readonly ensemble: Ensemble;
  readonly change: MomentChange;
}

/**
 * Brings density, mean velocity and covariance (or temperature) to the target, exactly to round-off and with the
 * smallest change in its own sense. The given ensemble stays as it is; arrays that do not change are shared.
 */
export type MomentCorrection = (ensemble: Ensemble, target: MomentTarget) => CorrectedEnsemble;

/** Variance of one component, trace / d, of a target. */
export function meanVariance(target: MomentTarget): number {
  const { covariance } = target;
  if (typeof covariance === 'number') return covariance;
  const d = target.velocity.length;
  return trace(covariance, d) / d;
}

/** What is to be changed, seen from the ensemble before; `particle` is the correction's own. */
export function momentChange(ensemble: Ensemble, target: MomentTarget, particle: number): MomentChange {
  const now = particleMoments(1, ensemble.weights, ensemble.velocities);
  const variance = meanVariance(target);
  return {
    density: target.density / now.density - 1,
    velocity: Math.hypot(...target.velocity.map((u, k) => u - now.velocity[k])) / Math.sqrt(variance),
    temperature: variance / now.temperature - 1,
    particle,
  };
}
