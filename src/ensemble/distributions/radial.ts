import { InputError } from '../../core/errors.ts';
import { gaussLegendre } from '../../core/quadrature.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { map, number, quantity } from '../../schema/fields.ts';
import type { ExactState } from '../../theory/exact-solution.ts';
import {
  type Distribution,
  type DistributionKind,
  type DistributionSpecies,
  drift,
  driftVelocity,
  expectPositive,
  tailFraction,
} from '../distribution.ts';

export interface RadialProfile {
  /** p(r) >= 0, the shape of f in r = |v - u|, up to a constant factor. */
  readonly profile: (r: number) => number;
  /** Increasing radii between which p is smooth; the samples lie between the first and the last. */
  readonly knots: readonly number[];
  /** Mean velocity u. */
  readonly velocity: readonly number[];
}

/**
 * Isotropic distribution f(v) = n p(|v - u|) / int p(|v|) dv.
 *
 * A sample consists of a radius, from the inverse of the radial law, and a direction: the angle 2 pi u_1 (d = 2), or the height
 * z = 1 - 2 u_1, which is uniform on [-1, 1] by Archimedes' theorem, and the azimuth 2 pi u_2 (d = 3).
 */
export function radialDistribution(shape: RadialProfile, species: DistributionSpecies): Distribution {
  const { dimension: d, density } = species;
  const { profile, knots, velocity } = shape;
  const law = radialLaw(d, profile, knots);
  const scale = density / law.mass;
  return {
    dimension: d,
    density,
    velocity,
    covariance: Array.from({ length: d * d }, (_, i) => (i % (d + 1) === 0 ? law.variance : 0)),
    extent: law.radius(1 - tailFraction),
    isEven: true,
    value(v) {
      let r2 = 0;
      for (let k = 0; k < d; k++) r2 += (v[k] - velocity[k]) ** 2;
      return scale * profile(Math.sqrt(r2));
    },
    uniforms: d,
    transform(u, v) {
      const r = law.radius(u[0]);
      const azimuth = 2 * Math.PI * u[d - 1];
      const z = d === 2 ? 0 : 1 - 2 * u[1];
      const across = r * Math.sqrt(1 - z * z);
      v[0] = velocity[0] + across * Math.cos(azimuth);
      v[1] = velocity[1] + across * Math.sin(azimuth);
      if (d === 3) v[2] = velocity[2] + r * z;
    },
  };
}

/** Equally spaced knots from `lower` to `upper`, `panels` intervals. */
export function equalPanels(lower: number, upper: number, panels: number): number[] {
  return Array.from({ length: panels + 1 }, (_, j) => lower + ((upper - lower) * j) / panels);
}

/** Integrals of a radial profile p(r) in d dimensions, with g(r) = r^{d-1} p(r). */
export interface RadialLaw {
  /** int p(|v|) dv = |S^{d-1}| int g dr. */
  readonly mass: number;
  /** Variance of one Cartesian component, int r^2 g dr / (d int g dr). */
  readonly variance: number;
  /** The radius that contains the fraction u of the mass, 0 <= u < 1, to round-off in u. */
  radius(u: number): number;
}

// Sixteen nodes are exact to degree 31; with knots half a thermal width apart, only round-off remains.
const nodesPerPanel = 16;
// Pure bisection reaches round-off in 53 steps; Newton's method needs four or five.
const mostIterations = 100;

/**
 * The law of the radius of a profile that is smooth between its increasing `knots` and zero outside them. The integrals use
 * Gauss-Legendre panels, the inverse uses Newton's method inside a shrinking bracket.
 */
export function radialLaw(d: Dimension, profile: (r: number) => number, knots: readonly number[]): RadialLaw {
  const rule = gaussLegendre(nodesPerPanel, 0, 1);
  const g = (r: number) => r ** (d - 1) * profile(r);
  const integral = (h: (r: number) => number, a: number, b: number) => {
    let sum = 0;
    for (let k = 0; k < nodesPerPanel; k++) sum += rule.weights[k] * h(a + (b - a) * rule.nodes[k]);
    return (b - a) * sum;
  };
  // cumulative[j] = int of g up to knot j.
  const cumulative = [0];
  let second = 0;
  for (let j = 1; j < knots.length; j++) {
    cumulative.push(cumulative[j - 1] + integral(g, knots[j - 1], knots[j]));
    second += integral((r) => r * r * g(r), knots[j - 1], knots[j]);
  }
  const total = cumulative[cumulative.length - 1];

  const radius = (u: number) => {
    const target = Math.min(Math.max(u, 0), 1 - 2 ** -53) * total;
    const panel = lastAtMost(cumulative, target);
    const start = knots[panel];
    let [low, high] = [start, knots[panel + 1]];
    const wanted = target - cumulative[panel];
    let r = start + ((high - low) * wanted) / (cumulative[panel + 1] - cumulative[panel]);
    for (let iteration = 0; iteration < mostIterations; iteration++) {
      const excess = integral(g, start, r) - wanted;
      if (Math.abs(excess) <= 2 ** -52 * total) break;
      if (excess > 0) high = r;
      else low = r;
      const newton = r - excess / g(r);
      r = newton > low && newton < high ? newton : (low + high) / 2;
    }
    return r;
  };
  const sphere = d === 2 ? 2 * Math.PI : 4 * Math.PI;
  return { mass: sphere * total, variance: second / (d * total), radius };
}

/** The last j with increasing[j] <= x, except the last index. */
function lastAtMost(increasing: readonly number[], x: number): number {
  let low = 0;
  let high = increasing.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (increasing[middle] <= x) low = middle;
    else high = middle;
  }
  return low;
}

export interface BallParameters {
  readonly radius: number;
  /** Mean velocity u; zero when absent. */
  readonly drift?: readonly number[] | undefined;
}

/** Uniform distribution on the ball |v - u| <= radius, scaled to the species' density. */
export const ball = {
  summary: 'A uniform ball (waterbag).',
  part: 'A ball part.',
  parameters: (dimension: Dimension | undefined) =>
    map('f uniform in |v - u| < radius.', {
      radius: quantity('speed', 'Radius of the ball', { above: 0 }),
      drift: drift(dimension),
    }),
  create: createBall,
} as const satisfies DistributionKind<BallParameters>;

function createBall(parameters: BallParameters, species: DistributionSpecies): Distribution {
  const { radius } = parameters;
  expectPositive('ball.radius', radius);
  const velocity = driftVelocity('ball.drift', parameters.drift, species.dimension);
  const profile = (r: number) => (r <= radius ? 1 : 0);
  return { ...radialDistribution({ profile, knots: [0, radius], velocity }, species), mayJump: true };
}

export interface ShellParameters {
  /** Radius of the shell's maximum, >= 0. */
  readonly radius: number;
  /** Width of the shell, > 0. */
  readonly width: number;
  /** Mean velocity u; zero when absent. */
  readonly drift?: readonly number[] | undefined;
}

/** Gaussian shell f(v) ~ exp(-(|v - u| - radius)^2 / (2 width^2)), scaled to the species' density. */
export const shell = {
  summary: 'A spherical shell.',
  part: 'A shell part.',
  parameters: (dimension: Dimension | undefined) =>
    map('f ~ exp(-(|v - u| - radius)^2 / (2 width^2)).', {
      radius: quantity('speed', 'Radius of the shell', { from: 0 }),
      width: quantity('velocity', 'Width of the shell', { above: 0 }),
      drift: drift(dimension),
    }),
  create: createShell,
} as const satisfies DistributionKind<ShellParameters>;

function createShell(parameters: ShellParameters, species: DistributionSpecies): Distribution {
  const { radius, width } = parameters;
  if (!(radius >= 0 && radius < Infinity)) throw new InputError(`shell.radius: expected a number >= 0, got ${radius}`);
  expectPositive('shell.width', width);
  const velocity = driftVelocity('shell.drift', parameters.drift, species.dimension);
  const profile = (r: number) => Math.exp(-(((r - radius) / width) ** 2) / 2);
  // Ten widths from the maximum, exp(-50) = 2e-22 is below round-off; two panels per width keep the Gauss rule exact.
  const inner = Math.max(0, radius - 10 * width);
  const outer = radius + 10 * width;
  const knots = equalPanels(inner, outer, Math.ceil((2 * (outer - inner)) / width));
  return radialDistribution({ profile, knots, velocity }, species);
}

/** The required part of an exact state: f, its centre and its temperature. */
export type IsotropicState = Pick<ExactState, 'value' | 'smooth' | 'velocity' | 'temperature'>;

/**
 * The distribution of an exact isotropic solution, such as the BKW solution, at one time. f must fall off like
 * exp(-m |v-u|^2 / 2T) or faster, where T is its temperature. Every BKW state does, because K never exceeds T.
 */
export const bkw = {
  summary: 'The exact Bobylev-Krook-Wu solution; every exponent must be 0.',
  parameters: () =>
    map('f ~ exp(-m v^2/2K) [1 - (d/2)(T-K)/K + m (T-K) v^2/(2K^2)] with K = T (1 - C exp(-2 beta t)).', {
      temperature: quantity('temperature', 'Temperature T', { above: 0 }),
      amplitude: number('Amplitude C; f >= 0 at the start requires C exp(-2 beta start) <= 2/(d+2)', { from: 0 }),
    }),
  create: createBkw,
} as const satisfies DistributionKind<unknown, IsotropicState>;

function createBkw(state: IsotropicState, species: DistributionSpecies): Distribution {
  const { velocity, temperature, smooth } = state;
  const v = Float64Array.from(velocity);
  const profile = (r: number) => {
    v[0] = velocity[0] + r;
    // Where f is zero, as at v = u in the extreme BKW state, round-off may make it -1e-17.
    return Math.max(0, state.value(v));
  };
  // At ten thermal widths, exp(-50) = 2e-22 is below the round-off of the integral of f.
  const width = Math.sqrt(temperature / species.mass);
  const distribution = radialDistribution({ profile, knots: equalPanels(0, 10 * width, 40), velocity }, species);
  return { ...distribution, ...(smooth && { smooth }) };
}
