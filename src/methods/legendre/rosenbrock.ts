import { RunError } from '../../core/errors.ts';
import { decomposeLu, solveLu } from '../../kernels/dense-algebra.ts';
import type { LinearSolver } from './linear-solver.ts';
import { continuous, couplings, gamma, stages } from './rodas5p.ts';

/** M dy/dt = F(y) with a constant mass matrix M. */
export interface MassSystem {
  readonly length: number;
  /** F(y). */
  rate(y: Float64Array, out: Float64Array): void;
  applyMass(y: Float64Array, out: Float64Array): void;
  /** M^-1 b, in place. */
  solveMass(b: Float64Array): void;
}

/**
 * Rodas5P, the linearly implicit Runge-Kutta method of order 5 with 8 stages, L-stable and stiffly accurate, with an embedded method of
 * order 4 for the error and a continuous solution of order 4 between the ends of a step. Every stage lies in the kernel of the linear
 * invariants of F, so number, momentum and energy are conserved to the accuracy of the linear solves, also between steps. Source: G.
 * Steinebach, Construction of Rosenbrock-Wanner method Rodas5P and numerical benchmarks within the Julia Differential Equations package,
 * BIT Numer. Math. 63, 27 (2023).
 */
export interface Rosenbrock {
  readonly t: number;
  readonly counts: { readonly steps: number; readonly evaluations: number; readonly rejections: number };
  /**
   * Steps until t is reached, or to the end of the step after which `pause` returns true, and writes the state there to y. The steps do not
   * depend on the requested times.
   */
  advance(t: number, y: Float64Array, pause?: () => boolean): void;
  save(): Record<string, Float64Array>;
  restore(state: Readonly<Record<string, Float64Array>>): void;
}

export const rosenbrockReference =
  'G. Steinebach, Construction of Rosenbrock-Wanner method Rodas5P and numerical benchmarks within the Julia Differential Equations package, BIT Numer. Math. 63 (2023) 27';

const safety = 0.9;
const [leastFactor, mostFactor] = [0.2, 6];
/** Smallest step relative to the time since the start: with it, doubling the time would take a thousand million steps. */
const hopeless = 1e-9;

/**
 * A linear invariant c . M y, as the vector c M, and a direction z that changes it. Multiples of the z are added to an iterative solution x
 * of (factor M - J) x = b so that c M x = c b / factor for every c, as for the exact solution.
 */
export interface Invariant {
  readonly weights: Float64Array;
  /** c itself. */
  readonly test: Float64Array;
  readonly direction: Float64Array;
}

export interface RosenbrockOptions {
  readonly start: number;
  readonly initial: Float64Array;
  readonly tolerance: number;
  /** The scale of the error of every unknown. */
  readonly scales: Float64Array;
  readonly solver: LinearSolver;
  /** Linear functions c . M y that J and F conserve, c J = 0; corrected after every linear solve, see `invariants`. */
  readonly invariants: readonly Invariant[];
}

export function createRosenbrock(system: MassSystem, options: RosenbrockOptions): Rosenbrock {
  const n = system.length;
  const { start, tolerance, scales, solver } = options;
  const counts = { steps: 0, evaluations: 0, rejections: 0 };
  const vector = () => new Float64Array(n);
  const [before, now, stage, sum, right] = [vector(), vector(), vector(), vector(), vector()];
  const k = stages.map(vector);
  const inside = continuous.map(vector);
  const keep = keepInvariants(options.invariants);
  now.set(options.initial);
  before.set(now);
  let [from, to] = [options.start, options.start];
  let t = options.start;
  // Size of the next attempt; 0 before the first step.
  let next = 0;

  function evaluate(y: Float64Array, out: Float64Array) {
    counts.evaluations++;
    system.rate(y, out);
  }

  /** One attempt from `now`; the error relative to the tolerance. `stage` holds the new state. */
  function attempt(h: number): number {
    if (!solver.prepare(1 / (gamma * h), now)) return Infinity;
    for (let s = 0; s < stages.length; s++) {
      stage.set(now);
      sum.fill(0);
      for (let j = 0; j < s; j++) {
        const a = stages[s][j];
        const c = couplings[s][j] / h;
        const kj = k[j];
        for (let x = 0; x < n; x++) {
          stage[x] += a * kj[x];
          sum[x] += c * kj[x];
        }
      }
      evaluate(stage, right);
      if (s > 0) {
        system.applyMass(sum, k[s]);
        for (let x = 0; x < n; x++) k[s][x] += right[x];
      } else k[s].set(right);
      right.set(k[s]);
      if (!solver.solve(k[s])) return Infinity;
      keep(1 / (gamma * h), right, k[s]);
    }
    const last = k[stages.length - 1];
    let error = 0;
    for (let x = 0; x < n; x++) {
      stage[x] += last[x];
      error = Math.max(error, Math.abs(last[x]) / scales[x]);
    }
    return Number.isFinite(error) && stage.every(Number.isFinite) ? error / tolerance : Infinity;
  }

  /** A first step that changes the state by a hundredth, by the initial rate. */
  function firstStep(): number {
    evaluate(now, right);
    system.solveMass(right);
    let fastest = 0;
    for (let x = 0; x < n; x++) fastest = Math.max(fastest, Math.abs(right[x]) / scales[x]);
    return fastest > 0 ? 0.01 / fastest : Infinity;
  }

  function step(limit: number) {
    if (next === 0) next = firstStep();
    if (!(next < Infinity)) next = limit - to;
    let h = next;
    for (;;) {
      if (!(to + h > to))
        throw new RunError(`legendre: no step small enough at t = ${to}; the error estimate stays above the tolerance`);
      if (h < hopeless * (to - start))
        throw new RunError(
          `legendre: steps have come down to ${h.toExponential(1)} at t = ${to}, as with an f that is no longer resolved; ` +
            'take a larger method.degree, more method.elements or an earlier time.until',
        );
      const error = attempt(h);
      const factor = Math.min(mostFactor, Math.max(leastFactor, safety * Math.max(error, 1e-10) ** (-1 / 5)));
      if (error <= 1) {
        before.set(now);
        now.set(stage);
        from = to;
        to += h;
        counts.steps++;
        next = h * factor;
        for (let part = 0; part < continuous.length; part++) {
          inside[part].fill(0);
          for (let s = 0; s < stages.length; s++) {
            const weight = continuous[part][s];
            for (let x = 0; x < n; x++) inside[part][x] += weight * k[s][x];
          }
        }
        return;
      }
      counts.rejections++;
      h *= Math.min(factor, safety);
    }
  }

  function interpolate(at: number, y: Float64Array) {
    if (at === to) {
      y.set(now);
      return;
    }
    const x = (at - from) / (to - from);
    const [first, second, third] = inside;
    for (let j = 0; j < n; j++)
      y[j] = (1 - x) * before[j] + x * (now[j] + (1 - x) * (first[j] + x * (second[j] + x * third[j])));
  }

  return {
    get t() {
      return t;
    },
    counts,
    advance(until, y, pause) {
      t = until;
      while (to < until) {
        step(until);
        if (to < until && pause?.()) {
          t = to;
          break;
        }
      }
      interpolate(t, y);
    },
    save: () => ({
      times: Float64Array.of(from, to, t, next, counts.steps, counts.evaluations, counts.rejections),
      before: before.slice(),
      now: now.slice(),
      ...Object.fromEntries(inside.map((part, p) => [`inside${p}`, part.slice()])),
    }),
    restore(state) {
      [from, to, t, next, counts.steps, counts.evaluations, counts.rejections] = state.times;
      before.set(state.before);
      now.set(state.now);
      inside.forEach((part, p) => {
        part.set(state[`inside${p}`]);
      });
    },
  };
}

/** Applies the correction of `Invariant` to the solution x, with b the right-hand side and `factor` the shift. */
function keepInvariants(invariants: readonly Invariant[]) {
  const n = invariants.length;
  const gram = new Float64Array(n * n);
  invariants.forEach(({ weights }, a) => {
    invariants.forEach(({ direction }, b) => {
      gram[a * n + b] = dot(weights, direction);
    });
  });
  const exchanges = new Int32Array(n);
  decomposeLu(n, gram, exchanges);
  const missing = new Float64Array(n);
  return (factor: number, b: Float64Array, x: Float64Array) => {
    invariants.forEach(({ weights, test }, a) => {
      missing[a] = dot(test, b) / factor - dot(weights, x);
    });
    solveLu(n, gram, exchanges, missing);
    invariants.forEach(({ direction }, a) => {
      for (let k = 0; k < x.length; k++) x[k] += missing[a] * direction[k];
    });
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
