import {
  checkMemory,
  createOutcome,
  fail,
  firstNonFinite,
  type Integrator,
  joinMemory,
  type System,
  settle,
} from './integrator.ts';

/** Damping of the stages, which allows eigenvalues in a strip around the negative axis; the usual choice. */
const damping = 2 / 13;
/** Largest number of stages; beyond it shorter steps are better. */
export const mostStages = 500;
/** Fraction of the interval of stability that a step may use. */
const used = 0.95;

/**
 * The second-order Runge-Kutta-Chebyshev method: explicit, with as many stages s as the step needs; the interval of
 * stability on the negative axis is 0.65 s^2 long. The cost of diffusion therefore grows with the square root of its stiffness.
 * The spectral radius is the system's own bound if it provides one, or else comes from a power iteration.
 */
export const rkc: Integrator = {
  name: 'rkc',
  reference: 'B. P. Sommeijer, L. F. Shampine & J. G. Verwer, RKC, J. Comput. Appl. Math. 88 (1998) 315',
  order: 2,
  kind: 'explicit',
  conserves: ['linear'],
  stability: Infinity,
  // Five vectors for the stages, and three for the power iteration, which saves its direction.
  vectors: () => ({ held: 8, saved: 1 }),
  prepare(system) {
    const { length, rate } = system;
    const known = system.stiffness === undefined ? prepareSpectralRadius(system) : undefined;
    const first = new Float64Array(length);
    const slope = new Float64Array(length);
    let earlier = new Float64Array(length);
    let last = new Float64Array(length);
    let stage = new Float64Array(length);
    const outcome = createOutcome();
    return {
      step(t, dt, y) {
        rate(t, y, first);
        let component = firstNonFinite(first);
        if (component >= 0) return fail(outcome, 1, 0, 'not-finite', component);
        const stiffness = known === undefined ? system.stiffness! : known.at(t, y, first);
        const before = 1 + (known?.evaluations ?? 0);
        const s = stagesFor(dt * stiffness);
        if (s > mostStages) return fail(outcome, before, 0, 'iterations');
        const { c, steps } = scheme(s);
        earlier.set(y);
        for (let k = 0; k < length; k++) last[k] = y[k] + dt * steps[1].slope * first[k];
        for (let j = 2; j <= s; j++) {
          rate(t + c[j - 1] * dt, last, slope);
          component = firstNonFinite(slope);
          if (component >= 0) return fail(outcome, before + j - 1, 0, 'not-finite', component);
          const { mu, nu, slope: here, start } = steps[j];
          // Differences from y are sums of rates, which conserves linear invariants.
          for (let k = 0; k < length; k++)
            stage[k] =
              y[k] + mu * (last[k] - y[k]) + nu * (earlier[k] - y[k]) + dt * (here * slope[k] + start * first[k]);
          [earlier, last, stage] = [last, stage, earlier];
        }
        component = firstNonFinite(last);
        if (component >= 0) return fail(outcome, before + s - 1, 0, 'not-finite', component);
        y.set(last);
        return settle(outcome, before + s - 1, 0);
      },
      save: () => known?.save() ?? new Float64Array(0),
      restore(memory) {
        checkMemory(memory, known === undefined ? 0 : length + 2, rkc.name);
        known?.restore(memory);
      },
    };
  },
};

/** The smallest number of stages that is stable for dt |lambda| up to x. */
export function stagesFor(x: number): number {
  let s = Math.max(2, Math.floor(Math.sqrt(1 + x)));
  while (s <= mostStages && used * stabilityOf(s) < x) s++;
  return s;
}

/** Length of the interval of stability, which ends where T_s(w_0 + w_1 z) = -1. */
export function stabilityOf(s: number): number {
  const [w0, w1] = parameters(s);
  return (1 + w0) / w1;
}

interface Stage {
  readonly mu: number;
  readonly nu: number;
  /** Factors of dt F at the last stage and at the start. */
  readonly slope: number;
  readonly start: number;
}

const known = new Map<number, { readonly c: readonly number[]; readonly steps: readonly Stage[] }>();

/** Y_j = (1 - mu - nu) y + mu Y_(j-1) + nu Y_(j-2) + dt (slope F_(j-1) + start F_0), Y_(j-1) at the time c_(j-1). */
function scheme(s: number) {
  const found = known.get(s);
  if (found !== undefined) return found;
  const [w0, w1] = parameters(s);
  const [T, first, second] = chebyshev(s, w0);
  const b = second.map((value, j) => (j < 2 ? second[2] / first[2] ** 2 : value / first[j] ** 2));
  const c = second.map((value, j) => (j === 0 ? 0 : j === 1 ? b[1] * w1 : (w1 * value) / first[j]));
  const steps = b.map((value, j): Stage => {
    if (j < 2) return { mu: 0, nu: 0, slope: j * value * w1, start: 0 };
    const slope = (2 * value * w1) / b[j - 1];
    const start = -(1 - b[j - 1] * T[j - 1]) * slope;
    return { mu: (2 * value * w0) / b[j - 1], nu: -value / b[j - 2], slope, start };
  });
  const made = { c, steps };
  known.set(s, made);
  return made;
}

/** w_0 = 1 + damping / s^2 and w_1 = T_s'(w_0) / T_s''(w_0), which give the method order 2. */
function parameters(s: number): readonly [number, number] {
  const w0 = 1 + damping / s ** 2;
  const [, first, second] = chebyshev(s, w0);
  return [w0, first[s] / second[s]];
}

/** T_0 .. T_s and their first and second derivatives at x. */
function chebyshev(s: number, x: number): readonly [number[], number[], number[]] {
  const [T, first, second] = [
    [1, x],
    [0, 1],
    [0, 0],
  ];
  for (let j = 2; j <= s; j++) {
    T.push(2 * x * T[j - 1] - T[j - 2]);
    first.push(2 * T[j - 1] + 2 * x * first[j - 1] - first[j - 2]);
    second.push(4 * first[j - 1] + 2 * x * second[j - 1] - second[j - 2]);
  }
  return [T, first, second];
}

/** An estimate of the spectral radius of a system's Jacobian, by steps of a nonlinear power iteration. */
export interface SpectralRadius {
  /**
   * The estimate at y, where `rate` is the rate; 0 if no direction changes the rate. Evaluates the rate, at most 50 times, only if the
   * last estimate is `lasting` calls old.
   */
  at(t: number, y: Float64Array, rate: Float64Array): number;
  /** Evaluations of the last call. */
  readonly evaluations: number;
  save(): Float64Array;
  restore(memory: Float64Array): void;
}

/** Number of steps in which the Jacobian changes little. */
const usualLasting = 10;
/** Two estimates that differ by less end the iteration. */
const accuracy = 0.01;
const iterations = 50;
/** Safety factor, because the iteration converges from below. */
const safety = 1.2;
/** Length of the finite difference relative to |y|, above the jumps that occur where a compactly supported mollifier meets a node. */
const difference = 1e-5;

/**
 * Iterates rho = |F(y + v) - F(y)| / |v|, v <- (F(y + v) - F(y)) / rho from the last direction found. The first direction favours no
 * eigenvector: the rate itself is as smooth as the solution and would miss the stiffness. All entries have equal weight, because the
 * lightest particles are the stiff ones. After B. P. Sommeijer, L. F. Shampine & J. G. Verwer, J. Comput. Appl. Math. 88 (1998) 315,
 * sec. 3.2.
 */
export function prepareSpectralRadius({ length, rate: F }: System, lasting: number = usualLasting): SpectralRadius {
  const direction = Float64Array.from({ length }, (_, k) => Math.cos(k * k));
  const state = new Float64Array(length);
  const change = new Float64Array(length);
  let radius = 0;
  let age = lasting;
  let evaluations = 0;

  /** state := y + v, rescaled to |v| = size. */
  function displace(y: Float64Array, v: Float64Array, size: number): void {
    const factor = size / norm(v);
    for (let k = 0; k < length; k++) state[k] = y[k] + factor * v[k];
  }

  function estimate(t: number, y: Float64Array, rate: Float64Array): number {
    const size = difference * (norm(y) || 1);
    let found = 0;
    for (let k = 0; k < iterations; k++) {
      displace(y, direction, size);
      F(t, state, change);
      evaluations++;
      for (let c = 0; c < length; c++) change[c] -= rate[c];
      const growth = norm(change) / size;
      // Also if it is not finite: the stages will report that.
      if (!(growth > 0 && growth < Infinity)) return found;
      direction.set(change);
      const settled = Math.abs(growth - found) <= accuracy * growth;
      found = growth;
      if (settled) break;
    }
    return safety * found;
  }

  return {
    at(t, y, rate) {
      evaluations = 0;
      if (age >= lasting) {
        radius = estimate(t, y, rate);
        age = 0;
      }
      age++;
      return radius;
    },
    get evaluations() {
      return evaluations;
    },
    save: () => joinMemory([radius, age], direction),
    restore(memory) {
      [radius, age] = memory;
      direction.set(memory.subarray(2));
    },
  };
}

function norm(x: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k] * x[k];
  return Math.sqrt(sum);
}
