import type { LedgerEntries } from './invariants.ts';
import type { LinearSolver } from './linear-solver.ts';
import type { Drive, LegendreSystem } from './system.ts';

/**
 * A system with baths and fields, whose state goes on after the unknowns y with the time t and a ledger: momentum along the axis and energy
 * that every giver has given so far,
 *
 *     M dy/dt = F(t, y),    dt/dt = 1,    dP_a/dt = g_a(t) p_a . y,    dE_a/dt = g_a(t) e_a . y.
 *
 * What is given is linear in y, so a Rosenbrock or Runge-Kutta step changes momentum and energy of y by exactly what it enters into the ledger.
 */
export interface DrivenSystem extends LegendreSystem {
  readonly entries: LedgerEntries;
  /** Momentum along the axis and energy given by every giver so far. */
  given(y: Float64Array): readonly { readonly momentum: number; readonly energy: number }[];
}

/** The state of the driven system at the start. */
export function drivenStart(system: LegendreSystem, drive: Drive, start: number, initial: Float64Array): Float64Array {
  const y = new Float64Array(system.length + 1 + 2 * drive.count);
  y.set(initial);
  y[system.length] = start;
  return y;
}

export function drivenSystem(system: LegendreSystem, drive: Drive): DrivenSystem {
  const n = system.length;
  const places = Array.from({ length: drive.count }, (_, a) => n + 1 + 2 * a);
  const ledger = (y: Float64Array, t: number, out: Float64Array) => {
    for (let a = 0; a < drive.count; a++) {
      const { momentum, energy } = drive.gain(a, y);
      const factor = drive.factor(a, t);
      out[n + 1 + 2 * a] = factor * momentum;
      out[n + 2 + 2 * a] = factor * energy;
    }
  };
  const copyTail = (from: Float64Array, to: Float64Array) => {
    for (let k = n; k < from.length; k++) to[k] = from[k];
  };
  return {
    ...system,
    length: n + 1 + 2 * drive.count,
    rate(y, out, partner) {
      drive.setTime(y[n]);
      system.rate(y, out, partner);
      out[n] = 1;
      ledger(y, y[n], out);
    },
    applyMass(y, out) {
      system.applyMass(y, out);
      copyTail(y, out);
    },
    entries: { momentum: places.map((at) => at), energy: places.map((at) => at + 1) },
    given: (y) => places.map((at) => ({ momentum: y[at], energy: y[at + 1] })),
  };
}

/**
 * (factor M - J) x = b of the driven system by a solver of its unknowns alone: time and ledger act on nothing, so that x_t = b_t/factor comes
 * first, then M and J of y with b + x_t dF/dt, then the ledger, which is linear in x.
 */
export function drivenSolver(inner: LinearSolver, system: LegendreSystem, drive: Drive): LinearSolver {
  const n = system.length;
  const part = new Float64Array(n);
  const timeDerivative = new Float64Array(n);
  const gains = Array.from({ length: drive.count }, () => ({ momentum: 0, energy: 0 }));
  let factor = 1;
  let t = 0;
  return {
    prepare(shift, y) {
      factor = shift;
      t = y[n];
      drive.setTime(t);
      timeDerivative.fill(0);
      for (let a = 0; a < drive.count; a++) {
        const rate = drive.factorRate(a, t);
        gains[a].momentum = 0;
        gains[a].energy = 0;
        if (rate === 0) continue;
        drive.rate(a, y, part);
        for (let k = 0; k < n; k++) timeDerivative[k] += rate * part[k];
        const { momentum, energy } = drive.gain(a, y);
        gains[a].momentum = rate * momentum;
        gains[a].energy = rate * energy;
      }
      return inner.prepare(factor, y.subarray(0, n));
    },
    solve(b) {
      const own = b.subarray(0, n);
      b[n] /= factor;
      for (let k = 0; k < n; k++) own[k] += b[n] * timeDerivative[k];
      if (!inner.solve(own)) return false;
      for (let a = 0; a < drive.count; a++) {
        const { momentum, energy } = drive.gain(a, own);
        const g = drive.factor(a, t);
        b[n + 1 + 2 * a] = (b[n + 1 + 2 * a] + g * momentum + b[n] * gains[a].momentum) / factor;
        b[n + 2 + 2 * a] = (b[n + 2 + 2 * a] + g * energy + b[n] * gains[a].energy) / factor;
      }
      return true;
    },
  };
}
