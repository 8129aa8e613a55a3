import { InputError } from '../../core/errors.ts';
import { gaussLegendre } from '../../core/quadrature.ts';
import { sumOf } from '../../core/sum.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { createMaxwellian } from '../../physics/equilibrium.ts';
import { harmonicCount, zonalHarmonics } from './basis.ts';

/** A light species that starts as a drifting Maxwellian and collides only with immobile partners. */
export interface LorentzGas {
  readonly dimension: Dimension;
  /** gamma of the collisions. */
  readonly exponent: number;
  readonly mass: number;
  readonly temperature: number;
  /** Initial mean velocity along the first axis. */
  readonly drift: number;
  /** c n_j, the strength times the density of the partners. */
  readonly collisions: number;
}

export interface LorentzSolution {
  /** f(t, v) at |v| = r and v_1 = r cosine, for unit density. */
  value(t: number, r: number, cosine: number): number;
  /** (1/m) int |grad f|^2 / f dv at t >= 0; d/T at t = 0. */
  fisher(t: number): number;
}

/**
 * The exact Lorentz gas: for T_j / m_j -> 0 the Landau operator is a diffusion on every sphere |v| = r,
 *
 *     d_t f = (c n_j / m^2) r^gamma lap_sigma f
 *     f(t) = sum_l f_l(r) P_l(cosine) exp( -l (l + d - 2) (c n_j / m^2) r^gamma t )
 *
 * with f_l the projections of the start on the zonal harmonics P_l. For |gamma| > 2 sqrt(d-1) its Fisher information
 * can increase: small |v| become isotropic first, and the new gradient between them and the rest is steeper than the lost
 * one.
 *
 * I is computed with Gauss rules in the angle and the trapezoidal rule in s = log r. The integrand decays at both ends, and
 * exp(-e^{gamma s}) is analytic and bounded for |Im s| < pi / 2|gamma|, so the step 1/24 leaves an error of exp(-24 pi^2 / |gamma|), 1e-20
 * at gamma = -5.
 *
 * Throws InputError if the exponent is outside (-d-2, 1], if a mass, temperature or collision rate is not positive, or
 * if the drift exceeds 4 thermal speeds, where double precision no longer resolves the directions opposite to the drift.
 */
export function lorentzGas(gas: LorentzGas): LorentzSolution {
  checkGas(gas);
  const { dimension: d, exponent, mass, temperature, drift, collisions } = gas;
  const rate = collisions / mass ** 2;
  const start = createMaxwellian(mass, 1, [drift, ...new Array<number>(d - 1).fill(0)], temperature);
  const thermalSpeed = Math.sqrt(temperature / mass);
  const widest = Math.abs(drift) + reach * thermalSpeed;
  // 20 + 3x harmonics resolve exp(x cosine), x = m r u / T, to round-off (x = 10: |f_50| < 1e-20 of the largest).
  const harmonics = Math.ceil(20 + (3 * widest * Math.abs(drift)) / thermalSpeed ** 2);
  const angles = angularTable(d, harmonics);
  const harmonicsAt = zonalHarmonicValues(d, harmonics);
  const shellOf = (r: number) => projectShell(start.value, gas, angles, r);
  const decay = (l: number, r: number, t: number) => l * (l + d - 2) * rate * r ** exponent * t;

  const first = Math.floor((Math.log(1e-16) / d + Math.log(thermalSpeed)) / logarithmicStep);
  const last = Math.ceil(Math.log(widest) / logarithmicStep);
  const shells = Array.from({ length: last - first + 1 }, (_, k) => shellOf(Math.exp((first + k) * logarithmicStep)));
  const sphere = d === 2 ? 2 * Math.PI : 4 * Math.PI;

  return {
    value(t, r, cosine) {
      const { values } = shellOf(r);
      const P = harmonicsAt(cosine).values;
      return sumOf(harmonics, (l) => values[l] * P[l] * Math.exp(-decay(l, r, t)));
    },
    fisher(t) {
      if (!(t >= 0)) throw new InputError(`Lorentz gas: expected a time t >= 0, got ${t}`);
      if (t === 0) return start.fisher;
      return (
        (sphere / mass) * sumOf(shells.length, (k) => shells[k].r ** d * logarithmicStep * shellFisher(shells[k], t))
      );
    },
  };

  /** The angular mean of |grad f|^2 / f. */
  function shellFisher({ r, values, slopes }: Shell, t: number): number {
    const now = values.map((f, l) => f * Math.exp(-decay(l, r, t)));
    const radial = slopes.map(
      (slope, l) => Math.exp(-decay(l, r, t)) * (slope - (values[l] * decay(l, r, t) * exponent) / r),
    );
    const f = angles.nodes.map((_, k) => dot(now, angles.values[k]));
    const floor = roundOff * Math.max(...f);
    return sumOf(f.length, (k) => {
      if (f[k] <= floor) return 0;
      const tangential = (dot(now, angles.derivatives[k]) / r) ** 2 * (1 - angles.nodes[k] ** 2);
      return (angles.weights[k] * (dot(radial, angles.values[k]) ** 2 + tangential)) / f[k];
    });
  }
}

/** Thermal speeds beyond the drift at which the range of |v| ends: exp(-reach^2/2) = 1e-18. */
const reach = 9;
const logarithmicStep = 1 / 24;
/** Below this part of the largest f on a sphere the sum of harmonics is round-off, and its contribution to I is as small. */
const roundOff = 1e-13;

/** The harmonics of f and of d_r f on one sphere. */
interface Shell {
  readonly r: number;
  readonly values: Float64Array;
  readonly slopes: Float64Array;
}

interface AngularTable {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
  /** P_l and dP_l/dcosine at every node, l < harmonics. */
  readonly values: readonly Float64Array[];
  readonly derivatives: readonly Float64Array[];
}

/** A Gauss rule for the mean over the sphere, exact for products of two harmonics, also after multiplication by exp. */
function angularTable(d: Dimension, harmonics: number): AngularTable {
  const count = 2 * harmonics;
  const legendre = d === 3 ? gaussLegendre(count) : undefined;
  const nodes =
    legendre?.nodes ?? Float64Array.from({ length: count }, (_, k) => Math.cos((Math.PI * (k + 1 / 2)) / count));
  const weights = legendre?.weights.map((w) => w / 2) ?? new Float64Array(count).fill(1 / count);
  const harmonic = zonalHarmonicValues(d, harmonics);
  const tables = Array.from(nodes, harmonic);
  return {
    nodes,
    weights,
    values: tables.map(({ values }) => values),
    derivatives: tables.map(({ derivatives }) => derivatives),
  };
}

/** P_l(cosine) and P_l'(cosine), l < count. */
function zonalHarmonicValues(d: Dimension, count: number) {
  const evaluate = zonalHarmonics(d, count);
  return (cosine: number) => {
    const values = new Float64Array(count);
    const derivatives = new Float64Array(count);
    evaluate(cosine, values, derivatives);
    return { values, derivatives };
  };
}

function projectShell(
  start: (v: ArrayLike<number>) => number,
  { dimension: d, mass, temperature, drift }: LorentzGas,
  { nodes, weights, values }: AngularTable,
  r: number,
): Shell {
  const count = values[0].length;
  const shell = { r, values: new Float64Array(count), slopes: new Float64Array(count) };
  const v = new Float64Array(d);
  nodes.forEach((c, k) => {
    v[0] = r * c;
    v[1] = r * Math.sqrt(1 - c * c);
    const f = weights[k] * start(v);
    const slope = (-mass / temperature) * (r - drift * c) * f;
    for (let l = 0; l < count; l++) {
      const projection = harmonicCount(d, l) * values[k][l];
      shell.values[l] += projection * f;
      shell.slopes[l] += projection * slope;
    }
  });
  return shell;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

function checkGas({ dimension: d, exponent, mass, temperature, drift, collisions }: LorentzGas): void {
  if (!(exponent > -d - 2 && exponent <= 1))
    throw new InputError(`Lorentz gas: expected an exponent in (${-d - 2}, 1], got ${exponent}`);
  for (const [name, value] of Object.entries({ mass, temperature, collisions }))
    if (!(value > 0 && value < Infinity))
      throw new InputError(`Lorentz gas: expected a positive ${name}, got ${value}`);
  const speeds = Math.abs(drift) / Math.sqrt(temperature / mass);
  if (!(speeds <= 4)) throw new InputError(`Lorentz gas: expected a drift of at most 4 thermal speeds, got ${speeds}`);
}
