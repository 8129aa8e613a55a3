import type { System } from './system.ts';

/** An estimate of the spectral radius of a system's Jacobian, by steps of a nonlinear power iteration. */
export interface SpectralRadius {
  /**
   * The estimate at y, where `rate` is the rate; costs evaluations only when the last one is `lasting` calls old. 0 where no
   * direction changes the rate.
   */
  at(t: number, y: Float64Array, rate: Float64Array): number;
  /** Evaluations of the last call. */
  readonly evaluations: number;
  save(): Float64Array;
  restore(memory: Float64Array): void;
}

/** The Jacobian changes little in so many steps. */
const lasting = 10;
/** Two estimates that differ by less end the iteration. */
const accuracy = 0.01;
const iterations = 50;
/** The iteration comes from below. */
const safety = 1.2;
/** Length of the finite difference relative to |y|: above the jumps where a mollifier of compact support meets a node. */
const difference = 1e-5;

/**
 * rho = |F(y + v) - F(y)| / |v|, v <- (F(y + v) - F(y)) / rho, from the direction found last, at first from one that leans on no
 * eigenvector: the rate itself is smooth where the solution is and would not see the stiffness. All entries count alike, for it is
 * the lightest particles that are stiff. After B. P. Sommeijer, L. F. Shampine & J. G. Verwer, J. Comput. Appl. Math. 88 (1998) 315, sec. 3.2.
 */
export function prepareSpectralRadius({ length, rate: F }: System): SpectralRadius {
  const direction = Float64Array.from({ length }, (_, k) => Math.cos(k * k));
  const state = new Float64Array(length);
  const change = new Float64Array(length);
  let radius = 0;
  let age = lasting;
  let evaluations = 0;

  /** state := y + v with |v| the length of the difference. */
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
      // also where it is not finite: the stages will say so
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
    save: () => Float64Array.of(radius, age, ...direction),
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
