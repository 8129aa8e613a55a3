import { InputError } from '../../core/errors.ts';
import { gaussHermite, gaussLaguerre, gaussPower, type QuadratureRule } from '../../core/quadrature.ts';
import type { Dimension } from '../../core/vector-field.ts';
import { acrossAxis } from '../../core/vector-field.ts';
import type { Bulk, Density, Line } from '../../physics/density.ts';
import { type CollisionPair, createPairPoint, type PairIntegrand } from './collision-pair.ts';
import { circle, type DirectionRule, halfSphere, sphere, sphereArea, type VectorRule } from './direction-rules.ts';

/** Numbers of nodes of a pair rule: per axis of y, for r, and for the polar angle (half a turn) of sigma. */
export interface PairResolution {
  readonly centre: number;
  readonly radius: number;
  readonly angle: number;
}

/**
 * A product rule for int int alpha(r) F h dv dv* in the variables w = v - v* = r sigma and y, where
 *
 *     v = y + share_i w,    v* = y - share_j w,    dv dv* = r^{d-1} dy dr dsigma,
 *
 * with shares that may differ along and across an axis.
 */
export interface PairRule {
  readonly centres: VectorRule;
  /** Makes the rule for v = v* = y only, with twice the nodes per axis, whose cost is negligible compared with that of pairs. */
  contact(): VectorRule;
  /** The weights contain alpha(r) r^{d - 1}. */
  readonly radii: QuadratureRule;
  readonly directions: DirectionRule;
  /** share_i sigma for every direction sigma; share_j sigma = sigma - share_i sigma. */
  readonly ahead: Float64Array;
}

// The rule of contact() has twice as many nodes: the weights of Gauss-Laguerre underflow beyond 150.
const mostNodes = 75;

/**
 * For two Gaussians of variances s_i, s_j the shares s_i/(s_i+s_j), s_j/(s_i+s_j) make F a product of a Gaussian of
 * variance s_i s_j/(s_i+s_j) in y and one of variance s = s_i + s_j in w, so y uses Gauss-Hermite on d axes. The rest of
 * the integrand is smooth and, averaged over y and over a set of directions that is symmetric under sigma -> -sigma,
 * r^power times a smooth function of r^2. So t = r^2/2s uses the Gauss-Laguerre rule of t^{(gamma+power+d)/2 - 1} exp(-t),
 * which absorbs the singularity at r = 0 for every gamma > -power-d.
 *
 * If both densities depend only on the distance from one common centre, the integrand is invariant if v and v* turn together. Then y may
 * lie on the first axis, with a Gauss-Laguerre rule for |y|^2, and sigma on half a turn. This saves d - 1 dimensions in y
 * and, for d = 3, one in sigma.
 *
 * If both are symmetric about one line, y may lie in a half plane through it: Gauss-Hermite along the line, Gauss-Laguerre
 * in the square of the distance, each with the width of F there, and sigma on one side of the plane. Radii have one
 * scale for all directions, because the average over sigma at gamma = -d is taken at a radius; the geometric mean of
 * the scales along and across serves both.
 */
export function pairRule(
  d: Dimension,
  law: Pick<CollisionPair, 'exponent' | 'kernel'>,
  power: number,
  i: Bulk,
  j: Bulk,
  resolution: PairResolution,
): PairRule {
  for (const [name, count] of Object.entries(resolution))
    if (!(Number.isInteger(count) && count >= 2 && count <= mostNodes))
      throw new InputError(
        `dissipation, resolution.${name}: expected a whole number from 2 to ${mostNodes}, got ${count}`,
      );
  const symmetric = isRotationInvariant(i, j);
  const axis = symmetric ? undefined : commonLine(i, j);
  const along = crossing(
    axis === undefined ? i.variance : i.line!.along,
    axis === undefined ? j.variance : j.line!.along,
  );
  const across = crossing(
    axis === undefined ? i.variance : i.line!.across,
    axis === undefined ? j.variance : j.line!.across,
  );
  const direction = axis ?? i.centre.map((_, k) => (k === 0 ? 1 : 0));
  /** Returns share_i x for a vector x. */
  const ahead = (x: ArrayLike<number>) => {
    const onAxis = direction.reduce((sum, a, k) => sum + a * x[k], 0);
    return direction.map((a, k) => across.share * x[k] + (along.share - across.share) * onAxis * a);
  };
  // y = v - share_i w at v = u_i, v* = u_j
  const shift = ahead(i.centre.map((u, k) => u - j.centre[k]));
  const centre = i.centre.map((u, k) => u - shift[k]);
  const centres = (count: number) =>
    axis === undefined
      ? (symmetric ? axisCentres : gridCentres)(centre, across.width, count)
      : halfPlaneCentres(centre, axis, along.width, across.width, count);
  const directions =
    d === 2
      ? circle(resolution.angle, symmetric)
      : axis === undefined
        ? sphere(resolution.angle, symmetric)
        : halfSphere(resolution.angle, axis);
  return {
    centres: centres(resolution.centre),
    contact: () => centres(2 * resolution.centre),
    radii: radii(d, law, power, Math.sqrt(along.sum * across.sum), resolution.radius),
    directions,
    ahead: Float64Array.from(
      Array.from(directions.weights, (_, s) => ahead(directions.nodes.subarray(s * d, (s + 1) * d))).flat(),
    ),
  };
}

/** For two Gaussian factors on one axis: the variance of w, the share of i in it, and the width of F in y. */
function crossing(i: number, j: number) {
  const sum = i + j;
  return { sum, share: i / sum, width: Math.sqrt((2 * i * j) / sum) };
}

/** The direction of the line about which both densities are symmetric, if there is one. */
export function commonLine(i: Bulk, j: Bulk): Line['direction'] | undefined {
  const [one, other] = [i.line?.direction, j.line?.direction];
  if (one === undefined || other === undefined || one.some((x, k) => x !== other[k])) return undefined;
  const apart = i.centre.map((u, k) => u - j.centre[k]);
  const along = apart.reduce((sum, x, k) => sum + x * one[k], 0);
  const off = Math.hypot(...apart.map((x, k) => x - along * one[k]));
  return off <= 1e-12 * Math.sqrt(i.variance + j.variance) ? one : undefined;
}

/** Whether both densities depend only on the distance from one common centre. */
export function isRotationInvariant(i: Bulk, j: Bulk): boolean {
  return i.isotropic && j.isotropic && i.centre.every((u, k) => u === j.centre[k]);
}

function gridCentres(centre: readonly number[], width: number, count: number): VectorRule {
  const rule = gaussHermite(count);
  const d = centre.length;
  const total = count ** d;
  const nodes = new Float64Array(d * total);
  const weights = new Float64Array(total);
  for (let index = 0; index < total; index++) {
    let weight = width ** d;
    for (let k = 0, rest = index; k < d; k++, rest = Math.floor(rest / count)) {
      const x = rule.nodes[rest % count];
      nodes[index * d + k] = centre[k] + width * x;
      weight *= rule.weights[rest % count] * Math.exp(x * x);
    }
    weights[index] = weight;
  }
  return { nodes, weights };
}

function axisCentres(centre: readonly number[], width: number, count: number): VectorRule {
  const d = centre.length;
  const rule = gaussLaguerre(count, d / 2 - 1);
  const nodes = new Float64Array(d * count);
  for (let index = 0; index < count; index++)
    for (let k = 0; k < d; k++) nodes[index * d + k] = centre[k] + (k === 0 ? width * Math.sqrt(rule.nodes[index]) : 0);
  const scale = (sphereArea(d) * width ** d) / 2;
  return { nodes, weights: rule.weights.map((weight, index) => scale * weight * Math.exp(rule.nodes[index])) };
}

/** Points of the half plane on one side of the axis, which represent the circles around it. */
function halfPlaneCentres(
  centre: readonly number[],
  axis: readonly number[],
  along: number,
  across: number,
  count: number,
): VectorRule {
  const d = centre.length;
  const line = gaussHermite(count);
  const distance = gaussLaguerre(Math.ceil(count / 2), (d - 1) / 2 - 1);
  const [side] = acrossAxis(axis);
  const points = Array.from(line.nodes, (z, a) =>
    Array.from(distance.nodes, (u, b) => ({
      node: centre.map((c, k) => c + along * z * axis[k] + across * Math.sqrt(u) * side[k]),
      weight: line.weights[a] * Math.exp(z * z) * distance.weights[b] * Math.exp(u),
    })),
  ).flat();
  const area = d === 3 ? 2 * Math.PI : 2;
  const scale = (along * area * across ** (d - 1)) / 2;
  return {
    nodes: Float64Array.from(points.flatMap(({ node }) => node)),
    weights: Float64Array.from(points, ({ weight }) => scale * weight),
  };
}

/**
 * r^2/2s beyond which the Gaussian exp(-r^2/2s) is negligible in an integral (1e-13), and the ratio of nodes to those of the Gauss-Laguerre
 * rule.
 */
const [farthest, denser] = [30, 3];

/**
 * If the kernel is not a power, the integrand is smooth in r, not in r^2. The radii then extend to the end of the Gaussian, with the
 * Gauss-Jacobi rule of the power at r = 0.
 */
function radii(
  d: number,
  { exponent, kernel }: Pick<CollisionPair, 'exponent' | 'kernel'>,
  power: number,
  s: number,
  count: number,
): QuadratureRule {
  if (kernel !== undefined) {
    const end = Math.sqrt(2 * s * farthest);
    const rule = gaussPower(denser * count, exponent + power + d - 1);
    const nodes = rule.nodes.map((x) => end * x);
    const weights = rule.weights.map(
      (weight, k) => end ** (exponent + power + d) * weight * kernel.value(nodes[k]) * nodes[k] ** (-exponent - power),
    );
    return { nodes, weights };
  }
  const rule = gaussLaguerre(count, (exponent + power + d) / 2 - 1);
  const scale = (2 * s) ** ((exponent + d) / 2) / 2;
  return {
    nodes: rule.nodes.map((t) => Math.sqrt(2 * s * t)),
    weights: rule.weights.map((weight, k) => {
      const t = rule.nodes[k];
      return (scale * weight * Math.exp(t)) / t ** (power / 2);
    }),
  };
}

/**
 * int int alpha F h dv dv* for every component of h. The weights of the rule contain alpha. For a like pair (see isLike) exchanging v and
 * v* gives the same values, so half of the directions suffice.
 */
export function integratePairs(
  { centres, radii, directions, ahead }: PairRule,
  f_i: Density,
  f_j: Density,
  integrand: PairIntegrand,
  like: boolean,
): Float64Array {
  const d = f_i.dimension;
  const components = integrand.powers.like.length;
  const point = createPairPoint(f_i);
  const { w, i, j } = point;
  const v_i = new Float64Array(d);
  const v_j = new Float64Array(d);
  const h = new Float64Array(components);
  const perPair = new Float64Array(components);
  const perCentre = new Float64Array(components);
  const total = new Float64Array(components);
  const weights = like ? halved(directions) : directions.weights;

  for (let y = 0; y < centres.weights.length; y++) {
    perCentre.fill(0);
    for (let k = 0; k < radii.nodes.length; k++) {
      const r = radii.nodes[k];
      point.r = r;
      // The sphere comes first: at gamma = -d only its average is small for small r.
      perPair.fill(0);
      for (let s = 0; s < weights.length; s++) {
        if (weights[s] === 0) continue;
        for (let p = 0; p < d; p++) {
          w[p] = r * directions.nodes[s * d + p];
          v_i[p] = centres.nodes[y * d + p] + r * ahead[s * d + p];
          v_j[p] = v_i[p] - w[p];
        }
        f_i.evaluate(v_i, i);
        f_j.evaluate(v_j, j);
        integrand.evaluate(point, h, 0);
        const F = weights[s] * Math.exp(i.value + j.value);
        for (let c = 0; c < components; c++) perPair[c] += F * h[c];
      }
      for (let c = 0; c < components; c++) perCentre[c] += radii.weights[k] * perPair[c];
    }
    for (let c = 0; c < components; c++) total[c] += centres.weights[y] * perCentre[c];
  }
  return total;
}

/** The weights of both directions of an opposite pair, assigned to the first of them. */
function halved({ weights, opposite }: DirectionRule): Float64Array {
  return weights.map((weight, s) => (opposite[s] < s ? 0 : opposite[s] === s ? weight : 2 * weight));
}
