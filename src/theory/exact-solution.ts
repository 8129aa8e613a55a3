import { sumOf } from '../core/sum.ts';
import { type Density, squaredDistance } from '../physics/density.ts';

/** Closed-form quantities of one species at one time. */
export interface ExactState {
  /** f(t, v), per velocity volume. */
  value(v: ArrayLike<number>): number;
  /** f with the derivatives of log f; absent if f touches zero. */
  readonly smooth?: Density;
  readonly density: number;
  readonly velocity: readonly number[];
  readonly temperature: number;
  /** Fourth moment int |v|^4 f dv. */
  readonly fourthMoment: number;
  /** int f log f dv. */
  readonly entropy: number;
  /** (1/m) int |grad f|^2 / f dv, the species' part of the mass-weighted Fisher information. */
  readonly fisher: number;
}

/** An exact solution of the mixture's Landau system. */
export interface ExactSolution {
  readonly name: string;
  readonly reference: string;
  at(species: number, t: number): ExactState;
}

/**
 * Whether two mean velocities agree to 1e-12 of the thermal speed, the round-off allowed between numbers that a
 * scenario gives in different ways.
 */
export function comoving(u: readonly number[], w: readonly number[], thermalSpeed: number): boolean {
  return Math.sqrt(squaredDistance(u, w)) <= 1e-12 * thermalSpeed;
}

/**
 * dI/dt of an exact solution of `count` species, known from `start` on, by sixth-order differences of its I: central ones,
 * or forward ones if central ones would reach before the start. The step begins at 1 and is halved. The result is the estimate
 * with the smallest relative difference from its two predecessors. On BKW solutions it is accurate to 1e-10 of I per unit of time.
 * NaN if the estimates do not settle: at the start of the extreme BKW state, whose dI/dt is infinite.
 */
export function exactFisherRate({ at }: ExactSolution, count: number, start: number, t: number): number {
  const fisher = (time: number) => sumOf(count, (i) => at(i, time).fisher);
  let best = { value: 0, change: Infinity };
  let [before, earlier] = [Number.NaN, Number.NaN];
  for (let h = 1; h > shortest; h /= 2) {
    const value = difference(fisher, t, h, t - 3 * h >= start ? central : forward);
    // Two predecessors, because two estimates may agree by chance; zeros do not count, because they only show that I has no more digits.
    const change = Math.max(Math.abs(value - before), Math.abs(value - earlier)) / Math.abs(value);
    if (change < best.change) best = { value, change };
    [before, earlier] = [value, before];
  }
  if (best.change === Infinity) return 0;
  const size = Math.max(Math.abs(best.value), roundOff * fisher(t));
  return best.change * Math.abs(best.value) <= settled * size ? best.value : Number.NaN;
}

/** Relative change below which an estimate is accepted; at the extreme BKW state the smallest change is 0.1. */
const settled = 1e-3;
/** dI/dt below this part of I per unit of time is the round-off of I over the shortest step. */
const roundOff = 1e-6;
/** At this step the round-off of I, 1e-16, is 1e-10 of dI/dt = 1. */
const shortest = 1e-6;

interface Stencil {
  readonly first: number;
  readonly weights: readonly number[];
}

const central: Stencil = { first: -3, weights: [-1 / 60, 3 / 20, -3 / 4, 0, 3 / 4, -3 / 20, 1 / 60] };
const forward: Stencil = { first: 0, weights: [-49 / 20, 6, -15 / 2, 20 / 3, -15 / 4, 6 / 5, -1 / 6] };

function difference(g: (t: number) => number, t: number, h: number, { first, weights }: Stencil): number {
  return sumOf(weights.length, (k) => (weights[k] === 0 ? 0 : (weights[k] / h) * g(t + (first + k) * h)));
}
