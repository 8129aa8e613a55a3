import type { Particles } from '../core/particles.ts';
import { gaussLegendre, type QuadratureRule } from '../core/quadrature.ts';
import { sumOf } from '../core/sum.ts';
import { type Forcing, factorAt, type Heating } from '../physics/forcing.ts';
import { baths, type Mixture } from '../physics/mixture.ts';
import { ledgerPlace } from './ledger.ts';
import { momentsOf, type Totals, type Turnover } from './turnover.ts';

/**
 * Moves the particles exactly by the forcings of a mixture over [t, t + dt], without collisions. Fields and gyration move every velocity
 * of a species by one affine map,
 *
 *     v(t + dt) = R(dt) v(t) + int_0^dt R(dt - s) a(t + s) ds,      R(s) the rotation of dv/dt = v x Omega,
 *
 * and heating is a dilation about the mean, v <- u + lambda (v - u), with lambda from the closed solution of dT/dt. The two commute.
 * Sources and losses act for half of dt before the motion and for half of dt after it. Velocities are exact without heating; heating at a
 * changing density and the shares of the budget are of order 2. What the forcings give is added to `ledger`. A species whose number of
 * particles grows gets new arrays in `particles`.
 */
export type ParticleDrive = (t: number, dt: number, particles: Particles[], ledger: Float64Array) => void;

/** Returns undefined if no forcing acts; baths count as collisions. */
export function particleDrive(mixture: Mixture, turnover: Turnover): ParticleDrive | undefined {
  const { dimension: d, species, forcing } = mixture;
  if (forcing.length === 0) return undefined;
  const first = baths(mixture).length;
  const place = (k: number) => ledgerPlace(mixture, first + k);
  return (t, dt, particles, ledger) => {
    species.forEach(({ mass }, i) => {
      const own = turnover(t, t + dt / 2, i, particles[i], ledger);
      const map = affineMap(forcing, i, d, t, dt);
      if (map !== undefined) {
        const before = momentsOf(mass, own);
        apply(map, own);
        const after = momentsOf(mass, own);
        account(map, before, after, ledger, place);
      }
      forcing.forEach(({ heating }, k) => {
        if (heating?.species !== i) return;
        ledger[place(k) + d] += heat(heating, mass, dt, own);
      });
      particles[i] = turnover(t + dt / 2, t + dt, i, own, ledger);
    });
  };
}

interface AffineMap {
  /** R, d x d in row order. */
  readonly rotation: readonly number[];
  readonly shift: readonly number[];
  /** int a_k g_k ds by forcing; zero for forcings without an acceleration. */
  readonly pushes: readonly (readonly number[])[];
  /** The forcings that accelerate the species, and the first one that rotates it, or -1. */
  readonly fields: readonly number[];
  readonly turner: number;
}

/** Made at its first use, so that no command without fields waits for it. */
let rule: QuadratureRule | undefined;

/** The affine map of species i; undefined if no field and no gyration act on it. */
function affineMap(forcing: readonly Forcing[], i: number, d: number, t: number, dt: number): AffineMap | undefined {
  const acting = forcing.filter(({ acceleration, gyration }) =>
    [acceleration?.of[i], gyration?.[i]].some((vector) => vector?.some((x) => x !== 0)),
  );
  if (acting.length === 0) return undefined;
  const omega = [0, 1, 2].map((k) => acting.reduce((sum, { gyration }) => sum + (gyration?.[i][k] ?? 0), 0));
  const turning = Math.hypot(...omega);
  const fastest = acting.reduce((most, one) => Math.max(most, Math.abs(one.acceleration?.factor.frequency ?? 0)), 0);
  const shift = new Array<number>(d).fill(0);
  const pushes = forcing.map(() => new Array<number>(d).fill(0));
  const acceleration = (k: number, s: number) => {
    const one = forcing[k].acceleration;
    const factor = one === undefined ? 0 : factorAt(one.factor, t + s);
    return one?.of[i].map((a) => factor * a);
  };
  rule ??= gaussLegendre(16, 0, 1);
  const points = rule;
  // 16 points integrate a panel to round-off if nothing turns by more than a radian in it.
  const panels = Math.max(1, Math.ceil((turning + fastest) * dt));
  for (let panel = 0; panel < panels; panel++)
    for (let x = 0; x < points.nodes.length; x++) {
      const s = (dt * (panel + points.nodes[x])) / panels;
      const weight = (dt / panels) * points.weights[x];
      forcing.forEach((_, k) => {
        const a = acceleration(k, s);
        if (a === undefined) return;
        rotate(omega, turning * (dt - s), a).forEach((value, axis) => {
          shift[axis] += weight * value;
        });
        a.forEach((value, axis) => {
          pushes[k][axis] += weight * value;
        });
      });
    }
  const unit = (axis: number) => Array.from({ length: d }, (_, k) => (k === axis ? 1 : 0));
  const columns = Array.from({ length: d }, (_, axis) => rotate(omega, turning * dt, unit(axis)));
  const rotation = Array.from({ length: d * d }, (_, at) => columns[at % d][Math.floor(at / d)]);
  const acts = (vector: readonly number[] | undefined) => vector?.some((x) => x !== 0) === true;
  const fields = forcing.flatMap(({ acceleration: one }, k) => (acts(one?.of[i]) ? [k] : []));
  return { rotation, shift, pushes, fields, turner: forcing.findIndex(({ gyration }) => acts(gyration?.[i])) };
}

/** Rotates v by the angle: v cos + (v x n) sin + n (n.v) (1 - cos), n the direction of omega. */
function rotate(omega: readonly number[], angle: number, v: readonly number[]): readonly number[] {
  if (angle === 0 || v.length === 2) return v;
  const size = Math.hypot(...omega);
  const [x, y, z] = omega.map((value) => value / size);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const along = (x * v[0] + y * v[1] + z * v[2]) * (1 - c);
  return [
    v[0] * c + (v[1] * z - v[2] * y) * s + x * along,
    v[1] * c + (v[2] * x - v[0] * z) * s + y * along,
    v[2] * c + (v[0] * y - v[1] * x) * s + z * along,
  ];
}

function apply({ rotation, shift }: AffineMap, { velocities: { d, n, data } }: Particles): void {
  const v = new Float64Array(d);
  for (let p = 0; p < n; p++) {
    for (let k = 0; k < d; k++) v[k] = data[k * n + p];
    for (let k = 0; k < d; k++) {
      let sum = shift[k];
      for (let l = 0; l < d; l++) sum += rotation[k * d + l] * v[l];
      data[k * n + p] = sum;
    }
  }
}

/**
 * Adds what every forcing gave to the ledger. The push of a field is known in closed form; gyration gets the rest of the momentum and gives
 * no energy. If there are several fields, each gets its push times the mean of the velocities before and after, exact to second order, and
 * the last one gets the rest, so that the sum is exact.
 */
function account(
  { pushes, fields, turner }: AffineMap,
  before: Totals,
  after: Totals,
  ledger: Float64Array,
  place: (k: number) => number,
): void {
  const d = before.momentum.length;
  const last = fields.at(-1) ?? -1;
  const rest = before.momentum.map((P, k) => after.momentum[k] - P);
  let energy = after.energy - before.energy;
  for (const k of fields) {
    const push = pushes[k];
    for (let axis = 0; axis < d; axis++) {
      ledger[place(k) + axis] += before.massDensity * push[axis];
      rest[axis] -= before.massDensity * push[axis];
    }
    const mean = (axis: number) => (before.momentum[axis] + after.momentum[axis]) / 2;
    const share = k === last ? energy : push.reduce((sum, a, axis) => sum + a * mean(axis), 0);
    ledger[place(k) + d] += share;
    energy -= share;
  }
  // Without gyration the rest is the round-off of the push.
  const to = turner < 0 ? last : turner;
  for (let axis = 0; axis < d; axis++) ledger[place(to) + axis] += rest[axis];
  if (last < 0) ledger[place(to) + d] += energy;
}

/** Dilates the velocities and returns the added energy: (d/2) n dT = power (T/T_0)^exponent dt, with T bounded below by 0. */
function heat({ power, exponent, temperature }: Heating, mass: number, dt: number, particles: Particles): number {
  const { weights, velocities } = particles;
  const { d, n, data } = velocities;
  const before = momentsOf(mass, particles);
  const u = before.momentum.map((P) => P / before.massDensity);
  const density = before.massDensity / mass;
  const spread = u.reduce((sum, drift, k) => sum + sumOf(n, (p) => weights[p] * (data[k * n + p] - drift) ** 2), 0);
  const T = (mass * spread) / (d * density);
  // x = T/T_0: dx/dt = rate x^exponent.
  const rate = (2 * power) / (d * density * temperature);
  const x = T / temperature;
  const left =
    exponent === 1
      ? x * Math.exp(rate * dt)
      : Math.max(0, x ** (1 - exponent) + (1 - exponent) * rate * dt) ** (1 / (1 - exponent));
  const lambda = Math.sqrt(left / x);
  for (let k = 0; k < d; k++) for (let p = 0; p < n; p++) data[k * n + p] = u[k] + lambda * (data[k * n + p] - u[k]);
  return momentsOf(mass, particles).energy - before.energy;
}
