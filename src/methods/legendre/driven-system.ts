import { decomposeLu, solveLu } from '../../kernels/dense-algebra.ts';
import { densityChanged } from '../../physics/forcing.ts';
import type { Drive, Gain } from './drive.ts';
import type { LedgerEntries } from './invariants.ts';
import type { LinearSolver } from './linear-solver.ts';
import type { LegendreSystem } from './system.ts';

/**
 * A system with baths and forcings. In its state the unknowns y are followed by the time t and a ledger: density, momentum along the axis
 * and energy that every giver has given so far,
 *
 *     M dy/dt = F(t, y),    dt/dt = 1,    d(ledger)_a/dt = g_a(t) gain_a(y),
 *
 * where gain_a are the same linear functions of the giver's part of F. So a Rosenbrock or Runge-Kutta step changes density, momentum and
 * energy of y by exactly the amounts in the ledger.
 */
export interface DrivenSystem extends LegendreSystem {
  readonly entries: LedgerEntries;
  /** What every giver has given so far. */
  given(y: Float64Array): readonly Gain[];
}

/** Entries of the ledger for one giver. */
const perGiver = 3;

/** The state of the driven system at the start. */
export function drivenStart(system: LegendreSystem, drive: Drive, start: number, initial: Float64Array): Float64Array {
  const y = new Float64Array(system.length + 1 + perGiver * drive.count);
  y.set(initial);
  y[system.length] = start;
  return y;
}

export function drivenSystem(system: LegendreSystem, drive: Drive): DrivenSystem {
  const n = system.length;
  const { species, forcing } = system.mixture;
  const places = Array.from({ length: drive.count }, (_, a) => n + 1 + perGiver * a);
  const changed = (a: number) => {
    const one = forcing[a - (drive.count - forcing.length)];
    return one === undefined ? undefined : densityChanged(one);
  };
  const copyTail = (from: Float64Array, to: Float64Array) => {
    for (let k = n; k < from.length; k++) to[k] = from[k];
  };
  return {
    ...system,
    length: n + 1 + perGiver * drive.count,
    rate(y, out, partner) {
      const own = y.subarray(0, n);
      drive.set(y[n], own);
      system.rate(own, out.subarray(0, n), partner);
      out[n] = 1;
      places.forEach((at, a) => {
        enter(out, at, drive.factor(a, y[n]), drive.gain(a, own, drive.coefficients));
      });
    },
    applyMass(y, out) {
      system.applyMass(y.subarray(0, n), out.subarray(0, n));
      copyTail(y, out);
    },
    solveMass(b) {
      system.solveMass(b.subarray(0, n));
    },
    entries: {
      density: species.map((_, i) => places.filter((__, a) => changed(a) === i)),
      momentum: places.map((at) => at + 1),
      energy: places.map((at) => at + 2),
    },
    given: (y) => places.map((at) => ({ density: y[at], momentum: y[at + 1], energy: y[at + 2] })),
  };
}

/** Writes factor * gain to to[at ..]. */
function enter(to: Float64Array, at: number, factor: number, { density, momentum, energy }: Gain) {
  to[at] = factor * density;
  to[at + 1] = factor * momentum;
  to[at + 2] = factor * energy;
}

/**
 * Solves (factor M - J) x = b for the driven system with a solver for its unknowns only. The rate of t is constant and nothing depends on
 * the ledger, so x_t = b_t/factor comes first, then y from M and J with b + x_t dF/dt, then the ledger. The change of the coefficients
 * phi_k of F with y has low rank,
 *
 *     J = J_0 + sum_k (G_k y) (dphi_k/dy)^T,
 *
 * with J_0 for fixed coefficients; the formula of Sherman, Morrison and Woodbury applies.
 */
export function drivenSolver(inner: LinearSolver, system: LegendreSystem, drive: Drive): LinearSolver {
  const n = system.length;
  const K = drive.coefficients.length;
  const part = new Float64Array(n);
  const timeDerivative = new Float64Array(n);
  const timeGains: Gain[] = Array.from({ length: drive.count }, () => ({ density: 0, momentum: 0, energy: 0 }));
  const held = new Float64Array(K);
  const columns = Array.from({ length: K }, () => new Float64Array(n));
  const [small, exchanges] = [new Float64Array(K * K), new Int32Array(K)];
  const [changes, alone, none] = [new Float64Array(K), new Float64Array(K), new Float64Array(K)];
  let gradients: readonly Float64Array[] = [];
  let termGains: readonly Gain[] = [];
  const state = new Float64Array(n);
  let factor = 1;
  let t = 0;

  function prepareTerms(y: Float64Array): boolean {
    if (K === 0) return true;
    gradients = drive.gradients(y);
    termGains = columns.map((column, k) => {
      drive.term(k, y, column);
      alone.fill(0);
      alone[k] = 1;
      const a = drive.giverOf(k);
      if (a < 0) return { density: 0, momentum: 0, energy: 0 };
      const [all, rest] = [drive.linearGain(a, y, alone), drive.linearGain(a, y, none)];
      return { density: 0, momentum: all.momentum - rest.momentum, energy: all.energy - rest.energy };
    });
    // drive.term has changed the strength of a pair.
    drive.set(t, y);
    if (!columns.every((column) => inner.solve(column))) return false;
    for (let k = 0; k < K; k++)
      for (let l = 0; l < K; l++) small[k * K + l] = (k === l ? 1 : 0) - dot(gradients[k], columns[l]);
    return decomposeLu(K, small, exchanges);
  }

  return {
    prepare(shift, y) {
      const own = y.subarray(0, n);
      factor = shift;
      t = y[n];
      state.set(own);
      drive.set(t, state);
      held.set(drive.coefficients);
      timeDerivative.fill(0);
      for (let a = 0; a < drive.count; a++) {
        const rate = drive.factorRate(a, t);
        timeGains[a] = { density: 0, momentum: 0, energy: 0 };
        if (rate === 0) continue;
        drive.rate(a, own, part);
        for (let k = 0; k < n; k++) timeDerivative[k] += rate * part[k];
        const { density, momentum, energy } = drive.linearGain(a, own, held);
        timeGains[a] = { density: rate * density, momentum: rate * momentum, energy: rate * energy };
      }
      return inner.prepare(factor, own) && prepareTerms(own);
    },
    solve(b) {
      const own = b.subarray(0, n);
      b[n] /= factor;
      for (let k = 0; k < n; k++) own[k] += b[n] * timeDerivative[k];
      // The stages in between have set other coefficients, and a stalled solver evaluates the Jacobian again.
      drive.set(t, state);
      if (!inner.solve(own)) return false;
      if (K > 0) {
        for (let k = 0; k < K; k++) changes[k] = dot(gradients[k], own);
        solveLu(K, small, exchanges, changes);
        for (let k = 0; k < K; k++) for (let x = 0; x < n; x++) own[x] += changes[k] * columns[k][x];
      }
      for (let a = 0; a < drive.count; a++) {
        const at = n + 1 + perGiver * a;
        const g = drive.factor(a, t);
        const direct = drive.linearGain(a, own, held);
        const sums = (of: (gain: Gain) => number) =>
          g * of(direct) +
          b[n] * of(timeGains[a]) +
          termGains.reduce((sum, gain, k) => sum + (drive.giverOf(k) === a ? changes[k] * of(gain) : 0), 0);
        b[at] = (b[at] + sums(({ density }) => density)) / factor;
        b[at + 1] = (b[at + 1] + sums(({ momentum }) => momentum)) / factor;
        b[at + 2] = (b[at + 2] + sums(({ energy }) => energy)) / factor;
      }
      return true;
    },
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
