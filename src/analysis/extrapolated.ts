import { createVectorField } from '../core/vector-field.ts';
import { sumEntropy } from '../kernels/lattice-gather.ts';
import type { Machine } from '../kernels/machine.ts';
import type { SpeciesSnapshot } from '../methods/snapshot.ts';
import type { Species } from '../physics/mixture.ts';
import { reconstructionRules } from '../reconstruction/density.ts';
import { principalFrame } from '../reconstruction/principal-frame.ts';
import { ofLatest, prepareReconstruction } from '../reconstruction/reconstruction.ts';
import type { Analyzer, Quantity } from './analyzer.ts';
import { latticeFisher, stamCorrectedEntropy } from './fisher.ts';
import { isRandomSample } from './random-sample.ts';

/** Truncation of the second mollifier relative to its peak: the default of the methods with a score. */
const tolerance = 1e-10;

/** Variance of the second moment-preserving mollifier in units of the first; it must be narrower than the particles. */
const ratio = 1.5;

/**
 * Entropy and Fisher information extrapolated to no smoothing, for mixtures whose particles are not a random sample but come from lattices
 * and follow a gradient flow. In a random sample noise grows so steeply as kappa falls that extrapolation would magnify it.
 * Mollified densities are extrapolated to kappa = 0 from the reconstructions at kappa and 2 kappa. The second reconstruction has a lattice
 * sqrt(2) times as coarse, so its mollifier covers as many nodes as the first and costs no more. With moment-preserving densities, a
 * functional of several levels that drives the particles is extrapolated already; with one level, the estimate is the combination (3, -2)
 * of H and I at eps and 1.5 eps, which differ only if f is not a Maxwellian. It is NaN if the second mollifier is wider than the particles.
 */
export const extrapolated: Analyzer = {
  name: 'extrapolation',
  reference:
    'L. F. Richardson, Phil. Trans. R. Soc. A 226 (1927) 299; M. H. M. Costa, IEEE Trans. Inf. Theory 31 (1985) 751',
  prepare({ initial, machine }) {
    const { mixture } = initial;
    const { species, dimension: d } = mixture;
    if (!initial.species.every(isSmooth)) return { quantities: [], measure() {} };
    const measures = initial.species.map((one, i) =>
      one.functional === undefined
        ? prepareMollified(species[i], one, d, machine)
        : prepareMomentPreserving(species[i], one, machine),
    );
    const each = (name: string, label: string, unit: string): Quantity[] => [
      { name, label: `${label}, total`, unit },
      ...species.map((one) => ({ name: `${name}.${one.name}`, label: `${label} of ${one.name}`, unit })),
    ];
    return {
      quantities: [
        ...each('entropy_extrapolated', 'entropy extrapolated to no smoothing', 'n'),
        ...each('fisher_extrapolated', 'Fisher information extrapolated to no smoothing', 'n/(m v^2)'),
      ],
      measure(now, row) {
        const size = species.length + 1;
        now.species.forEach((one, i) => {
          const { entropy, fisher } = measures[i](one);
          row[1 + i] = entropy;
          row[size + 1 + i] = fisher;
        });
        for (const total of [0, size])
          row[total] = row.subarray(total + 1, total + size).reduce((sum, x) => sum + x, 0);
      },
    };
  },
};

/** Particles with a score follow a gradient flow. */
function isSmooth(species: SpeciesSnapshot): boolean {
  return species.score !== undefined && species.mollifier !== undefined && !isRandomSample(species);
}

type Measure = (now: SpeciesSnapshot) => { readonly entropy: number; readonly fisher: number };

function prepareMollified(
  { name, mass }: Species,
  { smoothing, lattice: { spacing, anchor } }: SpeciesSnapshot,
  d: number,
  machine: Machine | undefined,
): Measure {
  const options = {
    species: name,
    variance: 2 * smoothing,
    spacing: Math.SQRT2 * spacing,
    anchor,
    tolerance,
    machine,
  };
  const widerOf = ofLatest((weights: Float64Array) => prepareReconstruction(weights, options));
  return (narrow) => {
    const { weights, velocities } = narrow.particles!;
    const wider = widerOf(weights);
    const density = weights.reduce((sum, w) => sum + w, 0);
    wider.update(velocities);
    const wide = { lattice: wider.lattice, values: wider.values, gradient: wider.gradient(velocities) };
    const fishers = [narrow, wide].map((state) => latticeFisher(mass, state));
    const entropies = [narrow, wide].map((state, k) => {
      const H = state.lattice.spacing ** d * sumEntropy(state.values, state.values.length);
      return stamCorrectedEntropy(H, fishers[k], d, density, (k + 1) * mass * narrow.smoothing);
    });
    return { entropy: extrapolatedEntropy(entropies, d, density), fisher: extrapolatedFisher(fishers) };
  };
}

function prepareMomentPreserving(
  { name, mass }: Species,
  initial: SpeciesSnapshot,
  machine: Machine | undefined,
): Measure {
  const { particles, mollifier, lattice, functional } = initial;
  if (functional!.levels.length > 1) return (now) => now.functional!;
  const { weights, velocities: start } = particles!;
  const options = {
    species: name,
    variance: ratio * mollifier!.variance,
    spacing: Math.sqrt(ratio) * lattice.spacing,
    anchor: lattice.anchor,
    tolerance,
    machine,
    frame: principalFrame(weights, start),
  };
  const { prepare } = reconstructionRules['moment-preserving'];
  // The frame defines the options, so these particles only need the right count.
  const widerOf = ofLatest((now: Float64Array) => prepare(now, options, createVectorField(start.d, now.length)));
  return ({ particles: now, mollifier: narrow, functional: first }) => {
    const { weights, velocities } = now!;
    const wider = widerOf(weights);
    const { variances } = principalFrame(weights, velocities);
    if (!(ratio * narrow!.variance < Math.min(...variances))) return { entropy: Number.NaN, fisher: Number.NaN };
    wider.update(velocities);
    const fisher = latticeFisher(mass, {
      lattice: wider.lattice,
      values: wider.values,
      gradient: wider.gradient(velocities),
    });
    const toZero = (one: number, other: number) => (ratio * one - other) / (ratio - 1);
    return { entropy: toZero(first!.entropy, wider.entropy()), fisher: toZero(first!.fisher, fisher) };
  };
}

/**
 * Returns Richardson's extrapolation to kappa = 0 of a quantity known at kappa, 2 kappa, 4 kappa, ..; its error has the powers first,
 * first + 1, .. of kappa. Each further value removes one more power.
 */
export function richardson(values: readonly number[], first: number): number {
  let column = [...values];
  for (let power = first; column.length > 1; power++) {
    const ratio = 2 ** power;
    column = column.slice(1).map((coarse, k) => (ratio * column[k] - coarse) / (ratio - 1));
  }
  return column[0];
}

/**
 * Returns I at kappa = 0 from I(f ~) at kappa, 2 kappa, .. by extrapolating 1/I. Along the mollification 1/I is a straight line for a
 * Maxwellian, (T + kappa)/(d n), and smooth for any f. Exact for a Maxwellian; otherwise the error is of order kappa^(number of values).
 */
export function extrapolatedFisher(fishers: readonly number[]): number {
  const reciprocal = richardson(
    fishers.map((fisher) => 1 / fisher),
    1,
  );
  return 1 / reciprocal;
}

/**
 * Returns H at kappa = 0 from the corrected H at kappa, 2 kappa, ... The entropy power P = exp(-2 H/(d n)) of f ~ is a straight line in
 * kappa for a Maxwellian and concave for any f (Costa). The corrected H is the value at kappa = 0 of its tangent at kappa, with the error
 * -(1/2) P'' kappa^2. So the extrapolation starts with the second power and has an error of order kappa^(1 + number of values); it is
 * exact for a Maxwellian. Source: M. H. M. Costa, IEEE Trans. Inf. Theory 31 (1985) 751.
 */
export function extrapolatedEntropy(corrected: readonly number[], d: number, density: number): number {
  const power = richardson(
    corrected.map((H) => Math.exp((-2 * H) / (d * density))),
    2,
  );
  return ((-d * density) / 2) * Math.log(power);
}
