import { eachNode } from '../core/lattice.ts';
import { ascendingInverseLowerGamma } from '../core/special-functions.ts';
import { component } from '../core/vector-field.ts';
import type { RadialSamples, SpeciesSnapshot } from '../methods/snapshot.ts';
import { everyOtherNode } from '../methods/snapshot.ts';
import { squaredDistance } from '../physics/density.ts';
import type { Maxwellian } from '../physics/equilibrium.ts';

/** A value and its error; NaN if one is not known. */
export interface Estimated {
  readonly value: number;
  readonly error: number;
}

/** The speeds of a species with more points are not sorted at every output: a million take half a second. */
const mostPoints = 200_000;

/** Points with less than this fraction of the density are left out of the distance of the speeds. */
const negligible = 1e-20;

/** A distance of one species' f from the Maxwellian of the equilibrium. */
export interface Distance {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  measure(state: SpeciesSnapshot, mu: Maxwellian): Estimated;
}

const l1 = { name: 'distance_l1', label: 'relative L1 distance to the equilibrium', unit: '1' };
const w2 = {
  name: 'distance_w2',
  label: 'Wasserstein distance W2 of the speeds to those of the equilibrium',
  unit: 'v',
};

/** Returns the distances of a method's f from its Maxwellian that its quadrature, nodes or particles determine, with an error. */
export function distancesOf(initial: SpeciesSnapshot): readonly Distance[] {
  if (initial.radialSamples !== undefined)
    return [
      { ...l1, measure: ({ radialSamples }, mu) => quadratureL1(radialSamples!(), mu) },
      { ...w2, measure: ({ radialSamples }, mu) => speedDistance(shells(radialSamples!()), mu) },
    ];
  if (initial.particles !== undefined)
    return initial.particles.weights.length > mostPoints
      ? []
      : [{ ...w2, measure: (state, mu) => sampledDistance(particleSpeeds(state, mu), mu) }];
  return [
    { ...l1, measure: latticeL1 },
    ...(initial.values.length > mostPoints ? [] : [{ ...w2, measure: nodeDistance }]),
  ];
}

export function scale({ value, error }: Estimated, factor: number): Estimated {
  return { value: factor * value, error: factor * error };
}

/** By quadrature. The error comes from the last terms of f and the points next to a sign change, where the integrand has a kink. */
function quadratureL1({ radii, angles, weights, values, truncated }: RadialSamples, mu: Maxwellian): Estimated {
  const v = Float64Array.from(mu.velocity);
  const excess = new Float64Array(values.length);
  let value = 0;
  let error = 0;
  radii.forEach((r, p) => {
    v[0] = mu.velocity[0] + r;
    const there = mu.value(v);
    for (let at = p * angles; at < (p + 1) * angles; at++) {
      excess[at] = weights[at] * (values[at] - there);
      value += Math.abs(excess[at]);
      error += weights[at] * Math.abs(values[at] - truncated[at]);
      if (p > 0 && excess[at] * excess[at - angles] < 0) error += Math.abs(excess[at]) + Math.abs(excess[at - angles]);
    }
  });
  return scale({ value, error }, 1 / mu.density);
}

/** By a sum over the nodes. The error is the largest distance to the sums over half the nodes on every axis. */
function latticeL1(state: SpeciesSnapshot, mu: Maxwellian): Estimated {
  const over = ({ lattice, values }: Pick<SpeciesSnapshot, 'lattice' | 'values'>) => {
    let sum = 0;
    eachNode(lattice, (v, x) => {
      sum += Math.abs(values[x] - mu.value(v));
    });
    return (lattice.spacing ** lattice.d * sum) / mu.density;
  };
  const value = over(state);
  const halves = [0, 1].map((offset) => Math.abs(over(everyOtherNode(state, offset)) - value));
  return { value, error: Math.max(...halves) };
}

/** Speeds about the equilibrium's velocity, and the share of the density at each. */
interface Speeds {
  readonly speeds: Float64Array;
  readonly weights: Float64Array;
}

function shells({ radii, angles, weights, values }: RadialSamples): Speeds {
  const density = new Float64Array(radii.length);
  values.forEach((f, at) => {
    density[Math.floor(at / angles)] += weights[at] * f;
  });
  return { speeds: radii, weights: density.map((part) => Math.max(0, part)) };
}

function particleSpeeds({ particles }: SpeciesSnapshot, mu: Maxwellian): Speeds {
  const { weights, velocities } = particles!;
  const axes = mu.velocity.map((_, k) => component(velocities, k));
  const speeds = weights.map((_, p) => Math.hypot(...axes.map((axis, k) => axis[p] - mu.velocity[k])));
  return { speeds, weights };
}

function nodeDistance({ lattice, values }: SpeciesSnapshot, mu: Maxwellian): Estimated {
  const speeds = new Float64Array(values.length);
  eachNode(lattice, (v, x) => {
    speeds[x] = Math.sqrt(squaredDistance(v, mu.velocity));
  });
  const { value, error } = speedDistance({ speeds, weights: values.map((f) => Math.max(0, f)) }, mu);
  // Along any direction, the points of a cell deviate from its node by at most the cell's width over root 12, on average.
  return { value, error: error + lattice.spacing / Math.sqrt(12) };
}

/**
 * Returns W2 between the distribution of the given speeds and that of the Maxwellian, by the monotone map:
 * ( int_0^1 |s(q) - g(q)|^2 dq )^{1/2} with the quantiles s and g, P(d/2, m g(q)^2/2 theta) = q, each speed at the middle of its interval
 * of q. The error is twice the change when neighbours are merged in pairs.
 */
function speedDistance(given: Speeds, { mass, temperature, velocity }: Maxwellian): Estimated {
  const order = given.speeds.map((_, p) => p).sort((a, b) => given.speeds[a] - given.speeds[b]);
  const sorted = { speeds: order.map((p) => given.speeds[p]), weights: order.map((p) => given.weights[p]) };
  const thermal = Math.sqrt((2 * temperature) / mass);
  const over = ({ speeds, weights }: Speeds) => {
    const inverse = ascendingInverseLowerGamma(velocity.length / 2);
    const quantile = (p: number, q: number) => thermal * Math.sqrt(inverse(p, q));
    const total = weights.reduce((sum, w) => sum + w, 0);
    // The upper tail is summed from above: the share of the fastest is less than the round-off of 1.
    const above = new Float64Array(weights.length);
    for (let k = weights.length - 1; k > 0; k--) above[k - 1] = above[k] + weights[k];
    let below = 0;
    let square = 0;
    weights.forEach((w, k) => {
      const half = w / (2 * total);
      if (half > negligible) square += w * (speeds[k] - quantile(below / total + half, above[k] / total + half)) ** 2;
      below += w;
    });
    return Math.sqrt(square / total);
  };
  const value = over(sorted);
  return { value, error: 2 * Math.abs(over(inPairs(sorted)) - value) };
}

/**
 * Returns the same distance for particles. By the triangle inequality, the distance between the distribution of the particles and f adds to
 * the error. It is estimated by the distance between two halves of the points: scattered halves, because regular halves of a lattice
 * would mirror each other.
 */
function sampledDistance(given: Speeds, mu: Maxwellian): Estimated {
  const { value, error } = speedDistance(given, mu);
  const [one, other] = [0, 1].map((half) => sortedLaw(given, half));
  return { value, error: error + lawDistance(one, other) };
}

/** Returns the distribution of one of the scattered halves, sorted by speed, with weights of sum 1. */
function sortedLaw({ speeds, weights }: Speeds, half: number): Speeds {
  // Multiplication by the golden ratio of 2^32, D. E. Knuth, The Art of Computer Programming 3, section 6.4.
  const places = [...speeds.keys()].filter((p) => Math.imul(p + 1, 0x9e3779b1) >>> 31 === half);
  places.sort((a, b) => speeds[a] - speeds[b]);
  const total = places.reduce((sum, p) => sum + weights[p], 0);
  return {
    speeds: Float64Array.from(places, (p) => speeds[p]),
    weights: Float64Array.from(places, (p) => weights[p] / total),
  };
}

/** Returns W2 of two distributions on a line by their quantiles; NaN if one of them is empty. */
function lawDistance(one: Speeds, other: Speeds): number {
  let [a, b] = [0, 0];
  let [leftA, leftB] = [one.weights[0] ?? Number.NaN, other.weights[0] ?? Number.NaN];
  let square = 0;
  while (a < one.speeds.length && b < other.speeds.length) {
    const part = Math.min(leftA, leftB);
    square += part * (one.speeds[a] - other.speeds[b]) ** 2;
    leftA -= part;
    leftB -= part;
    if (leftA <= 0) leftA = one.weights[++a];
    if (leftB <= 0) leftB = other.weights[++b];
  }
  return one.speeds.length > 0 && other.speeds.length > 0 ? Math.sqrt(square) : Number.NaN;
}

function inPairs({ speeds, weights }: Speeds): Speeds {
  const half = Math.ceil(speeds.length / 2);
  const together = new Float64Array(half);
  const means = new Float64Array(half);
  speeds.forEach((s, k) => {
    const at = Math.floor(k / 2);
    together[at] += weights[k];
    means[at] += weights[k] * s;
  });
  return { speeds: means.map((sum, k) => (together[k] > 0 ? sum / together[k] : 0)), weights: together };
}
