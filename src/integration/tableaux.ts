/**
 * A consistent explicit Runge-Kutta method as data (Butcher's notation):
 *
 *     k_i = F(t + c_i dt, y + dt sum_{j < i} a_ij k_j),     y(t + dt) = y + dt sum_i b_i k_i
 */
export interface Tableau {
  readonly name: string;
  readonly reference: string;
  readonly order: number;
  /** Row i has the i entries a_i0 ... a_i,i-1. */
  readonly a: readonly (readonly number[])[];
  readonly b: readonly number[];
  readonly c: readonly number[];
}

export const euler = {
  name: 'euler',
  reference: 'L. Euler, Institutionum calculi integralis I (1768), sec. 650',
  order: 1,
  a: [[]],
  b: [1],
  c: [0],
} as const satisfies Tableau;

/** The explicit trapezoidal rule; also the optimal second-order strong-stability-preserving method of two stages. */
export const heun = {
  name: 'heun',
  reference: 'K. Heun, Z. Math. Phys. 45, 23-38 (1900)',
  order: 2,
  a: [[], [1]],
  b: [1 / 2, 1 / 2],
  c: [0, 1],
} as const satisfies Tableau;

export const sspRk3 = {
  name: 'ssp-rk3',
  reference: 'C.-W. Shu and S. Osher, J. Comput. Phys. 77, 439-471 (1988)',
  order: 3,
  a: [[], [1], [1 / 4, 1 / 4]],
  b: [1 / 6, 1 / 6, 2 / 3],
  c: [0, 1, 1 / 2],
} as const satisfies Tableau;

export const rk4 = {
  name: 'rk4',
  reference: 'W. Kutta, Z. Math. Phys. 46, 435-453 (1901)',
  order: 4,
  a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
  b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
  c: [0, 1 / 2, 1 / 2, 1],
} as const satisfies Tableau;
