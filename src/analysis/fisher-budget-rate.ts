import { createVectorField, type VectorField } from '../core/vector-field.ts';
import type { Snapshot, SpeciesSnapshot } from '../methods/snapshot.ts';
import { prepareReconstruction } from '../reconstruction/reconstruction.ts';
import { latticeFisher } from './fisher-information.ts';

/**
 * dI/dt of the discrete I(f ~) as the particles move with their drift, sum_p dI/dv_p . dv_p/dt, by the central difference
 * ( I(v + tau dv/dt) - I(v - tau dv/dt) ) / 2 tau. With tau such that the fastest particle moves by s = 1e-3 of the
 * mollifier's width the error is O(s^2), 1e-6 of the rate; the mollifier is cut at 1e-14 of its peak, below round-off of I.
 * Every species needs particles, a drift and a mollifier.
 */
export function fisherRate({ mixture, species }: Snapshot): number {
  return species.reduce((sum, one, i) => sum + speciesRate(mixture.species[i].mass, one), 0);
}

const furthest = 1e-3;
const cut = 1e-14;

function speciesRate(mass: number, { particles, drift, smoothing, lattice }: SpeciesSnapshot): number {
  const { weights, velocities } = particles!;
  const fastest = largestLength(drift!);
  if (fastest === 0) return 0;
  const reconstruction = prepareReconstruction(weights, {
    species: 'fisher_rate',
    variance: smoothing,
    spacing: lattice.spacing,
    anchor: lattice.anchor,
    tolerance: cut,
  });
  const tau = (furthest * Math.sqrt(smoothing)) / fastest;
  const moved = createVectorField(velocities.d, velocities.n);
  const fisherAt = (t: number) => {
    for (let k = 0; k < moved.data.length; k++) moved.data[k] = velocities.data[k] + t * drift!.data[k];
    reconstruction.update(moved);
    return latticeFisher(mass, {
      lattice: reconstruction.lattice,
      values: reconstruction.values,
      gradient: reconstruction.gradient(moved),
    });
  };
  return (fisherAt(tau) - fisherAt(-tau)) / (2 * tau);
}

function largestLength({ d, n, data }: VectorField): number {
  let largest = 0;
  for (let p = 0; p < n; p++) {
    let square = 0;
    for (let k = 0; k < d; k++) square += data[k * n + p] ** 2;
    largest = Math.max(largest, square);
  }
  return Math.sqrt(largest);
}
