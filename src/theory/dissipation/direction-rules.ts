import { gaussLegendre } from '../../core/quadrature.ts';
import { acrossAxis } from '../../core/vector-field.ts';

/** Vectors x_k of R^d, one after the other, and weights. */
export interface VectorRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Directions, and for each the index of the direction that represents the opposite relative velocity: the reversed one, mirrored back if
 * one side of a plane or line represents both.
 */
export interface DirectionRule extends VectorRule {
  readonly opposite: Int32Array;
}

/** Equal weights at equal angles, none on an axis, over the circle or half of it. */
export function circle(count: number, half: boolean): DirectionRule {
  const angles = Array.from({ length: half ? count : 2 * count }, (_, k) => ((k + 1 / 2) * Math.PI) / count);
  return {
    nodes: Float64Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])),
    weights: new Float64Array(angles.length).fill((2 * Math.PI) / angles.length),
    opposite: Int32Array.from(angles, (_, k) => (half ? count - 1 - k : (k + count) % angles.length)),
  };
}

/** Gauss-Legendre in the cosine of the angle to the first axis, the trapezoidal rule in the azimuth: exact to degree 2 count - 1. */
export function sphere(count: number, half: boolean): DirectionRule {
  const polar = gaussLegendre(count);
  const azimuths = half ? [0] : Array.from({ length: 2 * count }, (_, k) => (k * Math.PI) / count);
  const points = Array.from(polar.nodes, (cosine, k) =>
    azimuths.map((azimuth, m) => {
      const sine = Math.sqrt(1 - cosine * cosine);
      return {
        node: [cosine, sine * Math.cos(azimuth), sine * Math.sin(azimuth)],
        weight: (2 * Math.PI * polar.weights[k]) / azimuths.length,
        opposite: (count - 1 - k) * azimuths.length + (half ? 0 : (m + count) % azimuths.length),
      };
    }),
  ).flat();
  return {
    nodes: Float64Array.from(points.flatMap(({ node }) => node)),
    weights: Float64Array.from(points, ({ weight }) => weight),
    opposite: Int32Array.from(points, ({ opposite }) => opposite),
  };
}

/** Like `sphere`, with the axis as its pole, but only on the side of the plane of the centres; the other side gives the same values. */
export function halfSphere(count: number, axis: readonly number[]): DirectionRule {
  const polar = gaussLegendre(count);
  const [side, beyond] = acrossAxis(axis);
  const points = Array.from(polar.nodes, (cosine, k) =>
    Array.from({ length: count }, (_, azimuth) => {
      const sine = Math.sqrt(1 - cosine * cosine);
      const phi = ((azimuth + 1 / 2) * Math.PI) / count;
      return {
        node: axis.map((a, x) => cosine * a + sine * (Math.cos(phi) * side[x] + Math.sin(phi) * beyond[x])),
        weight: (2 * Math.PI * polar.weights[k]) / count,
        opposite: (count - 1 - k) * count + count - 1 - azimuth,
      };
    }),
  ).flat();
  return {
    nodes: Float64Array.from(points.flatMap(({ node }) => node)),
    weights: Float64Array.from(points, ({ weight }) => weight),
    opposite: Int32Array.from(points, ({ opposite }) => opposite),
  };
}

/** |S^{d-1}|. */
export function sphereArea(d: number): number {
  return d === 2 ? 2 * Math.PI : 4 * Math.PI;
}
