import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { eachNode, type Lattice, nodeCount } from '../../core/lattice.ts';
import { createVectorField, type Dimension } from '../../core/vector-field.ts';
import { gaussianDensity } from '../../physics/densities.ts';
import { createLogDerivatives } from '../../physics/density.ts';
import type { SecondMoments } from '../../theory/maxwell-moments.ts';
import type { SpeciesSnapshot } from '../snapshot.ts';

/**
 * Lattice spacing in units of the smallest standard deviation of any direction. A lattice sum of a Gaussian misses
 * 2 d exp(-2 pi^2/0.7^2) = 1e-17 of its mass and 1e-15 of its second moments (Poisson summation).
 */
const spacingWidths = 0.7;

/** Half-width of the lattice on each axis in units of the axis' standard deviation; 2e-18 of the second moment lies outside. */
const halfWidths = 9.5;

/** Nodes on every axis of the lattice that a Gaussian of the given covariance (d x d, row order) needs. */
export function gaussianShape(d: Dimension, covariance: readonly number[]): { spacing: number; shape: number[] } {
  const C = Matrix.from1DArray(d, d, [...covariance]);
  const { realEigenvalues } = new EigenvalueDecomposition(C, { assumeSymmetric: true });
  const spacing = spacingWidths * Math.sqrt(Math.min(...realEigenvalues));
  const shape = Array.from(
    { length: d },
    (_, k) => 1 + 2 * Math.ceil((halfWidths * Math.sqrt(covariance[k * (d + 1)])) / spacing),
  );
  return { spacing, shape };
}

/** f(v) = n (2 pi)^{-d/2} det(C)^{-1/2} exp(-(v-u)^T C^{-1} (v-u)/2) and its gradient on a lattice about u that fits it. */
export function gaussianOnLattice(d: Dimension, { density, velocity, covariance }: SecondMoments): SpeciesSnapshot {
  const gaussian = gaussianDensity(density, velocity, covariance);
  const { spacing, shape } = gaussianShape(d, covariance);
  const first = shape.map((nodes) => (1 - nodes) / 2);
  const lattice: Lattice = { d, spacing, anchor: velocity, first, shape };
  const n = nodeCount(lattice);
  const values = new Float64Array(n);
  const gradient = createVectorField(d, n);
  const psi = createLogDerivatives(d);
  eachNode(lattice, (v, x) => {
    gaussian.evaluate(v, psi);
    values[x] = Math.exp(psi.value);
    for (let k = 0; k < d; k++) gradient.data[k * n + x] = psi.gradient[k] * values[x];
  });
  return { lattice, smoothing: 0, values, gradient };
}
