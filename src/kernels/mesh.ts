import type { ForcedParticles } from '../core/particles.ts';

/**
 * A uniform mesh over part of velocity space, and the torus on which it is convolved. Node (a, b, ..) lies at
 * origin + spacing (a, b, ..); arrays of nodes are in row order, the last axis fastest. The mesh has enough nodes around the
 * particles to contain the B-spline stencil of every particle.
 */
export interface Mesh {
  readonly origin: readonly number[];
  readonly spacing: number;
  /** Nodes on every axis. */
  readonly shape: readonly number[];
  /** Nodes of the torus on every axis, at least `shape`; products of 2, 3, 4 and 5, even. */
  readonly torus: readonly number[];
}

/**
 * Fourier symbol of a kernel on the torus, real and even in every component: entry (k, l, ..) for 0 <= k <= torus/2 on
 * every axis, the first axis fastest. It includes the division by the squared symbol of the discrete B-spline on every axis
 * (interpolating splines) and by the number of nodes of the torus (no further normalisation of the transforms).
 */
export type MeshSymbol = Float64Array;

/** Particles of one species, which act or are acted upon with a factor. */
export interface MeshParticles extends ForcedParticles {
  readonly factor: number;
}

/** Groups in the same field: the convolution of the charges of each source with a symbol, summed over sources. */
export interface MeshTarget {
  readonly groups: readonly MeshParticles[];
  readonly from: readonly { readonly source: number; readonly symbol: MeshSymbol }[];
}

/**
 * Adds the forces between all particles with the scalar alpha(|v_p - v_q|) replaced by a mesh's alpha_h and A kept exact,
 *
 *     force_p -= factor_p sum_q factor_q w_q alpha_h(v_p, v_q) A(v_p - v_q) (g_p - g_q),
 *     alpha_h(v_p, v_q) = sum_xy W(v_p - x) K(x - y) W(y - v_q),
 *
 * W is the tensor B-spline of the given order (4 cubic, 6 quintic), x and y are nodes of the mesh, K is the kernel with the given
 * symbol; p runs over the groups of every target and q over those of its sources. A(v_p - v_q) is a polynomial, so the
 * sum needs 14 (d = 2) or 25 (d = 3) charges of q: w {1, v, v v^T}, w {g, v g^T, A(v) g}. alpha_h is symmetric, and the pair
 * q = p contributes nothing because A(0) = 0. Source: R. W. Hockney & J. W. Eastwood, Computer Simulation Using Particles (1988).
 */
export type AddMeshForces = (
  mesh: Mesh,
  order: 4 | 6,
  sources: readonly (readonly MeshParticles[])[],
  targets: readonly MeshTarget[],
) => void;

/**
 * Evaluates the centred cardinal B-spline of even order P (degree P - 1, support P) at the P nodes around xi, a position in units
 * of the spacing: weights[at + j] = W(xi - (first + j)), j = 0 .. P - 1, with sum 1. Returns `first`. Source: C. de
 * Boor, A Practical Guide to Splines (1978), recurrence X.
 */
export function evaluateSpline(order: number, xi: number, weights: Float64Array, at: number): number {
  const cell = Math.floor(xi);
  const t = xi - cell;
  weights[at] = 1 - t;
  weights[at + 1] = t;
  for (let k = 3; k <= order; k++) {
    weights[at + k - 1] = 0;
    for (let j = k - 1; j >= 0; j--) {
      const before = j > 0 ? weights[at + j - 1] : 0;
      weights[at + j] = ((t + k - 1 - j) * before + (j + 1 - t) * weights[at + j]) / (k - 1);
    }
  }
  return cell - order / 2 + 1;
}

/**
 * Returns the Fourier symbol of the discrete B-spline at the angle theta per node, sum_j W(j) cos(j theta): positive for even
 * orders.
 */
export function splineSymbol(order: number, theta: number): number {
  const weights = new Float64Array(order);
  const first = evaluateSpline(order, 0, weights, 0);
  return weights.reduce((sum, w, j) => sum + w * Math.cos((first + j) * theta), 0);
}
